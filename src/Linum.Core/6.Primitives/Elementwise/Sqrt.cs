using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The square root of each element.</summary>
        public static NDArray Sqrt(NDArray x) => new Sqrt().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>The square root.</summary>
    public sealed record Sqrt : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.Sqrt);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Sqrt(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Div(Lax.ScalarLike(y, 0.5), y));
    }
}
