using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The next representable number from each element of <paramref name="x"/> toward its partner.</summary>
        public static NDArray NextAfter(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.NextAfter", [x, y]);
            if (!x.DType.IsFloat) throw ElementwiseErrors.WrongDType("Lax.NextAfter", x.DType, "floating numbers");
            return new NextAfter().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The neighbour of x toward y.</summary>
    public sealed record NextAfter : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts)
        {
            // The bits of the stored type are stepped, so half types are taken as they are stored.
            DType stored = inputs[0].DType, bits = stored.Size switch { 2 => DType.Int16, 4 => DType.Int32, _ => DType.Int64 };
            Scalar x = parts[0], y = parts[1], raw = x.ConvertTo(stored).BitcastTo(bits);
            Scalar smallest = (y < 0).Select(raw.Constant(1) | SignBit(raw), 1);
            Scalar away = (x < y).EqualTo(x > 0);
            Scalar next = away.Select(raw + 1, raw - 1);
            Scalar result = x.EqualTo(0).Select(smallest, next);
            result = x.EqualTo(y).Select(y.ConvertTo(stored).BitcastTo(bits), result);
            Scalar value = result.BitcastTo(stored), nan = x.NotEqualTo(x) | y.NotEqualTo(y);
            Scalar wide = value.ConvertTo(x.DType);
            return [nan.Select(x + y, wide)];
        }

        private static Scalar SignBit(Scalar raw) => Scalar.Binary(ScalarOp.ShiftLeft, raw.Constant(1), raw.DType.Size * 8 - 1);

        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0];
    }
}
