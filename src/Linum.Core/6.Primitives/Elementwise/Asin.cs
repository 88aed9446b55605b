using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The angle in [-π/2, π/2] whose sine each element is; NaN outside [-1, 1].</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Asin(NDArray x) => new Asin().Bind(ElementwiseErrors.Checked("Lax.Asin", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>asin(x).</summary>
    public sealed record Asin : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Asin(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Asin(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Rsqrt(Lax.Sub(Lax.ScalarLike(y, 1), Lax.Mul(x, x))));
    }
}
