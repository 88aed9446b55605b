using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The difference of each pair of elements.</summary>
        /// <exception cref="ShapeException">The shapes differ and neither is a scalar.</exception>
        /// <exception cref="DTypeException">The dtypes differ, or are bool.</exception>
        public static NDArray Sub(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Sub", [x, y]);
            return new Sub().Bind(ElementwiseErrors.NotBool("Lax.Sub", x), y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x - y.</summary>
    public sealed record Sub : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] - x[1];

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => x[0] - x[1];

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => operand == 0 ? dx : Lax.Neg(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!;
            return [inputs[0].IsLinear ? Fit(ct, inputs[0].Type) : null, inputs[1].IsLinear ? Lax.Neg(Fit(ct, inputs[1].Type)) : null];
        }
    }
}
