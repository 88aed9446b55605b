namespace Linum.Extending;

/// <summary>The complementary error function, accurate in its tail.</summary>
public static partial class ScalarMath
{
    /// <summary>erfc(a)·e^(a²)·(a + 2) over 1 - 4 / (a + 2), relative: for 0 ≤ a ≤ 10.1 (2^-25) and 0 ≤ a ≤ 27.4 (2^-52).</summary>
    private static readonly double[]
        ErfcSeries32 = [-3.2379201e-05, -0.000506248558, -0.000731892418, 0.0030224931, 0.00643342361, -0.0214969367, -0.0364351459, 0.27947095, -0.687160969, 1.02158272],
        ErfcSeries64 =
        [
            -3.7645673773574697e-09, 1.7778970403624913e-09, 6.201625918581652e-08, 8.1006155069294678e-08, -2.2213861073077769e-07, -6.4596652304741049e-07, -1.14951416703042e-07,
            2.0431142340050967e-06, 3.7270262756713818e-06, -1.1397890921269094e-06, -1.615957660606517e-05, -2.1693242113654843e-05, 3.4160730340692449e-05, 0.00014447040763402021,
            3.4369093710267216e-05, -0.00066307348969311768, -0.00083729577724970443, 0.0030906120592877799, 0.0064791850483339793, -0.021510661889476767, -0.036442231506267547,
            0.27947209255605271, -0.68716068441381628, 1.021582705242023,
        ];

    /// <summary>1 - erf(x). float32: at most 6 ulp; float64: 12 ulp.</summary>
    public static Scalar Erfc(Scalar x)
    {
        bool wide = x.DType == DType.Float64;
        Scalar tail = ErfcOfSize(x.Unary(ScalarOp.Abs)), z = x * x, near = x.Constant(1) - Fma(Pairs(z, z * z, wide ? ErfNear64 : ErfNear32), x, x);
        // Near 0 it is erf that is small.
        return ((x > -0.5) & (x < 0.5)).Select(near, (x < 0).Select(x.Constant(2) - tail, tail));
    }

    /// <summary>erfc(a) for a ≥ 0.</summary>
    private static Scalar ErfcOfSize(Scalar size)
    {
        bool wide = size.DType == DType.Float64;
        Scalar a = size.AtMost(wide ? 27.4 : 10.1), u = a.Constant(1) / (a + 2), q = Fma(u, -4, 1), p = Pairs(q, q * q, wide ? ErfcSeries64 : ErfcSeries32) * u;
        // The rounding error of the square matters: it is in the exponent.
        Scalar square = a * a, lost = Fma(a, a, -square);
        return (wide ? Exp64(-square) : ExpOfNegative32(-square)) * Fma(p, -lost, p);
    }
}
