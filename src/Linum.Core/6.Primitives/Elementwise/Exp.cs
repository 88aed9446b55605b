using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The exponential of each element.</summary>
        public static NDArray Exp(NDArray x) => new Exp().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>exp(x).</summary>
    public sealed record Exp : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Exp(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Exp(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, y);
    }
}
