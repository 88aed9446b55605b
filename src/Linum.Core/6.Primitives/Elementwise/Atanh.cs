using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The number whose hyperbolic tangent each element is; NaN outside [-1, 1].</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Atanh(NDArray x) => new Atanh().Bind(ElementwiseErrors.Checked("Lax.Atanh", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>atanh(x).</summary>
    public sealed record Atanh : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Atanh(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Atanh(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Div(Lax.ScalarLike(y, 1), Lax.Mul(Lax.Sub(Lax.ScalarLike(y, 1), x), Lax.Add(Lax.ScalarLike(y, 1), x))));
    }
}
