using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Sorts a line of several arrays whose elements follow each other.</summary>
internal abstract unsafe class LineSort
{
    /// <summary>Keys that are made at a time, to be put together with what goes with them.</summary>
    protected const int Chunk = 512;

    /// <summary>The best way for arrays: keys alone, keys with the elements of a second array, or keys with positions.</summary>
    public static LineSort Of(ArrayType[] operands, int keys)
    {
        bool small = SortKeys.AreShort(operands[0].DType), one = keys == 1 && operands[0].DType.Components == 1;
        if (one && operands.Length == 1) return small ? new KeySort<uint, ShortKeys>(operands[0].DType) : new KeySort<ulong, LongKeys>(operands[0].DType);
        if (one && operands.Length == 2 && operands[1].DType.Size == sizeof(uint)) return small ? new CarryingSort<ulong, ShortPairs>(operands[0].DType) : new CarryingSort<LongPair, LongPairs>(operands[0].DType);
        bool allSmall = true;
        for (int k = 0; k < keys; k++) allSmall &= SortKeys.AreShort(operands[k].DType);
        DType[] types = [.. operands.Select(o => o.DType)];
        return allSmall ? new PositionSort<ulong, ShortPairs>(types, keys, false) : new PositionSort<LongPair, LongPairs>(types, keys, false);
    }

    /// <summary>Bytes of working memory for a line.</summary>
    public abstract long Memory(int count);

    /// <summary>Bytes that it takes for itself beside those.</summary>
    public abstract long SharedMemory(int count, Partition partition);

    /// <summary>Sorts a line.</summary>
    /// <param name="from">The first elements in the arrays.</param>
    /// <param name="to">Where to write, for each array.</param>
    /// <param name="count">Elements of a line.</param>
    /// <param name="memory">Working memory.</param>
    /// <param name="partition">How to share the work out.</param>
    public abstract void Run(nint* from, nint* to, int count, nint memory, Partition partition);

    /// <summary>Keys do not tell zeros or NaNs apart: where there are any, they are copied again, in the order in which they came.</summary>
    protected static void Repair(nint from, nint to, DType type, int count)
    {
        ulong zero = SortKeys.AreShort(type) ? 0x80000000 : 0x8000000000000000, nan = SortKeys.AreShort(type) ? uint.MaxValue : ulong.MaxValue;
        int zeros = LowerBound(to, type, count, zero), numbers = LowerBound(to, type, count, nan);
        if (numbers == count && LowerBound(to, type, count, zero + 1) == zeros) return;
        ulong* keys = stackalloc ulong[Chunk];
        for (int first = 0; first < count; first += Chunk)
        {
            Span<ulong> some = new(keys, Math.Min(Chunk, count - first));
            SortKeys.Read(from + (nint)first * type.Size, type.Size, type, 0, some);
            for (int i = 0; i < some.Length; i++)
            {
                if (keys[i] != zero && keys[i] != nan) continue;
                int place = keys[i] == zero ? zeros++ : numbers++;
                Buffer.MemoryCopy((byte*)from + (long)(first + i) * type.Size, (byte*)to + (long)place * type.Size, type.Size, type.Size);
            }
        }
    }

    private static int LowerBound(nint sorted, DType type, int count, ulong key)
    {
        int low = 0, high = count;
        Span<ulong> one = stackalloc ulong[1];
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            SortKeys.Read(sorted + (nint)middle * type.Size, type.Size, type, 0, one);
            if (one[0] < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Makes keys of up to <see cref="Chunk"/> elements, as numbers of 64 bits.</summary>
    protected static void ReadChunk(nint from, DType type, int component, ulong* keys, int count)
    {
        if (!SortKeys.AreShort(type))
        {
            SortKeys.Read(from, type, component, keys, count);
            return;
        }

        uint* some = stackalloc uint[Chunk];
        SortKeys.Read(from, type, component, some, count);
        for (int i = 0; i < count; i++) keys[i] = some[i];
    }
}
