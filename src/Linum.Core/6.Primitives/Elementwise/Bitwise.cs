using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Bitwise and; logical and on bools.</summary>
        /// <exception cref="DTypeException">The elements are neither integers nor bools.</exception>
        public static NDArray And(NDArray x, NDArray y) => Bitwise(new And(), "Lax.And", x, y);

        /// <summary>Bitwise or; logical or on bools.</summary>
        /// <exception cref="DTypeException">The elements are neither integers nor bools.</exception>
        public static NDArray Or(NDArray x, NDArray y) => Bitwise(new Or(), "Lax.Or", x, y);

        /// <summary>Bitwise exclusive or; logical on bools.</summary>
        /// <exception cref="DTypeException">The elements are neither integers nor bools.</exception>
        public static NDArray Xor(NDArray x, NDArray y) => Bitwise(new Xor(), "Lax.Xor", x, y);

        /// <summary>All bits flipped; logical not on bools.</summary>
        /// <exception cref="DTypeException">The elements are neither integers nor bools.</exception>
        public static NDArray Not(NDArray x)
        {
            if (!x.DType.IsInteger && x.DType != DType.Bool) throw ElementwiseErrors.WrongDType("Lax.Not", x.DType, "integers and bool");
            return new Not().Bind(x);
        }

        private static NDArray Bitwise(NaryElementwise primitive, string operation, NDArray x, NDArray y)
        {
            NaryElementwise.Check(operation, [x, y]);
            if (!x.DType.IsInteger && x.DType != DType.Bool) throw ElementwiseErrors.WrongDType(operation, x.DType, "integers and bool");
            return primitive.Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x &amp; y.</summary>
    public sealed record And : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] & x[1];
    }

    /// <summary>x | y.</summary>
    public sealed record Or : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] | x[1];
    }

    /// <summary>x ^ y.</summary>
    public sealed record Xor : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0] ^ x[1];
    }

    /// <summary>~x.</summary>
    public sealed record Not : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => ~x;
    }
}
