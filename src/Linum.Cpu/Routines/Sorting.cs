using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Stable sorts along an axis. Lines that do not lie in one piece are turned first, and back at the end.</summary>
internal sealed unsafe class Sorting : IRoutine
{
    /// <summary>Where there are fewer lines than parts, lines from this length on are cut themselves.</summary>
    private const int LongLine = 1 << 16;

    private readonly ArrayType[] operands;
    private readonly Lines lines;
    private readonly Partition partition;
    private readonly LineSort sort;
    private readonly StridedCopy[]? turns;
    private readonly StridedCopy[]? back;

    /// <summary>Bytes of the operands with their lines in one piece.</summary>
    private readonly long turnedBytes;

    public Sorting(ArrayType[] operands, int axis, int keys, Partition partition)
    {
        (this.operands, this.partition) = (operands, partition);
        lines = new(operands[0].Shape, axis);
        sort = LineSort.Of(operands, keys);
        if (lines.Step == 1 || lines.Length <= 1) return;
        int[] turned = [checked((int)lines.Outer), checked((int)lines.Step), lines.Length];
        long[] strides = [lines.Length * lines.Step, 1, lines.Step], dense = Operand.Dense(turned);
        int[] straight = [turned[0], turned[2], turned[1]];
        turnedBytes = operands.Sum(o => Body.Room(o.ByteCount));
        turns = [.. operands.Select(o => new StridedCopy(turned, strides, dense, o.DType.Size))];
        back = [.. operands.Select(o => new StridedCopy(straight, [dense[0], dense[2], dense[1]], Operand.Dense(straight), o.DType.Size))];
    }

    public long WorkingBytes
    {
        get
        {
            if (operands[0].Shape.Count == 0) return 0;
            long line = IsCut ? sort.Memory(lines.Length) + sort.SharedMemory(lines.Length, partition) : (sort.Memory(lines.Length) + sort.SharedMemory(lines.Length, new(1, 1))) * partition.Threads(lines.Count);
            return line + (turns is null ? 0 : 2 * turnedBytes);
        }
    }

    /// <summary>Whether there are few lines, and each is cut.</summary>
    private bool IsCut => lines.Count < partition.Parts && lines.Length >= LongLine;

    /// <summary>Arrays: the operands, then the results.</summary>
    public void Run(nint* arrays)
    {
        int count = operands.Length;
        if (operands[0].Shape.Count == 0) return;
        if (turns is null)
        {
            Straight(arrays, arrays + count);
            return;
        }

        using Scratch memory = new(2 * turnedBytes);
        nint* turned = stackalloc nint[2 * count];
        nint at = memory.Address;
        for (int k = 0; k < count; k++)
        {
            (turned[k], turned[count + k]) = (at, at + (nint)turnedBytes);
            at += (nint)Body.Room(operands[k].ByteCount);
            turns[k].Run(arrays[k], turned[k], partition);
        }

        Straight(turned, turned + count);
        for (int k = 0; k < count; k++) back![k].Run(turned[count + k], arrays[count + k], partition);
    }

    private void Straight(nint* from, nint* to)
    {
        if (IsCut)
        {
            Some(from, to, 0, lines.Count, partition);
            return;
        }

        partition.Run(lines.Count, (This: this, From: (nint)from, To: (nint)to), static (s, begin, end) => s.This.Some((nint*)s.From, (nint*)s.To, begin, end, new(1, 1)));
    }

    private void Some(nint* from, nint* to, long begin, long end, Partition inside)
    {
        using Scratch memory = new(sort.Memory(lines.Length));
        int count = operands.Length;
        nint* line = stackalloc nint[2 * count];
        for (long i = begin; i < end; i++)
        {
            for (int k = 0; k < count; k++)
            {
                nint offset = (nint)(i * lines.Length) * operands[k].DType.Size;
                (line[k], line[count + k]) = (from[k] + offset, to[k] + offset);
            }

            sort.Run(line, line + count, lines.Length, memory.Address, inside);
        }
    }
}
