using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Bits shifted left; 0 when the amount is at least the width.</summary>
        public static NDArray ShiftLeft(NDArray x, NDArray amount) => Shift(new ShiftLeft(), "Lax.ShiftLeft", x, amount);

        /// <summary>Bits shifted right, the sign entering.</summary>
        public static NDArray ShiftRightArithmetic(NDArray x, NDArray amount) => Shift(new ShiftRightArithmetic(), "Lax.ShiftRightArithmetic", x, amount);

        /// <summary>Bits shifted right, zeros entering.</summary>
        public static NDArray ShiftRightLogical(NDArray x, NDArray amount) => Shift(new ShiftRightLogical(), "Lax.ShiftRightLogical", x, amount);

        private static NDArray Shift(NaryElementwise primitive, string operation, NDArray x, NDArray amount)
        {
            NaryElementwise.Check(operation, [x, amount]);
            if (!x.DType.IsInteger) throw ElementwiseErrors.WrongDType(operation, x.DType, "integers");
            return primitive.Bind(x, amount);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Shift left.</summary>
    public sealed record ShiftLeft : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => Scalar.Binary(ScalarOp.ShiftLeft, x[0], x[1]);
    }

    /// <summary>Shift right with the sign.</summary>
    public sealed record ShiftRightArithmetic : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => Scalar.Binary(ScalarOp.ShiftRightArithmetic, x[0], x[1]);
    }

    /// <summary>Shift right with zeros.</summary>
    public sealed record ShiftRightLogical : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => Scalar.Binary(ScalarOp.ShiftRightLogical, x[0], x[1]);
    }
}
