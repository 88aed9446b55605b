using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The negative of each element.</summary>
        public static NDArray Neg(NDArray x) => new Neg().Bind(ElementwiseErrors.NotBool("Lax.Neg", x));
    }
}

namespace Linum.Extending
{
    /// <summary>-x.</summary>
    public sealed record Neg : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => -x;

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => -x;

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Neg(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Lax.Neg(cotangents[0]!)];
    }
}
