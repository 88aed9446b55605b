using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>1 / (1 + e^-x) of each element.</summary>
        public static NDArray Logistic(NDArray x) => new Logistic().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>1 / (1 + e^-x).</summary>
    public sealed record Logistic : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Logistic(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Logistic(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Mul(y, Lax.Sub(Lax.ScalarLike(y, 1), y)));
    }
}
