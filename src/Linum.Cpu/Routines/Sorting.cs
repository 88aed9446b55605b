using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Stable sorts along an axis, and the largest of it: the order is found on keys, then the elements are moved.</summary>
internal sealed unsafe class Sorting(ArrayType[] operands, int axis, int keys, Partition partition)
{
    private readonly Lines lines = new(operands[0].Shape, axis);

    /// <summary>Arrays: the operands, then the results.</summary>
    public void Sort(nint* arrays)
    {
        nint all = (nint)arrays;
        partition.Run(lines.Count, (begin, end) =>
        {
            nint* a = (nint*)all;
            var order = new int[lines.Length];
            for (long line = begin; line < end; line++)
            {
                long start = lines.Start(line);
                Order(a, start, order, descending: false);
                for (int k = 0; k < operands.Length; k++)
                {
                    int size = operands[k].DType.Size;
                    byte* from = (byte*)a[k] + start * size, to = (byte*)a[operands.Length + k] + start * size;
                    long step = lines.Step * size;
                    for (int i = 0; i < order.Length; i++) Buffer.MemoryCopy(from + order[i] * step, to + i * step, size, size);
                }
            }
        });
    }

    /// <summary>The largest of each line, largest first, and where they are. Arrays: the operand, the values, the int32 positions.</summary>
    public void Largest(nint* arrays, int count)
    {
        nint all = (nint)arrays;
        int size = operands[0].DType.Size;
        partition.Run(lines.Count, (begin, end) =>
        {
            nint* a = (nint*)all;
            var order = new int[lines.Length];
            for (long line = begin; line < end; line++)
            {
                long start = lines.Start(line);
                Order(a, start, order, descending: true);
                for (int i = 0; i < count; i++)
                {
                    Buffer.MemoryCopy((byte*)a[0] + (start + order[i]) * size, (byte*)a[1] + (line * count + i) * size, size, size);
                    ((int*)a[2])[line * count + i] = order[i];
                }
            }
        });
    }

    /// <summary>The positions of a line's elements in order. Sorting by the last key first and keeping ties in place sorts by all.</summary>
    private void Order(nint* arrays, long start, int[] order, bool descending)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        var read = new ulong[order.Length];
        var ranked = new RankedKey[order.Length];
        for (int k = keys - 1; k >= 0; k--)
        {
            DType type = operands[k].DType;
            for (int component = SortKeys.Count(type) - 1; component >= 0; component--)
            {
                SortKeys.Read(arrays[k] + (nint)(start * type.Size), lines.Step * type.Size, type, component, read);
                bool sorted = true;
                for (int i = 0; i < order.Length; i++)
                {
                    ulong key = read[order[i]];
                    ranked[i] = new(descending ? ~key : key, i);
                    sorted &= i == 0 || ranked[i - 1].Key <= ranked[i].Key;
                }

                if (sorted) continue;
                ranked.AsSpan().Sort();
                int[] before = [.. order];
                for (int i = 0; i < order.Length; i++) order[i] = before[ranked[i].Rank];
            }
        }
    }
}
