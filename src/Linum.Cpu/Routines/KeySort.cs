using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Sorts one array: only keys are moved, and the elements made from them again.</summary>
internal sealed unsafe class KeySort<TItem, TTraits>(DType type) : LineSort
    where TItem : unmanaged
    where TTraits : struct, ISortItem<TItem>
{
    public override long Memory(int count) => 2L * count * sizeof(TItem);

    public override void Run(nint* from, nint* to, int count, nint memory, Partition partition)
    {
        nint source = from[0], target = to[0];
        partition.Run(count, (begin, end) =>
        {
            nint first = source + (nint)begin * type.Size, keys = memory + (nint)begin * sizeof(TItem);
            if (typeof(TItem) == typeof(uint)) SortKeys.Read(first, type, 0, (uint*)keys, (int)(end - begin));
            else SortKeys.Read(first, type, 0, (ulong*)keys, (int)(end - begin));
        });
        nint sorted = (nint)RadixSort<TItem, TTraits>.Sort((TItem*)memory, (TItem*)memory + count, count, partition);
        partition.Run(count, (begin, end) =>
        {
            nint first = target + (nint)begin * type.Size, keys = sorted + (nint)begin * sizeof(TItem);
            if (typeof(TItem) == typeof(uint)) SortKeys.Write((uint*)keys, type, first, (int)(end - begin));
            else SortKeys.Write((ulong*)keys, type, first, (int)(end - begin));
        });
        Repair(source, target, type, count);
    }
}
