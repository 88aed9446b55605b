namespace Linum.Extending;

/// <summary>
/// y[i] = s(a[i], b[i], ...). Operands have one shape, or rank 0: then the one value serves every element, and the cotangent of the operand is a sum (here, so that no
/// single operation has to remember).
/// </summary>
public abstract record NaryElementwise : Primitive
{
    /// <summary>The value for real, integer or bool elements.</summary>
    protected abstract Scalar Compute(ReadOnlySpan<Scalar> x);

    /// <summary>The value for complex elements.</summary>
    protected virtual ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => throw ElementwiseErrors.NoComplex(this);

    /// <summary>What the change of one operand contributes to the change of y; null is zero.</summary>
    protected virtual NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => throw PrimitiveErrors.NoJvp(this);

    /// <summary>The element type of the result.</summary>
    protected virtual DType Result(ReadOnlySpan<ArrayType> inputs) => inputs[0].DType;

    /// <summary>The first operand whose values enter the result: those before it only choose, and say nothing about its weakness.</summary>
    protected virtual int FirstValue => 0;

    /// <summary>From the components of all inputs to those of the result.</summary>
    protected virtual Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts)
    {
        if (inputs[0].DType.Components == 1) return [Compute(parts)];
        var pairs = new ComplexScalar[inputs.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new(parts[2 * i], parts[2 * i + 1]);
        ComplexScalar y = Compute(pairs);
        return [y.Re, y.Im];
    }

    /// <inheritdoc/>
    public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
    {
        bool weak = true;
        foreach (ArrayType input in inputs[FirstValue..]) weak &= input.IsWeak;
        DType result = Result(inputs);
        return [new(result, CommonShape(inputs), weak && result != DType.Bool)];
    }

    private static Shape CommonShape(ReadOnlySpan<ArrayType> inputs)
    {
        Shape shape = [];
        foreach (ArrayType input in inputs)
            if (input.Rank > 0) shape = input.Shape;
        return shape;
    }

    /// <inheritdoc/>
    public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
    {
        ArrayType[] types = inputs.ToArray();
        return new Lowered.Map(ScalarFunction.Build([.. types.Select(t => t.DType)], [Result(inputs)], (builder, parts) => LowerParts(builder, types, parts)));
    }

    /// <inheritdoc/>
    public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] aligned, int at) = AlignBatches(axis, inputs);
        return [new(Bind(aligned), at)];
    }

    /// <summary>
    /// Operands with one shape that includes the batch axis. Broadcasting is decided on the examples' shapes: an operand that is a scalar per example is stretched over the
    /// example's axes, an operand without the batch axis over that. Scalars that all examples share stay scalars.
    /// </summary>
    internal static (NDArray[] Operands, int Axis) AlignBatches(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        int? common = null;
        bool same = true;
        Shape example = [];
        foreach (Batched input in inputs)
        {
            int laneRank = input.Value.Rank - (input.Axis is null ? 0 : 1);
            if (laneRank > 0) example = input.Axis is int a ? input.Value.Shape.RemoveAt(a) : input.Value.Shape;
        }

        foreach (Batched input in inputs)
        {
            int laneRank = input.Value.Rank - (input.Axis is null ? 0 : 1);
            if (input.Axis is not int a)
            {
                same &= laneRank == 0;
                continue;
            }

            same &= laneRank == example.Rank && (common is null || common == a);
            common ??= a;
        }

        var operands = new NDArray[inputs.Length];
        if (same)
        {
            for (int i = 0; i < operands.Length; i++) operands[i] = inputs[i].Value;
            return (operands, common!.Value);
        }

        Shape full = example.Insert(0, axis.Size);
        for (int i = 0; i < operands.Length; i++)
        {
            NDArray value = inputs[i].Value;
            if (inputs[i].Axis is int a)
            {
                value = Lax.MoveAxis(value, a, 0);
                operands[i] = value.Rank == full.Rank ? value : Lax.BroadcastInDim(value, full, [0]);
            }
            else
            {
                operands[i] = value.Rank == 0 ? value : Lax.BroadcastInDim(value, full, [.. Enumerable.Range(1, value.Rank)]);
            }
        }

        return (operands, 0);
    }

    /// <inheritdoc/>
    public sealed override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        NDArray y = Bind(primals);
        if (!y.DType.IsInexact) return new([y], [null]);
        NDArray? dy = null;
        for (int i = 0; i < tangents.Length; i++)
        {
            if (tangents[i] is not NDArray dx || Tangent(i, primals, y, dx) is not NDArray part) continue;
            if (part.Rank < y.Rank) part = Lax.BroadcastTo(part, y.Shape);
            dy = dy is null ? part : Lax.Add(dy, part);
        }

        return new([y], [dy]);
    }

    /// <summary>A cotangent brought to the shape of an operand: summed if the operand has rank 0.</summary>
    protected static NDArray Fit(NDArray cotangent, ArrayType operand) =>
        operand.Rank == cotangent.Rank ? cotangent : Lax.ReduceSum(cotangent, AxisSet.All);

    /// <summary>Checks that operands have one dtype and one shape or rank 0.</summary>
    internal static void Check(string operation, ReadOnlySpan<NDArray> operands)
    {
        NDArray first = operands[0];
        foreach (NDArray operand in operands)
        {
            if (operand.DType != first.DType) throw ElementwiseErrors.Mixed(operation, first.Type, operand.Type);
            if (first.Rank == 0) first = operand;
            else if (operand.Rank > 0 && operand.Shape != first.Shape) throw ElementwiseErrors.Shapes(operation, first.Type, operand.Type);
        }
    }
}
