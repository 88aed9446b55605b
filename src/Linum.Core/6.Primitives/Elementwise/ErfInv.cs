using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The inverse of the error function of each element.</summary>
        public static NDArray ErfInv(NDArray x) => new ErfInv().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>erf⁻¹(x).</summary>
    public sealed record ErfInv : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.ErfInv(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(Lax.Mul(dx, Lax.ScalarLike(y, Math.Sqrt(Math.PI) / 2)), Lax.Exp(Lax.Mul(y, y)));
    }
}
