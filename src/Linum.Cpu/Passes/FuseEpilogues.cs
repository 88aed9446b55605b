using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where only a map reads the products of a contraction or convolution, and reads them in order, it is computed of each block of them while that is in cache. No bit changes.</summary>
/// <remarks><code>
/// before: %3:f32[8,64] = contract[1;0] %0 %1    %4:f32[8,64] = map(8, 64) %3 %2(8, 64):(0, 1)    s2 = s0 + s1
/// after:  %4:f32[8,64] = contract[1;0] then rows(8 | 64) of products as #0 in result 0: %0 %1 %2(8, 64):(0, 1)
/// before: %2:f32[8,64] = contract[1;0] %0:bf16[8,16] %1:bf16[16,64]    %3:bf16[8,64] = map(8, 64) %2
/// after:  %3:bf16[8,64] = contract[1;0] then rows(8 | 64) of products as #0 in working memory: %0 %1
/// </code></remarks>
internal static class FuseEpilogues
{
    /// <summary>Shorter rows of products are not worth a kernel of their own.</summary>
    private const long ShortestRow = 8;

    /// <summary>With fewer multiplications a map of all products at once is faster than one of each block: 64 products of 32 by 32 numbers and a conversion took 58 µs and would take 64 (2026-11-27).</summary>
    private const long FewestKept = 64 * 64 * 64;

    public static LoopGraph Run(LoopGraph graph)
    {
        Dictionary<LoopValue, int> readers = [];
        foreach (LoopValue output in graph.Outputs) readers[output] = 2;
        foreach (LoopNode node in graph.Nodes)
            foreach (Operand operand in node.Operands) readers[operand.Value] = readers.GetValueOrDefault(operand.Value) + 1;

        Dictionary<LoopValue, LoopNode> products = [];
        HashSet<LoopNode> moved = new(ReferenceEqualityComparer.Instance);
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (RowLength(node) >= ShortestRow && readers.GetValueOrDefault(node.Results[0]) == 1) products[node.Results[0]] = node;
            if (node is not MapNode map || Fused(map, products) is not (LoopNode product, LoopNode fused))
            {
                nodes.Add(node);
                continue;
            }

            moved.Add(product);
            nodes.Add(fused);
        }

        return moved.Count == 0 ? graph : graph with { Nodes = [.. nodes.Where(n => !moved.Contains(n))] };
    }

    /// <summary>The product that a map follows on, and both as one node; null if there is none.</summary>
    private static (LoopNode Product, LoopNode Fused)? Fused(MapNode map, Dictionary<LoopValue, LoopNode> products)
    {
        if (!VectorSupport.Covers(map.Body)) return null;
        // The last product has the others before it.
        for (int i = map.Operands.Count - 1; i >= 0; i--)
        {
            Operand operand = map.Operands[i];
            if (!operand.IsWhole || !products.TryGetValue(operand.Value, out LoopNode? product)) continue;
            int target = map.Results.ToArray().ToList().FindIndex(r => r.Type.DType.Size == operand.DType.Size && r.Type.DType.Components == operand.DType.Components);
            if ((target < 0 && !CanKeep(product)) || RowFrame.OfMap(map, RowLength(product)) is not RowsNode rows) continue;
            Epilogue epilogue = new(rows, rows.Operands.ToArray().ToList().FindIndex(o => o.Value == operand.Value), target);
            Operand[] operands = [.. product.Operands, .. epilogue.Others];
            return (product, product is ContractNode contract
                ? contract with { Operands = operands, Results = rows.Results, Epilogue = epilogue }
                : (ConvolveNode)product with { Operands = operands, Results = rows.Results, Epilogue = epilogue });
        }

        return null;
    }

    /// <summary>Whether products may stand in working memory until the map is done with them, which is not worth it for small ones. Where there is nothing to sum no block of them is computed.</summary>
    private static bool CanKeep(LoopNode product) => product is ContractNode contract && contract.Multiplications >= FewestKept;

    /// <summary>How many products follow each other in a row, if all are written in order; else 0.</summary>
    private static long RowLength(LoopNode node)
    {
        if (node is ConvolveNode { Epilogue: null } convolve)
        {
            ConvolveDimensions d = convolve.Dimensions;
            ConvolutionShape shape = new(convolve);
            if (d.Output[0] != 0 || shape.IsOuterSpread || shape.IsDepthwise || shape.HasFewResults || DepthwisePlanes.Suits(shape) || LineCorrelation.Suits(shape)) return 0;
            // Features first or last, with places in order.
            bool isLast = d.Output[1] == d.Spatial + 1;
            for (int i = 2; i < d.Spatial + 2; i++)
                if (d.Output[i] != (isLast ? i - 1 : i)) return 0;
            return isLast ? shape.Groups * (long)shape.Outputs : shape.HasPlacesLast ? shape.Places : 0;
        }

        if (node is not ContractNode { Epilogue: null } contract) return 0;
        Operand right = contract.Operands[1];
        Shape result = contract.Results[0].Type.Shape;
        if (result.Rank != contract.ResultStrides.Count || !contract.ResultStrides.Span.SequenceEqual(Operand.Dense(result))) return 0;
        long length = 1;
        for (int axis = 0; axis < right.Shape.Rank; axis++)
            if (!contract.Dimensions.RightBatch.Span.Contains(axis) && !contract.Dimensions.RightContracting.Span.Contains(axis)) length *= right.Shape[axis];
        return length;
    }
}
