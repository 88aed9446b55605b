using Linum.Extending;

namespace Linum;

public static partial class Np
{
    private static NDArray Inexact(NDArray x) => Broadcasting.ToInexact(x);

    /// <summary>The square root of each element.</summary>
    public static NDArray Sqrt(NDArray x) => Lax.Sqrt(Inexact(x));
    /// <summary>The square of each element.</summary>
    public static NDArray Square(NDArray x) => x.DType == DType.Bool ? Lax.And(x, x) : Lax.IntegerPow(x, 2);
    /// <summary>e to the power of each element.</summary>
    public static NDArray Exp(NDArray x) => Lax.Exp(Inexact(x));
    /// <summary>The natural logarithm of each element.</summary>
    public static NDArray Log(NDArray x) => Lax.Log(Inexact(x));
    /// <summary>The sine of each element.</summary>
    public static NDArray Sin(NDArray x) => Lax.Sin(Inexact(x));
    /// <summary>The cosine of each element.</summary>
    public static NDArray Cos(NDArray x) => Lax.Cos(Inexact(x));
    /// <summary>The hyperbolic tangent of each element.</summary>
    public static NDArray Tanh(NDArray x) => Lax.Tanh(Inexact(x));
    /// <summary>The absolute value of each element.</summary>
    public static NDArray Abs(NDArray x) => x.DType.IsUnsigned || x.DType == DType.Bool ? x : Lax.Abs(x);
    /// <summary>The negative of each element.</summary>
    public static NDArray Negative(NDArray x) => Lax.Neg(x);
    /// <summary>The sign of each element.</summary>
    public static NDArray Sign(NDArray x) => Lax.Sign(x);
    /// <summary>The largest integer not above each element.</summary>
    public static NDArray Floor(NDArray x) => Lax.Floor(Inexact(x));
    /// <summary>The smallest integer not below each element.</summary>
    public static NDArray Ceil(NDArray x) => Lax.Ceil(Inexact(x));
    /// <summary>The real part of each element.</summary>
    public static NDArray Real(NDArray x) => Lax.Real(x);
    /// <summary>The imaginary part of each element.</summary>
    public static NDArray Imag(NDArray x) => Lax.Imag(x);
    /// <summary>The complex conjugate of each element.</summary>
    public static NDArray Conj(NDArray x) => Lax.Conj(x);

    /// <summary>The sum of elements.</summary>
    public static NDArray Add(NDArray x, NDArray y) => x + y;
    /// <summary>The difference of elements.</summary>
    public static NDArray Subtract(NDArray x, NDArray y) => x - y;
    /// <summary>The product of elements.</summary>
    public static NDArray Multiply(NDArray x, NDArray y) => x * y;
    /// <summary>The true quotient of elements.</summary>
    public static NDArray Divide(NDArray x, NDArray y) => x / y;
    /// <summary>The larger of each pair; NaN if either is NaN.</summary>
    public static NDArray Maximum(NDArray x, NDArray y) => Broadcasting.Apply("Np.Maximum", x, y, Lax.Max);
    /// <summary>The smaller of each pair; NaN if either is NaN.</summary>
    public static NDArray Minimum(NDArray x, NDArray y) => Broadcasting.Apply("Np.Minimum", x, y, Lax.Min);

    /// <summary>x to the power y, element by element.</summary>
    public static NDArray Power(NDArray x, NDArray y)
    {
        if (y is ConcreteArray { Literal: not null } exponent && y.DType == DType.Int32 && y.Type.IsWeak && (exponent.Integer >= 0 || x.DType.IsInexact) && Math.Abs(exponent.Integer) <= int.MaxValue)
            return Lax.IntegerPow(x, (int)exponent.Integer);
        if (x.DType.IsInteger && y.DType.IsInteger) return Broadcasting.Apply("Np.Power", x, y, IntegerPower);
        return Broadcasting.Inexact("Np.Power", x, y, Lax.Pow);
    }

    /// <summary>Binary exponentiation over six bits, as the reference does: integers wrap.</summary>
    private static NDArray IntegerPower(NDArray x, NDArray y)
    {
        (x, y) = x.Rank == y.Rank ? (x, y) : x.Rank == 0 ? (Lax.BroadcastTo(x, y.Shape), y) : (x, Lax.BroadcastTo(y, x.Shape));
        NDArray result = Lax.OnesLike(x), one = Lax.Full([], 1, y.DType), zero = Lax.Full([], 0, y.DType);
        for (int bit = 0; bit < 6; bit++)
        {
            result = Lax.Select(Lax.Ne(Lax.And(y, one), zero), Lax.Mul(result, x), result);
            x = Lax.Mul(x, x);
            y = Lax.ShiftRightLogical(y, one);
        }

        return result;
    }

    /// <summary>The quotient rounded down.</summary>
    public static NDArray FloorDivide(NDArray x, NDArray y) => Broadcasting.Apply("Np.FloorDivide", x, y, static (a, b) =>
    {
        NDArray quotient = Lax.Div(a, b);
        if (a.DType.IsUnsigned) return quotient;
        if (a.DType.IsFloat) return Lax.Div(Lax.Sub(Lax.BroadcastTo(a, quotient.Shape), Lax.BroadcastTo(Broadcasting.FloorRemainder(a, b), quotient.Shape)), b) is var exact ? Lax.Round(exact) : quotient;
        NDArray zero = Lax.Full([], 0, a.DType), remainder = Lax.Rem(a, b);
        NDArray correct = Lax.And(Lax.Ne(Lax.Lt(remainder, zero), Lax.BroadcastTo(Lax.Lt(b, zero), remainder.Shape)), Lax.Ne(remainder, zero));
        return Lax.Select(correct, Lax.Sub(quotient, Lax.Full([], 1, a.DType)), quotient);
    });

    /// <summary>The remainder with the sign of the divisor.</summary>
    public static NDArray Mod(NDArray x, NDArray y) => x % y;

    /// <summary>Each element moved into [low, high].</summary>
    public static NDArray Clip(NDArray x, NDArray? low = null, NDArray? high = null)
    {
        if (low is not null) x = Maximum(x, low);
        return high is null ? x : Minimum(x, high);
    }

    /// <summary>Elements of x where the condition holds, else of y.</summary>
    public static NDArray Where(NDArray condition, NDArray x, NDArray y)
    {
        condition = condition.DType == DType.Bool ? condition : condition != 0;
        (x, y) = Broadcasting.Promote("Np.Where", x, y);
        Shape shape = Broadcasting.Common("Np.Where", condition.Type, new(x.DType, Broadcasting.Common("Np.Where", x.Type, y.Type)));
        return Lax.Select(condition.Rank == 0 ? condition : Lax.BroadcastTo(condition, shape), Lax.BroadcastTo(x, shape), Lax.BroadcastTo(y, shape));
    }

    /// <summary>Whether both hold.</summary>
    public static NDArray LogicalAnd(NDArray x, NDArray y) => x.AsType(DType.Bool) & y.AsType(DType.Bool);
    /// <summary>Whether either holds.</summary>
    public static NDArray LogicalOr(NDArray x, NDArray y) => x.AsType(DType.Bool) | y.AsType(DType.Bool);
    /// <summary>Whether it does not hold.</summary>
    public static NDArray LogicalNot(NDArray x) => !x;
    /// <summary>Whether each element is NaN.</summary>
    public static NDArray IsNaN(NDArray x) => Lax.Ne(x, x);

    /// <summary>Whether all elements are as close as |x - y| &lt;= absolute + relative |y|.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="y">What they should be.</param>
    /// <param name="relative">The relative tolerance.</param>
    /// <param name="absolute">The absolute tolerance.</param>
    /// <param name="equalNaN">Whether NaN counts as close to NaN.</param>
    public static bool AllClose(NDArray x, NDArray y, double relative = 1e-5, double absolute = 1e-8, bool equalNaN = false) => (bool)IsClose(x, y, relative, absolute, equalNaN).All();

    /// <summary>Whether each element is as close as |x - y| &lt;= absolute + relative |y|.</summary>
    public static NDArray IsClose(NDArray x, NDArray y, double relative = 1e-5, double absolute = 1e-8, bool equalNaN = false)
    {
        (x, y) = Broadcasting.Promote("Np.IsClose", x, y);
        if (!x.DType.IsInexact) (x, y) = (Inexact(x), Inexact(y));
        NDArray close = Abs(x - y) <= absolute + relative * Abs(y);
        NDArray infinite = x.DType.IsComplex ? Lax.Full([], 0, DType.Bool) : Lax.Eq(Lax.Abs(y), Lax.Full([], double.PositiveInfinity, y.DType));
        close = Where(infinite, x == y, close) | (x == y);
        return equalNaN ? close | (IsNaN(x) & IsNaN(y)) : close;
    }

    /// <summary>Whether two arrays have one shape and equal elements.</summary>
    public static bool ArrayEqual(NDArray x, NDArray y) => x.Shape == y.Shape && (bool)(x == y).All();

    /// <summary>log(e^x + e^y) without overflow.</summary>
    public static NDArray LogAddExp(NDArray x, NDArray y) => Broadcasting.Inexact("Np.LogAddExp", x, y, static (a, b) => LogAddExpWithRule(
        a.Rank == 0 && b.Rank > 0 ? Lax.BroadcastTo(a, b.Shape) : a, b.Rank == 0 && a.Rank > 0 ? Lax.BroadcastTo(b, a.Shape) : b));

    private static readonly Func<NDArray, NDArray, NDArray> LogAddExpWithRule = Transform.CustomJvp<NDArray, NDArray, NDArray>(
        static (a, b) =>
        {
            NDArray larger = Lax.Max(a, b), difference = Lax.Sub(a, b);
            NDArray sum = Lax.Add(larger, Lax.Log1p(Lax.Exp(Lax.Neg(Lax.Abs(difference)))));
            return Lax.Select(Lax.Ne(difference, difference), Lax.Add(a, b), sum);
        },
        static (f, x, dx) =>
        {
            NDArray y = f(x.Item1, x.Item2);
            NDArray Weight(NDArray part) => Lax.Exp(Where(part == y, Lax.ZerosLike(y), part - y));
            return (y, dx.Item1 * Weight(x.Item1) + dx.Item2 * Weight(x.Item2));
        });
}
