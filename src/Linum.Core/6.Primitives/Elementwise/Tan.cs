using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The tangent of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Tan(NDArray x) => new Tan().Bind(ElementwiseErrors.Checked("Lax.Tan", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>tan(x).</summary>
    public sealed record Tan : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Tan(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Tan(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Add(Lax.Mul(y, y), Lax.ScalarLike(y, 1)));
    }
}
