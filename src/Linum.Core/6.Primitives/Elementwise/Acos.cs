using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The angle in [0, π] whose cosine each element is; NaN outside [-1, 1].</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Acos(NDArray x) => new Acos().Bind(ElementwiseErrors.Checked("Lax.Acos", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>acos(x).</summary>
    public sealed record Acos : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Acos(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Acos(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Neg(Lax.Rsqrt(Lax.Sub(Lax.ScalarLike(y, 1), Lax.Mul(x, x)))));
    }
}
