using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The real cube root of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Cbrt(NDArray x) => new Cbrt().Bind(ElementwiseErrors.Checked("Lax.Cbrt", x, false));
    }
}

namespace Linum.Extending
{
    /// <summary>The cube root.</summary>
    public sealed record Cbrt : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Cbrt(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Mul(Lax.ScalarLike(y, 1 / 3.0), Lax.IntegerPow(y, -2)));
    }
}
