using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Arrays with few elements along their last axes, of which each row is combined, or meets numbers of its own: points in space, classes, small matrices. What is computed of them is computed with these axes in front, so that
/// kernels run along a long axis, and turned back where it is read otherwise. All that has the same long axes is turned together, if that makes fewer copies.
/// </summary>
/// <remarks><code>
/// before: %1:f32[90] = reduce Max [1] %0:f32[90,5]    %2:f32[90,5] = copy %1(90, 5):(1, 0)    %3:f32[90,5] = map(90, 5) %0 %2
/// after:  %4:f32[5,90] = copy %0(5, 90):(1, 5)    %1:f32[90] = map(90,) %4(90,):(1) %4(90,):(1)+90 ... %4(90,):(1)+360
///         %5:f32[5,90] = map(5, 90) %4 %1(5, 90):(0, 1)    %3:f32[90,5] = copy %5(90, 5):(1, 90)
/// </code></remarks>
internal sealed class TurnRows
{
    private readonly GraphUses uses;
    private readonly ShortAxes axes;
    private readonly HashSet<LoopNode> members = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoopValue, LoopValue> turned = [];
    private readonly Dictionary<(LoopValue Value, ValueList<long> Strides, long Offset, Shape Shape), LoopValue> copies = [];
    private readonly AxisElements elements = new();
    private readonly List<LoopNode> nodes = [];

    private TurnRows(GraphUses uses, Shape rows)
    {
        (this.uses, axes) = (uses, new(rows));
        foreach (LoopNode node in uses.Graph.Nodes)
            if (axes.HasMember(node)) members.Add(node);
    }

    public static LoopGraph Run(LoopGraph graph)
    {
        HashSet<Shape> families = [];
        foreach (LoopNode node in graph.Nodes)
        {
            bool isKind = node is MapNode or RoutineNode { Lowered: Lowered.Reduce or Lowered.ArgReduce };
            if (isKind && node.Operands.Count > 0 && ShortAxes.RowsOf(node.Operands[0].Shape) is Shape rows) families.Add(rows);
        }

        GraphUses? uses = null;
        foreach (Shape rows in families)
        {
            uses ??= new(graph);
            TurnRows turn = new(uses, rows);
            TurningCost cost = new(uses, turn.axes, turn.members);
            if (cost.Turn >= cost.Stay) continue;
            graph = FoldViews.Run(OrientMaps.Run(FoldViews.WithoutDeadNodes(turn.Turned())));
            uses = null;
        }

        return graph;
    }

    private static (LoopValue, ValueList<long>, long, Shape) Key(Operand operand) => (operand.Value, operand.Strides, operand.Offset, operand.Shape);

    private LoopGraph Turned()
    {
        foreach (LoopNode node in uses.Graph.Nodes)
        {
            if (!members.Contains(node))
            {
                // The same copy for another reader, as for a reduction of columns that are turned.
                if (node is CopyNode copy && !copies.TryAdd(Key(copy.Source), copy.Result)) Write(new CopyNode(Operand.Of(copies[Key(copy.Source)]), copy.Result));
                else Write(node);
                continue;
            }

            if (node is RoutineNode routine && axes.ReducedAxis(routine) is null)
            {
                UnrollReductions.WriteColumns(elements, routine, Turn(node.Operands[0]), 0, axes.Rank);
                foreach (LoopNode made in elements.Take()) Write(made);
                continue;
            }

            LoopValue natural = node.Results[0];
            bool back = natural.Type.Shape.Rank > axes.Rank;
            int[] order = axes.Order(natural.Type.Shape.Rank);
            LoopValue result = back ? new(natural.Type with { Shape = [.. order.Select(a => natural.Type.Shape[a])] }) : natural;
            if (node is MapNode map) Write(Turn(map, result));
            else Turn((RoutineNode)node, result);
            if (!back) continue;
            turned[natural] = result;
            Write(new CopyNode(axes.BackOf(result, natural), natural));
        }

        return uses.Graph with { Nodes = [.. nodes] };
    }

    private void Write(LoopNode node)
    {
        nodes.Add(node);
        elements.Add(node);
    }

    private MapNode Turn(MapNode map, LoopValue result)
    {
        int[] order = axes.Order(map.Shape.Rank);
        Operand[] operands = [.. map.Operands.ToArray().Select(Turn)];
        ScalarStep[] steps = [.. map.Body.Steps.ToArray().Select(s => s.Op == ScalarOp.Index ? OrientMaps.IndexInOrder(s, order) : s)];
        return map with { Shape = result.Type.Shape, Body = map.Body with { Steps = steps }, Operands = operands, Results = [result] };
    }

    /// <summary>An operand with the short axes in front, read where it lies or of a copy.</summary>
    private Operand Turn(Operand operand)
    {
        Operand through = uses.Through(operand);
        if (turned.TryGetValue(through.Value, out LoopValue? array) && Views.Compose(through, axes.BackOf(array, through.Value)) is Operand composed) through = composed;
        Operand front = axes.InFront(through);
        // What is read in another order may be computed in that order.
        bool isPermuted = front.Value == array && !front.IsWhole && front.Offset == 0 && front.Shape.Count == array.Type.Shape.Count && !FoldViews.IsReadAgain(front);
        if (FoldViews.SuitsMap(front) && !isPermuted) return front;
        Operand source = Views.Distinct(front);
        if (!copies.TryGetValue(Key(source), out LoopValue? dense))
        {
            copies[Key(source)] = dense = new(operand.Value.Type with { Shape = source.Shape });
            Write(new CopyNode(source, dense));
        }

        return Views.OfDistinct(dense, front);
    }

    private void Turn(RoutineNode node, LoopValue result)
    {
        Operand natural = node.Operands[0], source = Turn(natural);
        int axis = axes.ReducedAxis(node)!.Value, front = axis - axes.Rank;
        MapNode? map = elements.MapOf(source, front);
        Operand[] all = [.. Enumerable.Range(0, source.Shape[front]).Select(i => map is null ? AxisElements.Place(source, front, i) : Operand.Of(elements.At(map, front, i)))];
        foreach (LoopNode made in elements.Take()) Write(made);
        Write(CombineElements.Of(node.Lowered, CombineElements.IsRow(natural.Shape, axis), all, result));
    }
}
