using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The sine of each element.</summary>
        public static NDArray Sin(NDArray x) => new Sin().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>sin(x).</summary>
    public sealed record Sin : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Sin(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Sin(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Cos(x));
    }
}
