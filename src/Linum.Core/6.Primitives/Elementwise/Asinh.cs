using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The number whose hyperbolic sine each element is.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Asinh(NDArray x) => new Asinh().Bind(ElementwiseErrors.Checked("Lax.Asinh", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>asinh(x).</summary>
    public sealed record Asinh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Asinh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Asinh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Rsqrt(Lax.Add(Lax.Mul(x, x), Lax.ScalarLike(y, 1))));
    }
}
