namespace Linum.Extending;

/// <summary>The exponential function and what is made from it.</summary>
public static partial class ScalarMath
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10, Log2E = 1.44269504088896340736;

    /// <summary>ln 2 in two float32: the first has few bits, so that its product with a whole number is exact.</summary>
    private const double Ln2High32 = 0.693115234375, Ln2Low32 = 3.19461833e-05;

    /// <summary>(e^r - 1 - r) / r² for |r| ≤ ln 2 / 2, relative to e^r - 1, in float32 (2^-26) and float64 (2^-61).</summary>
    private static readonly double[]
        ExpTail32 = [0.00138808857, 0.00836726371, 0.0416674092, 0.166665375, 0.49999997],
        ExpTail64 =
        [
            2.089293660216994e-09, 2.5108860609494642e-08, 2.7557333630013734e-07, 2.7557244739840815e-06, 2.4801587273104565e-05, 0.00019841269885650641,
            0.0013888888888897132, 0.0083333333333217244, 0.041666666666666678, 0.16666666666666677, 0.5,
        ];

    /// <summary>((e^2r - 1) / 2 - r) / r².</summary>
    private static readonly double[] TanhTail32 = OfTwice(ExpTail32), TanhTail64 = OfTwice(ExpTail64);

    private static double[] OfTwice(double[] tail) => [.. tail.Select((c, i) => Math.ScaleB(c, tail.Length - i))];

    /// <summary>The same relative to e^r (2^-57), which takes one coefficient less.</summary>
    private static readonly double[] ExpSeries64 =
    [
        2.4996524380319407e-08, 2.7630632512313607e-07, 2.7557594005840564e-06, 2.4801492069618754e-05, 0.00019841269502713784, 0.0013888888944600484, 0.0083333333334939183,
        0.041666666666526402, 0.16666666666666416, 0.50000000000000111,
    ];

    /// <summary>(e^r - 1 - r) / r² for |r| ≤ ln 2, relative to e^r (2^-26).</summary>
    private static readonly double[] WideExp32 = [0.000196158988, 0.00141055929, 0.00833605416, 0.0416611917, 0.16666615, 0.500000358];

    /// <summary>(2^r - 1) / r for |r| ≤ 1, relative to 2^r (2^-25).</summary>
    private static readonly double[] WideExp2 = [1.34600441e-05, 0.000156333743, 0.00133662252, 0.00961700268, 0.055502519, 0.240226641, 0.693147361];

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    /// <summary>e to the power x. float32: at most 1.3 ulp; float64: 1 ulp.</summary>
    public static Scalar Exp(Scalar x)
    {
        bool wide = x.DType == DType.Float64;
        Scalar n = Fma(x, Log2E, wide ? ToLowBits : ToLowBits32), whole = n - (wide ? ToLowBits : ToLowBits32);
        Scalar r = Fma(whole, wide ? -Ln2Low : -Ln2Low32, Fma(whole, wide ? -Ln2High : -Ln2High32, x));
        // e^x = 2^n e^r: n is added to the exponent. Beyond the limits, which NaN is too, the result may be no normal number.
        Scalar usual = (BitsOf(OnePlus(r, wide ? ExpSeries64 : ExpTail32)) + ShiftLeft(BitsOf(n), MantissaBits(x))).BitcastTo(x.DType);
        Scalar size = BitsOf(x.Unary(ScalarOp.Abs)), unusual = size > BitsOf(x.Constant(wide ? 707 : 86.5));
        return unusual.SelectRarely(wide ? Exp64(x) : Exp32(x), usual);
    }

    private static Scalar Exp32(Scalar x)
    {
        // With even powers of two, 2^2m is 2^m twice: both factors are normal numbers, and what overflows or becomes subnormal is rounded once.
        Scalar clamped = x.AtLeast(-105).AtMost(90);
        (Scalar m, Scalar power) = NearestWhole(clamped, Log2E / 2);
        Scalar r = Fma(m, -2 * Ln2Low32, Fma(m, -2 * Ln2High32, clamped));
        return OnePlus(r, WideExp32) * power * power;
    }

    /// <summary>e^r = 1 + (r + r²·tail).</summary>
    private static Scalar OnePlus(Scalar r, ReadOnlySpan<double> tail)
    {
        Scalar z = r * r;
        return Fma(z, Pairs(r, z, tail), r) + 1;
    }

    /// <summary>The whole number n next to x·factor, and 2^n. |n| is at most 126.</summary>
    private static (Scalar Whole, Scalar Power) NearestWhole(Scalar x, double factor)
    {
        // The bits of the sum end in n + bias: shifted to the place of the exponent they are 2^n.
        double magic = x.DType == DType.Float64 ? ToLowBits + 1023 : ToLowBits32 + 127;
        Scalar sum = Fma(x, factor, magic);
        return (sum - magic, ShiftLeft(BitsOf(sum), MantissaBits(x)).BitcastTo(x.DType));
    }

    private static Scalar Exp64(Scalar x)
    {
        const double magic = ToLowBits + 2046;
        Scalar clamped = x.AtLeast(-746).AtMost(710), sum = Fma(clamped, Log2E, magic), n = sum - magic;
        Scalar r = Fma(n, -Ln2Low, Fma(n, -Ln2High, clamped));
        return TimesTwoTo(OnePlus(r, ExpSeries64), sum);
    }

    /// <summary>p·2^n as two factors, from the number whose bits end in n + 2046.</summary>
    private static Scalar TimesTwoTo(Scalar p, Scalar sum)
    {
        Scalar bits = BitsOf(sum), half = Scalar.Binary(ScalarOp.ShiftRightLogical, bits, 1);
        return p * ShiftLeft(half, 52).BitcastTo(DType.Float64) * ShiftLeft(bits - half, 52).BitcastTo(DType.Float64);
    }

    /// <summary>2 to the power x. float32: at most 1.8 ulp; float64: 4 ulp.</summary>
    public static Scalar Exp2(Scalar x) => x.DType == DType.Float64 ? Exp2Of64(x) : Exp2Of32(x);

    private static Scalar Exp2Of32(Scalar x)
    {
        Scalar clamped = x.AtLeast(-152).AtMost(130);
        (Scalar m, Scalar power) = NearestWhole(clamped, 0.5);
        Scalar r = Fma(m, -2, clamped);
        return Exp2Near(r) * power * power;
    }

    /// <summary>2^r for |r| ≤ 1 in float32.</summary>
    private static Scalar Exp2Near(Scalar r)
    {
        Scalar z = r * r;
        return Fma(z, Pairs(r, z, WideExp2.AsSpan(..^1)), r * WideExp2[^1]) + 1;
    }

    private static Scalar Exp2Of64(Scalar x)
    {
        const double magic = ToLowBits + 2046;
        Scalar clamped = x.AtLeast(-1080).AtMost(1025), sum = clamped + magic;
        Scalar r = (clamped - (sum - magic)) * Math.Log(2);
        return TimesTwoTo(OnePlus(r, ExpSeries64), sum);
    }

    /// <summary>e to the power x, minus 1. float32: at most 1.6 ulp; float64: 3 ulp.</summary>
    public static Scalar Expm1(Scalar x)
    {
        bool wide = x.DType == DType.Float64;
        // Halves, because 2^n may be beyond the largest number where the result is not.
        Scalar half = Expm1Parts(x.AtLeast(wide ? -40 : -20).AtMost(wide ? 709.9 : 88.9), 1, out Scalar part), value = Fma(part, half, half - 0.5);
        return WithSign(value + value, x);
    }

    /// <summary>e^x = 2^n (1 + part) with |log(1 + part)| at most ln 2 / 2; gives 2^(n - less).</summary>
    private static Scalar Expm1Parts(Scalar x, int less, out Scalar part)
    {
        bool wide = x.DType == DType.Float64;
        double magic = (wide ? ToLowBits + 1023 : ToLowBits32 + 127) - less;
        Scalar sum = Fma(x, Log2E, magic), n = sum - magic;
        Scalar r = Fma(n, wide ? -Ln2Low : -Ln2Low32, Fma(n, wide ? -Ln2High : -Ln2High32, x));
        part = r * r;
        part = Fma(part, Pairs(r, part, wide ? ExpTail64 : ExpTail32), r);
        return ShiftLeft(BitsOf(sum), MantissaBits(x)).BitcastTo(x.DType);
    }

    /// <summary>The hyperbolic tangent. float32: at most 2.7 ulp; float64: 3 ulp.</summary>
    public static Scalar Tanh(Scalar x)
    {
        bool wide = x.DType == DType.Float64;
        double magic = wide ? ToLowBits + 1023 : ToLowBits32 + 127;
        // e / (e + 1) with e = (e^2a - 1) / 2; from the bound on it is 1. e^2a = 2^n e^2r: where n is large, the error of n ln 2 does not matter any more.
        Scalar a = x.Unary(ScalarOp.Abs).AtMost(wide ? 20 : 9.02), sum = Fma(a, 2 * Log2E, magic), n = sum - magic;
        Scalar power = ShiftLeft(BitsOf(sum), MantissaBits(x)).BitcastTo(x.DType), r = Fma(n, -Math.Log(2) / 2, a), z = r * r;
        Scalar part = Fma(z, Pairs(r, z, wide ? TanhTail64 : TanhTail32), r), e = Fma(part, power, Fma(power, 0.5, -0.5));
        return WithSign(e / (e + 1), x);
    }

    /// <summary>1 / (1 + e^-x). float32: at most 2.5 ulp; float64: 3 ulp.</summary>
    public static Scalar Logistic(Scalar x)
    {
        // e^-|x| / (1 + e^-|x|) for negative numbers: nothing overflows, and small results keep their precision.
        Scalar size = x.Unary(ScalarOp.Abs), e = x.DType == DType.Float64 ? Exp64(-size) : ExpOfNegative32(-size);
        return (x < 0).Select(e, x.Constant(1)) / (e + 1);
    }

    /// <summary>e to the power x for x ≤ 0, by the nearest power of two: a little closer than <see cref="Exp32"/>. 2^(n + 64) and 2^-64 are normal numbers.</summary>
    private static Scalar ExpOfNegative32(Scalar x)
    {
        const double magic = ToLowBits32 + 127 + 64;
        Scalar clamped = x.AtLeast(-105), sum = Fma(clamped, Log2E, magic), n = sum - magic;
        Scalar r = Fma(n, -Ln2Low32, Fma(n, -Ln2High32, clamped));
        return OnePlus(r, ExpTail32) * ShiftLeft(BitsOf(sum), 23).BitcastTo(DType.Float32) * Math.Pow(2, -64);
    }

    /// <summary>The hyperbolic sine. float32: at most 2.5 ulp; float64: 8 ulp.</summary>
    public static Scalar Sinh(Scalar x)
    {
        // (e + e / (e + 1)) / 2 with e = e^a - 1, from a quarter of e so that only what is too large overflows.
        Scalar a = x.Unary(ScalarOp.Abs).AtMost(x.DType == DType.Float64 ? 710.8 : 89.5);
        Scalar power = Expm1Parts(a, 2, out Scalar part), quarter = Fma(part, power, power - 0.25);
        Scalar half = quarter + quarter / Fma(quarter, 4, 1);
        return WithSign(half + half, x);
    }

    /// <summary>The hyperbolic cosine. float32: at most 2 ulp; float64: 8 ulp.</summary>
    public static Scalar Cosh(Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs).AtMost(x.DType == DType.Float64 ? 710.8 : 89.5);
        Scalar power = Expm1Parts(a, 2, out Scalar part), quarter = Fma(part, power, power);
        return Fma(quarter, 2, x.Constant(0.125) / quarter);
    }
}
