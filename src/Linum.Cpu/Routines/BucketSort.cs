using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Sorts many items: by the highest bits of their keys into buckets, on all threads, then each bucket by the rest, which happens in a near cache. Keys that share their highest bits
/// are left to <see cref="RadixSort{TItem, TTraits}"/>.
/// </summary>
/// <remarks>
/// A float has sign, exponent and two bits of its fraction in the digit, so that numbers spread over one power of two fill four buckets. 10^6 floats in [-1, 1) took 4.2 to 5.8 ms where
/// four rounds through memory took 6.6 to 7.5 ms; a permutation of 10^6, which sorts pairs twice, 19 to 25 ms where it took 21 to 30 in turns, 2026-11-26.
/// </remarks>
internal static unsafe class BucketSort<TItem, TTraits>
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    private const int LongDigit = 11;
    private const int ShortDigit = 8;

    /// <summary>So large a part of the items in one bucket: then one thread would sort for long while the others wait.</summary>
    private const int LargestPart = 4;

    /// <summary>More bytes lie on more pages of memory than a processor remembers: items that go to so many places one by one then wait for each, and digits are short.</summary>
    private const long MostForLong = 6L << 20;

    /// <summary>Buckets of more bytes are not near.</summary>
    private const long MostForShort = 64L << 20;

    /// <summary>Sorts items into the place where they are; false, with nothing done, if too many keys have the same highest bits, or there are too many items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="spare">Room for as many.</param>
    /// <param name="count">How many.</param>
    /// <param name="blocks">Into how many blocks they are cut.</param>
    /// <param name="partition">How to share the work out.</param>
    public static bool TrySort(TItem* items, TItem* spare, int count, int blocks, Partition partition)
    {
        long bytes = (long)count * sizeof(TItem);
        if (bytes > MostForShort) return false;
        int width = bytes <= MostForLong ? LongDigit : ShortDigit, digits = 1 << width, rest = TTraits.Bits - width;
        using Scratch memory = new(Memory(count, blocks));
        nint places = memory.Address, starts = places + blocks * digits * sizeof(int), from = (nint)items, to = (nint)spare;
        partition.Each(blocks, (from, count, blocks, rest, places, digits), static (s, b) =>
            Count((TItem*)s.from + Begin(b, s.count, s.blocks), Begin(b + 1, s.count, s.blocks) - Begin(b, s.count, s.blocks), s.rest, new((int*)s.places + b * s.digits, s.digits)));
        if (Place((int*)places, (int*)starts, digits, blocks, count) > count / LargestPart) return false;
        partition.Each(blocks, (from, to, count, blocks, rest, places, digits), static (s, b) =>
            Move((TItem*)s.from + Begin(b, s.count, s.blocks), Begin(b + 1, s.count, s.blocks) - Begin(b, s.count, s.blocks), s.rest, (int*)s.places + b * s.digits, (TItem*)s.to));
        // Buckets are shared out by how many items lie before them.
        int shares = 4 * blocks;
        partition.Each(shares, (from, to, starts, digits, rest, count, shares), static (s, share) =>
            Finish((TItem*)s.from, (TItem*)s.to, new((int*)s.starts, s.digits), s.rest, s.count, Begin(share, s.count, s.shares), Begin(share + 1, s.count, s.shares)));
        return true;
    }

    /// <summary>Bytes of the counts of blocks and of where buckets begin; 0 for too many items.</summary>
    public static long Memory(int count, int blocks)
    {
        long bytes = (long)count * sizeof(TItem);
        return bytes > MostForShort ? 0 : (blocks + 1L) * (1 << (bytes <= MostForLong ? LongDigit : ShortDigit)) * sizeof(int);
    }

    private static long Begin(long block, long count, int blocks) => count * block / blocks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(TItem* items, long count, int shift, Span<int> counts)
    {
        counts.Clear();
        fixed (int* of = counts)
            for (long i = 0; i < count; i++) of[TTraits.Key(items[i]) >> shift]++;
    }

    /// <summary>Turns counts into the places of the first items; returns the size of the largest bucket.</summary>
    private static int Place(int* counts, int* starts, int digits, int blocks, int count)
    {
        int place = 0, largest = 0;
        for (int digit = 0; digit < digits; digit++)
        {
            starts[digit] = place;
            for (int b = 0; b < blocks; b++)
            {
                int size = counts[b * digits + digit];
                counts[b * digits + digit] = place;
                place += size;
            }

            largest = Math.Max(largest, place - starts[digit]);
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(TItem* items, long count, int shift, int* places, TItem* to)
    {
        for (long i = 0; i < count; i++)
        {
            TItem item = items[i];
            int* place = places + (TTraits.Key(item) >> shift);
            TItem* target = to + *place;
            *target = item;
            Prefetch.At((byte*)target + Prefetch.Line);
            *place += 1;
        }
    }

    /// <summary>Sorts the buckets that begin in a part of the items, from where they were moved to back to where they were.</summary>
    private static void Finish(TItem* items, TItem* moved, ReadOnlySpan<int> starts, int rest, int count, long begin, long end)
    {
        for (int digit = First(starts, begin); digit < starts.Length && starts[digit] < end; digit++)
        {
            int start = starts[digit], size = (digit + 1 < starts.Length ? starts[digit + 1] : count) - start;
            if (size == 0) continue;
            TItem* sorted = RadixSort<TItem, TTraits>.SortByLowBits(moved + start, items + start, size, rest);
            if (sorted != items + start) Buffer.MemoryCopy(sorted, items + start, (long)size * sizeof(TItem), (long)size * sizeof(TItem));
        }
    }

    /// <summary>The first bucket that begins at an item or behind it.</summary>
    private static int First(ReadOnlySpan<int> starts, long item)
    {
        int low = 0, high = starts.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (starts[middle] < item) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
