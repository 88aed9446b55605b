using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes copies of a value between and around the elements of an array.</summary>
internal sealed unsafe class Padding
{
    private readonly Partition partition;
    private readonly long from;
    private readonly long to;
    private readonly StridedCopy copy;
    private readonly List<(StridedCopy Fill, nint Offset)> fills = [];

    public Padding(Lowered.Pad pad, ArrayType source, Shape result, Partition partition)
    {
        this.partition = partition;
        int size = source.DType.Size;
        long[] sourceStrides = Operand.Dense(source.Shape), resultStrides = Operand.Dense(result);
        var sizes = new int[result.Rank];
        var firsts = new long[result.Rank];
        var steps = new long[result.Rank];
        bool dense = true;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            // Element i of the source lies at low + i * step; only those inside the result are copied.
            long step = pad.Interior[axis] + 1, low = pad.Low[axis];
            long first = low >= 0 ? 0 : (-low + step - 1) / step, last = Math.Min(source.Shape[axis] - 1, result[axis] - 1 - low >= 0 ? (result[axis] - 1 - low) / step : -1);
            sizes[axis] = (int)Math.Max(0, last - first + 1);
            steps[axis] = step * resultStrides[axis];
            firsts[axis] = low + first * step;
            from += first * sourceStrides[axis] * size;
            to += firsts[axis] * resultStrides[axis] * size;
            dense &= sizes[axis] > 0 && (step == 1 || sizes[axis] == 1);
        }

        copy = new(sizes, sourceStrides, steps, size);
        // What is copied in one block has slabs around it; else everything is filled first.
        if (dense) Surround(result.ToArray(), sizes, firsts, resultStrides, size);
        else Fill(result.ToArray(), resultStrides, 0, size);
    }

    private void Surround(int[] result, int[] block, long[] firsts, long[] strides, int size)
    {
        // Along each axis a slab before and one behind the block: as wide as the block along the axes before, and as the result along those that follow.
        int[] slab = [.. result];
        long start = 0;
        for (int axis = 0; axis < result.Length; axis++)
        {
            long end = firsts[axis] + block[axis];
            slab[axis] = (int)firsts[axis];
            Fill(slab, strides, start, size);
            slab[axis] = (int)(result[axis] - end);
            Fill(slab, strides, start + end * strides[axis], size);
            slab[axis] = block[axis];
            start += firsts[axis] * strides[axis];
        }
    }

    private void Fill(int[] shape, long[] strides, long start, int size)
    {
        if (!shape.Contains(0)) fills.Add((new(shape, new long[shape.Length], strides, size), (nint)(start * size)));
    }

    /// <summary>Arrays: the source, the value, the result.</summary>
    public void Run(nint* arrays)
    {
        foreach ((StridedCopy fill, nint offset) in fills) fill.Run(arrays[1], arrays[2] + offset, partition);
        copy.Run(arrays[0] + (nint)from, arrays[2] + (nint)to, partition);
    }
}
