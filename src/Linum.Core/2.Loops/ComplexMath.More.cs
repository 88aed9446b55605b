namespace Linum.Extending;

/// <summary>The other functions of complex numbers. Parts of complex64 are computed in float64, so that sums do not cancel and products do not overflow.</summary>
public static partial class ComplexMath
{
    private static ComplexScalar Wide(ComplexScalar x, Func<ComplexScalar, ComplexScalar> f)
    {
        DType part = x.Re.DType;
        if (part == DType.Float64) return f(x);
        ComplexScalar y = f(new(x.Re.ConvertTo(DType.Float64), x.Im.ConvertTo(DType.Float64)));
        return new(y.Re.ConvertTo(part), y.Im.ConvertTo(part));
    }

    private static ComplexScalar TimesI(ComplexScalar x) => new(-x.Im, x.Re);

    private static ComplexScalar TimesMinusI(ComplexScalar x) => new(x.Im, -x.Re);

    private static ComplexScalar OnePlus(ComplexScalar x) => new(x.Re + 1, x.Im);

    private static ComplexScalar OneMinus(ComplexScalar x) => new(x.Re.Constant(1) - x.Re, -x.Im);

    /// <summary>The tangent: -i tanh(ix).</summary>
    public static ComplexScalar Tan(ComplexScalar x) => Wide(x, z => TimesMinusI(Tanh(TimesI(z))));

    /// <summary>The hyperbolic sine.</summary>
    public static ComplexScalar Sinh(ComplexScalar x) => new(ScalarMath.Sinh(x.Re) * ScalarMath.Cos(x.Im), ScalarMath.Cosh(x.Re) * ScalarMath.Sin(x.Im));

    /// <summary>The hyperbolic cosine.</summary>
    public static ComplexScalar Cosh(ComplexScalar x) => new(ScalarMath.Cosh(x.Re) * ScalarMath.Cos(x.Im), ScalarMath.Sinh(x.Re) * ScalarMath.Sin(x.Im));

    // The inverse functions: W. Kahan, "Branch cuts for complex elementary functions" (1987).

    /// <summary>The inverse sine.</summary>
    public static ComplexScalar Asin(ComplexScalar x) => Wide(x, z =>
    {
        ComplexScalar minus = Sqrt(OneMinus(z)), plus = Sqrt(OnePlus(z));
        return new(ScalarMath.Atan2(z.Re, (minus * plus).Re), ScalarMath.Asinh((Conjugate(minus) * plus).Im));
    });

    /// <summary>The inverse cosine.</summary>
    public static ComplexScalar Acos(ComplexScalar x) => Wide(x, z =>
    {
        ComplexScalar minus = Sqrt(OneMinus(z)), plus = Sqrt(OnePlus(z));
        Scalar angle = ScalarMath.Atan2(minus.Re, plus.Re);
        return new(angle + angle, ScalarMath.Asinh((Conjugate(plus) * minus).Im));
    });

    private static ComplexScalar Conjugate(ComplexScalar x) => new(x.Re, -x.Im);

    /// <summary>The inverse tangent: -i atanh(ix).</summary>
    public static ComplexScalar Atan(ComplexScalar x) => TimesMinusI(Atanh(TimesI(x)));

    /// <summary>The inverse hyperbolic sine: -i asin(ix).</summary>
    public static ComplexScalar Asinh(ComplexScalar x) => TimesMinusI(Asin(TimesI(x)));

    /// <summary>The inverse hyperbolic cosine.</summary>
    public static ComplexScalar Acosh(ComplexScalar x) => Wide(x, z =>
    {
        ComplexScalar minus = Sqrt(new(z.Re - 1, z.Im)), plus = Sqrt(OnePlus(z));
        Scalar angle = ScalarMath.Atan2(minus.Im, plus.Re);
        return new(ScalarMath.Asinh((Conjugate(minus) * plus).Re), angle + angle);
    });

    /// <summary>The inverse hyperbolic tangent.</summary>
    public static ComplexScalar Atanh(ComplexScalar x) => Wide(x, z =>
    {
        Scalar rest = z.Re.Constant(1) - z.Re, square = z.Im * z.Im;
        Scalar re = ScalarMath.Log1p(z.Re * 4 / (rest * rest + square)) * 0.25;
        return new(re, ScalarMath.Atan2(z.Im + z.Im, rest * (z.Re + 1) - square) * 0.5);
    });

    /// <summary>The angle of (x, y) continued to complex numbers: -i log((x + iy) / √(x² + y²)).</summary>
    public static ComplexScalar Atan2(ComplexScalar y, ComplexScalar x)
    {
        ComplexScalar length = Sqrt(x * x + y * y);
        return TimesMinusI(Log((x + TimesI(y)) / length));
    }

    /// <summary>2 to the power x.</summary>
    public static ComplexScalar Exp2(ComplexScalar x) => Wide(x, z => Exp(new(z.Re * Math.Log(2), z.Im * Math.Log(2))));

    /// <summary>e to the power x, minus 1.</summary>
    public static ComplexScalar Expm1(ComplexScalar x) => Wide(x, z =>
    {
        Scalar sine = ScalarMath.Sin(z.Im * 0.5), real = ScalarMath.Expm1(z.Re) * ScalarMath.Cos(z.Im) - sine * sine * 2;
        return new(real, ScalarMath.Exp(z.Re) * ScalarMath.Sin(z.Im));
    });

    /// <summary>The logarithm of 1 + x.</summary>
    public static ComplexScalar Log1p(ComplexScalar x) => Wide(x, z =>
    {
        Scalar near = ScalarMath.Log1p(z.Re * (z.Re + 2) + z.Im * z.Im) * 0.5, far = ScalarMath.Log(Abs(OnePlus(z)));
        Scalar isFar = (z.Re.Unary(ScalarOp.Abs) > 1e8) | (z.Im.Unary(ScalarOp.Abs) > 1e8);
        return new(isFar.Select(far, near), ScalarMath.Atan2(z.Im, z.Re + 1));
    });

    /// <summary>1 / (1 + e^-x).</summary>
    public static ComplexScalar Logistic(ComplexScalar x) => Wide(x, z => new ComplexScalar(z.Re.Constant(1), z.Re.Constant(0)) / OnePlus(Exp(-z)));

    /// <summary>1 / √x.</summary>
    public static ComplexScalar Rsqrt(ComplexScalar x) => Wide(x, z => new ComplexScalar(z.Re.Constant(1), z.Re.Constant(0)) / Sqrt(z));
}
