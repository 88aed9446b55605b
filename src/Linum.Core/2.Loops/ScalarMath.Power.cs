namespace Linum.Extending;

/// <summary>Powers and roots.</summary>
public static partial class ScalarMath
{
    /// <summary>log2(1 + f) / f for |f| ≤ 1/3 (2^-36).</summary>
    private static readonly double[] Log2Near =
    [
        0.16192837693947475, -0.16610489558381036, 0.12210052343434807, -0.13746127883525028, 0.16107402726106937, -0.18080603773876516, 0.20606544085367592,
        -0.24043366199425287, 0.28853971605294165, -0.36067397857773942, 0.48089834134864529, -0.72134751956955023, 1.4426950408963637,
    ];

    /// <summary>x to the power y. float32: at most 2.2 ulp; float64: an error of 2^-53 in log x, multiplied by y.</summary>
    public static Scalar Pow(Scalar x, Scalar y)
    {
        Scalar size = x.Unary(ScalarOp.Abs), magnitude = x.DType == DType.Float64 ? Exp64(Log64(size) * y) : Pow32(size, y);
        Scalar rounded = y.Unary(ScalarOp.Truncate), isInteger = rounded.EqualTo(y);
        Scalar half = y * 0.5, isOdd = isInteger & half.Unary(ScalarOp.Truncate).NotEqualTo(half);
        Scalar signed = (isOdd & (BitsOf(x) < 0)).Select(-magnitude, magnitude);
        Scalar noRoot = (x < 0) & size.NotEqualTo(double.PositiveInfinity) & ~isInteger;
        Scalar result = noRoot.Select(x.Constant(double.NaN), signed);
        Scalar unit = x.EqualTo(1) | (size.EqualTo(1) & y.Unary(ScalarOp.Abs).EqualTo(double.PositiveInfinity));
        return (unit | y.EqualTo(0)).Select(x.Constant(1), result);
    }

    /// <summary>2^(y log2 x) for x ≥ 0: the logarithm in float64, so that y may multiply its error; the power in float32.</summary>
    private static Scalar Pow32(Scalar x, Scalar y)
    {
        Scalar unusual = ~((x >= 1.17549435e-38) & (x < double.PositiveInfinity));
        Scalar log = unusual.SelectRarely(UnusualLog(x, x).ConvertTo(DType.Float64), Log2Of(x, 0));
        log = (unusual & (x > 0) & (x < double.PositiveInfinity)).SelectRarely(Log2Of(x * 8388608.0, -23), log);
        Scalar exponent = (log * y.ConvertTo(DType.Float64)).AtLeast(-152).AtMost(130), m = (exponent * 0.5).Unary(ScalarOp.RoundEven);
        Scalar r = Fma(m, -2, exponent).ConvertTo(DType.Float32), power = ShiftLeft(LowBits(m.ConvertTo(DType.Float32) + 127), 23).BitcastTo(DType.Float32);
        return Exp2Near(r) * power * power;
    }

    private static Scalar Log2Of(Scalar x, int more)
    {
        Scalar moved = BitsOf(x) - Bits(x, TwoThirds32), n = Scalar.Binary(ScalarOp.ShiftRightArithmetic, moved, 23).ConvertTo(DType.Float32) + more;
        Scalar f = ((BitsOf(x) - (moved & Bits(x, ~0x7FFFFF))).BitcastTo(DType.Float32) - 1).ConvertTo(DType.Float64);
        return Fma(Pairs(f, f * f, Log2Near), f, n.ConvertTo(DType.Float64));
    }

    /// <summary>The real cube root: an estimate by logarithms, improved by one step of Newton's method. float32: at most 1 ulp; float64: 4 ulp.</summary>
    public static Scalar Cbrt(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), guess = Exp64(Log64(a) * (1 / 3.0));
        Scalar better = guess - (guess - a / (guess * guess)) * (1 / 3.0);
        return (a.EqualTo(0) | a.EqualTo(double.PositiveInfinity) | v.NotEqualTo(v)).Select(v, WithSign(better, v));
    });
}
