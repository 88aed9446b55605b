using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The hyperbolic cosine of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Cosh(NDArray x) => new Cosh().Bind(ElementwiseErrors.Checked("Lax.Cosh", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>cosh(x).</summary>
    public sealed record Cosh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Cosh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Cosh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Sinh(x));
    }
}
