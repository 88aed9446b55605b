namespace Linum.Extending;

/// <summary>
/// Elementary functions as scalar steps. A float32 function stays in float32 steps where these keep its bound, else it is computed in float64 steps and rounded once.
/// The bounds are those of docs/accuracy.md; the coefficients of polynomials are minimax fits for the interval and weight that stands beside them.
/// </summary>
public static partial class ScalarMath
{
    /// <summary>1.5 · 2^52: adding it to a whole number below 2^51 puts that number into the low bits, without the conversion that many processors lack.</summary>
    private const double ToLowBits = 6755399441055744.0;

    /// <summary>1.5 · 2^23: the same for float32 and whole numbers below 2^22.</summary>
    private const double ToLowBits32 = 12582912.0;

    private static Scalar Wide(Scalar x, Func<Scalar, Scalar> f) => x.DType == DType.Float64 ? f(x) : f(x.ConvertTo(DType.Float64)).ConvertTo(x.DType);

    private static Scalar Fma(Scalar x, Scalar y, Scalar z) => Scalar.FusedMultiplyAdd(x, y, z);

    private static Scalar Horner(Scalar x, ReadOnlySpan<double> highestFirst)
    {
        Scalar sum = x.Constant(highestFirst[0]);
        foreach (double c in highestFirst[1..]) sum = Fma(sum, x, c);
        return sum;
    }

    /// <summary>
    /// The same polynomial by pairs of terms, of which the square is the variable: as many operations where the square is needed anyway, but half as many one after the other.
    /// A processor that looks some hundred operations ahead does not wait then.
    /// </summary>
    private static Scalar Pairs(Scalar x, Scalar square, ReadOnlySpan<double> highestFirst)
    {
        int first = highestFirst.Length % 2;
        Scalar sum = first == 1 ? x.Constant(highestFirst[0]) : Fma(x, highestFirst[0], highestFirst[1]);
        for (int i = first == 1 ? 1 : 2; i < highestFirst.Length; i += 2) sum = Fma(sum, square, Fma(x, highestFirst[i], highestFirst[i + 1]));
        return sum;
    }

    /// <summary>The integer type with as many bits.</summary>
    private static DType Whole(Scalar x) => x.DType == DType.Float64 ? DType.Int64 : DType.Int32;

    private static Scalar BitsOf(Scalar x) => x.BitcastTo(Whole(x));

    private static int MantissaBits(Scalar x) => x.DType == DType.Float64 ? 52 : 23;

    /// <summary>An integer constant beside the bits of x.</summary>
    private static Scalar Bits(Scalar x, long value) => x.Builder.Bits(value, Whole(x));

    /// <summary>The low bits of a whole number of at most 2^51 in float64, 2^22 in float32: as an integer of few bits it is the number itself.</summary>
    private static Scalar LowBits(Scalar whole) => BitsOf(whole + (whole.DType == DType.Float64 ? ToLowBits : ToLowBits32));

    /// <summary>The sign bit alone.</summary>
    private static Scalar SignOf(Scalar x) => BitsOf(x) & Bits(x, x.DType == DType.Float64 ? long.MinValue : int.MinValue);

    /// <summary>A value with the sign bit set where that of another is.</summary>
    private static Scalar WithSign(Scalar value, Scalar signed) => (BitsOf(value) | SignOf(signed)).BitcastTo(value.DType);

    private static Scalar ShiftLeft(Scalar x, int count) => Scalar.Binary(ScalarOp.ShiftLeft, x, count);

    /// <summary>1 / sqrt(x). float32: at most 1.5 ulp.</summary>
    public static Scalar Rsqrt(Scalar x) => x.Constant(1) / x.Unary(ScalarOp.Sqrt);

    /// <summary>-1, 0 or 1; zeros and NaN stay.</summary>
    public static Scalar Sign(Scalar x)
    {
        if (x.DType.IsUnsigned || x.DType == DType.Bool) return x.EqualTo(0).Select(x, x.Constant(1));
        return (x > 0).Select(x.Constant(1), (x < 0).Select(x.Constant(-1), x));
    }
}
