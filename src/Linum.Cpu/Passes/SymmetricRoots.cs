using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where Cholesky is given the mean of real matrices and their transposes, as users' programs do, it takes the mean while it reads: the matrices are in a cache then.</summary>
/// <remarks><code>
/// before: %1:f32[9,64,64] = copy %0(9, 64, 64):(4096, 1, 64)
///         %2:f32[9,64,64] = map %0 %1    s2 = s0 + s1
///         %3:f32[9,64,64] = map %2       s2 = s0 * 0.5
///         %4:f32[9,64,64] = Cholesky %3
/// after:  %4:f32[9,64,64] = Cholesky of the mean of %0
/// </code></remarks>
internal static class SymmetricRoots
{
    public static LoopGraph Run(LoopGraph graph)
    {
        if (!HasRoots(graph)) return graph;
        Dictionary<LoopValue, LoopNode> made = [];
        var nodes = graph.Nodes.ToArray();
        bool any = false;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is RoutineNode { Lowered: Lowered.Cholesky { TakesMean: false } } root && MeanOf(root.Operands[0], made) is Operand matrices)
            {
                nodes[i] = root with { Lowered = new Lowered.Cholesky(TakesMean: true), Operands = [matrices] };
                any = true;
            }

            foreach (LoopValue result in nodes[i].Results) made[result] = nodes[i];
        }

        // What nobody reads any more goes with the next look at views.
        return any ? graph with { Nodes = nodes } : graph;
    }

    private static bool HasRoots(LoopGraph graph)
    {
        foreach (LoopNode node in graph.Nodes)
            if (node is RoutineNode { Lowered: Lowered.Cholesky }) return true;
        return false;
    }

    /// <summary>The matrices whose mean with their transposes an operand is, in its shape; null if it is something else.</summary>
    private static Operand? MeanOf(Operand mean, Dictionary<LoopValue, LoopNode> made)
    {
        if (!mean.IsWhole || made.GetValueOrDefault(mean.Value) is not MapNode { Operands.Count: 1 } half || !half.Operands[0].IsWhole || !IsHalf(half.Body)) return null;
        if (made.GetValueOrDefault(half.Operands[0].Value) is not MapNode { Operands.Count: 2 } sum || !IsSum(sum.Body)) return null;
        (Operand x, Operand y) = (Source(sum.Operands[0], made), Source(sum.Operands[1], made));
        // Elements may have become other matrices on the way.
        if (x.Shape.Rank < 2 || x.Shape[^1] != mean.Shape[^1] || x.Shape[^2] != mean.Shape[^2]) return null;
        return IsPair(x, y) || IsPair(y, x) ? mean with { Value = x.Value } : null;
    }

    /// <summary>Through a copy to what it copies.</summary>
    private static Operand Source(Operand operand, Dictionary<LoopValue, LoopNode> made) =>
        operand.IsWhole && made.GetValueOrDefault(operand.Value) is CopyNode copy && copy.Source.Shape == operand.Shape ? copy.Source : operand;

    private static bool IsPair(Operand plain, Operand turned)
    {
        if (plain.Value != turned.Value || !plain.IsWhole || plain.Shape != plain.Value.Type.Shape || plain.Shape != turned.Shape || turned.Offset != 0) return false;
        long[] strides = Operand.Dense(plain.Shape);
        (strides[^1], strides[^2]) = (strides[^2], strides[^1]);
        for (int axis = 0; axis < strides.Length; axis++)
            if (plain.Shape[axis] != 1 && turned.Strides[axis] != strides[axis]) return false;
        return true;
    }

    /// <summary>Whether a body takes half of its input: a division by two is a multiplication by then, see <see cref="ConstantOperands"/>.</summary>
    private static bool IsHalf(ScalarFunction body)
    {
        ScalarStep half = body.Steps[body.Results[0]];
        if (half.Op != ScalarOp.Multiply || half.DType is not (DType.Float32 or DType.Float64)) return false;
        (ScalarStep x, ScalarStep factor) = (body.Steps[half.A], body.Steps[half.B]);
        if (x.Op == ScalarOp.Constant) (x, factor) = (factor, x);
        return x.Op == ScalarOp.Input && factor.Op == ScalarOp.Constant && factor.Bits == (half.DType == DType.Float32 ? BitConverter.SingleToInt32Bits(0.5f) : BitConverter.DoubleToInt64Bits(0.5));
    }

    private static bool IsSum(ScalarFunction body) => body.Steps.Span is [{ Op: ScalarOp.Input }, { Op: ScalarOp.Input }, { Op: ScalarOp.Add }] && body.Results[0] == 2;
}
