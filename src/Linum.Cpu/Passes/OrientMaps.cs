using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A map that is read only with its axes in another order is computed in that order, if what it reads can be walked through in it too. So transpositions meet, and cancel, where
/// <c>Vmap</c> moved an axis to the front and back.
/// </summary>
/// <remarks><code>
/// before: %1:f32[9,7] = copy %0:f32[7,9](9, 7):(1, 9)    %2:f32[9,7] = map(9, 7) %1    %3:f32[7,9] = copy %2(7, 9):(1, 7)
/// after:  %1:f32[9,7] = copy %0:f32[7,9](9, 7):(1, 9)    %4:f32[7,9] = copy %1(7, 9):(1, 7)    %3:f32[7,9] = map(7, 9) %4
/// </code></remarks>
internal sealed class OrientMaps
{
    /// <summary>An operand of so many times fewer elements than the map has can be turned by itself.</summary>
    private const long LittleOfMap = 4;

    private readonly LoopGraph graph;
    private readonly Dictionary<LoopValue, LoopNode> producers = [];
    private readonly Dictionary<LoopValue, List<LoopNode>> readers = [];

    private OrientMaps(LoopGraph graph)
    {
        this.graph = graph;
        foreach (LoopNode node in graph.Nodes)
        {
            foreach (LoopValue result in node.Results) producers[result] = node;
            Read(node);
        }
    }

    public static LoopGraph Run(LoopGraph graph) => graph.Has(n => n is CopyNode) ? new OrientMaps(graph).Orient() : graph;

    private LoopGraph Orient()
    {
        List<LoopNode> nodes = [];
        HashSet<LoopNode> gone = new(ReferenceEqualityComparer.Instance);
        bool any = false;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            LoopNode node = graph.Nodes[i];
            if (gone.Contains(node)) continue;
            if (node is not MapNode { Results.Count: 1 } map || OnlyReader(map) is not CopyNode copy || OrderOf(copy.Source) is not int[] order || !Suits(map, order))
            {
                nodes.Add(node);
                continue;
            }

            any = true;
            int at = nodes.FindIndex(n => ReferenceEquals(n, copy));
            nodes.RemoveAt(at);
            gone.Add(copy);
            MapNode oriented = Oriented(map, order, copy.Result, out List<CopyNode> copies);
            nodes.Add(oriented);
            nodes.AddRange(copies);
            // A copy reads in place of the map: what it reads may be computed in that order too.
            foreach (Operand operand in map.Operands) readers[operand.Value].Remove(map);
            Read(oriented);
            foreach (CopyNode made in copies) Read(made);
        }

        nodes.Reverse();
        return any ? graph with { Nodes = [.. nodes] } : graph;
    }

    private void Read(LoopNode node)
    {
        foreach (Operand operand in node.Operands)
        {
            if (!readers.TryGetValue(operand.Value, out List<LoopNode>? list)) readers[operand.Value] = list = [];
            list.Add(node);
        }
    }

    private LoopNode? OnlyReader(MapNode map) =>
        readers.TryGetValue(map.Results[0], out List<LoopNode>? list) && list.Count == 1 && !graph.Outputs.Span.Contains(map.Results[0]) ? list[0] : null;

    /// <summary>For each axis of a copy the axis of the dense value that it is, -1 for one of size 1, if the copy only permutes axes that are not all in order; else null.</summary>
    private static int[]? OrderOf(Operand source)
    {
        Shape shape = source.Value.Type.Shape;
        if (source.Offset != 0 || source.Shape.Count != shape.Count || source.IsWhole) return null;
        long[] dense = Operand.Dense(shape);
        var order = new int[source.Shape.Rank];
        var taken = new bool[shape.Rank];
        for (int i = 0; i < order.Length; i++)
        {
            int axis = order[i] = -1;
            if (source.Shape[i] == 1) continue;
            for (int a = 0; a < shape.Rank && axis < 0; a++)
                if (!taken[a] && shape[a] == source.Shape[i] && dense[a] == source.Strides[i]) axis = a;
            if (axis < 0) return null;
            taken[axis] = true;
            order[i] = axis;
        }

        return order;
    }

    public static Operand InOrder(Operand operand, int[] order) =>
        new(operand.Value, [.. order.Select(a => a < 0 ? 1 : operand.Shape[a])], [.. order.Select(a => a < 0 ? 0 : operand.Strides[a])], operand.Offset);

    private bool Suits(MapNode map, int[] order)
    {
        if (map.Shape != map.Results[0].Type.Shape) return false;
        // Products of many small matrices are computed along the matrices, and not along the few columns of one.
        bool Keeps(int length) => LastSize(map.Shape) < length || LastSize(InOrder(Operand.Of(map.Results[0]), order).Shape) >= length;
        bool keepsRows = Keeps(RowFrame.ShortestRow);
        // What stands before a map is turned with it, but not from long rows to short ones (TurnRows).
        bool keepsLength = Keeps(ShortAxes.ShortestRow);
        foreach (Operand operand in map.Operands)
        {
            Operand turned = InOrder(operand, order);
            if (FoldViews.SuitsMap(turned) || (keepsRows && Distinct(turned).Count * LittleOfMap <= map.Shape.Count)) continue;
            LoopNode? producer = producers.GetValueOrDefault(operand.Value);
            if (producer is CopyNode copy && Views.Compose(turned, copy.Source) is Operand composed && FoldViews.SuitsMap(composed)) continue;
            if (!keepsLength || producer is not MapNode { Results.Count: 1 } inner || OnlyReader(inner) != map) return false;
        }

        return true;
    }

    private static int LastSize(Shape shape) => shape.ToArray().LastOrDefault(s => s > 1, 1);

    /// <summary>The shape of what an operand reads once or more often.</summary>
    private static Shape Distinct(Operand operand) => [.. Enumerable.Range(0, operand.Shape.Rank).Select(a => operand.Strides[a] == 0 ? 1 : operand.Shape[a])];

    private static MapNode Oriented(MapNode map, int[] order, LoopValue result, out List<CopyNode> copies)
    {
        copies = [];
        var operands = new Operand[map.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = InOrder(map.Operands[i], order);
            if (FoldViews.SuitsMap(operands[i])) continue;
            Shape distinct = Distinct(operands[i]);
            LoopValue turned = new(map.Operands[i].Value.Type with { Shape = distinct });
            copies.Add(new(operands[i] with { Shape = distinct }, turned));
            long[] strides = Operand.Dense(distinct);
            for (int axis = 0; axis < strides.Length; axis++)
                if (operands[i].Strides[axis] == 0) strides[axis] = 0;
            operands[i] = new(turned, operands[i].Shape, strides);
        }

        ScalarStep[] steps = [.. map.Body.Steps.ToArray().Select(s => s.Op == ScalarOp.Index ? IndexInOrder(s, order) : s)];
        return map with { Shape = result.Type.Shape, Body = map.Body with { Steps = steps }, Operands = operands, Results = [result] };
    }

    public static ScalarStep IndexInOrder(ScalarStep s, int[] order)
    {
        int axis = Array.IndexOf(order, s.A);
        // Along an axis of size 1 the position is 0.
        return axis < 0 ? new(ScalarOp.Constant, s.DType) : s with { A = axis };
    }
}
