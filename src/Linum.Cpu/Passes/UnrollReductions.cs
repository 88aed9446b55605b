using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Reductions over few elements become maps that combine these, so that the kernel runs along an axis that is long. What is reduced is computed for each of them, or
/// read in as many streams. Reductions of a few columns become one for each column, which runs along that.
/// </summary>
/// <remarks><code>
/// before: %2:f32[9,9,2] = map(9, 9, 2) %0(9, 9, 2):(2, 0, 1) %1(9, 9, 2):(0, 2, 1)    %3:f32[9,9] = reduce Sum [2] %2
/// after:  %4:f32[9,9] = map(9, 9) %0(9, 9):(2, 0) %1(9, 9):(0, 2)    %5:f32[9,9] = map(9, 9) %0(9, 9):(2, 0)+1 %1(9, 9):(0, 2)+1
///         %3:f32[9,9] = map(9, 9) %4 %5
/// before: %1:f32[2] = reduce Sum [0] %0:f32[90,2]
/// after:  %2:f32[90] = map(90,) %0(90,):(2)    %3:f32[90] = map(90,) %0(90,):(2)+1
///         %4:f32[] = reduce Sum [0] %2    %5:f32[] = reduce Sum [0] %3    %1:f32[2] = Concatenate %4(1,):(1) %5(1,):(1)
/// </code></remarks>
internal sealed class UnrollReductions
{
    /// <summary>So many elements are combined in a map.</summary>
    public const int MostElements = 8;

    /// <summary>The axis that the kernel runs along then has at least so many elements.</summary>
    private const int ShortestRow = 16;

    private readonly AxisElements elements = new();
    private readonly List<LoopNode> nodes = [];

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is RoutineNode { Lowered: Lowered.Reduce or Lowered.ArgReduce })) return graph;
        UnrollReductions unroll = new();
        bool any = false;
        foreach (LoopNode node in graph.Nodes)
        {
            unroll.elements.Add(node);
            if (node is RoutineNode routine && unroll.Unroll(routine))
            {
                unroll.nodes.AddRange(unroll.elements.Take());
                any = true;
            }
            else
            {
                unroll.nodes.Add(node);
            }
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. unroll.nodes] }) : graph;
    }

    private bool Unroll(RoutineNode node)
    {
        if (node.Lowered is Lowered.ArgReduce arg) return Unroll(node, arg.Axis);
        if (node.Lowered is not Lowered.Reduce reduce) return false;
        bool isOne = reduce.Axes.Count == 1 && node.Operands[0].DType.Components == 1 && Unroll(node, reduce.Axes[0]);
        return isOne || UnrollColumns(node, reduce);
    }

    /// <summary>Whether a reduction along an axis is one map over what it reads as that lies.</summary>
    public static bool IsReadInPlace(Operand source, int axis) => source.Shape[axis] <= MostElements && FoldViews.SuitsMap(AxisElements.Place(source, axis, 0));

    private bool Unroll(RoutineNode node, int axis)
    {
        Operand source = node.Operands[0];
        int count = source.Shape[axis];
        Shape result = node.Results[0].Type.Shape;
        if (count < 2 || count > (node.Lowered is Lowered.ArgReduce ? CombineElements.MostOfRow : MostElements) || result.Count < ShortestRow) return false;
        bool isRow = CombineElements.IsRow(source.Shape, axis);
        Operand[] all;
        if (result[^1] >= ShortestRow && elements.MapOf(source, axis) is MapNode map && !(isRow && elements.ReadsApart(map, axis)))
        {
            all = [.. Enumerable.Range(0, count).Select(i => Operand.Of(elements.At(map, axis, i)))];
        }
        else
        {
            // What lies in memory is read in as many streams.
            all = [.. Enumerable.Range(0, count).Select(i => AxisElements.Place(source, axis, i))];
            if (source.DType is DType.Float16 or DType.BFloat16 || !all.All(FoldViews.SuitsMap)) return false;
        }

        elements.Write(CombineElements.Of(node.Lowered, isRow, all, node.Results[0]));
        return true;
    }

    private bool UnrollColumns(RoutineNode node, Lowered.Reduce reduce)
    {
        if (ColumnsOf(reduce, node.Operands[0]) is not int axis) return false;
        WriteColumns(elements, node, node.Operands[0], axis, axis);
        return true;
    }

    /// <summary>The axis of columns that are so few that a register has several rows of them; else null. Whether they are taken apart follows from shape and type alone: then each is combined in the order of a row.</summary>
    public static int? ColumnsOf(Lowered.Reduce reduce, Operand source) =>
        TurnColumns.FewColumns(reduce, source) is int axis && source.DType.Size >= 4 && StridedLoads.Covers(source.DType, source.Shape[axis]) ? axis : null;

    /// <summary>Writes a reduction of columns as one for each column.</summary>
    /// <param name="elements">Where to write them.</param>
    /// <param name="node">The reduction.</param>
    /// <param name="source">What it reads, the axis of columns where it was or in front.</param>
    /// <param name="axis">The axis of columns there.</param>
    /// <param name="column">The same axis as the reduction knows it.</param>
    public static void WriteColumns(AxisElements elements, RoutineNode node, Operand source, int axis, int column)
    {
        var reduce = (Lowered.Reduce)node.Lowered;
        int columns = source.Shape[axis], kept = TurnColumns.Kept(reduce, column);
        MapNode? map = elements.MapOf(source, axis);
        Shape result = AxisElements.Without(node.Results[0].Type.Shape, kept), part = [.. result.ToArray()[..kept], 1, .. result.ToArray()[kept..]];
        Lowered.Reduce one = reduce with { Axes = [.. reduce.Axes.ToArray().Select(a => a > column ? a - 1 : a)] };
        var parts = new Operand[columns];
        for (int i = 0; i < columns; i++)
        {
            LoopValue values = map is null ? View(elements, AxisElements.Place(source, axis, i)) : elements.At(map, axis, i), sum = new(new(source.DType, result));
            elements.Write(new RoutineNode(one, [Operand.Of(values)], [sum]));
            parts[i] = new(sum, part, Operand.Dense(part));
        }

        elements.Write(new RoutineNode(new Lowered.Concatenate(kept), parts, node.Results));
    }

    /// <summary>A view as a map, which can be part of a kernel over rows.</summary>
    private static LoopValue View(AxisElements elements, Operand source)
    {
        LoopValue result = new(new(source.DType, source.Shape));
        elements.Write(MapBodies.Copy(source, result));
        return result;
    }
}
