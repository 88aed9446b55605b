using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The hyperbolic tangent of each element.</summary>
        public static NDArray Tanh(NDArray x) => new Tanh().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>tanh(x).</summary>
    public sealed record Tanh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Tanh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Tanh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(Lax.Mul(dx, Lax.Add(Lax.ScalarLike(y, 1), y)), Lax.Sub(Lax.ScalarLike(y, 1), y));
    }
}
