namespace Linum.Extending;

/// <summary>Elementary functions as scalar steps. float32 is computed in float64 steps and rounded once.</summary>
public static partial class ScalarMath
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    private static Scalar Wide(Scalar x, Func<Scalar, Scalar> f) => x.DType == DType.Float64 ? f(x) : f(x.ConvertTo(DType.Float64)).ConvertTo(x.DType);

    private static Scalar Horner(Scalar x, ReadOnlySpan<double> highestFirst)
    {
        Scalar sum = x.Constant(highestFirst[0]);
        foreach (double c in highestFirst[1..]) sum = Scalar.FusedMultiplyAdd(sum, x, c);
        return sum;
    }

    /// <summary>1.5 · 2^52: adding it to a whole number below 2^51 puts that number into the low bits, without the conversion that many processors lack.</summary>
    private const double ToLowBits = 6755399441055744.0;

    /// <summary>The low bits of a whole number of at most 2^51: as an integer of few bits it is the number itself.</summary>
    private static Scalar LowBits(Scalar whole) => (whole + ToLowBits).BitcastTo(DType.Int64);

    private static Scalar TwoTo(Scalar n) => Scalar.Binary(ScalarOp.ShiftLeft, LowBits(n + 1023), 52).BitcastTo(DType.Float64);

    /// <summary>e to the power x.</summary>
    public static Scalar Exp(Scalar x) => Wide(x, Exp64);

    private static readonly double[] ExpTaylor = [.. Enumerable.Range(0, 14).Reverse().Select(n => 1 / Factorial(n))];

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static Scalar Exp64(Scalar x)
    {
        Scalar clamped = Scalar.Binary(ScalarOp.Max, Scalar.Binary(ScalarOp.Min, x, 710.0), -746.0);
        Scalar n = (clamped * 1.44269504088896340736).Unary(ScalarOp.RoundEven);
        Scalar r = Scalar.FusedMultiplyAdd(-n, Ln2Low, Scalar.FusedMultiplyAdd(-n, Ln2High, clamped));
        Scalar half = (n * 0.5).Unary(ScalarOp.Floor);
        return Horner(r, ExpTaylor) * TwoTo(half) * TwoTo(n - half);
    }

    /// <summary>The natural logarithm.</summary>
    public static Scalar Log(Scalar x) => Wide(x, Log64);

    private static Scalar Log64(Scalar x)
    {
        Scalar tiny = x < 2.2250738585072014e-308;
        Scalar scaled = tiny.Select(x * 18014398509481984.0, x);
        Scalar bits = scaled.BitcastTo(DType.Int64);
        // The exponent with 1024 added is not negative, so that a logical shift gives it.
        Scalar raised = bits - bits.Builder.Bits(BitConverter.DoubleToInt64Bits(0.70710678118654752) - (1024L << 52), DType.Int64);
        Scalar exponent = Scalar.Binary(ScalarOp.ShiftRightLogical, raised, 52);
        Scalar m = (bits - Scalar.Binary(ScalarOp.ShiftLeft, exponent - 1024, 52)).BitcastTo(DType.Float64);
        Scalar whole = (exponent + exponent.Builder.Bits(BitConverter.DoubleToInt64Bits(ToLowBits), DType.Int64)).BitcastTo(DType.Float64) - (ToLowBits + 1024);
        Scalar e = whole + tiny.Select(x.Constant(-54), 0);
        Scalar f = (m - 1) / (m + 1), z = f * f;
        Scalar series = Horner(z, [2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3]) * z * f;
        Scalar result = Scalar.FusedMultiplyAdd(e, Ln2High, f + f + (series + e * Ln2Low));
        result = x.EqualTo(double.PositiveInfinity).Select(x, result);
        result = x.EqualTo(0).Select(x.Constant(double.NegativeInfinity), result);
        return (x < 0).Select(x.Constant(double.NaN), x.NotEqualTo(x).Select(x, result));
    }
}
