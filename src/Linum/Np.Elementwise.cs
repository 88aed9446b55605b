using Linum.Extending;

namespace Linum;

public static partial class Np
{
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

    /// <summary>x to the power y, element by element. An integer array to an integer power keeps its dtype; integers wrap.</summary>
    /// <exception cref="DTypeException">An integer array to a negative integer literal.</exception>
    public static NDArray Power(NDArray x, NDArray y)
    {
        bool literal = y is ConcreteArray { Literal: not null, Integer: >= int.MinValue and <= int.MaxValue } && y.DType.IsInteger && y.Type.IsWeak;
        if (literal && x.DType != DType.Bool && y is ConcreteArray exponent && (exponent.Integer >= 0 || x.DType.IsInexact)) return Lax.IntegerPow(x, (int)exponent.Integer);
        bool integers = !x.DType.IsInexact && !y.DType.IsInexact;
        if (x.DType.IsInexact && y.DType.IsInteger)
        {
            // The exponent stays an integer: the derivative at x⁰ is then 0 also where x is 0.
            x = Broadcasting.Promote("Np.Power", x, y).X;
            if (y.Type.IsWeak != x.Type.IsWeak) y = Lax.ConvertElementType(y, y.DType, x.Type.IsWeak);
            (x, y) = Broadcasting.Shapes("Np.Power", x, y);
            return Lax.Pow(x, y);
        }

        if (!integers) return Broadcasting.Inexact("Np.Power", x, y, Lax.Pow);
        if (x.DType == DType.Bool) x = Lax.ConvertElementType(x, DType.Int32);
        if (y.DType == DType.Bool) (x, y) = (Lax.ConvertElementType(x, x.DType), Lax.ConvertElementType(y, x.DType));
        (x, y) = Broadcasting.Shapes("Np.Power", x, y);
        return Broadcasting.IntegerPower(x, y);
    }

    /// <summary>The quotient rounded down.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray FloorDivide(NDArray x, NDArray y) => Broadcasting.Apply("Np.FloorDivide", Counted(x, y), y, static (a, b) =>
    {
        NDArray quotient = Lax.Div(ElementwiseErrors.Real("Np.FloorDivide", a), b);
        if (a.DType.IsUnsigned) return quotient;
        if (a.DType.IsFloat) return Lax.Div(Lax.Sub(Lax.BroadcastTo(a, quotient.Shape), Lax.BroadcastTo(Broadcasting.FloorRemainder(a, b), quotient.Shape)), b) is var exact ? Lax.Round(exact) : quotient;
        NDArray zero = Lax.ScalarLike(a, 0), remainder = Lax.Rem(a, b);
        NDArray correct = Lax.And(Lax.Ne(Lax.Lt(remainder, zero), Lax.BroadcastTo(Lax.Lt(b, zero), remainder.Shape)), Lax.Ne(remainder, zero));
        return Lax.Select(correct, Lax.Sub(quotient, Lax.ScalarLike(a, 1)), quotient);
    });

    /// <summary>Of two arrays of bools the first as int32, so that there is arithmetic; else the first as it is.</summary>
    private static NDArray Counted(NDArray x, NDArray y) => x.DType == DType.Bool && y.DType == DType.Bool ? Lax.ConvertElementType(x, DType.Int32) : x;

    /// <summary>The remainder with the sign of the divisor; integers by zero give 0.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Mod(NDArray x, NDArray y) => Counted(x, y) % y;

    /// <summary>The remainder with the sign of the dividend; integers by zero give 0.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Fmod(NDArray x, NDArray y) => Broadcasting.Apply("Np.Fmod", Counted(x, y), y, static (a, b) =>
        Lax.Rem(a, a.DType.IsInteger ? Lax.Select(Lax.Eq(b, Lax.ScalarLike(b, 0)), Lax.OnesLike(b), b) : b));

    /// <summary>x to the power y as floating numbers.</summary>
    public static NDArray FloatPower(NDArray x, NDArray y) => Broadcasting.Inexact("Np.FloatPower", x, y, Lax.Pow);

    /// <summary>The angle of the point (x, y).</summary>
    public static NDArray Arctan2(NDArray y, NDArray x) => Broadcasting.Inexact("Np.Arctan2", y, x, Lax.Atan2);

    /// <summary>The length of the vector (x, y), without overflow.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Hypot(NDArray x, NDArray y) => Broadcasting.Inexact("Np.Hypot", x, y, static (a, b) =>
    {
        (a, b) = (Lax.Abs(ElementwiseErrors.Real("Np.Hypot", a)), Lax.Abs(b));
        NDArray big = Lax.Max(a, b), small = Lax.Min(a, b), zero = Lax.ScalarLike(a, 0), infinite = Lax.ScalarLike(a, double.PositiveInfinity);
        NDArray isZero = Lax.Eq(big, zero), ratio = Lax.Div(small, Lax.Select(isZero, Lax.OnesLike(big), big));
        NDArray length = Lax.Mul(big, Lax.Sqrt(Lax.Add(Lax.ScalarLike(a, 1), Lax.Mul(ratio, ratio))));
        // An infinite side wins even over NaN.
        NDArray anyInfinite = Lax.Or(Lax.BroadcastTo(Lax.Eq(a, infinite), big.Shape), Lax.BroadcastTo(Lax.Eq(b, infinite), big.Shape));
        return Lax.Select(anyInfinite, Lax.BroadcastTo(infinite, big.Shape), Lax.Select(isZero, big, length));
    });

    /// <summary>The first number with the sign of the second.</summary>
    public static NDArray Copysign(NDArray x, NDArray y) => Broadcasting.Inexact("Np.Copysign", x, y, static (a, b) =>
    {
        NDArray size = Lax.Abs(ElementwiseErrors.Real("Np.Copysign", a)), sign = SignBit(b);
        Shape shape = a.Rank > 0 ? a.Shape : b.Shape;
        return Lax.Select(Lax.BroadcastTo(sign, shape), Lax.BroadcastTo(Lax.Neg(size), shape), Lax.BroadcastTo(size, shape));
    });

    /// <summary>0 below zero, 1 above, and <paramref name="atZero"/> at zero.</summary>
    public static NDArray Heaviside(NDArray x, NDArray atZero) => Broadcasting.Inexact("Np.Heaviside", x, atZero, static (a, b) =>
        Where(a < 0, Lax.ZerosLike(a), Where(a > 0, Lax.OnesLike(a), Where(IsNaN(a), a, b))));

    /// <summary>The bits of x shifted left.</summary>
    public static NDArray LeftShift(NDArray x, NDArray y) => Counted(x, y) << y;

    /// <summary>The bits of x shifted right; the sign enters in signed integers.</summary>
    public static NDArray RightShift(NDArray x, NDArray y) => Counted(x, y) >> y;

    /// <summary>Bitwise and; logical on bools.</summary>
    public static NDArray BitwiseAnd(NDArray x, NDArray y) => x & y;
    /// <summary>Bitwise or; logical on bools.</summary>
    public static NDArray BitwiseOr(NDArray x, NDArray y) => x | y;
    /// <summary>Bitwise exclusive or; logical on bools.</summary>
    public static NDArray BitwiseXor(NDArray x, NDArray y) => x ^ y;
    /// <summary>All bits flipped; logical not on bools.</summary>
    public static NDArray BitwiseNot(NDArray x) => ~x;

    /// <summary>Whether elements are equal.</summary>
    public static NDArray Equal(NDArray x, NDArray y) => x == y;
    /// <summary>Whether elements differ.</summary>
    public static NDArray NotEqual(NDArray x, NDArray y) => x != y;
    /// <summary>Whether elements are less.</summary>
    public static NDArray Less(NDArray x, NDArray y) => x < y;
    /// <summary>Whether elements are less or equal.</summary>
    public static NDArray LessEqual(NDArray x, NDArray y) => x <= y;
    /// <summary>Whether elements are greater.</summary>
    public static NDArray Greater(NDArray x, NDArray y) => x > y;
    /// <summary>Whether elements are greater or equal.</summary>
    public static NDArray GreaterEqual(NDArray x, NDArray y) => x >= y;

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
    /// <summary>Whether exactly one holds.</summary>
    public static NDArray LogicalXor(NDArray x, NDArray y) => x.AsType(DType.Bool) ^ y.AsType(DType.Bool);
    /// <summary>Whether it does not hold.</summary>
    public static NDArray LogicalNot(NDArray x) => !x;

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
        NDArray infinite = x.DType.IsComplex ? Lax.Full([], 0, DType.Bool) : Lax.Eq(Lax.Abs(y), Lax.ScalarLike(y, double.PositiveInfinity));
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
            if (a.DType.IsComplex) return LogAddExpOfComplex(a, b);
            NDArray larger = Lax.Max(a, b), difference = Lax.Sub(a, b);
            NDArray sum = Lax.Add(larger, Lax.Log1p(Lax.Exp(Lax.Neg(Lax.Abs(difference)))));
            return Lax.Select(Lax.Ne(difference, difference), Lax.Add(a, b), sum);
        },
        static (f, x, dx) =>
        {
            NDArray y = f(x.Item1, x.Item2);
            // Two infinities have no difference; where both numbers are -infinity the weights stay undefined.
            NDArray Weight(NDArray part) => Lax.Exp(Where(part == double.PositiveInfinity, Lax.ZerosLike(y), part - y));
            return (y, dx.Item1 * Weight(x.Item1) + dx.Item2 * Weight(x.Item2));
        });

    /// <summary>The imaginary part is an angle: it is moved into [-π, π).</summary>
    private static NDArray LogAddExpOfComplex(NDArray x, NDArray y)
    {
        NDArray larger = Lax.Max(x, y), smaller = Lax.Sub(Lax.Add(x, y), larger);
        NDArray sum = Lax.Add(larger, Lax.Log1p(Lax.Exp(Lax.Sub(smaller, larger)))), angle = Lax.Imag(sum);
        return Lax.Complex(Lax.Real(sum), Broadcasting.FloorRemainder(angle + Math.PI, Lax.ScalarLike(angle, 2 * Math.PI)) - Math.PI);
    }
}
