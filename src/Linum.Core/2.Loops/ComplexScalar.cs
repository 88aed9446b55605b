namespace Linum.Extending;

/// <summary>A complex number in a scalar function: a pair of real steps.</summary>
public readonly record struct ComplexScalar(Scalar Re, Scalar Im)
{
    /// <summary>The sum.</summary>
    public static ComplexScalar operator +(ComplexScalar x, ComplexScalar y) => new(x.Re + y.Re, x.Im + y.Im);
    /// <summary>The difference.</summary>
    public static ComplexScalar operator -(ComplexScalar x, ComplexScalar y) => new(x.Re - y.Re, x.Im - y.Im);
    /// <summary>The negative.</summary>
    public static ComplexScalar operator -(ComplexScalar x) => new(-x.Re, -x.Im);
    /// <summary>The product.</summary>
    public static ComplexScalar operator *(ComplexScalar x, ComplexScalar y) => new(x.Re * y.Re - x.Im * y.Im, x.Re * y.Im + x.Im * y.Re);
    /// <summary>The quotient, scaled by the larger part of the divisor: R. Smith, "Algorithm 116" (1962).</summary>
    public static ComplexScalar operator /(ComplexScalar x, ComplexScalar y)
    {
        Scalar realLarger = y.Re.Unary(ScalarOp.Abs) >= y.Im.Unary(ScalarOp.Abs);
        Scalar big = realLarger.Select(y.Re, y.Im), small = realLarger.Select(y.Im, y.Re);
        Scalar ratio = big.EqualTo(0).Select(big, small / big), divisor = big + small * ratio;
        Scalar re = realLarger.Select(x.Re + x.Im * ratio, x.Re * ratio + x.Im), im = realLarger.Select(x.Im - x.Re * ratio, x.Im * ratio - x.Re);
        return new(re / divisor, im / divisor);
    }
}

/// <summary>Functions of complex numbers.</summary>
public static partial class ComplexMath
{
    /// <summary>The length, without overflow.</summary>
    public static Scalar Abs(ComplexScalar x)
    {
        Scalar a = x.Re.Unary(ScalarOp.Abs), b = x.Im.Unary(ScalarOp.Abs);
        Scalar big = Scalar.Binary(ScalarOp.Max, a, b), small = Scalar.Binary(ScalarOp.Min, a, b), ratio = small / big;
        Scalar length = big * (ratio * ratio + 1).Unary(ScalarOp.Sqrt);
        Scalar plain = big.EqualTo(0) | a.EqualTo(b) & a.EqualTo(double.PositiveInfinity);
        return (a.EqualTo(double.PositiveInfinity) | b.EqualTo(double.PositiveInfinity)).Select(a.Constant(double.PositiveInfinity), plain.Select(big, length));
    }

    /// <summary>x / |x|, 0 for 0.</summary>
    public static ComplexScalar Sign(ComplexScalar x)
    {
        Scalar length = Abs(x), isZero = length.EqualTo(0);
        return new(isZero.Select(x.Re, x.Re / length), isZero.Select(x.Im, x.Im / length));
    }

    /// <summary>e to the power x.</summary>
    public static ComplexScalar Exp(ComplexScalar x)
    {
        Scalar r = ScalarMath.Exp(x.Re);
        Scalar im = r * ScalarMath.Sin(x.Im);
        return new(r * ScalarMath.Cos(x.Im), x.Im.EqualTo(0).Select(x.Im, im));
    }

    /// <summary>The principal logarithm.</summary>
    public static ComplexScalar Log(ComplexScalar x) => new(ScalarMath.Log(Abs(x)), ScalarMath.Atan2(x.Im, x.Re));

    /// <summary>x to the power y: e^(y log x); 1 for y = 0.</summary>
    public static ComplexScalar Pow(ComplexScalar x, ComplexScalar y)
    {
        ComplexScalar power = Exp(y * Log(x));
        Scalar isZero = x.Re.EqualTo(0) & x.Im.EqualTo(0), one = y.Re.EqualTo(0) & y.Im.EqualTo(0);
        return new(one.Select(x.Re.Constant(1), isZero.Select(x.Re.Constant(0), power.Re)), (one | isZero).Select(x.Re.Constant(0), power.Im));
    }

    /// <summary>The principal square root.</summary>
    public static ComplexScalar Sqrt(ComplexScalar x)
    {
        Scalar t = ((Abs(x) + x.Re.Unary(ScalarOp.Abs)) * 0.5).Unary(ScalarOp.Sqrt), other = t.EqualTo(0).Select(t, x.Im.Unary(ScalarOp.Abs) / (t + t));
        Scalar right = x.Re >= 0, im = right.Select(other, t);
        return new(right.Select(t, other), (x.Im < 0).Select(-im, im));
    }

    /// <summary>The sine.</summary>
    public static ComplexScalar Sin(ComplexScalar x) => new(ScalarMath.Sin(x.Re) * ScalarMath.Cosh(x.Im), ScalarMath.Cos(x.Re) * ScalarMath.Sinh(x.Im));

    /// <summary>The cosine.</summary>
    public static ComplexScalar Cos(ComplexScalar x) => new(ScalarMath.Cos(x.Re) * ScalarMath.Cosh(x.Im), -(ScalarMath.Sin(x.Re) * ScalarMath.Sinh(x.Im)));

    /// <summary>The hyperbolic tangent.</summary>
    public static ComplexScalar Tanh(ComplexScalar x)
    {
        Scalar a = x.Re + x.Re, b = x.Im + x.Im, divisor = ScalarMath.Cosh(a) + ScalarMath.Cos(b);
        Scalar large = x.Re.Unary(ScalarOp.Abs) > 20;
        return new(large.Select(ScalarMath.Sign(x.Re), ScalarMath.Sinh(a) / divisor), large.Select(x.Im * 0, ScalarMath.Sin(b) / divisor));
    }
}
