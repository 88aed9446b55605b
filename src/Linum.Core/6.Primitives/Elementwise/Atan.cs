using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The angle in [-π/2, π/2] whose tangent each element is.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Atan(NDArray x) => new Atan().Bind(ElementwiseErrors.Checked("Lax.Atan", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>atan(x).</summary>
    public sealed record Atan : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Atan(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Atan(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Div(dx, Lax.Add(Lax.ScalarLike(y, 1), Lax.Mul(x, x)));
    }
}
