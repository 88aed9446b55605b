using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The derivative of log Γ at each element; NaN at 0, -1, -2 ...</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Digamma(NDArray x) => new Digamma().Bind(ElementwiseErrors.Checked("Lax.Digamma", x, false));
    }
}

namespace Linum.Extending
{
    /// <summary>ψ(x).</summary>
    public sealed record Digamma : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Digamma(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Polygamma(1, x));
    }
}
