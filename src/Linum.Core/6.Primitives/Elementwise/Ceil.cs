using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The smallest integer not below each element; integers stay as they are.</summary>
        public static NDArray Ceil(NDArray x) => ElementwiseErrors.Real("Lax.Ceil", x).DType.IsFloat ? new Ceil().Bind(x) : x;
    }
}

namespace Linum.Extending
{
    /// <summary>The smallest integer not below each element.</summary>
    public sealed record Ceil : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.Ceiling);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
