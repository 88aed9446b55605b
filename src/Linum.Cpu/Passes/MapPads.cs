using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Padding becomes a map that reads the array shifted and, where it would read beside it, takes the padding's value instead. So it can join the maps that read it. If only padding reads
/// what a map computes, the map's operations are done there too, and its result is never stored.
/// </summary>
/// <remarks><code>
/// before: %1:f32[4,19] = map(4, 19) %0    s1 = -s0        %2:f32[4,20] = Pad %1 0
/// after:  %2:f32[4,20] = map(4, 20) %0(4, 20):(19, 1)-1    s1 = -s0, s2 = index 1, s3 = 1 &lt;= s2, s4 = select(s3, s1, 0)
/// </code></remarks>
internal sealed class MapPads
{
    /// <summary>So many operations are done for the padding's elements too.</summary>
    private const int MostOperations = 64;

    /// <summary>Shorter rows are cheaper to copy.</summary>
    private const int ShortestRow = 16;

    private readonly LoopGraph graph;
    private readonly Dictionary<LoopValue, LoopNode> producers = [];
    private readonly Dictionary<LoopValue, ConcreteArray> constants = [];
    private readonly Dictionary<LoopValue, List<LoopNode>> readers = [];
    private readonly HashSet<LoopValue> outputs;

    private MapPads(LoopGraph graph)
    {
        this.graph = graph;
        outputs = [.. graph.Outputs];
        foreach (LoopConstant constant in graph.Constants) constants[constant.Value] = constant.Array;
        foreach (LoopNode node in graph.Nodes)
        {
            foreach (Operand operand in node.Operands)
            {
                if (!readers.TryGetValue(operand.Value, out List<LoopNode>? list)) readers[operand.Value] = list = [];
                list.Add(node);
            }
        }
    }

    /// <summary>The graph with such maps; the same one if there is no padding that can become one.</summary>
    public static LoopGraph Run(LoopGraph graph) => new MapPads(graph).Fold();

    private LoopGraph Fold()
    {
        bool any = false;
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            LoopNode folded = node is RoutineNode { Lowered: Lowered.Pad pad } && MapOf(pad, node) is MapNode map ? map : node;
            any |= folded != (object)node;
            foreach (LoopValue result in folded.Results) producers[result] = folded;
            nodes.Add(folded);
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. nodes] }) : graph;
    }

    private MapNode? MapOf(Lowered.Pad pad, LoopNode node)
    {
        Operand source = node.Operands[0];
        LoopValue result = node.Results[0];
        Shape shape = result.Type.Shape;
        // A little padding; much of it is written faster than it is computed.
        if (source.Shape.Count == 0 || shape.Count > 2 * source.Shape.Count || pad.Interior.Span.ContainsAnyExcept(0) || RowLength(pad, shape) < ShortestRow) return null;
        MapNode plain = MapBodies.Copy(source, new(source.Value.Type));
        if (OnlyPadsRead(source.Value) && producers.GetValueOrDefault(source.Value) is MapNode { Body.OperationCount: <= MostOperations } producer
            && Guarded(producer, producer.Results.Span.IndexOf(source.Value), pad, node) is MapNode whole) return whole;
        return readers.GetValueOrDefault(result)?.Exists(r => r is MapNode reader && reader.Shape == shape) == true ? Guarded(plain, 0, pad, node) : null;
    }

    /// <summary>The elements of a row of the map: those behind the last axis that is padded, or along it if it is the last.</summary>
    private static long RowLength(Lowered.Pad pad, Shape shape)
    {
        long length = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            bool isPadded = pad.Low[axis] != 0 || pad.High[axis] != 0;
            if (isPadded && length > 1) break;
            length *= shape[axis];
            if (isPadded) break;
        }

        return length;
    }

    private bool OnlyPadsRead(LoopValue value) => !outputs.Contains(value) && readers[value].TrueForAll(r => r is RoutineNode { Lowered: Lowered.Pad });

    /// <summary>A result of a map, padded; null if what it reads cannot be read shifted.</summary>
    private MapNode? Guarded(MapNode map, int number, Lowered.Pad pad, LoopNode node)
    {
        Shape inner = node.Operands[0].Shape, shape = node.Results[0].Type.Shape;
        if (!VectorSupport.Covers(map.Body)) return null;
        map = MapBodies.Only(map, number);
        List<Operand> operands = [];
        foreach (Operand operand in map.Operands)
        {
            if (Views.Reshape(operand, inner) is not Operand view) return null;
            long offset = view.Offset;
            for (int axis = 0; axis < shape.Rank; axis++) offset -= pad.Low[axis] * view.Strides[axis];
            Operand shifted = new(operand.Value, shape, view.Strides, offset);
            if (!FoldViews.SuitsMap(shifted) || !MayReach(shifted)) return null;
            operands.Add(shifted);
        }

        ScalarBuilder builder = new();
        var moved = new int[map.Body.Steps.Count];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep s = map.Body.Steps[i];
            if (s.Op != ScalarOp.Index) moved[i] = MapBodies.Append(builder, s, moved);
            else if (map.Shape != inner) return null;
            else moved[i] = pad.Low[s.A] == 0 ? builder.Add(s).Index : (builder.Add(s) - pad.Low[s.A]).Index;
        }

        DType type = node.Operands[0].DType;
        int[] results = MapBodies.Renumber(map.Body.Results, moved);
        if (IsInside(builder, pad, inner, shape) is Scalar inside)
        {
            for (int c = 0; c < results.Length; c++)
                results[c] = builder.Add(new(ScalarOp.Select, type.Component, inside.Index, results[c], Value(builder, node.Operands[1], shape, c, operands))).Index;
        }

        return new(shape, new([.. operands.Select(o => o.DType)], [type], builder.ToSteps(), results), [.. operands], node.Results);
    }

    /// <summary>Whether an element is one of the array's; null if all are.</summary>
    private static Scalar? IsInside(ScalarBuilder builder, Lowered.Pad pad, Shape inner, Shape shape)
    {
        Scalar? all = null;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int low = pad.Low[axis], end = low + inner[axis];
            if (low > 0) And(builder.Index(axis, DType.Int32) >= low);
            if (end < shape[axis]) And(builder.Index(axis, DType.Int32) < end);
        }

        return all;

        void And(Scalar condition) => all = all is Scalar before ? before & condition : condition;
    }

    /// <summary>A component of what padding consists of.</summary>
    private int Value(ScalarBuilder builder, Operand value, Shape shape, int component, List<Operand> operands)
    {
        if (constants.TryGetValue(value.Value, out ConcreteArray? array)) return builder.Bits(MapBodies.BitsOf(array, component), value.DType.Component).Index;
        Operand one = new(value.Value, shape, new long[shape.Rank], value.Offset);
        int number = operands.IndexOf(one);
        if (number < 0)
        {
            number = operands.Count;
            operands.Add(one);
        }

        return builder.Add(new(ScalarOp.Input, value.DType.Component, number, component)).Index;
    }

    /// <summary>Whether a view stays inside of its value, or reaches out a little into working memory, where room can be left.</summary>
    private bool MayReach(Operand operand)
    {
        (long before, long behind) = operand.Overhang;
        if (before == 0 && behind == 0) return true;
        return before + behind <= operand.Value.Type.Shape.Count && producers.ContainsKey(operand.Value) && !outputs.Contains(operand.Value);
    }
}
