using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Running sums, products and the like along an axis. A long line is cut into blocks: the total of each, then what is before each, then the running results, with blocks side by side on
/// all threads. Along an axis that is not the last, whole rows are combined, and columns are shared out.
/// </summary>
internal sealed unsafe class RunningCombination : IRoutine
{
    /// <summary>Elements of a block: they stay in the second cache from the first pass to the second.</summary>
    private const int Block = 1 << 14;

    private readonly Lines lines;
    private readonly Partition partition;
    private readonly RunningKernel? kernel;
    private readonly MapLoop? combine;
    private readonly int size;
    private readonly bool reverse;
    private readonly bool isEmpty;

    public RunningCombination(Lowered.Cumulative cumulative, ArrayType type, Partition partition)
    {
        lines = new(type.Shape, cumulative.Axis);
        (this.partition, size, reverse, isEmpty) = (partition, type.DType.Size, cumulative.Reverse, type.ByteCount == 0);
        kernel = RunningKernel.Get(cumulative.Kind, type.DType);
        // Complex numbers have no vector form.
        if (kernel is null) combine = MapKernel.Get(new(CombineFunction.Of(cumulative.Kind, type.DType), [false, false], -1, OneByOne: true));
    }

    /// <summary>A total of each block of long lines.</summary>
    public long WorkingBytes => isEmpty || lines.Step > 1 || kernel is null || lines.Length <= Block ? 0 : lines.Count * ((lines.Length + Block - 1) / Block) * size;

    /// <summary>Arrays: the operand, the result.</summary>
    public void Run(nint* arrays)
    {
        if (isEmpty) return;
        nint from = arrays[0], to = arrays[1];
        if (lines.Step > 1 || kernel is null) lines.Side(partition, (This: this, from, to), static (s, first, count) => s.This.Columns(s.from, s.to, first, count));
        else if (lines.Length <= Block) partition.Run(lines.Count, (This: this, from, to), static (s, begin, end) => s.This.Whole(s.from, s.to, begin, end));
        else Blocks(from, to);
    }

    private void Whole(nint from, nint to, long begin, long end)
    {
        nint before = (nint)(begin * lines.Length) * size;
        kernel!.Lines(from + before, to + before, lines.Length, end - begin, reverse);
    }

    private void Blocks(nint from, nint to)
    {
        long blocks = (lines.Length + Block - 1) / Block, all = lines.Count * blocks;
        using Scratch memory = new(WorkingBytes);
        nint totals = memory.Address;
        partition.Run(all, (This: this, from, totals, blocks), static (s, begin, end) => s.This.Totals(s.from, s.totals, s.blocks, begin, end));
        for (long line = 0; line < lines.Count; line++) kernel!.Offsets(totals + (nint)(line * blocks * size), blocks);
        partition.Run(all, (This: this, from, to, totals, blocks), static (s, begin, end) => s.This.Results(s.from, s.to, s.totals, s.blocks, begin, end));
    }

    private void Totals(nint from, nint totals, long blocks, long begin, long end)
    {
        for (long b = begin; b < end; b++)
        {
            // Behind the last block there is nothing that would need its total.
            if (b % blocks == blocks - 1) continue;
            (nint at, int count) = Place(b, blocks);
            kernel!.Total(from + at, count, reverse, totals + (nint)(b * size));
        }
    }

    private void Results(nint from, nint to, nint totals, long blocks, long begin, long end)
    {
        for (long b = begin; b < end; b++)
        {
            (nint at, int count) = Place(b, blocks);
            kernel!.Line(from + at, to + at, count, reverse, totals + (nint)(b * size));
        }
    }

    /// <summary>The bytes before a block and its elements. In reverse, blocks are counted from the end.</summary>
    private (nint Offset, int Count) Place(long block, long blocks)
    {
        int first = (int)(block % blocks) * Block, count = Math.Min(Block, lines.Length - first);
        return ((nint)(block / blocks * lines.Length + (reverse ? lines.Length - first - count : first)) * size, count);
    }

    private void Columns(nint from, nint to, long first, int count)
    {
        nint start = (nint)lines.Start(first) * size, row = (nint)lines.Step * size;
        nint x = from + start, y = to + start;
        if (reverse)
        {
            x += (lines.Length - 1) * row;
            y += (lines.Length - 1) * row;
            row = -row;
        }

        nint* buffers = stackalloc nint[3];
        Buffer.MemoryCopy((void*)x, (void*)y, count * size, count * size);
        for (int i = 1; i < lines.Length; i++, y += row)
        {
            x += row;
            if (kernel is not null)
            {
                kernel.Join(y, x, y + row, count);
                continue;
            }

            (buffers[0], buffers[1], buffers[2]) = (y, x, y + row);
            combine!.Run(buffers, 0, count, null);
        }
    }
}
