using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The real part of each complex element; a real array stays as it is.</summary>
        public static NDArray Real(NDArray x) => x.DType.IsComplex ? new Real().Bind(x) : x;

        /// <summary>The imaginary part of each complex element; zeros for a real array.</summary>
        public static NDArray Imag(NDArray x) => x.DType.IsComplex ? new Imag().Bind(x) : ZerosLike(x);

        /// <summary>The complex conjugate of each element; a real array stays as it is.</summary>
        public static NDArray Conj(NDArray x) => x.DType.IsComplex ? new Conj().Bind(x) : x;

        /// <summary>Complex numbers from real and imaginary parts.</summary>
        /// <exception cref="DTypeException">The parts are not both float32 or both float64.</exception>
        public static NDArray Complex(NDArray real, NDArray imaginary)
        {
            NaryElementwise.Check("Lax.Complex", [real, imaginary]);
            if (real.DType is not (DType.Float32 or DType.Float64)) throw ElementwiseErrors.WrongDType("Lax.Complex", real.DType, "float32 and float64");
            return new ComplexOf().Bind(real, imaginary);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The real part.</summary>
    public sealed record Real : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override DType Result(DType input) => input.Component;

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x;

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts) => [parts[0]];

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Real(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [Lax.Complex(cotangents[0]!, Lax.ZerosLike(cotangents[0]!))];
    }

    /// <summary>The imaginary part.</summary>
    public sealed record Imag : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override DType Result(DType input) => input.Component;

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x;

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts) => [parts[1]];

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Imag(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [Lax.Complex(Lax.ZerosLike(cotangents[0]!), Lax.Neg(cotangents[0]!))];
    }

    /// <summary>The complex conjugate.</summary>
    public sealed record Conj : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("input_dtype", "complex64")];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x;

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => new(x.Re, -x.Im);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Conj(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Lax.Conj(cotangents[0]!)];
    }

    /// <summary>A complex number from its parts.</summary>
    public sealed record ComplexOf : NaryElementwise
    {
        /// <inheritdoc/>
        public override string Name => "complex";

        /// <inheritdoc/>
        protected override DType Result(ReadOnlySpan<ArrayType> inputs) => inputs[0].DType == DType.Float64 ? DType.Complex128 : DType.Complex64;

        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0];

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts) => parts;

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) =>
            operand == 0 ? Lax.Complex(dx, Lax.ZerosLike(dx)) : Lax.Complex(Lax.ZerosLike(dx), dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!;
            return [inputs[0].IsLinear ? Fit(Lax.Real(ct), inputs[0].Type) : null, inputs[1].IsLinear ? Fit(Lax.Neg(Lax.Imag(ct)), inputs[1].Type) : null];
        }
    }
}
