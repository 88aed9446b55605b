using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where only a copy with permuted axes reads the result of a contraction, the contraction writes it in that order.</summary>
/// <remarks><code>
/// before: %2:f32[4,3] = contract[1;0] %0 %1
///         %3:f32[3,4] = copy %2(3, 4):(1, 3)
/// after:  %3:f32[3,4] = contract[1;0] %0 %1    written with the strides (1, 4)
/// </code></remarks>
internal static class TransposeContractions
{
    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is ContractNode)) return graph;
        Dictionary<LoopValue, int> readers = [];
        foreach (LoopNode node in graph.Nodes)
            foreach (Operand operand in node.Operands) readers[operand.Value] = readers.GetValueOrDefault(operand.Value) + 1;
        foreach (LoopValue output in graph.Outputs) readers[output] = readers.GetValueOrDefault(output) + 1;

        Dictionary<LoopValue, (CopyNode Copy, long[] Strides)> written = [];
        foreach (LoopNode node in graph.Nodes)
            if (node is CopyNode copy && readers[copy.Source.Value] == 1 && Permuted(copy.Source) is long[] target) written[copy.Source.Value] = (copy, target);

        List<LoopNode> nodes = [];
        HashSet<LoopNode> gone = new(ReferenceEqualityComparer.Instance);
        foreach (LoopNode node in graph.Nodes)
        {
            if (gone.Contains(node)) continue;
            if (node is ContractNode contract && written.TryGetValue(contract.Results[0], out (CopyNode Copy, long[] Strides) target) && Moved(contract, target.Strides) is long[] strides)
            {
                gone.Add(target.Copy);
                nodes.Add(contract with { Results = [target.Copy.Result], ResultStrides = strides });
                continue;
            }

            nodes.Add(node);
        }

        return gone.Count == 0 ? graph : graph with { Nodes = [.. nodes] };
    }

    /// <summary>The strides in the copy of the products' axes, which may already be written in another order than their own; null if an axis is none of the result's.</summary>
    private static long[]? Moved(ContractNode contract, long[] target)
    {
        Shape products = contract.Products, result = contract.Results[0].Type.Shape;
        long[] dense = Operand.Dense(result), moved = new long[products.Rank];
        for (int axis = 0; axis < moved.Length; axis++)
        {
            if (products[axis] == 1) continue;
            int at = -1;
            for (int i = 0; i < result.Rank && at < 0; i++)
                if (result[i] == products[axis] && dense[i] == contract.ResultStrides[axis]) at = i;
            if (at < 0) return null;
            moved[axis] = target[at];
        }

        return moved;
    }

    /// <summary>For each axis of a dense value its stride in the dense copy, if the copy only permutes axes; else null.</summary>
    private static long[]? Permuted(Operand source)
    {
        Shape shape = source.Value.Type.Shape;
        if (source.Offset != 0 || source.Shape.Count != shape.Count) return null;
        long[] dense = Operand.Dense(shape), target = Operand.Dense(source.Shape);
        var strides = new long[shape.Rank];
        for (int axis = 0; axis < strides.Length; axis++)
        {
            if (shape[axis] == 1) continue;
            int at = -1;
            for (int i = 0; i < source.Shape.Rank && at < 0; i++)
                if (source.Shape[i] == shape[axis] && source.Strides[i] == dense[axis]) at = i;
            if (at < 0) return null;
            strides[axis] = target[at];
        }

        return strides;
    }
}
