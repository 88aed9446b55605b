namespace Linum.Extending;

/// <summary>y[i] = s(x[i]). A subclass gives the scalar function and, if differentiable, the tangent.</summary>
public abstract record UnaryElementwise : Primitive
{
    /// <summary>The value for a real, integer or bool element.</summary>
    protected abstract Scalar Compute(Scalar x);

    /// <summary>The value for a complex element.</summary>
    protected virtual ComplexScalar Compute(ComplexScalar x) => throw ElementwiseErrors.NoComplex(this);

    /// <summary>How y moves with x; null is zero.</summary>
    protected virtual NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => throw PrimitiveErrors.NoJvp(this);

    /// <summary>The element type of the result.</summary>
    protected virtual DType Result(DType input) => input;

    /// <inheritdoc/>
    public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [InferOne(inputs[0])];

    /// <summary>The type of the result.</summary>
    protected virtual ArrayType InferOne(ArrayType x) => x with { DType = Result(x.DType) };

    /// <inheritdoc/>
    public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
    {
        DType x = inputs[0].DType, y = InferOne(inputs[0]).DType;
        return new Lowered.Map(ScalarFunction.Build([x], [y], (_, parts) => LowerParts(parts)));
    }

    /// <summary>From the components of the input to those of the result.</summary>
    protected virtual Scalar[] LowerParts(Scalar[] parts)
    {
        if (parts.Length == 1) return [Compute(parts[0])];
        ComplexScalar y = Compute(new ComplexScalar(parts[0], parts[1]));
        return [y.Re, y.Im];
    }

    /// <inheritdoc/>
    public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(inputs[0].Value), inputs[0].Axis)];

    /// <inheritdoc/>
    public sealed override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        NDArray y = Bind(primals[0]);
        return new([y], [y.DType.IsInexact ? Tangent(primals[0], y, tangents[0]!) : null]);
    }
}

/// <summary>Checks of operands, and the errors they end in.</summary>
public static class ElementwiseErrors
{
    internal static DTypeException NoComplex(Primitive primitive) =>
        new($"{primitive.Name} is not defined for complex numbers. Take Np.Real, Np.Imag or Np.Abs of the array first.");

    internal static DTypeException WrongDType(string operation, DType got, string allowed) =>
        new($"{operation} was given an array of {got.Name}, but it is defined for {allowed} only. Convert the array with AsType first.");

    /// <summary>The array, if its elements are floating (or complex, where that is allowed).</summary>
    public static NDArray Checked(string operation, NDArray x, bool complex) => x.DType.IsFloat || (complex && x.DType.IsComplex)
        ? x
        : throw WrongDType(operation, x.DType, complex ? "floating and complex numbers" : "floating numbers");

    /// <summary>The array, if its elements are integers.</summary>
    public static NDArray Integers(string operation, NDArray x) => x.DType.IsInteger ? x : throw WrongDType(operation, x.DType, "integers");

    /// <summary>The array, if its elements are numbers or bools.</summary>
    public static NDArray Numbers(string operation, NDArray x) => x.DType is DType.Key or DType.Float0 ? throw WrongDType(operation, x.DType, "numbers") : x;

    /// <summary>The array, if its elements are numbers.</summary>
    public static NDArray NotBool(string operation, NDArray x) => x.DType == DType.Bool
        ? throw new DTypeException($"{operation} was given an array of bool, which has no arithmetic. Use !, &, | or ^ for logic, or convert the array with AsType first.")
        : x;

    /// <summary>The array, if its elements are not complex.</summary>
    public static NDArray Real(string operation, NDArray x) => x.DType.IsComplex ? throw WrongDType(operation, x.DType, "real numbers") : x;

    internal static DTypeException Mixed(string operation, ArrayType x, ArrayType y) =>
        new($"{operation} was given {x.ToLongString()} and {y.ToLongString()}, but it needs operands of one dtype. "
            + "Lax functions do not promote: convert one of them with AsType, or use the operator or the Np function.");

    internal static ShapeException Shapes(string operation, ArrayType x, ArrayType y) =>
        new($"{operation} was given {x.ToLongString()} and {y.ToLongString()}, but it needs operands of one shape (or scalars). "
            + "Lax functions do not broadcast: use Np.BroadcastTo, or the operator or the Np function.");
}
