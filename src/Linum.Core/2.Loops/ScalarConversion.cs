namespace Linum.Extending;

/// <summary>Conversion between element types on raw bits: integers wrap, floats to integers truncate and saturate with NaN to 0, anything to bool is != 0.</summary>
internal static class ScalarConversion
{
    public static long Convert(DType from, DType to, long bits)
    {
        if (from == to) return bits;
        if (from.IsFloat) return FromFloat(ScalarArithmetic.ToDouble(from, bits), to);
        if (to == DType.Bool) return bits != 0 ? 1 : 0;
        long value = from.IsSigned ? ScalarArithmetic.Signed(from, bits) : bits;
        return to.IsFloat ? FromInteger(value, from == DType.UInt64, to) : ScalarArithmetic.Mask(to, value);
    }

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        // A NaN whose payload lies only in the dropped half would become an infinity: set the quiet bit.
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static long FromFloat(double value, DType to) => to switch
    {
        DType.Bool => value != 0 ? 1 : 0,
        DType.Float16 => BitConverter.HalfToUInt16Bits((Half)(float)value),
        DType.BFloat16 => ToBFloat16((float)value),
        DType.Float32 => ScalarArithmetic.Bits((float)value),
        DType.Float64 => ScalarArithmetic.Bits(value),
        _ => ScalarArithmetic.Mask(to, ToInteger(value, to)),
    };

    private static long ToInteger(double value, DType to)
    {
        if (double.IsNaN(value)) return 0;
        // Comparing before converting makes the result independent of what the processor does out of range.
        if (to == DType.UInt64) return value <= 0 ? 0 : value >= 18446744073709551616.0 ? -1 : (long)(ulong)value;
        int width = 8 * to.Size;
        double above = Math.ScaleB(1, to.IsSigned ? width - 1 : width), lowest = to.IsSigned ? -above : 0;
        if (value <= lowest) return to.IsSigned ? -1L << (width - 1) : 0;
        if (value >= above) return to.IsSigned ? ~(-1L << (width - 1)) : (1L << width) - 1;
        return (long)value;
    }

    private static long FromInteger(long value, bool unsigned, DType to)
    {
        if (to == DType.Float64) return ScalarArithmetic.Bits(unsigned ? (double)(ulong)value : value);
        float single = (float)value;
        if (unsigned && value < 0)
        {
            // Halving with a sticky last bit rounds once, where going through double would round twice.
            single = 2 * (float)(long)(((ulong)value >> 1) | ((ulong)value & 1));
        }

        return FromFloat(single, to);
    }
}
