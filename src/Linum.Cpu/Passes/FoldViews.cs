using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Makes readers read through views instead of copies of them, where they can and it is not slower; copies that nobody reads any more disappear.</summary>
/// <remarks><code>
/// before: %1:f32[8,64] = copy %0(8, 64):(0, 1)
///         %3:f32[8,64] = map(8, 64) %1 %2
/// after:  %3:f32[8,64] = map(8, 64) %0(8, 64):(0, 1) %2
/// before: %1:f32[64] = copy %0(64,):(-1)+63    %2:f32[64] = map(64,) %1 %0
/// after:  %2:f32[64] = map(64,) %0(64,):(-1)+63 %0
/// before: %1:f32[9,40,3] = copy %0(9, 40, 3):(0, 0, 1)    %2:f32[9,40,3] = map(9, 40, 3) %1
/// after:  %3:f32[40,3] = copy %0(40, 3):(0, 1)    %2:f32[9,40,3] = map(9, 40, 3) %3(9, 40, 3):(0, 3, 1)
/// </code></remarks>
internal static class FoldViews
{
    /// <summary>Rows shorter than this are cheaper to copy than to visit one by one.</summary>
    private const int ShortestRow = 16;

    /// <summary>A copy of what repeats goes so far that rows have so many elements.</summary>
    private const int EnoughRow = 64;

    public static LoopGraph Run(LoopGraph graph)
    {
        Dictionary<LoopValue, Operand> copies = [];
        List<LoopNode> nodes = new(graph.Nodes.Count);
        foreach (LoopNode node in graph.Nodes)
        {
            LoopNode folded = Fold(node, copies);
            if (folded is CopyNode copy)
            {
                if (Repeated(copy.Source) is CopyNode once)
                {
                    nodes.Add(once);
                    folded = copy = new(Repeating(once.Result, copy.Source.Shape), copy.Result);
                }

                copies[copy.Result] = copy.Source;
            }

            nodes.Add(AsMap(folded));
        }

        // A result that is a value in its own order is that value.
        LoopValue[] outputs = [.. graph.Outputs.ToArray().Select(o => copies.TryGetValue(o, out Operand? source) && source.IsWhole ? source.Value : o)];
        return WithoutDeadNodes(graph with { Nodes = [.. nodes], Outputs = outputs });
    }

    /// <summary>The node with what it can read through; itself where that is nothing.</summary>
    private static LoopNode Fold(LoopNode node, Dictionary<LoopValue, Operand> copies)
    {
        if (copies.Count == 0) return node;
        Operand[]? changed = null;
        for (int i = 0; i < node.Operands.Count; i++)
        {
            Operand operand = node.Operands[i], folded = Fold(node, operand, copies);
            if (ReferenceEquals(folded, operand)) continue;
            changed ??= node.Operands.ToArray();
            changed[i] = folded;
        }

        return changed is null ? node : node.Reading(changed);
    }

    /// <summary>A copy that a kernel can walk through is a map, which can be part of another.</summary>
    private static LoopNode AsMap(LoopNode node) => node is CopyNode { Source: { DType: DType.Float32 or DType.Float64 or DType.Int32 or DType.UInt32 or DType.Int64 or DType.UInt64 } source } copy && SuitsMap(source) && source.Shape.Count > 1
        ? new MapNode(source.Shape, ScalarFunction.Build([source.DType], [source.DType], (_, x) => [x[0]]), [source], [copy.Result])
        : node;

    private static Operand Fold(LoopNode node, Operand operand, Dictionary<LoopValue, Operand> copies)
    {
        if (!copies.TryGetValue(operand.Value, out Operand? source) || Views.Compose(operand, source) is not Operand composed) return operand;
        // A copy that repeats what lies apart would repeat it in memory: of the elements side by side a map makes no copy.
        bool good = composed.IsWhole || (node.TakesViews && (node switch { MapNode => SuitsMap(composed), CopyNode => !IsReadAgain(composed) || Step(composed) is 0 or 1, _ => true }));
        return good ? composed : operand;
    }

    /// <summary>A kernel runs along the last axis: there it must stand still or go on by one, or by a step that it can take (<see cref="StridedLoads"/>), for long enough.</summary>
    public static bool SuitsMap(Operand operand)
    {
        if (operand.IsOneElement || operand.IsContiguous) return true;
        int last = LastAxis(operand);
        long step = operand.Strides[last], run = operand.Shape[last];
        if (!StridedLoads.Covers(operand.DType, step) || (step is not (0 or 1) && IsReadAgain(operand))) return false;
        for (int axis = last - 1; axis >= 0 && (operand.Shape[axis] == 1 || operand.Strides[axis] == step * run); axis--) run *= operand.Shape[axis];
        return run >= ShortestRow;
    }

    /// <summary>What a view repeats along its first axes, as a copy of rows that a map can walk through; null where the view is one already, or repeats nothing so long.</summary>
    private static CopyNode? Repeated(Operand view)
    {
        if (SuitsMap(view)) return null;
        int first = 0;
        while (first < view.Shape.Rank && (view.Shape[first] == 1 || view.Strides[first] == 0)) first++;
        long row = 1;
        int split = view.Shape.Rank;
        while (split > 0 && (split > first || row < EnoughRow)) row *= view.Shape[--split];
        if (row < EnoughRow || row == view.Shape.Count) return null;
        Shape shape = [.. view.Shape.ToArray()[split..]];
        return new CopyNode(new Operand(view.Value, shape, [.. view.Strides.Span[split..]], view.Offset), new LoopValue(view.Value.Type with { Shape = shape }));
    }

    /// <summary>A value repeated along axes in front of its own.</summary>
    private static Operand Repeating(LoopValue value, Shape shape)
    {
        long[] dense = Operand.Dense(value.Type.Shape);
        return new(value, shape, [.. new long[shape.Rank - dense.Length], .. dense]);
    }

    /// <summary>The last axis of several elements.</summary>
    private static int LastAxis(Operand operand)
    {
        int last = operand.Shape.Rank - 1;
        while (operand.Shape[last] == 1) last--;
        return last;
    }

    private static long Step(Operand operand) => operand.IsOneElement ? 0 : operand.Strides[LastAxis(operand)];

    /// <summary>
    /// Whether elements are read several times: then they are copied once and read side by side. Distances of 1000 points in space to each other read their coordinates 1000 times: 92 µs, and 149 where each reads them in steps of three
    /// (2026-11-27).
    /// </summary>
    public static bool IsReadAgain(Operand operand)
    {
        for (int axis = 0; axis < operand.Shape.Rank; axis++)
            if (operand.Shape[axis] > 1 && operand.Strides[axis] == 0) return true;
        return false;
    }

    /// <summary>Only what outputs depend on.</summary>
    public static LoopGraph WithoutDeadNodes(LoopGraph graph)
    {
        HashSet<LoopValue> live = new(graph.Nodes.Count);
        live.UnionWith(graph.Outputs);
        List<LoopNode> kept = new(graph.Nodes.Count);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            LoopNode node = graph.Nodes[i];
            bool used = false;
            foreach (LoopValue result in node.Results) used |= live.Contains(result);
            if (!used) continue;
            kept.Add(node);
            foreach (Operand operand in node.Operands) live.Add(operand.Value);
        }

        kept.Reverse();
        ValueList<LoopConstant> constants = [.. graph.Constants.ToArray().Where(c => live.Contains(c.Value))];
        return kept.Count == graph.Nodes.Count ? graph with { Constants = constants } : graph with { Nodes = new([.. kept]), Constants = constants };
    }
}
