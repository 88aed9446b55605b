using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Products of matrices with vectors, of vectors with vectors, and outer products become sums of products of elements: they read every element of the matrix once, so that the memory,
/// not the arithmetic, is their limit, and as maps and reductions they share kernels with what stands around them.
/// </summary>
/// <remarks><code>
/// before: %2:f32[64] = contract[1;0] %0:f32[64,100] %1:f32[100]
/// after:  %3:f32[64,100] = map(64, 100) %0 %1(64, 100):(0, 1)    s2 = s0 * s1
///         %2:f32[64] = reduce Sum [1] %3
/// </code></remarks>
internal static class SumProducts
{
    /// <summary>Shorter sums are one map, or stay contractions.</summary>
    private const long ShortestSum = 8;

    /// <summary>
    /// Where so few products are added up for an element, and the result has so many bytes, writing it is all there is to do, and a map writes past the caches: 333,333 rows of 3 with 64 columns 4.9 -> 3.3 ms. 16 MB of
    /// rows of 4 took 0.50 ms so, and take 0.25 as a product.
    /// </summary>
    private const long MostWritten = 4, FarResult = 1 << 25;

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is ContractNode)) return graph;
        List<LoopNode> nodes = [];
        bool any = false;
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is ContractNode contract && Split(contract) is LoopNode[] split)
            {
                nodes.AddRange(split);
                any = true;
            }
            else
            {
                nodes.Add(node);
            }
        }

        return any ? graph with { Nodes = [.. nodes] } : graph;
    }

    private static LoopNode[]? Split(ContractNode contract)
    {
        LoopValue result = contract.Results[0];
        DType type = result.Type.DType;
        if (!type.Component.IsFloat || result.Type.Shape.Count == 0 || !contract.ResultStrides.Span.SequenceEqual(Operand.Dense(result.Type.Shape))) return null;
        ContractDimensions d = contract.Dimensions;
        Operand left = contract.Operands[0], right = contract.Operands[1];
        int[] leftFree = Free(left, d.LeftBatch, d.LeftContracting), rightFree = Free(right, d.RightBatch, d.RightContracting);
        long m = Count(left, leftFree), n = Count(right, rightFree), k = Count(left, d.LeftContracting.ToArray());
        int batches = d.LeftBatch.Count, free = leftFree.Length + rightFree.Length, sums = d.LeftContracting.Count;

        // The strides of both along batch, left free, right free and contracted axes.
        Shape axes = [.. d.LeftBatch.ToArray().Select(a => left.Shape[a]), .. leftFree.Select(a => left.Shape[a]), .. rightFree.Select(a => right.Shape[a]), .. d.LeftContracting.ToArray().Select(a => left.Shape[a])];
        long[] ofLeft = [.. At(left, d.LeftBatch.ToArray()), .. At(left, leftFree), .. new long[rightFree.Length], .. At(left, d.LeftContracting.ToArray())];
        long[] ofRight = [.. At(right, d.RightBatch.ToArray()), .. new long[leftFree.Length], .. At(right, rightFree), .. At(right, d.RightContracting.ToArray())];
        int[] order = [.. Enumerable.Range(0, axes.Rank)];
        if (k == 1)
        {
            Operand[] operands = [InOrder(left, axes, ofLeft, order[..^sums]), InOrder(right, axes, ofRight, order[..^sums])];
            List<LoopNode> nodes = [];
            for (int i = 0; i < operands.Length; i++)
            {
                if (FoldViews.SuitsMap(operands[i])) continue;
                // Rows are so short that numbers are put side by side first.
                CopyNode copy = new(operands[i], new LoopValue(operands[i].Value.Type with { Shape = operands[i].Shape }));
                nodes.Add(copy);
                operands[i] = Operand.Of(copy.Result);
            }

            // Adding zero makes a product of -0 what a sum of one is.
            nodes.Add(new MapNode(operands[0].Shape, ScalarFunction.Build([type, type], [type], (_, x) => [.. SummedProducts.Product(x).Select(p => p + 0)]), operands, [result]));
            return [.. nodes];
        }

        bool isMatrices = m > 1 && n > 1;
        if (sums == 1 && (k < ShortestSum || isMatrices) && SmallProducts.Suit(type, m, n, k, matrices: result.Type.Shape.Count / (m * n)))
            return SmallProducts.Of(contract, leftFree, rightFree);
        bool isWritten = k <= MostWritten && result.Type.ByteCount >= FarResult;
        if (k < ShortestSum && (!isMatrices || isWritten) && sums == 1) return Chain(InOrder(left, axes, ofLeft, order), InOrder(right, axes, ofRight, order), result) is MapNode chain ? [chain] : null;
        if (k < ShortestSum || isMatrices) return null;
        int[] columns = [.. order[..batches], .. order[(batches + free)..], .. order[batches..(batches + free)]];
        foreach (int[] axesInOrder in (ReadOnlySpan<int[]>)[order, columns])
        {
            // Along the last axes both must stand still or go on by one, and not both stand still.
            bool alongSum = axesInOrder == order;
            int last = alongSum ? sums : free;
            Operand x = InOrder(left, axes, ofLeft, axesInOrder), y = InOrder(right, axes, ofRight, axesInOrder);
            int split = x.Shape.Rank - last;
            if (!Walks(x, split, alongSum) || !Walks(y, split, alongSum) || (!alongSum && m * n < ShortestSum)) continue;
            return SummedProducts.Of(x, y, alongSum ? [.. Enumerable.Range(batches + free, sums)] : [.. Enumerable.Range(batches, sums)], result);
        }

        return null;
    }

    /// <summary>The sums of a few products as one map; null where what they are made from is not read well in steps.</summary>
    private static MapNode? Chain(Operand left, Operand right, LoopValue result)
    {
        if (result.Type.DType is not (DType.Float32 or DType.Float64)) return null;
        MapNode chain = SmallProducts.Chain(left, right, result);
        return chain.Operands.ToArray().All(FoldViews.SuitsMap) ? chain : null;
    }

    private static bool Walks(Operand operand, int split, bool alongSum) => RowsNode.IsRow(operand, split) ? !alongSum : RowFrame.GoesOn(operand, split);

    private static int[] Free(Operand operand, ValueList<int> batch, ValueList<int> contracted) =>
        [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => !batch.Span.Contains(a) && !contracted.Span.Contains(a))];

    private static long Count(Operand operand, int[] axes)
    {
        long count = 1;
        foreach (int axis in axes) count *= operand.Shape[axis];
        return count;
    }

    private static IEnumerable<long> At(Operand operand, int[] axes) => axes.Select(a => operand.Strides[a]);

    private static Operand InOrder(Operand operand, Shape axes, long[] strides, int[] order) =>
        new(operand.Value, [.. order.Select(a => axes[a])], [.. order.Select(a => strides[a])], operand.Offset);
}
