using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>1 - erf(x) of each element, exact where erf(x) is near 1.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Erfc(NDArray x) => new Erfc().Bind(ElementwiseErrors.Checked("Lax.Erfc", x, false));
    }
}

namespace Linum.Extending
{
    /// <summary>The complementary error function.</summary>
    public sealed record Erfc : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Erfc(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(Lax.Mul(dx, Lax.ScalarLike(y, -2 / Math.Sqrt(Math.PI))), Lax.Exp(Lax.Neg(Lax.Mul(x, x))));
    }
}
