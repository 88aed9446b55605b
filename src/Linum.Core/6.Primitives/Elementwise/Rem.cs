using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The remainder of each division with the sign of the dividend; x rem 0 = x for integers.</summary>
        public static NDArray Rem(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Rem", [x, y]);
            return new Rem().Bind(ElementwiseErrors.Real("Lax.Rem", ElementwiseErrors.NotBool("Lax.Rem", x)), y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x rem y.</summary>
    public sealed record Rem : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] % x[1];

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx)
        {
            if (operand == 0) return dx;
            NDArray quotient = Lax.Div(x[0], x[1]);
            return Lax.Mul(Lax.Neg(dx), Lax.Mul(Lax.Sign(quotient), Lax.Floor(Lax.Abs(quotient))));
        }
    }
}
