using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The position of the first largest or smallest element along an axis; the first NaN wins.</summary>
internal sealed unsafe class ArgReduction(Lowered.ArgReduce reduce, ArrayType input, DType result, Partition partition) : IRoutine
{
    /// <summary>Elements of a long line that one thread looks through at a time.</summary>
    private const int Segment = 1 << 16;

    private readonly Lines lines = new(input.Shape, reduce.Axis);
    private readonly ArgKernel? kernel = ArgKernel.Get(reduce.Kind, input.DType);
    private readonly int size = input.DType.Size;

    public long WorkingBytes
    {
        get
        {
            if (TakesKeys) return partition.Threads(lines.Count) * KeyBytes;
            if (lines.Step == 1) return Segments == 1 ? 0 : SegmentBytes;
            long width = lines.SideWidth(partition), pieces = lines.Outer * ((lines.Step + width - 1) / width);
            return lines.Length == 1 ? 0 : partition.Threads(pieces) * ArgKernel.ColumnBytes((int)Math.Min(width, lines.Step), size);
        }
    }

    /// <summary>Whether there are no vectors of the type.</summary>
    private bool TakesKeys => kernel is null || (lines.Step > 1 && size < 4);

    /// <summary>Numbers of the elements of a line.</summary>
    private long KeyBytes => (long)lines.Length * sizeof(ulong);

    private long Segments => (lines.Length + Segment - 1) / Segment;

    /// <summary>What is found in each piece of long lines.</summary>
    private long SegmentBytes => lines.Count * Segments * sizeof(int);

    /// <summary>Arrays: the operand, the positions.</summary>
    public void Run(nint* arrays)
    {
        nint from = arrays[0], to = arrays[1];
        if (TakesKeys) partition.Run(lines.Count, (This: this, from, to), static (s, begin, end) => s.This.ByKeys(s.from, s.to, begin, end));
        else if (lines.Step > 1) lines.Side(partition, (This: this, from, to), static (s, first, count) => s.This.Columns(s.from, s.to, first, count));
        else InLine(from, to);
    }

    private void InLine(nint from, nint to)
    {
        long segments = Segments, length = lines.Length;
        if (segments == 1)
        {
            partition.Run(lines.Count, (This: this, from, to), static (s, begin, end) => s.This.Whole(s.from, s.to, begin, end));
            return;
        }

        using Scratch memory = new(SegmentBytes);
        nint found = memory.Address;
        partition.Run(lines.Count * segments, (This: this, from, found), static (s, begin, end) => s.This.Some(s.from, (int*)s.found, begin, end));
        for (long line = 0; line < lines.Count; line++) Write(to, line, kernel!.Best(from + (nint)(line * length * size), new((int*)found + line * segments, (int)segments)));
    }

    private void Whole(nint from, nint to, long begin, long end)
    {
        for (long line = begin; line < end; line++) Write(to, line, kernel!.First(from + (nint)(line * lines.Length * size), lines.Length));
    }

    /// <summary>Looks through segments of lines.</summary>
    private void Some(nint from, int* found, long begin, long end)
    {
        long segments = Segments;
        for (long s = begin; s < end; s++)
        {
            int first = (int)(s % segments) * Segment;
            found[s] = first + kernel!.First(from + (nint)((s / segments * lines.Length + first) * size), Math.Min(Segment, lines.Length - first));
        }
    }

    private void Columns(nint from, nint to, long first, int count)
    {
        // One vector more, because whole vectors are written.
        int* positions = stackalloc int[count + 8];
        nint start = from + (nint)(lines.Start(first) * size);
        if (lines.Length == 1) new Span<int>(positions, count).Clear();
        else kernel!.Columns(start, (nint)lines.Step * size, lines.Length, count, positions);
        for (int i = 0; i < count; i++) Write(to, first + i, positions[i]);
    }

    /// <summary>For types without vectors: elements become numbers of the same order.</summary>
    private void ByKeys(nint from, nint to, long begin, long end)
    {
        bool max = reduce.Kind == ReduceKind.Max;
        using Scratch memory = new(KeyBytes);
        Span<ulong> keys = new((void*)memory.Address, lines.Length);
        for (long line = begin; line < end; line++)
        {
            SortKeys.Read(from + (nint)(lines.Start(line) * size), lines.Step * size, input.DType, 0, keys);
            int best = 0;
            for (int i = 1; i < keys.Length && !IsNaN(keys[best]); i++)
                if (IsNaN(keys[i]) || (max ? keys[i] > keys[best] : keys[i] < keys[best])) best = i;
            Write(to, line, best);
        }
    }

    private bool IsNaN(ulong key) => input.DType.IsFloat && SortKeys.IsNaN(key, input.DType);

    private void Write(nint to, long line, int position)
    {
        switch (result)
        {
            case DType.Int32: ((int*)to)[line] = position; break;
            case DType.Float16: ((Half*)to)[line] = (Half)(float)position; break;
            case DType.BFloat16: ((ushort*)to)[line] = ScalarHelpers.SingleToBFloat16(position); break;
            case DType.Float32: ((float*)to)[line] = position; break;
            case DType.Float64: ((double*)to)[line] = position; break;
            default:
                long value = position;
                Buffer.MemoryCopy(&value, (byte*)to + line * result.Size, result.Size, result.Size);
                break;
        }
    }
}
