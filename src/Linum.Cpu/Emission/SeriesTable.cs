using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// The maps that one call of a kernel computes one after the other. A map has a row: how many elements, and for each array the place, in the program's slots, of its address, and the bytes
/// from there to the first element; for a table of constants its address. So nothing is prepared for a call, whatever addresses it comes with.
/// </summary>
internal sealed unsafe class SeriesTable
{
    private readonly nint[] rows;
    private readonly ConstantTable?[] constants;

    /// <param name="maps">The maps, all of one kernel.</param>
    public SeriesTable(ReadOnlySpan<MapCall> maps)
    {
        List<nint> numbers = [];
        constants = new ConstantTable?[maps.Length];
        for (int m = 0; m < maps.Length; m++)
        {
            MapCall map = maps[m];
            numbers.Add((nint)map.Space.Count);
            for (int i = 0; i < map.Slots.Length; i++)
            {
                if (i == map.Inputs) AddConstants(map);
                numbers.AddRange(map.Slots[i] * sizeof(nint), map.Offsets[i]);
            }

            constants[m] = map.Constants;
        }

        rows = GC.AllocateUninitializedArray<nint>(numbers.Count, pinned: true);
        numbers.CopyTo(rows);

        void AddConstants(MapCall map)
        {
            if (map.Constants is not null) numbers.Add(map.Constants.Address);
        }
    }

    /// <summary>Has a kernel compute the maps.</summary>
    /// <param name="loop">The kernel.</param>
    /// <param name="slots">The addresses of the program's arrays.</param>
    public void Run(MapLoop loop, nint* slots)
    {
        var begin = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rows));
        // The position of a map's first element, and the end of the table.
        nint* extra = stackalloc nint[] { 0, begin + rows.Length * sizeof(nint) };
        loop.Run(slots, begin, 0, extra);
        GC.KeepAlive(constants);
    }

    /// <summary>Writes the loop over the maps into a kernel. In it the kernel's end is that of the map, as it is in a kernel of one.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="arrays">How many addresses the kernel has.</param>
    /// <param name="constants">The number of the table of constants among them; -1 for none.</param>
    /// <param name="position">The number of an element, set to 0 before each map.</param>
    /// <param name="prepare">Writes what stands before all maps; what it returns writes one.</param>
    public static void EmitLoop(ILGenerator il, int arrays, int constants, LocalBuilder position, Func<LocalBuilder[], Action> prepare)
    {
        LocalBuilder[] addresses = [.. Enumerable.Range(0, arrays).Select(_ => il.DeclareLocal(typeof(nint)))];
        Action map = prepare(addresses);
        EmittedLoop.Frame(il, turn: () =>
        {
            int offset = 0;
            Next();
            il.Emit(OpCodes.Starg_S, (byte)2);
            for (int i = 0; i < arrays; i++)
            {
                if (i != constants) il.Emit(OpCodes.Ldarg_0);
                Next();
                if (i != constants)
                {
                    il.Emit(OpCodes.Add);
                    il.Emit(OpCodes.Ldind_I);
                    Next();
                    il.Emit(OpCodes.Add);
                }

                il.Emit(OpCodes.Stloc, addresses[i]);
            }

            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Stloc, position);
            map();
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Starg_S, (byte)1);

            // The next number of the row.
            void Next()
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldc_I4, offset);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Ldind_I);
                offset += sizeof(nint);
            }
        }, test: next =>
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldc_I4, sizeof(nint));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Blt, next);
        });
    }
}
