using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The logarithm of 1 + x of each element.</summary>
        public static NDArray Log1p(NDArray x) => new Log1p().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>log(1 + x).</summary>
    public sealed record Log1p : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Log1p(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Log1p(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Div(dx, Lax.Add(x, Lax.ScalarLike(x, 1)));
    }
}
