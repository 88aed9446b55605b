using System.Buffers;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs the steps of a map without a kernel, with the same arguments and the same bits.</summary>
internal sealed unsafe class MapInterpreter : IKernelInterpreter
{
    private readonly MapKernelKey key;
    private readonly BlockProgram program;

    public MapInterpreter(MapKernelKey key) => (this.key, program) = (key, new(key.Body, key.Scalars));

    /// <summary>See <see cref="BlockProgram.Work"/>.</summary>
    public long Work => program.Work;

    private int Arrays => key.Body.Inputs.Count + key.Body.Outputs.Count;

    /// <summary>How many elements a call computes; see <see cref="Kernel"/> for the arguments.</summary>
    public static long Elements(MapKernelKey key, nint begin, nint end, nint* extra)
    {
        if (!key.IsSeries) return end - begin;
        int row = RowOfSeries(key);
        long all = 0;
        for (var at = (nint*)begin; at < (nint*)extra[1]; at += row) all += at[0];
        return all;
    }

    /// <summary>Computes some elements; see <see cref="Kernel"/>.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        byte[] memory = ArrayPool<byte>.Shared.Rent(program.MemoryBytes);
        fixed (byte* p = memory)
        {
            if (key.IsSeries) Series(buffers, (nint*)begin, (nint*)extra[1], extra, p);
            else Elements(buffers, begin, end, extra, p);
        }

        ArrayPool<byte>.Shared.Return(memory);
    }

    /// <summary>How many numbers the table of a series has for each map: its elements, and for each array a slot and an offset, but for the constants one address.</summary>
    private static int RowOfSeries(MapKernelKey key) => 1 + 2 * (key.Body.Inputs.Count + key.Body.Outputs.Count) - (key.HasConstants ? 1 : 0);

    /// <summary>One map after the other, as a <see cref="SeriesTable"/> lists them.</summary>
    private void Series(nint* slots, nint* row, nint* end, nint* extra, byte* memory)
    {
        int arrays = Arrays, constants = key.HasConstants ? key.Body.Inputs.Count - 1 : -1;
        nint* addresses = stackalloc nint[arrays];
        while (row < end)
        {
            nint count = *row++;
            for (int i = 0; i < arrays; i++)
            {
                nint number = *row++;
                addresses[i] = i == constants ? number : *(nint*)((nint)slots + number) + *row++;
            }

            Elements(addresses, 0, count, extra, memory);
        }
    }

    private void Elements(nint* buffers, nint begin, nint end, nint* extra, byte* memory)
    {
        ScalarFunction f = key.Body;
        int inputs = f.Inputs.Count;
        nint* strides = stackalloc nint[inputs];
        for (int i = 0; i < inputs; i++) strides[i] = f.Inputs[i].Size * StridedLoads.Of(key.Strides, i);
        BlockInterpreter interpreter = new(program, memory, buffers, strides);
        interpreter.Begin((int)Math.Min(end - begin, BlockProgram.Elements));
        nint start = key.LastAxis < 0 ? 0 : extra[key.LastAxis];
        for (nint first = begin; first < end; first += BlockProgram.Elements)
        {
            int n = (int)Math.Min(end - first, BlockProgram.Elements);
            interpreter.Run(first, n, extra, key.LastAxis, start);
            for (int o = 0, r = 0; o < f.Outputs.Count; o++)
            {
                DType type = f.Outputs[o];
                for (int c = 0, size = type.Component.Size; c < type.Components; c++)
                    ElementSteps.Copy(size, interpreter.Result(r++), size, (byte*)buffers[inputs + o] + first * type.Size + c * size, type.Size, n);
            }
        }
    }
}
