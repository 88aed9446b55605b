using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Running sums, products and the like along an axis, each element combined with the result before it.</summary>
internal sealed unsafe class RunningCombination
{
    private readonly Lines lines;
    private readonly MapLoop combine;
    private readonly StridedCopy? reverse;
    private readonly long bytes;
    private readonly int size;
    private readonly nint lastElement;

    public RunningCombination(Lowered.Cumulative cumulative, ArrayType type)
    {
        lines = new(type.Shape, cumulative.Axis);
        size = type.DType.Size;
        bytes = type.ByteCount;
        bool single = lines.Step == 1;
        // Along the last axis each element waits for the one before; along others whole rows are combined.
        combine = MapKernel.Get(new(CombineFunction.Of(cumulative.Kind, type.DType), [false, false], -1, OneByOne: single));
        if (!cumulative.Reverse) return;
        int[] shape = [checked((int)lines.Outer), lines.Length, checked((int)lines.Step)];
        long[] dense = Operand.Dense(shape);
        reverse = new(shape, [dense[0], -dense[1], dense[2]], dense, size);
        lastElement = (nint)(Math.Max(0, lines.Length - 1) * dense[1] * size);
    }

    /// <summary>Arrays: the operand, the result.</summary>
    public void Run(nint* arrays)
    {
        if (bytes == 0) return;
        if (reverse is null)
        {
            Forward(arrays[0], arrays[1]);
            return;
        }

        using Scratch memory = new(2 * (bytes + BufferPool.Spare));
        nint turned = memory.Address, result = turned + (nint)(bytes + BufferPool.Spare);
        reverse.Run(arrays[0] + lastElement, turned);
        Forward(turned, result);
        reverse.Run(result + lastElement, arrays[1]);
    }

    private void Forward(nint from, nint to)
    {
        long step = lines.Step, row = step * size;
        using Scratch memory = new(step == 1 ? 0 : row + BufferPool.Spare);
        nint* buffers = stackalloc nint[3];
        for (long outer = 0; outer < lines.Outer; outer++)
        {
            nint x = from + (nint)(outer * lines.Length * row), y = to + (nint)(outer * lines.Length * row);
            Buffer.MemoryCopy((void*)x, (void*)y, row, row);
            if (step == 1)
            {
                (buffers[0], buffers[1], buffers[2]) = (y, x + size, y + size);
                combine.Run(buffers, 0, lines.Length - 1, null);
                continue;
            }

            for (int i = 1; i < lines.Length; i++)
            {
                // By way of a row of its own, because the kernel may write behind the end of a row.
                (buffers[0], buffers[1], buffers[2]) = (y + (nint)((i - 1) * row), x + (nint)(i * row), memory.Address);
                combine.Run(buffers, 0, (nint)step, null);
                Buffer.MemoryCopy((void*)memory.Address, (void*)(y + (nint)(i * row)), row, row);
            }
        }
    }
}
