namespace Linum.Extending;

/// <summary>Inverse trigonometric and inverse hyperbolic functions.</summary>
public static partial class ScalarMath
{
    /// <summary>(atan t - t) / t³ over t² for t ≤ 1, relative (2^-28).</summary>
    private static readonly double[] AtanTail32 = [-0.00178239553, 0.010867333, -0.0310953427, 0.05788045, -0.0839928165, 0.109508783, -0.142640159, 0.199985296, -0.333332986];

    /// <summary>(asin s - s) / s³ over s² for s ≤ 1/2, relative (2^-31).</summary>
    private static readonly double[] AsinTail32 = [0.0376125053, 0.0143582625, 0.0318321474, 0.0445137061, 0.0750052184, 0.166666597];

    /// <summary>The float32 next to π/2, and how much it is too large.</summary>
    private const double HalfPi32 = 1.57079637, HalfPiExcess32 = 4.37113883e-08;

    private static Scalar OneMinusSquare(Scalar x) => ((x.Constant(1) - x) * (x + 1)).Unary(ScalarOp.Sqrt);

    /// <summary>The inverse sine. float32: at most 2.5 ulp; float64: 4 ulp.</summary>
    public static Scalar Asin(Scalar x)
    {
        if (x.DType == DType.Float64) return Atan2Of(x, OneMinusSquare(x));
        (Scalar angle, Scalar isFar) = AsinParts(x.Unary(ScalarOp.Abs));
        return WithSign(isFar.Select(HalfPi32 - (angle + angle + HalfPiExcess32), angle), x);
    }

    /// <summary>The inverse cosine. float32: at most 2 ulp; float64: 4 ulp.</summary>
    public static Scalar Acos(Scalar x)
    {
        if (x.DType == DType.Float64) return Atan2Of(OneMinusSquare(x), x);
        (Scalar angle, Scalar isFar) = AsinParts(x.Unary(ScalarOp.Abs));
        Scalar twice = angle + angle, far = (x < 0).Select(2 * HalfPi32 - (twice + 2 * HalfPiExcess32), twice);
        return isFar.Select(far, HalfPi32 - (WithSign(angle, x) + HalfPiExcess32));
    }

    /// <summary>asin a for a up to 1/2; beyond, asin √((1 - a) / 2), which is half the angle's distance from a right one.</summary>
    private static (Scalar Angle, Scalar IsFar) AsinParts(Scalar a)
    {
        Scalar isFar = a > 0.5, z = isFar.Select(Fma(a, -0.5, 0.5), a * a), s = isFar.Select(z.Unary(ScalarOp.Sqrt), a);
        return (Fma(s * z, Pairs(z, z * z, AsinTail32), s), isFar);
    }

    /// <summary>The inverse tangent. float32: at most 2 ulp; float64: 4 ulp.</summary>
    public static Scalar Atan(Scalar x)
    {
        if (x.DType == DType.Float64) return Atan2Of(x, x.Constant(1));
        Scalar a = x.Unary(ScalarOp.Abs), steep = a > 1, t = steep.Select(x.Constant(1), a) / steep.Select(a, x.Constant(1));
        return WithSign(FromSlope32(t, steep), x);
    }

    /// <summary>atan t for t ≤ 1, or the angle that makes it a right one.</summary>
    private static Scalar FromSlope32(Scalar t, Scalar steep)
    {
        Scalar z = t * t, angle = Fma(t * z, Pairs(z, z * z, AtanTail32), t);
        return steep.Select(HalfPi32 - (angle + HalfPiExcess32), angle);
    }

    /// <summary>The angle of the point (x, y). float32: at most 3 ulp; float64: 4 ulp.</summary>
    public static Scalar Atan2(Scalar y, Scalar x) => y.DType == DType.Float64 ? Atan2Of(y, x) : Atan2Of32(y, x);

    /// <summary>The smaller size by the larger; two zeros give zero, two infinities one.</summary>
    private static Scalar Slope(Scalar a, Scalar b, Scalar steep)
    {
        Scalar small = steep.Select(a, b), big = steep.Select(b, a), bothInfinite = a.EqualTo(double.PositiveInfinity) & b.EqualTo(double.PositiveInfinity);
        return bothInfinite.Select(a.Constant(1), big.EqualTo(0).Select(big, small / big));
    }

    private static Scalar Atan2Of32(Scalar y, Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs), b = y.Unary(ScalarOp.Abs), steep = b > a, angle = FromSlope32(Slope(a, b, steep), steep);
        angle = (BitsOf(x) < 0).Select(2 * HalfPi32 - (angle + 2 * HalfPiExcess32), angle);
        return (x.NotEqualTo(x) | y.NotEqualTo(y)).Select(x + y, WithSign(angle, y));
    }

    private static Scalar Atan2Of(Scalar y, Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs), b = y.Unary(ScalarOp.Abs), steep = b > a, angle = AtanUnit(Slope(a, b, steep));
        angle = steep.Select(-(angle - Math.PI / 2), angle);
        angle = (BitsOf(x) < 0).Select(-(angle - Math.PI), angle);
        return (x.NotEqualTo(x) | y.NotEqualTo(y)).Select(x + y, WithSign(angle, y));
    }

    private static Scalar AtanUnit(Scalar x)
    {
        Scalar reduce = x > 0.41421356237309503, r = reduce.Select((x - 1) / (x + 1), x);
        Scalar half = r / ((r * r + 1).Unary(ScalarOp.Sqrt) + 1), z = half * half;
        Scalar series = Horner(z, [.. Enumerable.Range(0, 14).Reverse().Select(k => (k % 2 == 0 ? 1.0 : -1.0) / (2 * k + 1))]) * half;
        Scalar full = series + series;
        return reduce.Select(full + Math.PI / 4, full);
    }

    /// <summary>The inverse hyperbolic sine. float32: at most 1 ulp; float64: 4 ulp.</summary>
    public static Scalar Asinh(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), z = a * a;
        Scalar small = Log1pOf(a + z / ((z + 1).Unary(ScalarOp.Sqrt) + 1)), large = Log64(a) + Math.Log(2);
        return WithSign((a > 1e150).Select(large, small), v);
    });

    /// <summary>The inverse hyperbolic cosine. float32: at most 1 ulp; float64: 4 ulp.</summary>
    public static Scalar Acosh(Scalar x) => Wide(x, v =>
    {
        Scalar t = v - 1;
        Scalar small = Log1pOf(t + (t + t + t * t).Unary(ScalarOp.Sqrt)), large = Log64(v) + Math.Log(2);
        return (v < 1).Select(v.Constant(double.NaN), (v > 1e150).Select(large, small));
    });

    /// <summary>The inverse hyperbolic tangent. float32: at most 1 ulp; float64: 4 ulp.</summary>
    public static Scalar Atanh(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), twice = a + a, rest = v.Constant(1) - a;
        return WithSign(Log1pOf((a < 0.5).Select(twice + twice * a / rest, twice / rest)) * 0.5, v);
    });
}
