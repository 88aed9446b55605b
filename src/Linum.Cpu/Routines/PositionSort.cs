using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Sorts any arrays by any number of keys: what travels are positions, by which all arrays are gathered at the end. Sorting by the last key first and keeping ties in place sorts by all.
/// </summary>
internal sealed unsafe class PositionSort<TItem, TTraits>(DType[] types, int keys, bool descending) : LineSort
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    // Beside the items there are a key and a position of each element.
    public override long Memory(int count) => count * (2L * sizeof(TItem) + sizeof(ulong) + sizeof(uint));

    public override long SharedMemory(int count, Partition partition) => RadixSort<TItem, TTraits>.Memory(count, partition);

    public override void Run(nint* from, nint* to, int count, nint memory, Partition partition)
    {
        uint* order = Order(from, count, memory, partition);
        nint positions = (nint)order;
        for (int k = 0; k < types.Length; k++)
        {
            (nint source, nint target, int size) = (from[k], to[k], types[k].Size);
            partition.Run(count, (source, positions, target, size), static (s, begin, end) => Gather(s.source, (uint*)s.positions, s.target, s.size, begin, end));
        }
    }

    /// <summary>The positions of the elements in order.</summary>
    public uint* Order(nint* from, int count, nint memory, Partition partition)
    {
        TItem* items = (TItem*)memory, spare = items + count;
        ulong* read = (ulong*)(spare + count);
        uint* order = (uint*)(read + count);
        for (int i = 0; i < count; i++) order[i] = (uint)i;
        for (int k = keys - 1; k >= 0; k--)
        {
            for (int component = types[k].Components - 1; component >= 0; component--)
            {
                for (int first = 0; first < count; first += Chunk) ReadChunk(from[k] + (nint)first * types[k].Size, types[k], component, read + first, Math.Min(Chunk, count - first));
                for (int i = 0; i < count; i++) items[i] = TTraits.Make(descending ? ~read[order[i]] : read[order[i]], order[i]);
                TItem* sorted = RadixSort<TItem, TTraits>.Sort(items, spare, count, partition);
                for (int i = 0; i < count; i++) order[i] = TTraits.Payload(sorted[i]);
            }
        }

        return order;
    }

    private static void Gather(nint from, uint* order, nint to, int size, long begin, long end)
    {
        switch (size)
        {
            case 1: Gather((byte*)from, order, (byte*)to, begin, end); break;
            case 2: Gather((ushort*)from, order, (ushort*)to, begin, end); break;
            case 4: Gather((uint*)from, order, (uint*)to, begin, end); break;
            case 8: Gather((ulong*)from, order, (ulong*)to, begin, end); break;
            default: Gather((UInt128*)from, order, (UInt128*)to, begin, end); break;
        }
    }

    private static void Gather<T>(T* from, uint* order, T* to, long begin, long end)
        where T : unmanaged
    {
        for (long i = begin; i < end; i++) to[i] = from[order[i]];
    }
}
