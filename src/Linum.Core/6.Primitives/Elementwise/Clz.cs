using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The number of leading zero bits of each integer.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray Clz(NDArray x) => new Clz().Bind(ElementwiseErrors.Integers("Lax.Clz", x));
    }
}

namespace Linum.Extending
{
    /// <summary>The number of leading zero bits.</summary>
    public sealed record Clz : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.LeadingZeroCount);
    }
}
