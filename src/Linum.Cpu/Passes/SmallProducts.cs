using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Products of many small matrices: both are turned, so that the same element of all matrices makes a row, and the sums of products are a map over such rows.</summary>
/// <remarks><code>
/// before: %2:f32[90,2,2] = contract[2;1] %0:f32[90,2,2] %1:f32[90,2,2]
/// after:  %3:f32[2,2,90] = copy %0(2, 2, 90):(2, 1, 4)    %4:f32[2,2,90] = copy %1(2, 2, 90):(1, 2, 4)
///         %5:f32[2,2,90] = map(2, 2, 90) %3(2, 2, 90):(180, 0, 1) %3(2, 2, 90):(180, 0, 1)+90 %4(2, 2, 90):(0, 180, 1) %4(2, 2, 90):(0, 180, 1)+90
///         %2:f32[90,2,2] = copy %5(90, 2, 2):(1, 180, 90)
/// </code></remarks>
internal static class SmallProducts
{
    /// <summary>Matrices of so many rows and columns are small.</summary>
    private const long LargestSize = 8;

    /// <summary>
    /// Products of so many multiplications are worth turning their factors. A million elements, 2×2 matrices 15.1 -> 0.55 ms, 3×3 4.9 -> 0.8, 5×5 2.1 -> 1.0, 6×6 1.2 -> 1.1, 7×7 1.0 and 1.0, 8×8 0.8 and 1.2; 3×3 matrices
    /// with vectors 19 -> 0.25 ms (minima on a busy machine, 2026-11-28).
    /// </summary>
    private const long MostMultiplications = 216;

    /// <summary>So many small matrices are worth turning.</summary>
    private const long FewestMatrices = 32;

    /// <summary>Whether products are worth it: of small matrices, and of many.</summary>
    /// <param name="type">The type of their elements.</param>
    /// <param name="m">Rows of a result.</param>
    /// <param name="n">Columns of a result.</param>
    /// <param name="k">How many products are added up for an element.</param>
    /// <param name="matrices">How many results there are.</param>
    public static bool Suit(DType type, long m, long n, long k, long matrices) =>
        type is DType.Float32 or DType.Float64 && Math.Max(k, Math.Max(m, n)) <= LargestSize && m * n * k <= MostMultiplications && matrices >= FewestMatrices;

    /// <summary>The nodes that compute a contraction so. The order of additions is that of a contraction.</summary>
    /// <param name="contract">A contraction over one axis.</param>
    /// <param name="leftFree">The axes of the left operand that the result has.</param>
    /// <param name="rightFree">Those of the right one.</param>
    public static LoopNode[] Of(ContractNode contract, int[] leftFree, int[] rightFree)
    {
        ContractDimensions d = contract.Dimensions;
        LoopValue result = contract.Results[0];
        CopyNode left = Turned(contract.Operands[0], leftFree, d.LeftContracting[0], d.LeftBatch), right = Turned(contract.Operands[1], rightFree, d.RightContracting[0], d.RightBatch);
        (Shape x, Shape y) = (left.Source.Shape, right.Source.Shape);
        int free = leftFree.Length + rightFree.Length, batches = d.LeftBatch.Count;

        // Left free, right free and batch axes, and then the contracted one.
        Shape space = [.. x.ToArray()[..leftFree.Length], .. y.ToArray()[..rightFree.Length], .. x.ToArray()[(leftFree.Length + 1)..]];
        Shape all = [.. space, x[leftFree.Length]];
        long[] xs = Operand.Dense(x), ys = Operand.Dense(y);
        Operand a = new(left.Result, all, [.. xs[..leftFree.Length], .. new long[rightFree.Length], .. xs[(leftFree.Length + 1)..], xs[leftFree.Length]]);
        Operand b = new(right.Result, all, [.. new long[leftFree.Length], .. ys[..rightFree.Length], .. ys[(rightFree.Length + 1)..], ys[rightFree.Length]]);
        LoopValue sums = new(result.Type with { Shape = space });
        long[] dense = Operand.Dense(space);
        return [left, right, Chain(a, b, sums), new CopyNode(new Operand(sums, result.Type.Shape, [.. dense[free..], .. dense[..free]]), result)];
    }

    /// <summary>The sums of products along the last axis as one map, each a chain of fused multiply-adds as in a contraction.</summary>
    public static MapNode Chain(Operand left, Operand right, LoopValue result)
    {
        DType type = result.Type.DType;
        int axis = left.Shape.Rank - 1, count = left.Shape[axis];
        Operand[] operands = [.. Enumerable.Range(0, count).Select(i => At(left, i)), .. Enumerable.Range(0, count).Select(i => At(right, i))];
        ScalarFunction body = ScalarFunction.Build([.. operands.Select(_ => type)], [type], (_, x) =>
        {
            // Adding zero makes a product of -0 what a sum of one is.
            Scalar sum = x[0] * x[count] + 0;
            for (int i = 1; i < count; i++) sum = Scalar.FusedMultiplyAdd(x[i], x[count + i], sum);
            return [sum];
        });
        return new(operands[0].Shape, body, operands, [result]);

        Operand At(Operand operand, int place) => new(operand.Value, [.. operand.Shape.ToArray()[..axis]], [.. operand.Strides.Span[..axis]], operand.Offset + place * operand.Strides[axis]);
    }

    /// <summary>An operand with its free axes first, then the contracted one, and the batch axes last.</summary>
    private static CopyNode Turned(Operand operand, int[] free, int contracted, ValueList<int> batch)
    {
        int[] order = [.. free, contracted, .. batch.ToArray()];
        Shape shape = [.. order.Select(a => operand.Shape[a])];
        return new CopyNode(new Operand(operand.Value, shape, [.. order.Select(a => operand.Strides[a])], operand.Offset), new LoopValue(operand.Value.Type with { Shape = shape }));
    }
}
