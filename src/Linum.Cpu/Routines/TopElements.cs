using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The largest of each line along the last axis, largest first, and where they are. A line is passed over once: whole registers are compared with the smallest of the best so far, and
/// what is larger is inserted among them. Where many are wanted, the line is sorted.
/// </summary>
internal sealed unsafe class TopElements(ArrayType operand, int count, Partition partition) : IRoutine
{
    /// <summary>Inserting among more than these costs more than sorting.</summary>
    private const int Few = 128;

    private readonly int length = operand.Shape[operand.Rank - 1];
    private readonly DType type = operand.DType;
    private readonly PositionSort<ulong, ShortPairs> shorts = new([operand.DType], 1, descending: true);
    private readonly PositionSort<LongPair, LongPairs> longs = new([operand.DType], 1, descending: true);

    public long WorkingBytes => count == 0 || operand.Shape.Count == 0 ? 0 : partition.Threads(operand.Shape.Count / length) * LineBytes;

    /// <summary>What a thread takes for a line.</summary>
    private long LineBytes
    {
        get
        {
            bool small = SortKeys.AreShort(type);
            if (count <= Few) return length * (small ? sizeof(uint) : sizeof(ulong));
            return SortBytes + (small ? RadixSort<ulong, ShortPairs>.Memory(length, new(1, 1)) : RadixSort<LongPair, LongPairs>.Memory(length, new(1, 1)));
        }
    }

    private long SortBytes => SortKeys.AreShort(type) ? shorts.Memory(length) : longs.Memory(length);

    /// <summary>Arrays: the operand, the values, the int32 positions.</summary>
    public void Run(nint* arrays)
    {
        if (count == 0 || operand.Shape.Count == 0) return;
        partition.Run(operand.Shape.Count / length, (This: this, From: arrays[0], Values: arrays[1], Positions: arrays[2]), static (s, begin, end) => s.This.Some(s.From, s.Values, (int*)s.Positions, begin, end));
    }

    private void Some(nint from, nint values, int* positions, long begin, long end)
    {
        if (count > Few) Sorted(from, values, positions, begin, end);
        else if (SortKeys.AreShort(type)) Scanned<uint>(from, values, positions, begin, end);
        else Scanned<ulong>(from, values, positions, begin, end);
    }

    private void Copy(nint line, int* positions, nint values)
    {
        int size = type.Size;
        for (int i = 0; i < count; i++) Unsafe.CopyBlockUnaligned((byte*)values + (long)i * size, (byte*)line + (long)positions[i] * size, (uint)size);
    }

    private void Sorted(nint from, nint values, int* positions, long begin, long end)
    {
        bool small = SortKeys.AreShort(type);
        using Scratch memory = new(SortBytes);
        for (long line = begin; line < end; line++)
        {
            nint first = from + (nint)(line * length) * type.Size;
            uint* order = small ? shorts.Order(&first, length, memory.Address, new(1, 1)) : longs.Order(&first, length, memory.Address, new(1, 1));
            int* to = positions + line * count;
            new ReadOnlySpan<int>(order, count).CopyTo(new(to, count));
            Copy(first, to, values + (nint)(line * count) * type.Size);
        }
    }

    private void Scanned<TKey>(nint from, nint values, int* positions, long begin, long end)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        using Scratch memory = new(length * (long)sizeof(TKey));
        TKey* keys = (TKey*)memory.Address, best = stackalloc TKey[count];
        for (long line = begin; line < end; line++)
        {
            nint first = from + (nint)(line * length) * type.Size;
            if (typeof(TKey) == typeof(uint)) SortKeys.Read(first, type, 0, (uint*)keys, length);
            else SortKeys.Read(first, type, 0, (ulong*)keys, length);
            int* to = positions + line * count;
            Scan(keys, length, best, to, count);
            Copy(first, to, values + (nint)(line * count) * type.Size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scan<TKey>(TKey* keys, int length, TKey* best, int* positions, int count)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        int i = 0, lanes = Vector256<TKey>.Count, filled = 0;
        // So many are at least as large; where it is not known what is, the first ones are the best so far.
        TKey floor = Floor(keys, length, count);
        if (floor == TKey.Zero)
            for (; i < count; i++) Insert(keys[i], i, best, positions, filled++);
        TKey below = floor == TKey.Zero ? best[count - 1] : floor - TKey.One;
        for (; i <= length - 4 * lanes; i += 4 * lanes)
        {
            Vector256<TKey> a = Vector256.Load(keys + i), b = Vector256.Load(keys + i + lanes), c = Vector256.Load(keys + i + 2 * lanes), d = Vector256.Load(keys + i + 3 * lanes);
            Vector256<TKey> least = Vector256.Create(below);
            if (!Vector256.GreaterThanAny(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)), least)) continue;
            ulong larger = Vector256.GreaterThan(a, least).ExtractMostSignificantBits() | ((ulong)Vector256.GreaterThan(b, least).ExtractMostSignificantBits() << lanes)
                | ((ulong)Vector256.GreaterThan(c, least).ExtractMostSignificantBits() << (2 * lanes)) | ((ulong)Vector256.GreaterThan(d, least).ExtractMostSignificantBits() << (3 * lanes));
            for (; larger != 0; larger &= larger - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(larger);
                // Those before it may have become the best.
                if (keys[at] > below) below = Take(keys[at], at, best, positions, count, ref filled, below);
            }
        }

        for (; i < length; i++)
            if (keys[i] > below) below = Take(keys[i], i, best, positions, count, ref filled, below);
    }

    /// <summary>Takes a key among the best. Returns what others must be larger than.</summary>
    private static TKey Take<TKey>(TKey key, int position, TKey* best, int* positions, int count, ref int filled, TKey below)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        Insert(key, position, best, positions, Math.Min(filled, count - 1));
        if (filled < count) filled++;
        return filled < count ? below : best[count - 1];
    }

    /// <summary>
    /// A key that as many as are wanted are at least as large as: among the largest of some groups, each of which is in a lane of a register, the one with so many others. Then few have to
    /// be inserted that others push out again. Zero if there are too few groups or too short ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TKey Floor<TKey>(TKey* keys, int length, int count)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        int lanes = Vector256<TKey>.Count, groups = 4 * lanes;
        if (count > groups || length < 8 * groups) return TKey.Zero;
        Vector256<TKey> a = default, b = default, c = default, d = default;
        for (int i = 0; i <= length - groups; i += groups)
        {
            a = Vector256.Max(a, Vector256.Load(keys + i));
            b = Vector256.Max(b, Vector256.Load(keys + i + lanes));
            c = Vector256.Max(c, Vector256.Load(keys + i + 2 * lanes));
            d = Vector256.Max(d, Vector256.Load(keys + i + 3 * lanes));
        }

        TKey* largest = stackalloc TKey[groups];
        a.Store(largest);
        b.Store(largest + lanes);
        c.Store(largest + 2 * lanes);
        d.Store(largest + 3 * lanes);
        TKey floor = TKey.Zero;
        for (int i = 0; i < groups; i++)
        {
            Vector256<TKey> one = Vector256.Create(largest[i]);
            // A comparison that holds is -1 in its lane.
            Vector256<TKey> held = Vector256.GreaterThanOrEqual(a, one) + Vector256.GreaterThanOrEqual(b, one) + Vector256.GreaterThanOrEqual(c, one) + Vector256.GreaterThanOrEqual(d, one);
            if (TKey.CreateTruncating(count) + Vector256.Sum(held) is var left && (left == TKey.Zero || left > TKey.CreateTruncating(groups))) floor = TKey.Max(floor, largest[i]);
        }

        return floor;
    }

    /// <summary>Puts a key behind those that are not smaller; the last of <paramref name="filled"/> + 1 falls out.</summary>
    private static void Insert<TKey>(TKey key, int position, TKey* best, int* positions, int filled)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        int at = filled;
        for (; at > 0 && best[at - 1] < key; at--) (best[at], positions[at]) = (best[at - 1], positions[at - 1]);
        (best[at], positions[at]) = (key, position);
    }
}
