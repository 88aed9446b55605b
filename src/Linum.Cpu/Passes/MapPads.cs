using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Padding becomes a map that reads the array shifted and, where it would read beside it, takes the padding's value instead. So it can join the maps that read it. If only padding reads
/// what a map computes, the map's operations are done there too, and its result is never stored. Padding between elements, as the gradients of strided windows have it, makes of an axis
/// two: along the second one only one position is the array's.
/// </summary>
/// <remarks><code>
/// before: %1:f32[4,19] = map(4, 19) %0    s1 = -s0        %2:f32[4,20] = Pad %1 0
/// after:  %2:f32[4,20] = map(4, 20) %0(4, 20):(19, 1)-1    s1 = -s0, s2 = index 1, s3 = 1 &lt;= s2, s4 = select(s3, s1, 0)
/// </code></remarks>
internal sealed class MapPads
{
    /// <summary>So many operations are done for the padding's elements too.</summary>
    private const int MostOperations = 64;

    /// <summary>The result may have so many times the elements of the array: much padding is written faster than it is computed.</summary>
    private const int MostGrowth = 2;

    /// <summary>The same for padding between elements, which is added to other such padding as a rule.</summary>
    private const int MostGrowthBetween = 4;

    /// <summary>
    /// The same where maps of the result's shape read the padding and nothing of the producer is done again: they load and select instead of what would be written and loaded. The gradient
    /// of taking four gates from an array adds four arrays, each padded to four times its size.
    /// </summary>
    private const int MostGrowthRead = 8;

    /// <summary>Shorter rows are cheaper to copy.</summary>
    private const int ShortestRow = 16;

    private readonly LoopGraph graph;
    private readonly Dictionary<LoopValue, ConcreteArray> constants = [];
    private readonly ShiftedReads reads;

    private MapPads(LoopGraph graph)
    {
        (this.graph, reads) = (graph, new(graph));
        foreach (LoopConstant constant in graph.Constants) constants[constant.Value] = constant.Array;
    }

    /// <summary>The graph with such maps; the same one if there is no padding that can become one.</summary>
    public static LoopGraph Run(LoopGraph graph) => HasPads(graph) ? new MapPads(graph).Fold(large: false) : graph;

    /// <summary>The same for padding to many times the elements, before maps are grouped.</summary>
    public static LoopGraph RunLarge(LoopGraph graph) => HasPads(graph) ? new MapPads(graph).Fold(large: true) : graph;

    private static bool HasPads(LoopGraph graph) => graph.Has(n => n is RoutineNode { Lowered: Lowered.Pad });

    private LoopGraph Fold(bool large)
    {
        bool any = false;
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            LoopNode folded = node is RoutineNode { Lowered: Lowered.Pad pad } && (large ? LargeMapOf(pad, node) : MapOf(pad, node)) is MapNode map ? map : node;
            any |= folded != (object)node;
            reads.Made(folded);
            nodes.Add(folded);
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. nodes] }) : graph;
    }

    private MapNode? MapOf(Lowered.Pad pad, LoopNode node)
    {
        Operand source = node.Operands[0];
        LoopValue result = node.Results[0];
        Shape shape = result.Type.Shape;
        int growth = pad.Interior.Span.ContainsAnyExcept(0) ? MostGrowthBetween : MostGrowth;
        if (source.Shape.Count == 0 || shape.Count > growth * source.Shape.Count || !IsEven(pad, source.Shape, shape) || RowLength(pad, shape) < ShortestRow) return null;
        MapNode plain = MapBodies.Copy(source, new(source.Value.Type));
        if (OnlyPadsRead(source.Value) && reads.ProducerOf(source.Value) is MapNode { Body.OperationCount: <= MostOperations } producer
            && Guarded(producer, producer.Results.Span.IndexOf(source.Value), pad, node) is MapNode whole) return whole;
        return reads.ReadersOf(result).Any(r => r is MapNode reader && reader.Shape == shape) ? Guarded(plain, 0, pad, node) : null;
    }

    private MapNode? LargeMapOf(Lowered.Pad pad, LoopNode node)
    {
        Operand source = node.Operands[0];
        Shape shape = node.Results[0].Type.Shape;
        if (pad.Interior.Span.ContainsAnyExcept(0) || shape.Count <= MostGrowth * source.Shape.Count || shape.Count > MostGrowthRead * source.Shape.Count || RowLength(pad, shape) < ShortestRow) return null;
        IReadOnlyList<LoopNode> readers = reads.ReadersOf(node.Results[0]);
        return readers.Count > 0 && readers.All(r => r is MapNode map && map.Shape == shape) ? Guarded(MapBodies.Copy(source, new(source.Value.Type)), 0, pad, node) : null;
    }

    /// <summary>Whether each element, where there is padding between them, has as much of it around as any other.</summary>
    private static bool IsEven(Lowered.Pad pad, Shape inner, Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
            if (pad.Interior[axis] > 0 && (pad.Low[axis] < 0 || pad.Low[axis] > pad.Interior[axis] || shape[axis] != inner[axis] * (pad.Interior[axis] + 1))) return false;
        return true;
    }

    /// <summary>The elements of a row of the map: those behind the last axis that is padded, or along it if it is the last.</summary>
    private static long RowLength(Lowered.Pad pad, Shape shape)
    {
        long length = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (pad.Interior[axis] > 0) return length;
            bool isPadded = pad.Low[axis] != 0 || pad.High[axis] != 0;
            if (isPadded && length > 1) break;
            length *= shape[axis];
            if (isPadded) break;
        }

        return length;
    }

    private bool OnlyPadsRead(LoopValue value) => !reads.IsOutput(value) && reads.ReadersOf(value).All(r => r is RoutineNode { Lowered: Lowered.Pad });

    /// <summary>A result of a map, padded; null if what it reads cannot be read shifted.</summary>
    private MapNode? Guarded(MapNode map, int number, Lowered.Pad pad, LoopNode node)
    {
        Shape inner = node.Operands[0].Shape, shape = Split(pad, inner, node.Results[0].Type.Shape, out int[] axes);
        if (!VectorSupport.Covers(map.Body)) return null;
        map = MapBodies.Only(map, number);
        if (map.Shape != inner && map.Body.Steps.ToArray().Any(s => s.Op == ScalarOp.Index)) return null;
        int[] begins = [.. Enumerable.Range(0, inner.Rank).Select(axis => pad.Interior[axis] > 0 ? 0 : pad.Low[axis])];
        List<Operand> operands = [];
        foreach (Operand operand in map.Operands)
        {
            if (Views.Reshape(operand, inner) is not Operand view) return null;
            Operand shifted = ShiftedReads.Shifted(view, shape, axes, begins);
            if (!FoldViews.SuitsMap(shifted) || !reads.MayReach(shifted)) return null;
            operands.Add(shifted);
        }

        ScalarBuilder builder = new();
        int[] results = ShiftedReads.Append(builder, map.Body, [.. Enumerable.Range(0, operands.Count)], axes, begins);
        DType type = node.Operands[0].DType;
        if (IsInside(builder, pad, inner, shape, axes) is Scalar inside)
        {
            for (int c = 0; c < results.Length; c++)
                results[c] = builder.Add(new(ScalarOp.Select, type.Component, inside.Index, results[c], Value(builder, node.Operands[1], shape, c, operands))).Index;
        }

        return new(shape, new([.. operands.Select(o => o.DType)], [type], builder.ToSteps(), results), [.. operands], node.Results);
    }

    /// <summary>The shape in which padding between elements is an axis of its own.</summary>
    /// <param name="pad">The padding.</param>
    /// <param name="inner">The array's shape.</param>
    /// <param name="result">The result's.</param>
    /// <param name="axes">For each axis the one along which the array's elements run.</param>
    private static Shape Split(Lowered.Pad pad, Shape inner, Shape result, out int[] axes)
    {
        List<int> sizes = [];
        axes = new int[inner.Rank];
        for (int axis = 0; axis < inner.Rank; axis++)
        {
            axes[axis] = sizes.Count;
            if (pad.Interior[axis] == 0) sizes.Add(result[axis]);
            else sizes.AddRange([inner[axis], pad.Interior[axis] + 1]);
        }

        return [.. sizes];
    }

    /// <summary>Whether an element is one of the array's; null if all are.</summary>
    private static Scalar? IsInside(ScalarBuilder builder, Lowered.Pad pad, Shape inner, Shape shape, int[] axes)
    {
        Scalar? all = null;
        for (int axis = 0; axis < inner.Rank; axis++)
        {
            int low = pad.Low[axis], end = low + inner[axis];
            if (pad.Interior[axis] > 0)
            {
                And(builder.Index(axes[axis] + 1, DType.Int32).EqualTo(low));
                continue;
            }

            if (low > 0) And(builder.Index(axes[axis], DType.Int32) >= low);
            if (end < shape[axes[axis]]) And(builder.Index(axes[axis], DType.Int32) < end);
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
}
