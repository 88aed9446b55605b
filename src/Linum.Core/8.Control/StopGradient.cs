using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The same values, counted as constants by every differentiation.</summary>
        public static NDArray StopGradient(NDArray x) => x.DType.IsInexact ? new StopGradient().Bind(x) : x;
    }
}

namespace Linum.Extending
{
    /// <summary>The identity with a derivative of zero.</summary>
    public sealed record StopGradient : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x;

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts) => parts;

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
