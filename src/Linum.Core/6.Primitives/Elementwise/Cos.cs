using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The cosine of each element.</summary>
        public static NDArray Cos(NDArray x) => new Cos().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>cos(x).</summary>
    public sealed record Cos : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Cos(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Cos(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Neg(Lax.Mul(dx, Lax.Sin(x)));
    }
}
