using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The logarithm of the absolute value of the gamma function of each element.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Lgamma(NDArray x) => new Lgamma().Bind(ElementwiseErrors.Checked("Lax.Lgamma", x, false));
    }
}

namespace Linum.Extending
{
    /// <summary>log |Γ(x)|.</summary>
    public sealed record Lgamma : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Lgamma(x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Digamma(x));
    }
}
