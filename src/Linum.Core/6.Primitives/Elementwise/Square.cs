using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The square of each element; of bools, themselves.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Square(NDArray x) => new Square().Bind(ElementwiseErrors.Numbers("Lax.Square", x));
    }
}

namespace Linum.Extending
{
    /// <summary>x².</summary>
    public sealed record Square : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.DType == DType.Bool ? x : x * x;

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => x * x;

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Mul(Lax.ScalarLike(x, 2), x));
    }
}
