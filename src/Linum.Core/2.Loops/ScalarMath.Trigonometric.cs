namespace Linum.Extending;

/// <summary>Sine, cosine and tangent. float64 arguments may be as large as 2^45; float32 has no limit.</summary>
public static partial class ScalarMath
{
    /// <summary>Up to here the steps in float32 keep the remainder: 2^16 quarter turns.</summary>
    private const double LargeAngle = 102000;

    /// <summary>(sin r - r) / r³ and (cos r - 1 + r²/2) / r⁴ over r² for |r| ≤ 0.795, relative (2^-27, 2^-32).</summary>
    private static readonly double[] SineTail32 = [-0.000195074463, 0.00833210442, -0.166666538], CosineTail32 = [2.44294151e-05, -0.00138872943, 0.0416666456];

    private static readonly double[]
        SineTail64 = [.. new[] { 17, 15, 13, 11, 9, 7, 5, 3 }.Select(n => (n % 4 == 1 ? 1 : -1) / Factorial(n))],
        CosineTail64 = [.. new[] { 16, 14, 12, 10, 8, 6, 4, 2, 0 }.Select(n => (n % 4 == 0 ? 1 : -1) / Factorial(n))];

    /// <summary>2/π, 28 bits at a time: the product with a float32 is exact in float64.</summary>
    private static readonly int[] TwoOverPi = [0xA2F9836, 0xE4E4415, 0x29FC275, 0x7D1F534, 0xDDC0DB6, 0x295993C, 0x439041F];

    /// <summary>The sine. float32: at most 1.6 ulp; float64: 1 ulp up to 2^45.</summary>
    public static Scalar Sin(Scalar x) => SinCos(x, 0);

    /// <summary>The cosine. float32: at most 1.6 ulp; float64: 1 ulp up to 2^45.</summary>
    public static Scalar Cos(Scalar x) => SinCos(x, 1);

    /// <summary>The tangent. float32: at most 3.6 ulp; float64: 4 ulp up to 2^45.</summary>
    public static Scalar Tan(Scalar x)
    {
        if (x.DType == DType.Float64) return Ratio(Remainder64(x));
        Scalar a = x.Unary(ScalarOp.Abs);
        Scalar value = (a > LargeAngle).SelectRarely(Ratio(LargeRemainder(a)), Ratio(Remainder32(a)));
        return (BitsOf(value) ^ SignOf(x)).BitcastTo(DType.Float32);

        static Scalar Ratio((Scalar R, Scalar Quarter) angle)
        {
            (Scalar sin, Scalar cos) = SineAndCosine(angle.R);
            Scalar even = (angle.Quarter & 1).EqualTo(0);
            return even.Select(sin, -cos) / even.Select(cos, sin);
        }
    }

    private static Scalar SinCos(Scalar x, int quarter)
    {
        if (x.DType == DType.Float64) return Turned(Remainder64(x), quarter);
        Scalar a = x.Unary(ScalarOp.Abs);
        Scalar value = (a > LargeAngle).SelectRarely(Turned(LargeRemainder(a), quarter), Turned(Remainder32(a), quarter));
        return quarter == 0 ? (BitsOf(value) ^ SignOf(x)).BitcastTo(DType.Float32) : value;
    }

    /// <summary>The sine of r and so many quarter turns.</summary>
    private static Scalar Turned((Scalar R, Scalar Quarter) angle, int more)
    {
        (Scalar sin, Scalar cos) = SineAndCosine(angle.R);
        Scalar q = more == 0 ? angle.Quarter : angle.Quarter + more, value = (q & 1).EqualTo(0).Select(sin, cos);
        // The second lowest bit is the sign.
        Scalar sign = ShiftLeft(q & 2, value.DType == DType.Float64 ? 62 : 30);
        return (BitsOf(value) ^ sign).BitcastTo(value.DType);
    }

    private static (Scalar Sin, Scalar Cos) SineAndCosine(Scalar r)
    {
        Scalar z = r * r;
        if (r.DType == DType.Float64) return (Fma(Pairs(z, z * z, SineTail64) * z, r, r), Pairs(z, z * z, CosineTail64));
        return (Fma(Horner(z, SineTail32) * z, r, r), Fma(Fma(Horner(z, CosineTail32), z, -0.5), z, 1));
    }

    /// <summary>x less the nearest whole number of quarter turns, and the low bits of that number: π/2 in three parts.</summary>
    private static (Scalar R, Scalar Quarter) Remainder32(Scalar x)
    {
        Scalar sum = Fma(x, 2 / Math.PI, ToLowBits32), k = sum - ToLowBits32;
        return (Fma(k, 1.71512449e-15, Fma(k, 4.37113883e-08, Fma(k, -1.57079637, x))), BitsOf(sum));
    }

    private static (Scalar R, Scalar Quarter) Remainder64(Scalar x)
    {
        Scalar k = (x * (2 / Math.PI)).Unary(ScalarOp.RoundEven);
        return (Fma(-k, -1.49738490485916983294e-33, Fma(-k, 6.12323399573676603587e-17, Fma(-k, Math.PI / 2, x))), LowBits(k));
    }

    /// <summary>
    /// The same for a float32 of any size, in float64: x in turns is a sum of exact products, and of each only the fraction matters. Once the nearest quarter is known, it is taken off
    /// the first and the others are added, largest first: what is left then is small, and nothing of the later products is lost.
    /// </summary>
    private static (Scalar R, Scalar Quarter) LargeRemainder(Scalar x)
    {
        Scalar wide = x.ConvertTo(DType.Float64);
        var fractions = new Scalar[TwoOverPi.Length];
        for (int i = 0; i < fractions.Length; i++)
        {
            Scalar product = wide * (TwoOverPi[i] * Math.Pow(2, -28 * (i + 1) - 2));
            fractions[i] = product - product.Unary(ScalarOp.RoundEven);
        }

        Scalar turns = fractions[^1];
        for (int i = fractions.Length - 2; i >= 0; i--) turns += fractions[i];
        Scalar quarters = (turns * 4).Unary(ScalarOp.RoundEven), rest = Fma(quarters, -0.25, fractions[0]);
        for (int i = 1; i < fractions.Length; i++) rest += fractions[i];
        return ((rest * (2 * Math.PI)).ConvertTo(DType.Float32), LowBits(quarters.ConvertTo(DType.Float32)));
    }
}
