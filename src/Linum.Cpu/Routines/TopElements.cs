using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The largest of each line along the last axis, largest first, and where they are. A line is passed over once: whole registers are compared with the smallest of the best so far, and
/// what is larger is inserted among them. Where many are wanted, the line is sorted.
/// </summary>
internal sealed unsafe class TopElements(ArrayType operand, int count, Partition partition)
{
    /// <summary>Inserting among more than these costs more than sorting.</summary>
    private const int Few = 128;

    private readonly int length = operand.Shape[operand.Rank - 1];
    private readonly DType type = operand.DType;

    /// <summary>Arrays: the operand, the values, the int32 positions.</summary>
    public void Run(nint* arrays)
    {
        if (count == 0 || operand.Shape.Count == 0) return;
        (nint from, nint values, nint positions) = (arrays[0], arrays[1], arrays[2]);
        partition.Run(operand.Shape.Count / length, (begin, end) =>
        {
            if (count > Few) Sorted(from, values, (int*)positions, begin, end);
            else if (SortKeys.AreShort(type)) Scanned<uint>(from, values, (int*)positions, begin, end);
            else Scanned<ulong>(from, values, (int*)positions, begin, end);
        });
    }

    private void Copy(nint line, int* positions, nint values)
    {
        int size = type.Size;
        for (int i = 0; i < count; i++) Unsafe.CopyBlockUnaligned((byte*)values + (long)i * size, (byte*)line + (long)positions[i] * size, (uint)size);
    }

    private void Sorted(nint from, nint values, int* positions, long begin, long end)
    {
        bool small = SortKeys.AreShort(type);
        PositionSort<ulong, ShortPairs> shorts = new([type], 1, descending: true);
        PositionSort<LongPair, LongPairs> longs = new([type], 1, descending: true);
        using Scratch memory = new(small ? shorts.Memory(length) : longs.Memory(length));
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
        int i = 0, lanes = Vector256<TKey>.Count;
        for (; i < count; i++) Insert(keys[i], i, best, positions, i);
        for (; i <= length - 4 * lanes; i += 4 * lanes)
        {
            Vector256<TKey> a = Vector256.Load(keys + i), b = Vector256.Load(keys + i + lanes), c = Vector256.Load(keys + i + 2 * lanes), d = Vector256.Load(keys + i + 3 * lanes);
            Vector256<TKey> least = Vector256.Create(best[count - 1]);
            if (!Vector256.GreaterThanAny(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)), least)) continue;
            ulong larger = Vector256.GreaterThan(a, least).ExtractMostSignificantBits() | ((ulong)Vector256.GreaterThan(b, least).ExtractMostSignificantBits() << lanes)
                | ((ulong)Vector256.GreaterThan(c, least).ExtractMostSignificantBits() << (2 * lanes)) | ((ulong)Vector256.GreaterThan(d, least).ExtractMostSignificantBits() << (3 * lanes));
            for (; larger != 0; larger &= larger - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(larger);
                // Those before it may have become the best.
                if (keys[at] > best[count - 1]) Insert(keys[at], at, best, positions, count - 1);
            }
        }

        for (; i < length; i++)
            if (keys[i] > best[count - 1]) Insert(keys[i], i, best, positions, count - 1);
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
