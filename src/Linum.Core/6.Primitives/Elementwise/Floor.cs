using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The largest integer not above each element; integers stay as they are.</summary>
        public static NDArray Floor(NDArray x) => ElementwiseErrors.Real("Lax.Floor", x).DType.IsFloat ? new Floor().Bind(x) : x;
    }
}

namespace Linum.Extending
{
    /// <summary>The largest integer not above each element.</summary>
    public sealed record Floor : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.Floor);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
