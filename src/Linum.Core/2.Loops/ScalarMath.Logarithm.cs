namespace Linum.Extending;

/// <summary>The logarithm and what is made from it.</summary>
public static partial class ScalarMath
{
    /// <summary>(log(1 + f) - f) / f² for |f| ≤ 1/3, relative to log(1 + f) (2^-27).</summary>
    private static readonly double[] LogTail32 = [-0.124863945, 0.140608877, -0.122737169, 0.139896527, -0.166744411, 0.20011434, -0.249999195, 0.333331972, -0.5];

    /// <summary>(atanh(s) - s) / s³ over s² for |s| ≤ 0.1716, relative to atanh(s) (2^-59).</summary>
    private static readonly double[] AtanhTail = [0.073978360083463784, 0.07657041335896074, 0.090917814384133322, 0.11111099302755907, 0.14285714371008842, 0.19999999999708343, 0.3333333333333367];

    /// <summary>The natural logarithm. float32 and float64: at most 1 ulp.</summary>
    public static Scalar Log(Scalar x) => x.DType == DType.Float64 ? Log64(x) : Log32(x);

    private static Scalar Log32(Scalar x)
    {
        // As integers, positive normal numbers lie below the others when the smallest of them is moved to the smallest integer.
        Scalar unusual = (BitsOf(x) - Bits(x, unchecked((int)0x80800000))) > Bits(x, unchecked((int)0xFEFFFFFF));
        return unusual.SelectRarely(UnusualLog(x, NormalLog32(x * 8388608.0) - 23 * Math.Log(2)), NormalLog32(x));
    }

    /// <summary>The logarithm of what is no positive normal number, from that of a subnormal one.</summary>
    private static Scalar UnusualLog(Scalar x, Scalar subnormal)
    {
        Scalar result = x.EqualTo(0).Select(x.Constant(double.NegativeInfinity), subnormal);
        return (x < 0).Select(x.Constant(double.NaN), (x < double.PositiveInfinity).Select(result, x));
    }

    /// <summary>The logarithm of a positive normal number.</summary>
    private static Scalar NormalLog32(Scalar x)
    {
        // x = 2^n (1 + f) with 1 + f from 2/3 to 4/3.
        Scalar moved = BitsOf(x) - Bits(x, TwoThirds32), n = Scalar.Binary(ScalarOp.ShiftRightArithmetic, moved, 23);
        Scalar f = (BitsOf(x) - (moved & Bits(x, ~0x7FFFFF))).BitcastTo(DType.Float32) - 1;
        return Fma(n.ConvertTo(DType.Float32), Math.Log(2), Log1pNear(f));
    }

    private const int TwoThirds32 = 0x3F2AAAAB;

    private static Scalar Log1pNear(Scalar f)
    {
        Scalar z = f * f;
        return Fma(Pairs(f, z, LogTail32), z, f);
    }

    private static Scalar Log64(Scalar x)
    {
        Scalar unusual = ~((x >= 2.2250738585072014e-308) & (x < double.PositiveInfinity));
        return unusual.SelectRarely(UnusualLog(x, NormalLog64(x * 18014398509481984.0, -54)), NormalLog64(x, 0));
    }

    private static Scalar NormalLog64(Scalar x, int more)
    {
        // x = 2^n·m with m from √½ to √2; 1024 added to n, so that a logical shift gives it.
        Scalar bits = BitsOf(x), moved = bits - Bits(x, BitConverter.DoubleToInt64Bits(0.70710678118654752) - (1024L << 52));
        Scalar raised = Scalar.Binary(ScalarOp.ShiftRightLogical, moved, 52);
        Scalar m = (bits - ShiftLeft(raised - 1024, 52)).BitcastTo(DType.Float64);
        Scalar n = (raised + Bits(x, BitConverter.DoubleToInt64Bits(ToLowBits))).BitcastTo(DType.Float64) - (ToLowBits + 1024 - more);
        // log m = 2 atanh(s) = f - s (f - tail) with s = f / (2 + f): nothing is lost in f.
        Scalar f = m - 1, s = f / (f + 2), z = s * s, tail = Pairs(z, z * z, AtanhTail) * z * 2;
        return Fma(n, Ln2High, f - (s * (f - tail) - n * Ln2Low));
    }

    /// <summary>The logarithm of 1 + x. float32: at most 1.7 ulp; float64: 3 ulp.</summary>
    public static Scalar Log1p(Scalar x) => x.DType == DType.Float64 ? Log1pOf(x) : Log1pOf32(x);

    private static Scalar Log1pOf32(Scalar x)
    {
        // 1 + x = 2^n (1 + f): n from the rounded sum, f from x itself.
        Scalar moved = BitsOf(x + 1) - Bits(x, TwoThirds32), n = Scalar.Binary(ScalarOp.ShiftRightArithmetic, moved, 23), exponent = moved & Bits(x, ~0x7FFFFF);
        Scalar quarter = Fma((Bits(x, 0x40800000) - exponent).BitcastTo(DType.Float32), 0.25, -1);
        Scalar f = (BitsOf(x) - exponent).BitcastTo(DType.Float32) + quarter;
        Scalar value = WithSign(Fma(n.ConvertTo(DType.Float32), Math.Log(2), Log1pNear(f)), x);
        Scalar unusual = ~((x > -1) & (x < double.PositiveInfinity));
        Scalar other = x.EqualTo(-1).Select(x.Constant(double.NegativeInfinity), (x > 0).Select(x, x.Constant(double.NaN)));
        return unusual.SelectRarely(other, value);
    }

    private static Scalar Log1pOf(Scalar v)
    {
        Scalar u = v + 1;
        Scalar result = Log64(u) - ((u - 1) - v) / u;
        result = v.EqualTo(-1).Select(v.Constant(double.NegativeInfinity), result);
        return (v.EqualTo(double.PositiveInfinity) | v.EqualTo(0)).Select(v, result);
    }
}
