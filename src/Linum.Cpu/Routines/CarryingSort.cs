using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Sorts two arrays by the first: the elements of the second, of four bytes, travel with the keys.</summary>
internal sealed unsafe class CarryingSort<TItem, TTraits>(DType type) : LineSort
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    public override long Memory(int count) => 2L * count * sizeof(TItem);

    public override long SharedMemory(int count, Partition partition) => RadixSort<TItem, TTraits>.Memory(count, partition);

    public override void Run(nint* from, nint* to, int count, nint memory, Partition partition)
    {
        if (partition.Parts <= 1)
        {
            Join(from[0], (uint*)from[1], (TItem*)memory, 0, count);
            Split(RadixSort<TItem, TTraits>.Sort((TItem*)memory, (TItem*)memory + count, count, partition), to[0], (uint*)to[1], 0, count);
        }
        else
        {
            Shared(from[0], from[1], to[0], to[1], count, memory, partition);
        }

        if (type.IsFloat && SortKeys.MayTie(from[0], type, count)) Repair(from[0], to[0], type, count);
    }

    private void Shared(nint keys, nint values, nint keyResult, nint valueResult, int count, nint memory, Partition partition)
    {
        partition.Run(count, (This: this, keys, values, memory), static (s, begin, end) => s.This.Join(s.keys, (uint*)s.values, (TItem*)s.memory, begin, end));
        nint sorted = (nint)RadixSort<TItem, TTraits>.Sort((TItem*)memory, (TItem*)memory + count, count, partition);
        partition.Run(count, (This: this, sorted, keyResult, valueResult), static (s, begin, end) => s.This.Split((TItem*)s.sorted, s.keyResult, (uint*)s.valueResult, begin, end));
    }

    private void Join(nint keys, uint* values, TItem* items, long begin, long end)
    {
        ulong* some = stackalloc ulong[Chunk];
        for (long first = begin; first < end; first += Chunk)
        {
            int count = (int)Math.Min(Chunk, end - first);
            nint from = keys + (nint)first * type.Size;
            if (TTraits.Bits == 32)
            {
                SortKeys.Read(from, type, 0, (uint*)some, count);
                SortKeys.Pair((uint*)some, values + first, (ulong*)(items + first), count);
                continue;
            }

            SortKeys.Read(from, type, 0, some, count);
            for (int i = 0; i < count; i++) items[first + i] = TTraits.Make(some[i], values[first + i]);
        }
    }

    private void Split(TItem* items, nint keys, uint* values, long begin, long end)
    {
        ulong* some = stackalloc ulong[Chunk];
        for (long first = begin; first < end; first += Chunk)
        {
            int count = (int)Math.Min(Chunk, end - first);
            nint to = keys + (nint)first * type.Size;
            if (TTraits.Bits == 32)
            {
                SortKeys.Part((ulong*)(items + first), (uint*)some, values + first, count);
                SortKeys.Write((uint*)some, type, to, count);
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                TItem item = items[first + i];
                some[i] = TTraits.Key(item);
                values[first + i] = TTraits.Payload(item);
            }

            SortKeys.Write(some, type, to, count);
        }
    }
}
