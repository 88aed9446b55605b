namespace Linum.Extending;

/// <summary>The other elementary functions.</summary>
public static partial class ScalarMath
{
    /// <summary>-1, 0 or 1; zeros and NaN stay.</summary>
    public static Scalar Sign(Scalar x)
    {
        if (x.DType.IsUnsigned || x.DType == DType.Bool) return x.EqualTo(0).Select(x, x.Constant(1));
        Scalar sign = (x > 0).Select(x.Constant(1), (x < 0).Select(x.Constant(-1), x));
        return sign;
    }

    /// <summary>x to the power y.</summary>
    public static Scalar Pow(Scalar x, Scalar y) => x.DType == DType.Float64 ? Pow64(x, y) : Pow64(x.ConvertTo(DType.Float64), y.ConvertTo(DType.Float64)).ConvertTo(x.DType);

    private static Scalar Pow64(Scalar x, Scalar y)
    {
        Scalar size = x.Unary(ScalarOp.Abs), magnitude = Exp64(Log64(size) * y);
        Scalar rounded = y.Unary(ScalarOp.Truncate), isInteger = rounded.EqualTo(y);
        Scalar half = y * 0.5, isOdd = isInteger & half.Unary(ScalarOp.Truncate).NotEqualTo(half);
        Scalar signed = (isOdd & (x.BitcastTo(DType.Int64) < 0)).Select(-magnitude, magnitude);
        Scalar noRoot = (x < 0) & size.NotEqualTo(double.PositiveInfinity) & ~isInteger;
        Scalar result = noRoot.Select(x.Constant(double.NaN), signed);
        Scalar unit = x.EqualTo(1) | (size.EqualTo(1) & y.Unary(ScalarOp.Abs).EqualTo(double.PositiveInfinity));
        return (unit | y.EqualTo(0)).Select(x.Constant(1), result);
    }

    /// <summary>The sine.</summary>
    public static Scalar Sin(Scalar x) => Wide(x, v => SinCos(v, 0));

    /// <summary>The cosine.</summary>
    public static Scalar Cos(Scalar x) => Wide(x, v => SinCos(v, 1));

    private static Scalar SinCos(Scalar x, int quarter)
    {
        Scalar k = (x * 0.63661977236758134308).Unary(ScalarOp.RoundEven);
        Scalar r = Scalar.FusedMultiplyAdd(-k, 1.57079632679489655800e+00, x);
        r = Scalar.FusedMultiplyAdd(-k, 6.12323399573676603587e-17, r);
        r = Scalar.FusedMultiplyAdd(-k, -1.49738490485916983294e-33, r);
        Scalar z = r * r;
        Scalar sin = Scalar.FusedMultiplyAdd(Horner(z, [1 / Factorial(17), -1 / Factorial(15), 1 / Factorial(13), -1 / Factorial(11), 1 / Factorial(9), -1 / Factorial(7), 1 / Factorial(5), -1 / Factorial(3)]) * z, r, r);
        Scalar cos = Horner(z, [1 / Factorial(16), -1 / Factorial(14), 1 / Factorial(12), -1 / Factorial(10), 1 / Factorial(8), -1 / Factorial(6), 1 / Factorial(4), -0.5, 1]);
        Scalar q = LowBits(k) + quarter;
        Scalar value = (q & 1).EqualTo(0).Select(sin, cos);
        return (q & 2).EqualTo(0).Select(value, -value);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static Scalar Tanh(Scalar x) => Wide(x, v =>
    {
        Scalar a = v.Unary(ScalarOp.Abs), e = Expm1Of(a * -2);
        Scalar t = -e / (e + 2);
        Scalar sign = (v < 0).Select(-t, t);
        return v.EqualTo(0).Select(v, sign);
    });

    private static Scalar Expm1Of(Scalar x)
    {
        Scalar direct = Exp64(x) - 1;
        Scalar series = Horner(x, [.. Enumerable.Range(1, 16).Reverse().Select(n => 1 / Factorial(n))]) * x;
        return (x.Unary(ScalarOp.Abs) < 0.5).Select(series, direct);
    }

    /// <summary>e to the power x, minus 1.</summary>
    public static Scalar Expm1(Scalar x) => Wide(x, Expm1Of);

    /// <summary>The logarithm of 1 + x.</summary>
    public static Scalar Log1p(Scalar x) => Wide(x, Log1pOf);

    private static Scalar Log1pOf(Scalar v)
    {
        Scalar u = v + 1;
        Scalar result = Log64(u) - ((u - 1) - v) / u;
        result = v.EqualTo(-1).Select(v.Constant(double.NegativeInfinity), result);
        return (v.EqualTo(double.PositiveInfinity) | v.EqualTo(0)).Select(v, result);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static Scalar Logistic(Scalar x) => Wide(x, v => v.Constant(1) / (Exp64(-v) + 1));

    /// <summary>The inverse of erf: M. Giles, "Approximating the erfinv function" (2011), the single-precision polynomial, in float64 improved by Newton steps.</summary>
    public static Scalar ErfInv(Scalar x)
    {
        Scalar w = -Log1p(-(x * x));
        Scalar t = w - 2.5, small = x.Constant(2.81022636e-08);
        foreach (double c in (ReadOnlySpan<double>)[3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941]) small = small * t + c;
        Scalar s = w.Unary(ScalarOp.Sqrt) - 3, large = x.Constant(-0.000200214257);
        foreach (double c in (ReadOnlySpan<double>)[0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682]) large = large * s + c;
        Scalar result = (w < 5).Select(small, large) * x;
        if (x.DType == DType.Float64) result = RefineErfInv(x, result);
        return x.Unary(ScalarOp.Abs).EqualTo(1).Select(x * double.PositiveInfinity, result);
    }

    /// <summary>Two steps of Newton's method, near 1 on erfc so that nothing cancels.</summary>
    private static Scalar RefineErfInv(Scalar y, Scalar x)
    {
        Scalar a = y.Unary(ScalarOp.Abs), t = x.Unary(ScalarOp.Abs);
        for (int i = 0; i < 2; i++)
        {
            Scalar missing = (a < 0.5).Select(a - Erf(t), Erfc(t) - (y.Constant(1) - a));
            t += missing * Exp64(t * t) * (Math.Sqrt(Math.PI) / 2);
        }

        return y.EqualTo(0).Select(y, (y < 0).Select(-t, t));
    }

    /// <summary>The hyperbolic sine.</summary>
    public static Scalar Sinh(Scalar x) => Wide(x, v =>
    {
        Scalar e = Expm1Of(v.Unary(ScalarOp.Abs)), big = Exp64(v.Unary(ScalarOp.Abs) * 0.5), value = (v.Unary(ScalarOp.Abs) > 700).Select(big * 0.5 * big, (e + e / (e + 1)) * 0.5);
        return (v < 0).Select(-value, value);
    });

    /// <summary>The hyperbolic cosine.</summary>
    public static Scalar Cosh(Scalar x) => Wide(x, v =>
    {
        Scalar h = Exp64(v.Unary(ScalarOp.Abs) * 0.5), e = h * h;
        return (v.Unary(ScalarOp.Abs) > 700).Select(h * 0.5 * h, (e + v.Constant(1) / e) * 0.5);
    });

    /// <summary>The angle of the point (x, y).</summary>
    public static Scalar Atan2(Scalar y, Scalar x) => y.DType == DType.Float64 ? Atan2Of(y, x) : Atan2Of(y.ConvertTo(DType.Float64), x.ConvertTo(DType.Float64)).ConvertTo(y.DType);

    private static Scalar Atan2Of(Scalar y, Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs), b = y.Unary(ScalarOp.Abs);
        Scalar steep = b > a, small = steep.Select(a, b), big = steep.Select(b, a);
        Scalar bothInfinite = a.EqualTo(double.PositiveInfinity) & b.EqualTo(double.PositiveInfinity);
        Scalar ratio = bothInfinite.Select(x.Constant(1), big.EqualTo(0).Select(big, small / big));
        Scalar angle = AtanUnit(ratio);
        angle = steep.Select(-(angle - Math.PI / 2), angle);
        Scalar negative = x.BitcastTo(DType.Int64) < 0;
        angle = negative.Select(-(angle - Math.PI), angle);
        Scalar signed = (y.BitcastTo(DType.Int64) < 0).Select(-angle, angle);
        return (x.NotEqualTo(x) | y.NotEqualTo(y)).Select(x + y, signed);
    }

    private static Scalar AtanUnit(Scalar x)
    {
        Scalar reduce = x > 0.41421356237309503, r = reduce.Select((x - 1) / (x + 1), x);
        Scalar half = r / ((r * r + 1).Unary(ScalarOp.Sqrt) + 1), z = half * half;
        Scalar series = Horner(z, [.. Enumerable.Range(0, 14).Reverse().Select(k => (k % 2 == 0 ? 1.0 : -1.0) / (2 * k + 1))]) * half;
        Scalar full = series + series;
        return reduce.Select(full + Math.PI / 4, full);
    }

    /// <summary>The error function.</summary>
    public static Scalar Erf(Scalar x) => Wide(x, v =>
    {
        Scalar a = Scalar.Binary(ScalarOp.Min, v.Unary(ScalarOp.Abs), 6.0), z = a * a;
        Scalar sum = v.Constant(1);
        for (int n = 90; n >= 1; n--) sum = Scalar.FusedMultiplyAdd(sum, z * (2.0 / (2 * n + 1)), 1);
        Scalar value = sum * a * Exp64(-z) * 1.12837916709551257390;
        return v.NotEqualTo(v).Select(v, (v < 0).Select(-value, value));
    });

    /// <summary>1 / sqrt(x).</summary>
    public static Scalar Rsqrt(Scalar x) => Wide(x, v => v.Constant(1) / v.Unary(ScalarOp.Sqrt));
}
