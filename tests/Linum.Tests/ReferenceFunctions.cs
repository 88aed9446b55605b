namespace Linum.Tests;

/// <summary>Functions in float64 that the framework does not have, for comparison with float32.</summary>
internal static class ReferenceFunctions
{
    private static readonly double TwoOverRootPi = 2 / Math.Sqrt(Math.PI);

    /// <summary>The error function, from its series of positive terms.</summary>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (double.IsNaN(x) || x == 0) return x;
        if (a > 6) return Math.Sign(x);
        if (a > 1) return Math.Sign(x) * (1 - Erfc(a));
        double sum = a, term = a, square = 2 * a * a;
        for (int n = 1; term > sum * 1e-17; n++) sum += term *= square / (2 * n + 1);
        return Math.CopySign(TwoOverRootPi * Math.Exp(-a * a) * sum, x);
    }

    /// <summary>1 - erf, in the tail from the continued fraction.</summary>
    public static double Erfc(double x)
    {
        if (!(x > 1)) return 1 - Erf(x);
        if (x > 30) return 0;
        double fraction = x;
        for (int k = 20 + (int)(200 / (x * x)); k >= 1; k--) fraction = x + k / 2.0 / fraction;
        // e^(-x²) with the rounding error of the square.
        double square = x * x, lost = Math.FusedMultiplyAdd(x, x, -square);
        return Math.Exp(-square) * (1 - lost) / (fraction * Math.Sqrt(Math.PI));
    }

    /// <summary>The inverse of erf: Newton's method on erfc of the size.</summary>
    public static double ErfInv(double y)
    {
        double a = Math.Abs(y);
        if (!(a < 1) || a == 0) return a == 1 ? y * double.PositiveInfinity : a == 0 ? y : double.NaN;
        double w = -Math.Log((1 - a) * (1 + a)), b = 2 / (Math.PI * 0.147) - w / 2, t = Math.Sqrt(Math.Sqrt(b * b + w / 0.147) - b);
        for (int i = 0; i < 4; i++) t += (a < 0.5 ? a - Erf(t) : Erfc(t) - (1 - a)) * Math.Exp(t * t) / TwoOverRootPi;
        return Math.CopySign(t, y);
    }

    public static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.3) return Math.Exp(x) - 1;
        double sum = x, term = x;
        for (int n = 2; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++) sum += term *= x / n;
        return sum;
    }

    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : x <= -1 ? Math.Log(u) : Math.Log(u) - (u - 1 - x) / u;
    }

    public static double Logistic(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }
}
