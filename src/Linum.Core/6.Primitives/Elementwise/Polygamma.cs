using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The derivative of the digamma function of an order at each element.</summary>
        /// <param name="order">How often digamma is differentiated, at least 1.</param>
        /// <param name="x">Floating numbers.</param>
        /// <exception cref="DTypeException">The elements are not floating.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The order is less than 1.</exception>
        public static NDArray Polygamma(int order, NDArray x)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
            return new Polygamma(order).Bind(ElementwiseErrors.Checked("Lax.Polygamma", x, false));
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The derivative of digamma of an order.</summary>
    public sealed record Polygamma(int Order) : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("m", Order)];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ScalarMath.Polygamma(Order, x);

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Lax.Mul(dx, Lax.Polygamma(Order + 1, x));
    }
}
