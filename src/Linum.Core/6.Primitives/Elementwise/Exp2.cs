using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>2 to the power of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Exp2(NDArray x) => new Exp2().Bind(ElementwiseErrors.Checked("Lax.Exp2", x, true));
    }
}

namespace Linum.Extending
{
    /// <summary>2^x.</summary>
    public sealed record Exp2 : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Exp2(x);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x) => ComplexMath.Exp2(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(Lax.Mul(Lax.ScalarLike(y, Math.Log(2)), y), dx);
    }
}
