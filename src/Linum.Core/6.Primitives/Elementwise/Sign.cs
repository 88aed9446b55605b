using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>-1, 0 or 1 by the sign of each element; zeros and NaN stay as they are. Complex: x / |x|.</summary>
        public static NDArray Sign(NDArray x) => new Sign().Bind(ElementwiseErrors.NotBool("Lax.Sign", x));
    }
}

namespace Linum.Extending
{
    /// <summary>sign(x).</summary>
    public sealed record Sign : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Sign(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Sign(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
