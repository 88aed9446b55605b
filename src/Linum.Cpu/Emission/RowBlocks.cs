using System.Reflection;
using System.Reflection.Emit;

namespace Linum.Cpu;

/// <summary>
/// Emits the loop over rows of a kernel with several passes: a pass, or a computation between passes, is done for a few rows before the next one begins. What has to be waited for at the end of
/// a pass, sums across lanes and what follows from them, is then there when the next pass of that row begins, since other rows were passed over meanwhile. Minima of two to four turns, 512 bits
/// (2026-11-27): mean and variance of 1024 rows of 1024 floats 38.5 -> 34.7 µs, layer norm 78 -> 71.4, softmax 201 -> 198, of 16384 rows of 64 floats 320 -> 269; the variance of 4096 rows of 16
/// floats 17.8 -> 15, of 512 floats 92.5 -> 69.5. More than <see cref="Bytes"/> of an array at once took longer: mean and variance with four rows of 4 KB 37 and 43, layer norm of rows of 1 KB with
/// eight 97 for 90, the variance of rows of 16 KB with two 98 for 66.
/// </summary>
internal sealed class RowBlocks
{
    /// <summary>The most rows at once.</summary>
    public const int Most = 4;

    /// <summary>Bytes of the rows of one array at once: the first cache holds them until the next pass, beside those of other arrays and of the rows to come.</summary>
    private const long Bytes = 8 << 10;

    private readonly ILGenerator il;
    private readonly RowPlan plan;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder[] starts;
    private readonly LocalBuilder row;
    private readonly LocalBuilder first;
    private readonly LocalBuilder behind;
    private readonly LocalBuilder length;
    private readonly Action<int> pushExtra;
    private readonly RowPlaces places;
    private readonly int atOnce;
    private readonly RowAsking asking;

    /// <param name="il">Where to write.</param>
    /// <param name="plan">The phases.</param>
    /// <param name="addresses">Where operands, results, values per row and rows of working memory are at the row.</param>
    /// <param name="row">The number of the row.</param>
    /// <param name="length">The elements of a row.</param>
    /// <param name="pushExtra">Pushes an entry of the kernel's last argument.</param>
    /// <param name="places">Which address is whose.</param>
    /// <param name="atOnce">The entry that holds how many rows a block has.</param>
    /// <param name="asking">What phases ask of memory.</param>
    public RowBlocks(ILGenerator il, RowPlan plan, LocalBuilder[] addresses, LocalBuilder row, LocalBuilder length, Action<int> pushExtra, RowPlaces places, int atOnce, RowAsking asking)
    {
        (this.il, this.plan, this.addresses, this.row, this.length, this.pushExtra, this.places, this.atOnce, this.asking) = (il, plan, addresses, row, length, pushExtra, places, atOnce, asking);
        starts = [.. addresses.Select(_ => il.DeclareLocal(typeof(nint)))];
        first = il.DeclareLocal(typeof(nint));
        behind = il.DeclareLocal(typeof(nint));
    }

    /// <summary>How many rows a block has.</summary>
    /// <param name="body">What is computed.</param>
    /// <param name="plan">Its phases.</param>
    /// <param name="length">The elements of a row.</param>
    public static int RowsAtOnce(RowBody body, RowPlan plan, long length)
    {
        if (!plan.IsInBlocks) return 1;
        int[] sizes =
        [
            .. body.Inputs.ToArray().Where((_, i) => !body.IsRow[i]).Select(t => t.Size),
            .. body.Outputs.ToArray().Where(o => o.Kind != RowOutputKind.Rows).Select(o => o.DType.Size),
            .. plan.Scratch.ToArray().Select(t => t.Size),
        ];
        if (sizes.Length == 0) return 1;
        // More than the first cache holds, yet the gradient of layer norm, two rows of seven arrays of 3 KB, took 211 to 219 µs for 220 to 243 with one (minima of four turns).
        return (int)Math.Clamp(Math.Min(Bytes / (sizes.Max() * Math.Max(length, 1)), 2 * CacheSizes.First / (sizes.Sum() * Math.Max(length, 1))), 1, Most);
    }

    /// <summary>The bytes of working memory for the values of each row of a block.</summary>
    /// <param name="plan">The phases.</param>
    /// <param name="rows">How many rows a block has.</param>
    public static long RoomForValues(RowPlan plan, int rows) => Body.Room(rows * plan.Values * RowKernel.ValueBytes);

    /// <summary>The bytes of working memory for one row of elements in each row of a block.</summary>
    /// <param name="size">The bytes of an element.</param>
    /// <param name="length">The elements of a row.</param>
    /// <param name="rows">How many rows a block has.</param>
    public static long RoomForRows(int size, long length, int rows) => rows * Body.Room(length * size);

    /// <summary>Writes the loop.</summary>
    /// <param name="emitPhase">Writes a phase for one row.</param>
    public void Emit(Action<RowPhase> emitPhase)
    {
        KernelFactory.Note(il, () => "rows in blocks: each phase over all rows of a block before the next");
        for (int i = 0; i < starts.Length; i++) Set(starts[i], addresses[i]);
        if (plan.Overlap is RowOverlap overlap) EmitOverlapped(overlap, emitPhase);
        else EmitBlocks(emitPhase);
    }

    private void EmitBlocks(Action<RowPhase> emitPhase) => EmittedLoop.Frame(il, turn: () =>
    {
        BeginBlock();
        foreach (RowPhase phase in plan.Phases) EmitRows(phase, emitPhase);
        for (int i = 0; i < places.Values; i++) NextBlock(i);
    }, test: next =>
    {
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Blt, next);
    });

    /// <summary>The last phase is late by a block; the last turn has no rows, and makes that phase for those before.</summary>
    private void EmitOverlapped(RowOverlap overlap, Action<RowPhase> emitPhase)
    {
        LocalBuilder late = il.DeclareLocal(typeof(nint)), both = il.DeclareLocal(typeof(nint)), lateBehind = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, late);
        EmittedLoop.Frame(il, turn: () =>
        {
            BeginBlock();
            Sum(lateBehind, first, late);
            il.Emit(OpCodes.Ldloc, lateBehind);
            il.Emit(OpCodes.Ldloc, behind);
            il.Emit(OpCodes.Call, Least);
            il.Emit(OpCodes.Stloc, both);
            for (int p = 0; p < plan.Phases.Count - 1; p++)
            {
                if (p != overlap.Beside)
                {
                    EmitRows(plan.Phases[p], emitPhase);
                    continue;
                }

                SortedSet<int> used = UsedBy(overlap.Both);
                BeginPhase(used);
                EmitRows(overlap.Both, emitPhase, used, both);
                // From the rows where one block ends, at the addresses that are reached: at most one of the two has rows left.
                EmitRows(plan.Phases[p], emitPhase, UsedBy(plan.Phases[p]), behind);
                Set(row, both);
                EmitRows(overlap.Late, emitPhase, UsedBy(overlap.Late), lateBehind);
            }

            il.Emit(OpCodes.Ldloc, behind);
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Stloc, late);
            Set(row, behind);
            for (int i = 0; i < places.Count; i++)
            {
                if (i < places.Values)
                {
                    Set(starts[places.Count + i], starts[i]);
                    NextBlock(i);
                    continue;
                }

                // Working memory of two blocks in turn.
                il.Emit(OpCodes.Ldloc, starts[i]);
                Set(starts[i], starts[places.Count + i]);
                il.Emit(OpCodes.Stloc, starts[places.Count + i]);
            }
        }, test: next =>
        {
            il.Emit(OpCodes.Ldloc, row);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Blt, next);
            il.Emit(OpCodes.Ldloc, late);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Bgt, next);
        });
    }

    private static MethodInfo Least => typeof(Math).GetMethod(nameof(Math.Min), [typeof(nint), typeof(nint)])!;

    private void BeginBlock()
    {
        Set(first, row);
        il.Emit(OpCodes.Ldloc, row);
        pushExtra(atOnce);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, Least);
        il.Emit(OpCodes.Stloc, behind);
    }

    /// <summary>To where an array's rows of the next block begin.</summary>
    private void NextBlock(int array)
    {
        il.Emit(OpCodes.Ldloc, starts[array]);
        pushExtra(1 + array);
        pushExtra(atOnce);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, starts[array]);
    }

    /// <summary>One phase over the rows of a block.</summary>
    private void EmitRows(RowPhase phase, Action<RowPhase> emitPhase)
    {
        SortedSet<int> used = UsedBy(phase);
        BeginPhase(used);
        EmitRows(phase, emitPhase, used, behind);
    }

    private void BeginPhase(SortedSet<int> used)
    {
        Set(row, first);
        foreach (int i in used) Set(addresses[i], starts[i]);
    }

    /// <summary>One phase from the row where it is.</summary>
    private void EmitRows(RowPhase phase, Action<RowPhase> emitPhase, SortedSet<int> used, LocalBuilder behind) => EmittedLoop.Frame(il, turn: () =>
    {
        emitPhase(phase);
        foreach (int i in used)
        {
            il.Emit(OpCodes.Ldloc, addresses[i]);
            PushStep(i % places.Count);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, addresses[i]);
        }

        EmittedLoop.Advance(il, row, 1);
    }, test: next =>
    {
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Ldloc, behind);
        il.Emit(OpCodes.Blt, next);
    });

    private void Sum(LocalBuilder to, LocalBuilder a, LocalBuilder b)
    {
        il.Emit(OpCodes.Ldloc, a);
        il.Emit(OpCodes.Ldloc, b);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, to);
    }

    private void Set(LocalBuilder to, LocalBuilder from)
    {
        il.Emit(OpCodes.Ldloc, from);
        il.Emit(OpCodes.Stloc, to);
    }

    /// <summary>Pushes the bytes from one row to the next; in working memory those that <see cref="RoomForRows"/> gives a row.</summary>
    private void PushStep(int address)
    {
        if (address < places.Values)
        {
            pushExtra(1 + address);
        }
        else if (address == places.Values)
        {
            il.Emit(OpCodes.Ldc_I4, plan.Values * RowKernel.ValueBytes);
        }
        else
        {
            il.Emit(OpCodes.Ldloc, length);
            il.Emit(OpCodes.Ldc_I4, plan.Scratch[address - places.Scratch(0)].Size);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Call, typeof(Body).GetMethod(nameof(Body.Room))!);
            il.Emit(OpCodes.Conv_I);
        }
    }

    /// <summary>The addresses that a phase needs at the row.</summary>
    private SortedSet<int> UsedBy(RowPhase phase)
    {
        SortedSet<int> used = [];
        foreach (RowSource source in phase.Sources) used.Add(places.Of(source));
        foreach (RowSink sink in phase.Sinks) used.Add(places.Of(sink));
        foreach (int result in asking.ForResults(phase)) used.Add(places.Result(result));
        used.UnionWith(asking.ForNextRow(phase));
        foreach ((_, int result) in phase.Copies) used.UnionWith([places.Values, places.Result(result)]);
        return used;
    }
}
