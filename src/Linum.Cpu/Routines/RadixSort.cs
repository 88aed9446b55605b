using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Stable sort by the bytes of keys, the lowest first. Large sorts are cut into blocks that are counted and moved side by side: an item's place follows from the counts alone, so that
/// the number of blocks does not show. A byte that all keys share is passed over.
/// </summary>
/// <remarks>Longer digits would need fewer rounds, but so many places to write to at a time that they do not stay in the first cache; that costs more.</remarks>
internal static unsafe class RadixSort<TItem, TTraits>
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    private const int Digits = 256;

    /// <summary>Up to so many items are inserted one by one.</summary>
    private const int Few = 40;

    /// <summary>From so many items on, waking other threads for each byte pays.</summary>
    private const int Many = 1 << 16;

    /// <summary>From so many items on, long digits pay in a near cache.</summary>
    private const int ManyInCache = 3000;

    private const int ShortDigit = 8;
    private const int LongDigit = 11;

    /// <summary>Sorts items; the result lies where they were or in the spare place.</summary>
    /// <param name="items">The items.</param>
    /// <param name="spare">Room for as many.</param>
    /// <param name="count">How many.</param>
    /// <param name="partition">How to share the work out.</param>
    public static TItem* Sort(TItem* items, TItem* spare, int count, Partition partition)
    {
        if (count <= Few)
        {
            Insert(items, count);
            return items;
        }

        if (count < Many) return Alone(items, spare, count);
        int blocks = Blocks(partition);
        if (BucketSort<TItem, TTraits>.TrySort(items, spare, count, blocks, partition)) return items;
        return blocks == 1 ? Alone(items, spare, count) : Shared(items, spare, count, blocks, partition);
    }

    /// <summary>Bytes of the counts that are not on the stack.</summary>
    public static long Memory(int count, Partition partition)
    {
        if (count < Many) return 0;
        int blocks = Blocks(partition);
        return Math.Max(BucketSort<TItem, TTraits>.Memory(count, blocks), blocks == 1 ? 0 : CountBytes(blocks));
    }

    /// <summary>More blocks than threads: one that is held up does not hold up all.</summary>
    private static int Blocks(Partition partition)
    {
        int workers = partition.Parts <= 1 ? 1 : WorkerPool.Instance.Threads(int.MaxValue, partition.Workers);
        return workers == 1 ? 1 : 3 * workers;
    }

    private static long CountBytes(int blocks) => (long)blocks * Digits * sizeof(int);

    /// <summary>Sorts items that lie in a near cache by the lowest bits of their keys; the result lies where they were or in the spare place.</summary>
    public static TItem* SortByLowBits(TItem* items, TItem* spare, int count, int bits)
    {
        if (count <= Few)
        {
            Insert(items, count);
            return items;
        }

        // Longer digits where there are items enough for the counts.
        int most = count >= ManyInCache ? LongDigit : ShortDigit, rounds = (bits + most - 1) / most, width = (bits + rounds - 1) / rounds, digits = 1 << width;
        int* counts = stackalloc int[rounds * digits];
        new Span<int>(counts, rounds * digits).Clear();
        int counted = 0;
        for (; counted + 3 <= rounds; counted += 3) CountThree(items, count, counted * width, width, counts + counted * digits);
        for (; counted + 2 <= rounds; counted += 2) CountTwo(items, count, counted * width, width, counts + counted * digits);
        if (counted < rounds) CountOne(items, count, counted * width, width, counts + counted * digits);
        for (int shift = 0; shift < bits; shift += width, counts += digits)
        {
            if (!PlaceNear(counts, count, digits)) continue;
            MoveNear(items, count, shift, counts, spare, digits - 1);
            TItem* moved = spare;
            spare = items;
            items = moved;
        }

        return items;
    }

    private static TItem* Alone(TItem* items, TItem* spare, int count)
    {
        int* counts = stackalloc int[TTraits.Bits / 8 * Digits];
        CountAll(items, count, counts);
        for (int shift = 0; shift < TTraits.Bits; shift += 8, counts += Digits)
        {
            if (!Place(counts, 1, count)) continue;
            Move(items, count, shift, counts, spare);
            TItem* moved = spare;
            spare = items;
            items = moved;
        }

        return items;
    }

    private static TItem* Shared(TItem* items, TItem* spare, int count, int blocks, Partition partition)
    {
        using Scratch memory = new(CountBytes(blocks));
        nint counts = memory.Address;
        for (int shift = 0; shift < TTraits.Bits; shift += 8)
        {
            nint from = (nint)items, to = (nint)spare;
            partition.Each(blocks, (from, count, blocks, shift, counts), static (s, b) =>
                Count((TItem*)s.from + Begin(b, s.count, s.blocks), Size(b, s.count, s.blocks), s.shift, (int*)s.counts + b * Digits));
            if (!Place((int*)counts, blocks, count)) continue;
            partition.Each(blocks, (from, to, count, blocks, shift, counts), static (s, b) =>
                Move((TItem*)s.from + Begin(b, s.count, s.blocks), Size(b, s.count, s.blocks), s.shift, (int*)s.counts + b * Digits, (TItem*)s.to));
            TItem* moved = spare;
            spare = items;
            items = moved;
        }

        return items;
    }

    private static long Begin(long block, long count, int blocks) => count * block / blocks;

    private static int Size(long block, long count, int blocks) => (int)(Begin(block + 1, count, blocks) - Begin(block, count, blocks));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert(TItem* items, int count)
    {
        for (int i = 1; i < count; i++)
        {
            TItem item = items[i];
            ulong key = TTraits.Key(item);
            int at = i;
            for (; at > 0 && TTraits.Key(items[at - 1]) > key; at--) items[at] = items[at - 1];
            items[at] = item;
        }
    }

    /// <summary>Counts all bytes in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountAll(TItem* items, int count, int* counts)
    {
        new Span<int>(counts, TTraits.Bits / 8 * Digits).Clear();
        for (int i = 0; i < count; i++)
        {
            ulong key = TTraits.Key(items[i]);
            counts[(byte)key]++;
            counts[Digits + (byte)(key >> 8)]++;
            counts[2 * Digits + (byte)(key >> 16)]++;
            counts[3 * Digits + (byte)(key >> 24)]++;
            if (TTraits.Bits == 32) continue;
            counts[4 * Digits + (byte)(key >> 32)]++;
            counts[5 * Digits + (byte)(key >> 40)]++;
            counts[6 * Digits + (byte)(key >> 48)]++;
            counts[7 * Digits + (byte)(key >> 56)]++;
        }
    }

    /// <summary>Counts the digits of three rounds in one pass. Three counters side by side take 6 to 7 cycles an item; a loop over rounds inside took 11 to 17.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountThree(TItem* items, int count, int shift, int width, int* first)
    {
        int digits = 1 << width, mask = digits - 1;
        int* second = first + digits, third = second + digits;
        for (int i = 0; i < count; i++)
        {
            ulong key = TTraits.Key(items[i]) >> shift;
            first[(int)key & mask]++;
            second[(int)(key >> width) & mask]++;
            third[(int)(key >> (2 * width)) & mask]++;
        }
    }

    /// <summary>The same for two rounds: a third digit that all items share would make each wait for the count of the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountTwo(TItem* items, int count, int shift, int width, int* first)
    {
        int digits = 1 << width, mask = digits - 1;
        int* second = first + digits;
        for (int i = 0; i < count; i++)
        {
            ulong key = TTraits.Key(items[i]) >> shift;
            first[(int)key & mask]++;
            second[(int)(key >> width) & mask]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountOne(TItem* items, int count, int shift, int width, int* counts)
    {
        int mask = (1 << width) - 1;
        for (int i = 0; i < count; i++) counts[(int)(TTraits.Key(items[i]) >> shift) & mask]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveNear(TItem* items, int count, int shift, int* places, TItem* to, int mask)
    {
        for (int i = 0; i < count; i++)
        {
            TItem item = items[i];
            to[places[(int)(TTraits.Key(item) >> shift) & mask]++] = item;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(TItem* items, int count, int shift, int* counts)
    {
        new Span<int>(counts, Digits).Clear();
        for (int i = 0; i < count; i++) counts[(byte)(TTraits.Key(items[i]) >> shift)]++;
    }

    /// <summary>Turns counts into the places of the first items; false if all items have the same byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Place(int* counts, int blocks, int count)
    {
        int place = 0;
        for (int digit = 0; digit < Digits; digit++)
        {
            int before = place;
            for (int b = 0; b < blocks; b++)
            {
                int size = counts[b * Digits + digit];
                counts[b * Digits + digit] = place;
                place += size;
            }

            if (place - before == count) return false;
        }

        return true;
    }

    /// <summary>The same for one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool PlaceNear(int* counts, int count, int digits)
    {
        int place = 0, largest = 0;
        for (int digit = 0; digit < digits; digit++)
        {
            int size = counts[digit];
            counts[digit] = place;
            place += size;
            largest = Math.Max(largest, size);
        }

        return largest < count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(TItem* items, int count, int shift, int* places, TItem* to)
    {
        for (int i = 0; i < count; i++)
        {
            TItem item = items[i];
            int* place = places + (byte)(TTraits.Key(item) >> shift);
            TItem* target = to + *place;
            *target = item;
            // Nothing else foresees where the next cache line is wanted, and stores wait for theirs in turn.
            Prefetch.At((byte*)target + Prefetch.Line);
            *place += 1;
        }
    }
}
