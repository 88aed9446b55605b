using Linum.Extending;

namespace Linum;

// Functions of one array. Integers and bools are converted to floats where the function has fractions as values: 64-bit integers to float64, literals to the default float, all others to float32.
public static partial class Np
{
    private static NDArray Inexact(NDArray x) => Broadcasting.ToInexact(x);

    /// <summary>The square root of each element.</summary>
    public static NDArray Sqrt(NDArray x) => Lax.Sqrt(Inexact(x));
    /// <summary>The real cube root of each element.</summary>
    public static NDArray Cbrt(NDArray x) => Lax.Cbrt(Inexact(x));
    /// <summary>The square of each element.</summary>
    public static NDArray Square(NDArray x) => Lax.Square(x.DType == DType.Bool ? Lax.ConvertElementType(x, DType.Int32) : x);
    /// <summary>1 / x.</summary>
    public static NDArray Reciprocal(NDArray x)
    {
        NDArray y = Inexact(x);
        return Lax.Div(Lax.OnesLike(y), y);
    }

    /// <summary>e to the power of each element.</summary>
    public static NDArray Exp(NDArray x) => Lax.Exp(Inexact(x));
    /// <summary>2 to the power of each element.</summary>
    public static NDArray Exp2(NDArray x) => Lax.Exp2(Inexact(x));
    /// <summary>e to the power of each element, minus 1, accurate near 0.</summary>
    public static NDArray Expm1(NDArray x) => Lax.Expm1(Inexact(x));
    /// <summary>The natural logarithm of each element.</summary>
    public static NDArray Log(NDArray x) => Lax.Log(Inexact(x));
    /// <summary>The logarithm of 1 + x, accurate near 0.</summary>
    public static NDArray Log1p(NDArray x) => Lax.Log1p(Inexact(x));
    /// <summary>The logarithm of each element to the base 2.</summary>
    public static NDArray Log2(NDArray x) => Log(x) / Math.Log(2);
    /// <summary>The logarithm of each element to the base 10.</summary>
    public static NDArray Log10(NDArray x) => Log(x) / Math.Log(10);
    /// <summary>The sine of each element.</summary>
    public static NDArray Sin(NDArray x) => Lax.Sin(Inexact(x));
    /// <summary>The cosine of each element.</summary>
    public static NDArray Cos(NDArray x) => Lax.Cos(Inexact(x));
    /// <summary>The tangent of each element.</summary>
    public static NDArray Tan(NDArray x) => Lax.Tan(Inexact(x));
    /// <summary>The inverse sine of each element.</summary>
    public static NDArray Arcsin(NDArray x) => Lax.Asin(Inexact(x));
    /// <summary>The inverse cosine of each element.</summary>
    public static NDArray Arccos(NDArray x) => Lax.Acos(Inexact(x));
    /// <summary>The inverse tangent of each element.</summary>
    public static NDArray Arctan(NDArray x) => Lax.Atan(Inexact(x));
    /// <summary>The hyperbolic sine of each element.</summary>
    public static NDArray Sinh(NDArray x) => Lax.Sinh(Inexact(x));
    /// <summary>The hyperbolic cosine of each element.</summary>
    public static NDArray Cosh(NDArray x) => Lax.Cosh(Inexact(x));
    /// <summary>The hyperbolic tangent of each element.</summary>
    public static NDArray Tanh(NDArray x) => Lax.Tanh(Inexact(x));
    /// <summary>The inverse hyperbolic sine of each element.</summary>
    public static NDArray Arcsinh(NDArray x) => Lax.Asinh(Inexact(x));
    /// <summary>The inverse hyperbolic cosine of each element.</summary>
    public static NDArray Arccosh(NDArray x) => Lax.Acosh(Inexact(x));
    /// <summary>The inverse hyperbolic tangent of each element.</summary>
    public static NDArray Arctanh(NDArray x) => Lax.Atanh(Inexact(x));
    /// <summary>Degrees as radians.</summary>
    public static NDArray Deg2Rad(NDArray x) => Inexact(x) * (Math.PI / 180);
    /// <summary>Radians as degrees.</summary>
    public static NDArray Rad2Deg(NDArray x) => Inexact(x) * (180 / Math.PI);

    /// <summary>sin(πx) / (πx), 1 at 0.</summary>
    public static NDArray Sinc(NDArray x)
    {
        NDArray angle = Math.PI * Inexact(x), isZero = angle == 0;
        NDArray safe = Where(isZero, Lax.OnesLike(angle), angle);
        // Near 0 the series 1 - z²/6 has the derivatives that the quotient cannot give at 0.
        return Where(isZero, 1 - Square(angle) / 6, Sin(safe) / safe);
    }

    /// <summary>The absolute value of each element.</summary>
    public static NDArray Abs(NDArray x) => x.DType.IsUnsigned || x.DType == DType.Bool ? x : Lax.Abs(x);
    /// <summary>The negative of each element.</summary>
    public static NDArray Negative(NDArray x) => Lax.Neg(x);
    /// <summary>The sign of each element.</summary>
    public static NDArray Sign(NDArray x) => Lax.Sign(x);
    /// <summary>The largest integer not above each element.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Floor(NDArray x) => Lax.Floor(x);
    /// <summary>The smallest integer not below each element.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Ceil(NDArray x) => Lax.Ceil(x);
    /// <summary>Each element without its fraction.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Trunc(NDArray x)
    {
        if (!x.DType.IsFloat) return ElementwiseErrors.Real("Np.Trunc", x);
        return Lax.Select(Lax.Lt(x, Lax.ZerosLike(x)), Lax.Ceil(x), Lax.Floor(x));
    }

    /// <summary>Each element rounded to the nearest integer, halves to the even one, as a floating number: of integers the default float, or float64 for 64 bits.</summary>
    public static NDArray Rint(NDArray x) => x.DType.IsInexact ? Round(x) : Lax.ConvertElementType(x, Broadcasting.FloatOf(x.DType));

    /// <summary>Each element rounded to a number of decimals, halves to even. Integers stay as they are.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="decimals">Digits behind the point; negative ones round tens, hundreds and so on.</param>
    /// <exception cref="DTypeException">The elements are bools, or integers with negative decimals.</exception>
    public static NDArray Round(NDArray x, int decimals = 0)
    {
        ElementwiseErrors.NotBool("Np.Round", x);
        if (x.DType.IsComplex) return Lax.Complex(Round(Lax.Real(x), decimals), Round(Lax.Imag(x), decimals));
        if (!x.DType.IsFloat)
        {
            if (decimals < 0) throw new DTypeException($"Np.Round: {x.Type.ToLongString()} cannot be rounded to {decimals} decimals. Convert it to a floating dtype first.");
            return x;
        }

        if (decimals == 0) return Lax.Round(x, halvesToEven: true);
        bool half = x.DType is DType.Float16 or DType.BFloat16;
        NDArray wide = half ? Lax.ConvertElementType(x, DType.Float32) : x, factor = Lax.ScalarLike(wide, Math.Pow(10, decimals));
        NDArray rounded = Lax.Div(Lax.Round(Lax.Mul(wide, factor), halvesToEven: true), factor);
        return half ? Lax.ConvertElementType(rounded, x.DType, x.Type.IsWeak) : rounded;
    }

    /// <summary>The real part of each element.</summary>
    public static NDArray Real(NDArray x) => Lax.Real(x);
    /// <summary>The imaginary part of each element.</summary>
    public static NDArray Imag(NDArray x) => Lax.Imag(x);
    /// <summary>The complex conjugate of each element.</summary>
    public static NDArray Conj(NDArray x) => Lax.Conj(x);
    /// <summary>The angle of each complex number; of integers it is the default float, or float64 for 64 bits.</summary>
    public static NDArray Angle(NDArray x) => x.DType.IsComplex ? Lax.Atan2(Lax.Imag(x), Lax.Real(x)) : AngleOfReal(Lax.ConvertElementType(x, Broadcasting.FloatOf(x.DType)));

    private static NDArray AngleOfReal(NDArray x) => Lax.Atan2(Lax.ZerosLike(x), x);

    /// <summary>Whether each element, or a part of it, is NaN.</summary>
    public static NDArray IsNaN(NDArray x) => Lax.Ne(x, x);
    /// <summary>Whether each element, or a part of it, is infinite.</summary>
    public static NDArray IsInf(NDArray x)
    {
        if (x.DType.IsComplex) return IsInf(Lax.Real(x)) | IsInf(Lax.Imag(x));
        return x.DType.IsFloat ? Lax.Eq(Lax.Abs(x), Lax.ScalarLike(x, double.PositiveInfinity)) : Lax.Full(x.Shape, 0, DType.Bool);
    }

    /// <summary>Whether each element is neither infinite nor NaN.</summary>
    public static NDArray IsFinite(NDArray x)
    {
        if (x.DType.IsComplex) return Lax.IsFinite(Lax.Real(x)) & Lax.IsFinite(Lax.Imag(x));
        return x.DType.IsFloat ? Lax.IsFinite(x) : Lax.Full(x.Shape, 1, DType.Bool);
    }

    /// <summary>Whether the sign bit of each element is set: also of -0 and of some NaNs.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray SignBit(NDArray x)
    {
        ElementwiseErrors.Real("Np.SignBit", x);
        if (!x.DType.IsFloat) return x.DType.IsSigned ? x < 0 : Lax.Full(x.Shape, 0, DType.Bool);
        DType bits = x.DType.Size switch { 2 => DType.Int16, 4 => DType.Int32, _ => DType.Int64 };
        return Lax.BitcastConvertType(x, bits) < 0;
    }

    /// <summary>NaN as a number (0 by default), infinities as numbers (the largest ones by default).</summary>
    public static NDArray NanToNum(NDArray x, double nan = 0, double? positive = null, double? negative = null)
    {
        if (x.DType.IsComplex) return Lax.Complex(NanToNum(Lax.Real(x), nan, positive, negative), NanToNum(Lax.Imag(x), nan, positive, negative));
        if (!x.DType.IsFloat) return x;
        double largest = Finfo(x.DType).Max;
        NDArray Constant(double value) => Lax.ScalarLike(x, value);
        x = Where(IsNaN(x), Constant(nan), x);
        x = Where(x == double.PositiveInfinity, Constant(positive ?? largest), x);
        return Where(x == double.NegativeInfinity, Constant(negative ?? -largest), x);
    }
}
