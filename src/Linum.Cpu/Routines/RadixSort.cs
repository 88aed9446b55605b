using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Stable sort by the digits of keys, the lowest first. Large sorts are cut into blocks that are counted and moved side by side: an item's place follows from the counts alone, so that
/// the number of blocks does not show. A digit that all keys share is passed over.
/// </summary>
internal static unsafe class RadixSort<TItem, TTraits>
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    /// <summary>Up to so many items are inserted one by one.</summary>
    private const int Few = 40;

    /// <summary>From so many items on, digits of 11 bits make up for the longer table of counts.</summary>
    private const int Many = 1 << 13;

    /// <summary>From so many items on, waking other threads for each digit pays.</summary>
    private const int Huge = 1 << 16;

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

        int width = count < Many ? 8 : 11, blocks = 1;
        if (count >= Huge && partition.Parts > 1)
        {
            int workers = partition.Workers > 0 ? Math.Min(partition.Workers, WorkerPool.Instance.Workers) : WorkerPool.Instance.Workers;
            // More blocks than threads: one that is held up does not hold up all.
            blocks = workers == 1 ? 1 : 3 * workers;
        }

        using Scratch memory = new((long)blocks * sizeof(int) << width);
        nint counts = memory.Address;
        for (int shift = 0; shift < TTraits.Bits; shift += width)
        {
            nint from = (nint)items, to = (nint)spare;
            int bits = Math.Min(width, TTraits.Bits - shift), at = shift;
            Partition each = partition with { Parts = blocks };
            each.Each(blocks, b => Count((TItem*)from + Begin(b, count, blocks), Size(b, count, blocks), at, bits, Counts(counts, b, bits)));
            if (!Place((int*)counts, blocks, bits, count)) continue;
            each.Each(blocks, b => Move((TItem*)from + Begin(b, count, blocks), Size(b, count, blocks), at, bits, Counts(counts, b, bits), (TItem*)to));
            TItem* moved = spare;
            spare = items;
            items = moved;
        }

        return items;
    }

    private static long Begin(long block, long count, int blocks) => count * block / blocks;

    private static int Size(long block, long count, int blocks) => (int)(Begin(block + 1, count, blocks) - Begin(block, count, blocks));

    private static int* Counts(nint counts, int block, int bits) => (int*)counts + ((long)block << bits);

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(TItem* items, int count, int shift, int bits, int* counts)
    {
        ulong mask = (1ul << bits) - 1;
        new Span<int>(counts, 1 << bits).Clear();
        for (int i = 0; i < count; i++) counts[(TTraits.Key(items[i]) >> shift) & mask]++;
    }

    /// <summary>Turns counts into the places of the first items; false if all items have the same digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Place(int* counts, int blocks, int bits, int count)
    {
        int place = 0, digits = 1 << bits;
        for (int digit = 0; digit < digits; digit++)
        {
            int before = place;
            for (int b = 0; b < blocks; b++)
            {
                int* at = counts + (b << bits) + digit;
                (*at, place) = (place, place + *at);
            }

            if (place - before == count) return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(TItem* items, int count, int shift, int bits, int* places, TItem* to)
    {
        ulong mask = (1ul << bits) - 1;
        for (int i = 0; i < count; i++)
        {
            TItem item = items[i];
            to[places[(TTraits.Key(item) >> shift) & mask]++] = item;
        }
    }
}
