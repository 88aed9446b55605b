using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The hyperbolic sine of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Sinh(NDArray x) => new Sinh().Bind(ElementwiseErrors.Checked("Lax.Sinh", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>sinh(x).</summary>
    public sealed record Sinh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Sinh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Sinh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Cosh(x));
    }
}
