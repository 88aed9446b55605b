using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The natural logarithm of each element.</summary>
        public static NDArray Log(NDArray x) => new Log().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>log(x).</summary>
    public sealed record Log : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Log(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Log(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Div(dx, x);
    }
}
