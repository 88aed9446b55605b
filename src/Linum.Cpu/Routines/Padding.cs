using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes copies of a value between and around the elements of an array.</summary>
internal sealed unsafe class Padding
{
    private readonly long count;
    private readonly int size;
    private readonly long from;
    private readonly long to;
    private readonly StridedCopy fill;
    private readonly StridedCopy copy;

    public Padding(Lowered.Pad pad, ArrayType source, Shape result)
    {
        size = source.DType.Size;
        count = result.Count;
        long[] sourceStrides = Operand.Dense(source.Shape), resultStrides = Operand.Dense(result);
        var sizes = new int[result.Rank];
        var steps = new long[result.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            // Element i of the source lies at low + i * step; only those inside the result are copied.
            long step = pad.Interior[axis] + 1, low = pad.Low[axis];
            long first = low >= 0 ? 0 : (-low + step - 1) / step, last = Math.Min(source.Shape[axis] - 1, result[axis] - 1 - low >= 0 ? (result[axis] - 1 - low) / step : -1);
            sizes[axis] = (int)Math.Max(0, last - first + 1);
            steps[axis] = step * resultStrides[axis];
            from += first * sourceStrides[axis] * size;
            to += (low + first * step) * resultStrides[axis] * size;
        }

        fill = new([checked((int)count)], [0], [1], size);
        copy = new(sizes, sourceStrides, steps, size);
    }

    /// <summary>Arrays: the source, the value, the result.</summary>
    public void Run(nint* arrays)
    {
        if (count == 0) return;
        fill.Run(arrays[1], arrays[2]);
        copy.Run(arrays[0] + (nint)from, arrays[2] + (nint)to);
    }
}
