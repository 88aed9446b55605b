using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A scatter into an array that has the same value everywhere takes that value: the array is filled where it is written, and large ones row by row past the caches.</summary>
/// <remarks><code>
/// before: %1:f32[50,4] = map(50, 4) 0 operations %0(50, 4):(0, 0)    %4:f32[50,4] = Scatter %1 %2 %3
/// after:  %4:f32[50,4] = Scatter %0 %2 %3
/// </code></remarks>
internal static class FoldFills
{
    public static LoopGraph Run(LoopGraph graph)
    {
        Dictionary<LoopValue, LoopValue>? fills = null;
        LoopNode[]? changed = null;
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            LoopNode node = graph.Nodes[n];
            if (FillOf(node) is LoopValue value) (fills ??= [])[node.Results[0]] = value;
            if (node is not RoutineNode { Lowered: Lowered.Scatter } || fills?.GetValueOrDefault(node.Operands[0].Value) is not LoopValue fill) continue;
            changed ??= graph.Nodes.ToArray();
            changed[n] = node.Reading([Operand.Of(fill), .. node.Operands.Span[1..]]);
        }

        return changed is null ? graph : FoldViews.WithoutDeadNodes(graph with { Nodes = changed });
    }

    /// <summary>Whether a scatter is given one value for all elements.</summary>
    public static bool IsFill(RoutineNode scatter) => scatter.Operands[0].Value.Type.Shape.Count != scatter.Results[0].Type.Shape.Count;

    /// <summary>The value that a node spreads over an array; null if that is not what it does.</summary>
    private static LoopValue? FillOf(LoopNode node)
    {
        if (node is not (CopyNode or MapNode { Body.OperationCount: 0 }) || node.Operands.Count != 1 || node.Results.Count != 1) return null;
        LoopValue value = node.Operands[0].Value;
        return value.Type.Shape.Count == 1 && node.Results[0].Type.Shape.Count > 1 && value.Type.DType == node.Results[0].Type.DType && IsPlain(node) ? value : null;
    }

    /// <summary>Whether a node gives what it reads.</summary>
    private static bool IsPlain(LoopNode node) => node is not MapNode map || map.Body.Steps[map.Body.Results[0]].Op == ScalarOp.Input;
}
