namespace Linum.Extending;

/// <summary>The gamma function's logarithm and the derivatives of that.</summary>
public static partial class ScalarMath
{
    private const double EulerGamma = 0.57721566490153286061;

    /// <summary>The Bernoulli numbers B(2), B(4) ... They stand first: those below are made from them.</summary>
    private static readonly double[] Bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510];

    /// <summary>ζ(k) - 1 for k = 2 ... 41: a sum of 40 terms and the Euler–Maclaurin correction of the rest.</summary>
    private static readonly double[] ZetaMinusOne = [.. Enumerable.Range(2, 40).Select(ZetaTail)];

    /// <summary>B(2k) / (2k (2k - 1)): Stirling's series.</summary>
    private static readonly double[] Stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    private static double ZetaTail(int k)
    {
        const int terms = 40;
        double sum = 0, n = terms, rest = Math.Pow(n, 1 - k) / (k - 1) - Math.Pow(n, -k) / 2;
        // The correction of order j is B(2j) / (2j)! · k (k + 1) ... (k + 2j - 2) / n^(k + 2j - 1).
        double rising = k, power = Math.Pow(n, -k - 1);
        for (int j = 1; j <= 4; j++)
        {
            rest += Bernoulli[j - 1] / Factorial(2 * j) * rising * power;
            rising *= (k + 2 * j - 1.0) * (k + 2 * j);
            power /= n * n;
        }

        for (int i = terms; i >= 2; i--) sum += Math.Pow(i, -k);
        return sum + rest;
    }

    /// <summary>log |Γ(x)|.</summary>
    public static Scalar Lgamma(Scalar x) => Wide(x, v =>
    {
        Scalar left = v < 0.5, a = left.Select(v.Constant(1) - v, v);
        Scalar positive = (a > 8.5).Select(LgammaLarge(a), LgammaSmall(a));
        Scalar sine = SinPi(v).Unary(ScalarOp.Abs);
        Scalar reflected = (sine / Math.PI).EqualTo(0).Select(v.Constant(double.PositiveInfinity), -Log64(sine / Math.PI)) - positive;
        Scalar infinite = v.Unary(ScalarOp.Abs).EqualTo(double.PositiveInfinity);
        return infinite.Select(v.Constant(double.PositiveInfinity), left.Select(reflected, positive));
    });

    /// <summary>Moved down to [1.5, 2.5], and there (or in [0.5, 1.5]) the Taylor series of log Γ(2 + z).</summary>
    private static Scalar LgammaSmall(Scalar x)
    {
        Scalar product = x.Constant(1);
        for (int i = 0; i < 6; i++)
        {
            Scalar move = x > 2.5, less = x - 1;
            product = move.Select(product * less, product);
            x = move.Select(less, x);
        }

        Scalar low = x < 1.5, z = low.Select(x - 1, x - 2);
        var series = new double[ZetaMinusOne.Length + 2];
        for (int i = 0; i < ZetaMinusOne.Length; i++) series[^(i + 3)] = (i % 2 == 0 ? 1 : -1) * ZetaMinusOne[i] / (i + 2);
        series[^2] = 1 - EulerGamma;
        Scalar value = Horner(z, series);
        return low.Select(value - Log1pOf(z), value) + Log64(product);
    }

    private static Scalar LgammaLarge(Scalar x)
    {
        Scalar inverse = x.Constant(1) / x;
        Scalar series = Horner(inverse * inverse, [.. Stirling.Reverse()]) * inverse;
        return (x - 0.5) * (Log64(x) - 1) + (series + (0.5 * Math.Log(2 * Math.PI) - 0.5));
    }

    /// <summary>sin(πx), exact zeros at integers.</summary>
    private static Scalar SinPi(Scalar x)
    {
        Scalar nearest = x.Unary(ScalarOp.RoundEven), half = nearest * 0.5;
        Scalar value = SinCos((x - nearest) * Math.PI, 0);
        return half.Unary(ScalarOp.Floor).EqualTo(half).Select(value, -value);
    }

    private static Scalar CotPi(Scalar x)
    {
        Scalar angle = (x - x.Unary(ScalarOp.RoundEven)) * Math.PI;
        return SinCos(angle, 1) / SinCos(angle, 0);
    }

    private static Scalar IsPole(Scalar x) => (x <= 0) & x.Unary(ScalarOp.Floor).EqualTo(x);

    /// <summary>The derivative of log Γ(x).</summary>
    public static Scalar Digamma(Scalar x) => Wide(x, v =>
    {
        Scalar left = v < 0.5, a = left.Select(v.Constant(1) - v, v), sum = v.Constant(0);
        for (int i = 0; i < 10; i++) (sum, a) = (sum + v.Constant(1) / a, a + 1);
        Scalar inverse = v.Constant(1) / a, square = inverse * inverse;
        Scalar series = Horner(square, [.. Bernoulli.Select((b, k) => b / (2 * k + 2)).Reverse()]) * square;
        Scalar value = Log64(a) - inverse * 0.5 - series - sum;
        return IsPole(v).Select(v.Constant(double.NaN), left.Select(value - CotPi(v) * Math.PI, value));
    });

    /// <summary>The derivative of order <paramref name="order"/> of digamma: recurrence, the asymptotic series, and reflection for negative numbers.</summary>
    public static Scalar Polygamma(int order, Scalar x) => Wide(x, v =>
    {
        Scalar left = v < 0.5, a = left.Select(v.Constant(1) - v, v), sum = v.Constant(0);
        for (int i = 0; i < 16; i++) (sum, a) = (sum + IntegerPower(v.Constant(1) / a, order + 1), a + 1);
        Scalar inverse = v.Constant(1) / a, power = IntegerPower(inverse, order);
        double[] weights = [.. Bernoulli.Select((b, k) => b * Factorial(2 * k + 1 + order) / Factorial(2 * k + 2))];
        Scalar series = Horner(inverse * inverse, [.. weights.Reverse(), Factorial(order - 1)]);
        Scalar value = (series + inverse * (Factorial(order) / 2)) * power + sum * Factorial(order);
        double sign = order % 2 == 1 ? 1 : -1;
        Scalar right = value * sign, reflected = -value - Horner(CotPi(v), CotangentDerivative(order));
        return IsPole(v).Select(v.Constant(order % 2 == 1 ? double.PositiveInfinity : double.NaN), left.Select(reflected, right));
    });

    private static Scalar IntegerPower(Scalar x, int n)
    {
        Scalar result = x;
        for (int i = 1; i < n; i++) result *= x;
        return result;
    }

    /// <summary>The derivative of order n of π cot(πx) as a polynomial in cot(πx), highest power first.</summary>
    private static double[] CotangentDerivative(int n)
    {
        double[] p = [0, Math.PI];
        for (int k = 0; k < n; k++)
        {
            var next = new double[p.Length + 1];
            for (int i = 1; i < p.Length; i++)
            {
                next[i - 1] -= Math.PI * i * p[i];
                next[i + 1] -= Math.PI * i * p[i];
            }

            p = next;
        }

        return [.. p.Reverse()];
    }
}
