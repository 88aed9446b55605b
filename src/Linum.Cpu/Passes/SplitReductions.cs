using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A reduction over axes that do not stand together becomes several, each over axes that do: kernels over rows do these, with the maps before them, and no array is copied in another order first.
/// So does one over many elements of axes that do: its rows are combined first. A kernel over rows then makes what it sums itself, where that has a number for each row or for each column.
/// Which axes are first follows from the shape alone, so the order of additions does too, wherever the reduction stands.
/// </summary>
/// <remarks><code>
/// before: %1:f32[5] = reduce Sum [0,2] %0:f32[9,5,70]
/// after:  %2:f32[9,5] = reduce Sum [2] %0    %1:f32[5] = reduce Sum [0] %2
/// </code></remarks>
internal static class SplitReductions
{
    /// <summary>
    /// Rows of so many elements are combined first, else what numbers the rows. Sums of 2^20 floats, minima of two turns, 512 bits (2026-11-27): [256, 64, 64] 29 µs both ways, [256, 64, 16]
    /// 21 with rows first and 12.5 with columns, [32, 64, 28, 28] 36 and 47.
    /// </summary>
    private const long LongRow = 32;

    /// <summary>
    /// So many elements are worth a second step. Sums of [128, 128], [64, 512], [512, 512] floats take 0.80, 1.14 and 5.3 µs with it for 0.86, 1.36 and 5.6, since rows are shared out; with a number
    /// added for each column, which no kernel over all elements can do, 1.02, 1.18 and 6.4 for 2.35, 3.85 and 19.4. [64, 128]: 0.67 for 0.57, and 1.18 for 1.25 (minima, 512 bits, 2026-11-28).
    /// </summary>
    private const long ManyElements = 1 << 14;

    /// <summary>Rows of so many are combined first: [10000, 128] takes 29.2 µs for 28.0, with a number for each column 35 for 88; rows of 64 19 for 14.5, and 24 for 45.</summary>
    private const long RowOfMany = 128;

    /// <summary>Where not even so many elements follow on the first of the axes, a routine is as good.</summary>
    private const long ShortestRow = 8;

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is RoutineNode { Lowered: Lowered.Reduce { Axes.Count: > 1 } })) return graph;
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            LoopNode rest = node;
            while (rest is RoutineNode { Lowered: Lowered.Reduce reduce } routine && First(reduce, rest.Operands[0]) is int[] first)
            {
                Operand operand = rest.Operands[0];
                LoopValue part = new(new(operand.DType, operand.Shape.Without(first)));
                nodes.Add(routine with { Lowered = reduce with { Axes = first }, Results = [part] });
                rest = routine with { Lowered = reduce with { Axes = Behind(reduce.Axes, first) }, Operands = [Operand.Of(part)] };
            }

            nodes.Add(rest);
        }

        return nodes.Count == graph.Nodes.Count ? graph : graph with { Nodes = [.. nodes] };
    }

    /// <summary>The axes that are combined before the others; null if all are combined at once.</summary>
    private static int[]? First(Lowered.Reduce reduce, Operand operand)
    {
        if (!RegisterCombination.Supports(reduce.Kind, operand.DType) || operand.Shape.Count == 0) return null;
        List<List<int>> together = [];
        bool goesOn = false;
        for (int axis = 0; axis < operand.Shape.Rank; axis++)
        {
            if (operand.Shape[axis] == 1) continue;
            bool isReduced = reduce.Axes.Span.Contains(axis);
            if (isReduced && !goesOn) together.Add([]);
            if (isReduced) together[^1].Add(axis);
            goesOn = isReduced;
        }

        if (goesOn && Rows(operand.Shape, together[^1]) is int[] rows) return rows;
        if (together.Count < 2) return null;
        if (goesOn && Count(operand.Shape, together[^1][0]) >= LongRow) return [.. together[^1]];
        return Count(operand.Shape, together[0][^1] + 1) >= ShortestRow ? [.. together[0]] : null;
    }

    /// <summary>The last of some axes at the end of a shape that make a row of many elements; null if these are all of them, or too few.</summary>
    private static int[]? Rows(Shape shape, List<int> axes)
    {
        if (Count(shape, axes[0]) < ManyElements) return null;
        int first = axes.FindLastIndex(axis => Count(shape, axis) >= RowOfMany);
        return first > 0 ? [.. axes[first..]] : null;
    }

    private static long Count(Shape shape, int from)
    {
        long count = 1;
        for (int axis = from; axis < shape.Rank; axis++) count *= shape[axis];
        return count;
    }

    /// <summary>Axes as they are numbered where others are gone.</summary>
    private static ValueList<int> Behind(ValueList<int> axes, int[] gone) => [.. axes.ToArray().Where(a => !gone.Contains(a)).Select(a => a - gone.Count(g => g < a))];
}
