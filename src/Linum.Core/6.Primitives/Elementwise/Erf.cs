using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The error function of each element.</summary>
        public static NDArray Erf(NDArray x) => new Erf().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>erf(x).</summary>
    public sealed record Erf : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Erf(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(Lax.Mul(dx, Lax.ScalarLike(y, 2 / Math.Sqrt(Math.PI))), Lax.Exp(Lax.Neg(Lax.Mul(x, x))));
    }
}
