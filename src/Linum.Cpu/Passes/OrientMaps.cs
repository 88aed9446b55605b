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

    public static LoopGraph Run(LoopGraph graph) => new OrientMaps(graph).Orient();

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

    /// <summary>For each axis of a copy the axis of the dense value that it is, if the copy only permutes axes that are not all in order; else null.</summary>
    private static int[]? OrderOf(Operand source)
    {
        Shape shape = source.Value.Type.Shape;
        if (source.Offset != 0 || source.Shape.Rank != shape.Rank || source.Shape.Count != shape.Count || source.IsWhole) return null;
        long[] dense = Operand.Dense(shape);
        var order = new int[shape.Rank];
        var taken = new bool[shape.Rank];
        for (int i = 0; i < order.Length; i++)
        {
            int axis = -1;
            for (int a = 0; a < order.Length && axis < 0; a++)
                if (!taken[a] && shape[a] == source.Shape[i] && (shape[a] == 1 || dense[a] == source.Strides[i])) axis = a;
            if (axis < 0) return null;
            taken[axis] = true;
            order[i] = axis;
        }

        return order;
    }

    private static Operand InOrder(Operand operand, int[] order) =>
        new(operand.Value, [.. order.Select(a => operand.Shape[a])], [.. order.Select(a => operand.Strides[a])], operand.Offset);

    private bool Suits(MapNode map, int[] order)
    {
        foreach (ScalarStep step in map.Body.Steps)
            if (step.Op == ScalarOp.Index) return false;
        foreach (Operand operand in map.Operands)
        {
            Operand turned = InOrder(operand, order);
            if (FoldViews.SuitsMap(turned)) continue;
            LoopNode? producer = producers.GetValueOrDefault(operand.Value);
            if (producer is CopyNode copy && Views.Compose(turned, copy.Source) is Operand composed && FoldViews.SuitsMap(composed)) continue;
            if (producer is not MapNode { Results.Count: 1 } inner || OnlyReader(inner) != map) return false;
        }

        return true;
    }

    private static MapNode Oriented(MapNode map, int[] order, LoopValue result, out List<CopyNode> copies)
    {
        copies = [];
        var operands = new Operand[map.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = InOrder(map.Operands[i], order);
            if (FoldViews.SuitsMap(operands[i])) continue;
            LoopValue turned = new(map.Operands[i].Value.Type with { Shape = operands[i].Shape });
            copies.Add(new(operands[i], turned));
            operands[i] = Operand.Of(turned);
        }

        return map with { Shape = result.Type.Shape, Operands = operands, Results = [result] };
    }
}
