using Linum.Extending;

namespace Linum.Cpu;

/// <summary>One operand of a contraction seen as a batch of matrices: its axes in the order batch, free, contracted, or a copy of it in that order.</summary>
internal sealed class MatrixSide
{
    public MatrixSide(Operand operand, ValueList<int> batch, ValueList<int> contracted)
    {
        int[] free = [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => !batch.Span.Contains(a) && !contracted.Span.Contains(a))];
        int[] order = [.. batch, .. free, .. contracted];
        Size = operand.DType.Size;
        Offset = operand.Offset * Size;
        Batch = Count(operand, batch);
        Free = Count(operand, free);
        Contracted = Count(operand, contracted);
        if (Step(operand, [.. batch]) is long b && Step(operand, free) is long f && Step(operand, [.. contracted]) is long c)
        {
            (BatchStep, FreeStep, ContractedStep) = (b * Size, f * Size, c * Size);
            return;
        }

        // Axes that are no single run are brought together first.
        Shape moved = [.. order.Select(a => operand.Shape[a])];
        Rearrange = new(moved, [.. order.Select(a => operand.Strides[a])], Operand.Dense(moved), Size);
        (BatchStep, FreeStep, ContractedStep) = (Free * Contracted * Size, Contracted * Size, Size);
    }

    public int Size { get; }

    public long Offset { get; }

    public long Batch { get; }

    public long Free { get; }

    public long Contracted { get; }

    /// <summary>Bytes from one matrix to the next.</summary>
    public long BatchStep { get; }

    /// <summary>Bytes along the free axis.</summary>
    public long FreeStep { get; }

    /// <summary>Bytes along the contracted axis.</summary>
    public long ContractedStep { get; }

    /// <summary>How to bring the operand into order, where it is not.</summary>
    public StridedCopy? Rearrange { get; }

    private static long Count(Operand operand, IEnumerable<int> axes) => axes.Aggregate(1L, (count, a) => count * operand.Shape[a]);

    /// <summary>The step of several axes as one, in elements; null if they are not one run.</summary>
    private static long? Step(Operand operand, int[] axes)
    {
        long? step = null;
        long next = 0;
        for (int i = axes.Length - 1; i >= 0; i--)
        {
            if (operand.Shape[axes[i]] == 1) continue;
            long mine = operand.Strides[axes[i]];
            if (step is null) step = mine;
            else if (mine != next) return null;
            next = mine * operand.Shape[axes[i]];
        }

        return step ?? 0;
    }
}
