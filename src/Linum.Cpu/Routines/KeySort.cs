using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Sorts one array: only keys are moved, and the elements made from them again.</summary>
internal sealed unsafe class KeySort<TItem, TTraits>(DType type) : LineSort
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    public override long Memory(int count) => 2L * count * sizeof(TItem);

    public override long SharedMemory(int count, Partition partition) => RadixSort<TItem, TTraits>.Memory(count, partition);

    public override void Run(nint* from, nint* to, int count, nint memory, Partition partition)
    {
        if (partition.Parts <= 1)
        {
            Read(from[0], memory, count);
            Write((nint)RadixSort<TItem, TTraits>.Sort((TItem*)memory, (TItem*)memory + count, count, partition), to[0], count);
            if (type.IsFloat && SortKeys.MayTie(from[0], type, count)) Repair(from[0], to[0], type, count);
        }
        else if (Shared(from[0], to[0], count, memory, partition))
        {
            Repair(from[0], to[0], type, count);
        }
    }

    /// <summary>The same on several threads; whether there may be ties to repair.</summary>
    private bool Shared(nint source, nint target, int count, nint memory, Partition partition)
    {
        int ties = 0;
        partition.Run(count, (This: this, source, memory, Ties: (nint)(&ties)), static (s, begin, end) => s.This.ReadSome(s.source, s.memory, (int*)s.Ties, begin, end));
        nint sorted = (nint)RadixSort<TItem, TTraits>.Sort((TItem*)memory, (TItem*)memory + count, count, partition);
        partition.Run(count, (This: this, sorted, target), static (s, begin, end) => s.This.WriteSome(s.sorted, s.target, begin, end));
        return ties != 0;
    }

    private void ReadSome(nint source, nint memory, int* ties, long begin, long end)
    {
        nint first = source + (nint)begin * type.Size;
        Read(first, memory + (nint)begin * sizeof(TItem), (int)(end - begin));
        if (type.IsFloat && SortKeys.MayTie(first, type, (int)(end - begin))) Volatile.Write(ref *ties, 1);
    }

    private void WriteSome(nint sorted, nint target, long begin, long end) => Write(sorted + (nint)begin * sizeof(TItem), target + (nint)begin * type.Size, (int)(end - begin));

    private void Read(nint from, nint keys, int count)
    {
        if (typeof(TItem) == typeof(uint)) SortKeys.Read(from, type, 0, (uint*)keys, count);
        else SortKeys.Read(from, type, 0, (ulong*)keys, count);
    }

    private void Write(nint keys, nint to, int count)
    {
        if (typeof(TItem) == typeof(uint)) SortKeys.Write((uint*)keys, type, to, count);
        else SortKeys.Write((ulong*)keys, type, to, count);
    }
}
