using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Each element rounded to what a smaller floating type can hold; the dtype stays.</summary>
        /// <param name="x">Floats.</param>
        /// <param name="exponentBits">The bits of the smaller type's exponent, at least 1.</param>
        /// <param name="mantissaBits">The bits of its mantissa behind the leading one.</param>
        /// <exception cref="DTypeException">The elements are not floats.</exception>
        /// <exception cref="ShapeException">The numbers of bits make no floating type.</exception>
        public static NDArray ReducePrecision(NDArray x, int exponentBits, int mantissaBits)
        {
            if (exponentBits < 1 || mantissaBits < 0)
                throw new ShapeException($"Lax.ReducePrecision was given {exponentBits} exponent bits and {mantissaBits} mantissa bits. Give at least 1 exponent bit and no negative number of mantissa bits.");
            return new ReducePrecision(exponentBits, mantissaBits).Bind(ElementwiseErrors.Checked("Lax.ReducePrecision", x, complex: false));
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Rounding to fewer bits of exponent and mantissa, halves to even; too large becomes infinite, too small zero.</summary>
    public sealed record ReducePrecision(int ExponentBits, int MantissaBits) : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("exponent_bits", ExponentBits), new("mantissa_bits", MantissaBits)];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x)
        {
            bool wide = x.DType == DType.Float64;
            int exponent = wide ? 11 : 8, mantissa = wide ? 52 : 23, bias = (1 << (exponent - 1)) - 1;
            Scalar raw = x.BitcastTo(wide ? DType.Int64 : DType.Int32), bits = raw;
            if (MantissaBits < mantissa)
            {
                int dropped = mantissa - MantissaBits;
                Scalar odd = Scalar.Binary(ScalarOp.ShiftRightLogical, raw, dropped) & 1;
                bits = raw + odd + (Math.Pow(2, dropped - 1) - 1);
                bits &= ~raw.Constant(Math.Pow(2, dropped) - 1);
            }

            if (ExponentBits < exponent)
            {
                int range = (1 << (ExponentBits - 1)) - 1;
                Scalar sign = raw & Scalar.Binary(ScalarOp.ShiftLeft, raw.Constant(1), exponent + mantissa);
                double unit = Math.Pow(2, mantissa), infinity = ((1 << exponent) - 1) * unit;
                Scalar size = bits & infinity;
                bits = (size > (bias + range) * unit).Select(sign | infinity, bits);
                bits = (size <= (bias - range - 1) * unit).Select(sign, bits);
            }

            return x.NotEqualTo(x).Select(x, bits.BitcastTo(x.DType));
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => Bind(dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [cotangents[0] is NDArray ct ? Bind(ct) : null];
    }
}
