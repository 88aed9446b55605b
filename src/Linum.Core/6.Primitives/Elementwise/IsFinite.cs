using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Whether each element is neither infinite nor NaN.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray IsFinite(NDArray x) => new IsFinite().Bind(ElementwiseErrors.Checked("Lax.IsFinite", x, false));
    }
}

namespace Linum.Extending
{
    /// <summary>Whether finite, as bool.</summary>
    public sealed record IsFinite : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override DType Result(DType input) => DType.Bool;

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => (x - x).EqualTo(0);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
