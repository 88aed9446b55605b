using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>1 / sqrt(x) of each element.</summary>
        public static NDArray Rsqrt(NDArray x) => new Rsqrt().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>1 / sqrt(x).</summary>
    public sealed record Rsqrt : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Rsqrt(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Rsqrt(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Mul(Lax.ScalarLike(y, -0.5), Lax.Div(y, x)));
    }
}
