using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The position of the first largest or smallest element along an axis; the first NaN wins.</summary>
internal sealed unsafe class ArgReduction(Lowered.ArgReduce reduce, ArrayType input, DType result, Partition partition)
{
    private readonly Lines lines = new(input.Shape, reduce.Axis);

    /// <summary>Arrays: the operand, the positions.</summary>
    public void Run(nint* arrays)
    {
        nint from = arrays[0], to = arrays[1];
        bool complex = input.DType.IsComplex, max = reduce.Kind == ReduceKind.Max;
        int size = input.DType.Size;
        partition.Run(lines.Count, (begin, end) =>
        {
            Span<ulong> first = new ulong[lines.Length], second = new ulong[complex ? lines.Length : 0];
            for (long line = begin; line < end; line++)
            {
                nint start = from + (nint)(lines.Start(line) * size);
                SortKeys.Read(start, lines.Step * size, input.DType, 0, first);
                if (complex) SortKeys.Read(start, lines.Step * size, input.DType, 1, second);
                int best = 0;
                for (int i = 1; i < first.Length && !IsNaN(first, second, best); i++)
                    if (IsNaN(first, second, i) || (max ? Less(first, second, best, i) : Less(first, second, i, best))) best = i;
                Write(to, line, best);
            }
        });
    }

    /// <summary>Keys of floats end below the largest number, which stands for NaN.</summary>
    private bool IsNaN(Span<ulong> first, Span<ulong> second, int i) =>
        input.DType.Component.IsFloat && (first[i] == ulong.MaxValue || (second.Length > 0 && second[i] == ulong.MaxValue));

    private static bool Less(Span<ulong> first, Span<ulong> second, int a, int b) => first[a] != first[b] ? first[a] < first[b] : second.Length > 0 && second[a] < second[b];

    private void Write(nint to, long line, int position)
    {
        switch (result)
        {
            case DType.Float16: ((Half*)to)[line] = (Half)(float)position; break;
            case DType.BFloat16: ((ushort*)to)[line] = ScalarHelpers.SingleToBFloat16(position); break;
            case DType.Float32: ((float*)to)[line] = position; break;
            case DType.Float64: ((double*)to)[line] = position; break;
            default:
                long value = position;
                Buffer.MemoryCopy(&value, (byte*)to + line * result.Size, result.Size, result.Size);
                break;
        }
    }
}
