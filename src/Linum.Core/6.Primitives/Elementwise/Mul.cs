using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The product of each pair of elements; on bools, and.</summary>
        /// <exception cref="ShapeException">The shapes differ and neither is a scalar.</exception>
        /// <exception cref="DTypeException">The dtypes differ.</exception>
        public static NDArray Mul(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Mul", [x, y]);
            return new Mul().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x * y.</summary>
    public sealed record Mul : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0].DType == DType.Bool ? x[0] & x[1] : x[0] * x[1];

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => x[0] * x[1];

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => operand == 0 ? Lax.Mul(dx, x[1]) : Lax.Mul(x[0], dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!;
            return inputs[0].IsLinear
                ? [Fit(Lax.Mul(ct, inputs[1].Constant(this)), inputs[0].Type), null]
                : [null, Fit(Lax.Mul(inputs[0].Constant(this), ct), inputs[1].Type)];
        }
    }
}
