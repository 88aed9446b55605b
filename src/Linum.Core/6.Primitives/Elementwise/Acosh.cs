using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The number of at least 0 whose hyperbolic cosine each element is; NaN below 1.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Acosh(NDArray x) => new Acosh().Bind(ElementwiseErrors.Checked("Lax.Acosh", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>acosh(x).</summary>
    public sealed record Acosh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Acosh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Acosh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Rsqrt(Lax.Mul(Lax.Sub(x, Lax.ScalarLike(y, 1)), Lax.Add(x, Lax.ScalarLike(y, 1)))));
    }
}
