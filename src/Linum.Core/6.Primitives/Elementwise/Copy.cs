using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The same values as a new array.</summary>
        public static NDArray Copy(NDArray x) => new Copy().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>The identity.</summary>
    public sealed record Copy : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x;

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts) => parts;

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => dx;

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [cotangents[0]];
    }
}
