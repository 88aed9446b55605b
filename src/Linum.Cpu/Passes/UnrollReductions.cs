using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Reductions over few elements become maps that combine these one after the other, so that the kernel runs along an axis that is long. What is reduced is computed for each of them, or
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
    private const int MostElements = 8;

    /// <summary>So many operations the map may have.</summary>
    private const int MostOperations = 160;

    /// <summary>The axis that the kernel runs along then has at least so many elements.</summary>
    private const int ShortestRow = 16;

    private readonly Dictionary<LoopValue, MapNode> maps = [];
    private readonly Dictionary<LoopValue, CopyNode> copies = [];
    private readonly List<LoopNode> nodes = [];
    private readonly List<LoopNode> written = [];

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is RoutineNode { Lowered: Lowered.Reduce })) return graph;
        UnrollReductions unroll = new();
        bool any = false;
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is MapNode { Results.Count: 1 } map && map.Results[0].Type.DType.Components == 1) unroll.maps[map.Results[0]] = map;
            if (node is CopyNode copy) unroll.copies[copy.Result] = copy;
            unroll.written.Clear();
            if (node is RoutineNode { Lowered: Lowered.Reduce reduce } && (unroll.Unroll(node, reduce) || unroll.UnrollColumns(node, reduce)))
            {
                unroll.nodes.AddRange(unroll.written);
                any = true;
            }
            else
            {
                unroll.nodes.Add(node);
            }
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. unroll.nodes] }) : graph;
    }

    private bool Unroll(LoopNode node, Lowered.Reduce reduce)
    {
        DType type = node.Operands[0].DType;
        if (reduce.Axes.Count != 1 || type.Components != 1) return false;
        Operand source = node.Operands[0];
        int axis = reduce.Axes[0], count = source.Shape[axis];
        Shape result = node.Results[0].Type.Shape;
        if (count is < 2 or > MostElements || result.Rank == 0 || result[^1] < ShortestRow) return false;
        Operand[] elements;
        if (maps.TryGetValue(source.Value, out MapNode? map) && source.IsWhole && source.Shape == map.Shape)
        {
            int budget = MostOperations / count;
            if (!IsAffordable(map, axis, ref budget)) return false;
            elements = [.. Enumerable.Range(0, count).Select(i => Operand.Of(At(map, axis, i)))];
        }
        else
        {
            // What lies in memory is read in as many streams. Along the last axis a kernel over rows reads it once.
            if (axis == source.Shape.Rank - 1 || type is DType.Float16 or DType.BFloat16) return false;
            elements = [.. Enumerable.Range(0, count).Select(i => Place(source, axis, i))];
            if (!elements.All(FoldViews.SuitsMap)) return false;
        }

        ScalarFunction combine = ScalarFunction.Build([.. elements.Select(e => e.DType)], [type], (_, x) =>
        {
            // A sum begins with zero: of negative zeros alone it is a positive one.
            Scalar all = reduce.Kind == ReduceKind.Sum && type.IsFloat ? x[0] + 0 : x[0];
            for (int i = 1; i < x.Length; i++) all = Scalar.Binary(CombineFunction.Operation(reduce.Kind), all, x[i]);
            return [all];
        });
        written.Add(new MapNode(result, combine, elements, node.Results));
        return true;
    }

    /// <summary>
    /// The sums of columns that are so few that a register has several rows of them. Whether they are taken apart follows from shape and type alone: then each is summed in the order of a row.
    /// </summary>
    private bool UnrollColumns(LoopNode node, Lowered.Reduce reduce)
    {
        Operand source = node.Operands[0];
        DType type = source.DType;
        if (TurnColumns.FewColumns(reduce, source) is not int axis || type.Size < 4 || !StridedLoads.Covers(type, source.Shape[axis])) return false;
        int columns = source.Shape[axis], kept = TurnColumns.Kept(reduce, axis);
        maps.TryGetValue(source.Value, out MapNode? map);
        int budget = MostOperations / columns;
        if (map?.Shape != source.Shape || !IsAffordable(map, axis, ref budget)) map = null;
        Shape result = Without(node.Results[0].Type.Shape, kept), part = [.. result.ToArray()[..kept], 1, .. result.ToArray()[kept..]];
        Lowered.Reduce one = reduce with { Axes = [.. reduce.Axes.ToArray().Select(a => a > axis ? a - 1 : a)] };
        var parts = new Operand[columns];
        for (int i = 0; i < columns; i++)
        {
            LoopValue column = map is null ? View(Place(source, axis, i)) : At(map, axis, i), sum = new(new(type, result));
            written.Add(new RoutineNode(one, [Operand.Of(column)], [sum]));
            parts[i] = new(sum, part, Operand.Dense(part));
        }

        written.Add(new RoutineNode(new Lowered.Concatenate(kept), parts, node.Results));
        return true;
    }

    /// <summary>A view as a map, which can be part of a kernel over rows.</summary>
    private LoopValue View(Operand source)
    {
        LoopValue result = new(new(source.DType, source.Shape));
        written.Add(MapBodies.Copy(source, result));
        return result;
    }

    /// <summary>
    /// Whether the elements can be computed one by one, with the maps that are read in the same shape, in so many operations. A map that is read twice is computed twice, so that the budget
    /// also bounds how long this looks.
    /// </summary>
    private bool IsAffordable(MapNode map, int axis, ref int budget)
    {
        budget -= Math.Max(1, map.Body.OperationCount);
        if (budget < 0) return false;
        foreach (ScalarStep step in map.Body.Steps)
            if (step.Op == ScalarOp.Index && step.A >= axis) return false;
        foreach (Operand operand in map.Operands)
        {
            if (operand.DType.Components != 1) return false;
            if (IsChained(map, operand) && !IsAffordable(maps[operand.Value], axis, ref budget)) return false;
        }

        return true;
    }

    private bool IsChained(MapNode map, Operand operand) => operand.IsWhole && operand.Shape == map.Shape && maps.ContainsKey(operand.Value) && maps[operand.Value].Shape == map.Shape;

    /// <summary>The map at one place of an axis.</summary>
    private LoopValue At(MapNode map, int axis, int place)
    {
        var operands = new Operand[map.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            Operand operand = map.Operands[i];
            operands[i] = IsChained(map, operand) ? Operand.Of(At(maps[operand.Value], axis, place)) : Readable(Place(operand, axis, place));
        }

        Shape shape = Without(map.Shape, axis);
        LoopValue result = new(new(map.Results[0].Type.DType, shape));
        written.Add(map with { Shape = shape, Operands = operands, Results = [result] });
        return result;
    }

    private static Operand Place(Operand operand, int axis, int place) =>
        new(operand.Value, Without(operand.Shape, axis), [.. operand.Strides.Span[..axis], .. operand.Strides.Span[(axis + 1)..]], operand.Offset + place * operand.Strides[axis]);

    private static Shape Without(Shape shape, int axis) => [.. Enumerable.Range(0, shape.Rank).Where(a => a != axis).Select(a => shape[a])];

    /// <summary>What the operand reads, through copies, if a kernel can walk through it; else its distinct elements made dense.</summary>
    private Operand Readable(Operand operand)
    {
        if (copies.TryGetValue(operand.Value, out CopyNode? copy) && Views.Compose(operand, copy.Source) is Operand composed) return Readable(composed);
        if (FoldViews.SuitsMap(operand)) return operand;
        int[] distinct = [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => operand.Strides[a] != 0)];
        Shape shape = [.. distinct.Select(a => operand.Shape[a])];
        LoopValue dense = new(operand.Value.Type with { Shape = shape });
        written.Add(new CopyNode(new(operand.Value, shape, [.. distinct.Select(a => operand.Strides[a])], operand.Offset), dense));
        long[] steps = Operand.Dense(shape);
        var strides = new long[operand.Shape.Rank];
        for (int i = 0; i < distinct.Length; i++) strides[distinct[i]] = steps[i];
        return new(dense, operand.Shape, strides);
    }
}
