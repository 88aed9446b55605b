using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Reductions of columns that are too few to fill a register, and too many to be read in steps (<see cref="UnrollReductions"/>), run along rows of a turned copy. Maps before them are turned with it
/// (<see cref="OrientMaps"/>). Which reductions follows from shape and type alone, and not from what stands around them.
/// </summary>
/// <remarks><code>
/// before: %1:f32[7] = reduce Sum [0] %0:f32[90,7]
/// after:  %2:f32[7,90] = copy %0(7, 90):(1, 7)    %1:f32[7] = reduce Sum [1] %2
/// </code></remarks>
internal static class TurnColumns
{
    /// <summary>So many columns fill registers well enough.</summary>
    private const int MostColumns = 15;

    /// <summary>So many elements at least are combined of each column. Only axes of one example count, so that <c>Vmap</c> adds in the order of the function that it maps.</summary>
    private const int ShortestColumn = 16;

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is RoutineNode { Lowered: Lowered.Reduce })) return graph;
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is RoutineNode { Lowered: Lowered.Reduce reduce } routine && FewColumns(reduce, node.Operands[0]) is int axis && node.Operands[0].Shape[axis] <= MostColumns
                && !StridedLoads.Covers(node.Operands[0].DType, node.Operands[0].Shape[axis])) Turn(routine, reduce, axis, nodes);
            else nodes.Add(node);
        }

        return nodes.Count == graph.Nodes.Count ? graph : graph with { Nodes = [.. nodes] };
    }

    /// <summary>The axis of columns: the last one, if the axes that are combined stand together directly before it and make long columns; else null.</summary>
    /// <param name="reduce">The reduction.</param>
    /// <param name="source">What it combines.</param>
    public static int? FewColumns(Lowered.Reduce reduce, Operand source)
    {
        int last = source.Shape.Rank - 1;
        while (last > 0 && source.Shape[last] == 1) last--;
        if (last < 1 || reduce.Axes.Span.Contains(last) || !source.IsWhole || !RegisterCombination.Supports(reduce.Kind, source.DType)) return null;
        int first = last;
        while (first > 0 && (reduce.Axes.Span.Contains(first - 1) || source.Shape[first - 1] == 1)) first--;
        long reduced = 1;
        foreach (int axis in reduce.Axes)
        {
            if (axis < first && source.Shape[axis] > 1) return null;
            reduced *= source.Shape[axis];
        }

        return reduced >= ShortestColumn && source.Shape[last] > 1 ? last : null;
    }

    /// <summary>The number of an axis that is kept, among all that are.</summary>
    public static int Kept(Lowered.Reduce reduce, int axis) => axis - reduce.Axes.ToArray().Count(a => a < axis);

    /// <summary>A copy with an axis in front of all others.</summary>
    private static CopyNode Turned(Operand source, int axis)
    {
        int[] order = [axis, .. Enumerable.Range(0, source.Shape.Rank).Where(a => a != axis)];
        Shape shape = [.. order.Select(a => source.Shape[a])];
        return new CopyNode(new Operand(source.Value, shape, [.. order.Select(a => source.Strides[a])]), new LoopValue(source.Value.Type with { Shape = shape }));
    }

    private static void Turn(RoutineNode node, Lowered.Reduce reduce, int axis, List<LoopNode> nodes)
    {
        CopyNode turned = Turned(node.Operands[0], axis);
        nodes.Add(turned);
        Shape result = node.Results[0].Type.Shape;
        int kept = Kept(reduce, axis);
        int[] moved = [kept, .. Enumerable.Range(0, result.Rank).Where(a => a != kept)];
        LoopValue sums = new(node.Results[0].Type with { Shape = [.. moved.Select(a => result[a])] });
        nodes.Add(node with { Lowered = reduce with { Axes = [.. reduce.Axes.ToArray().Select(a => a < axis ? a + 1 : a)] }, Operands = [Operand.Of(turned.Result)], Results = [sums] });
        long[] dense = Operand.Dense(sums.Type.Shape);
        nodes.Add(new CopyNode(new Operand(sums, result, [.. Enumerable.Range(0, result.Rank).Select(a => dense[Array.IndexOf(moved, a)])]), node.Results[0]));
    }
}
