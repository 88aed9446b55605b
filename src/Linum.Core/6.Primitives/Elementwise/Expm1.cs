using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>e to the power of each element, minus 1.</summary>
        public static NDArray Expm1(NDArray x) => new Expm1().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>e^x - 1.</summary>
    public sealed record Expm1 : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Expm1(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Expm1(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Add(y, Lax.ScalarLike(y, 1)));
    }
}
