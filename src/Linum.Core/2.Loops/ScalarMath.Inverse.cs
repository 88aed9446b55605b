namespace Linum.Extending;

/// <summary>Tangent, inverse trigonometric and inverse hyperbolic functions, roots and powers of two.</summary>
public static partial class ScalarMath
{
    /// <summary>The tangent.</summary>
    public static Scalar Tan(Scalar x) => Wide(x, v => SinCos(v, 0) / SinCos(v, 1));

    private static Scalar OneMinusSquare(Scalar x) => ((x.Constant(1) - x) * (x + 1)).Unary(ScalarOp.Sqrt);

    /// <summary>The inverse sine.</summary>
    public static Scalar Asin(Scalar x) => Wide(x, v => Atan2Of(v, OneMinusSquare(v)));

    /// <summary>The inverse cosine.</summary>
    public static Scalar Acos(Scalar x) => Wide(x, v => Atan2Of(OneMinusSquare(v), v));

    /// <summary>The inverse tangent.</summary>
    public static Scalar Atan(Scalar x) => Wide(x, v => Atan2Of(v, v.Constant(1)));

    /// <summary>The inverse hyperbolic sine.</summary>
    public static Scalar Asinh(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), z = a * a;
        Scalar small = Log1pOf(a + z / ((z + 1).Unary(ScalarOp.Sqrt) + 1)), large = Log64(a) + Math.Log(2);
        Scalar value = (a > 1e150).Select(large, small);
        return v.EqualTo(0).Select(v, (v < 0).Select(-value, value));
    });

    /// <summary>The inverse hyperbolic cosine.</summary>
    public static Scalar Acosh(Scalar x) => Wide(x, v =>
    {
        Scalar t = v - 1;
        Scalar small = Log1pOf(t + (t + t + t * t).Unary(ScalarOp.Sqrt)), large = Log64(v) + Math.Log(2);
        return (v < 1).Select(v.Constant(double.NaN), (v > 1e150).Select(large, small));
    });

    /// <summary>The inverse hyperbolic tangent.</summary>
    public static Scalar Atanh(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), twice = a + a, rest = v.Constant(1) - a;
        Scalar value = Log1pOf((a < 0.5).Select(twice + twice * a / rest, twice / rest)) * 0.5;
        return v.EqualTo(0).Select(v, (v < 0).Select(-value, value));
    });

    /// <summary>The real cube root: an estimate by logarithms, improved by one step of Newton's method.</summary>
    public static Scalar Cbrt(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), guess = Exp64(Log64(a) * (1 / 3.0));
        Scalar better = guess - (guess - a / (guess * guess)) * (1 / 3.0);
        Scalar value = (v < 0).Select(-better, better);
        return (a.EqualTo(0) | a.EqualTo(double.PositiveInfinity) | v.NotEqualTo(v)).Select(v, value);
    });

    /// <summary>2 to the power x.</summary>
    public static Scalar Exp2(Scalar x) => Wide(x, v =>
    {
        Scalar clamped = Scalar.Binary(ScalarOp.Max, Scalar.Binary(ScalarOp.Min, v, 1025.0), -1080.0);
        Scalar n = clamped.Unary(ScalarOp.RoundEven), half = (n * 0.5).Unary(ScalarOp.Floor);
        return Horner((clamped - n) * Math.Log(2), ExpTaylor) * TwoTo(half) * TwoTo(n - half);
    });
}
