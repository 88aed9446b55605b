using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The quotient of each pair of elements; integers truncate toward zero, and division by zero gives all ones.</summary>
        /// <exception cref="ShapeException">The shapes differ and neither is a scalar.</exception>
        /// <exception cref="DTypeException">The dtypes differ.</exception>
        public static NDArray Div(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Div", [x, y]);
            return new Div().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x / y.</summary>
    public sealed record Div : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] / x[1];

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => x[0] / x[1];

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) =>
            operand == 0 ? Lax.Div(dx, x[1]) : Lax.Mul(Lax.Mul(Lax.Neg(dx), x[0]), Lax.IntegerPow(x[1], -2));

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            inputs[1].Known is NDArray divisor ? [Fit(Lax.Div(cotangents[0]!, divisor), inputs[0].Type), null] : throw PrimitiveErrors.NoTranspose(this);
    }
}
