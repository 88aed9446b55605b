namespace Linum.Extending;

/// <summary>The error function and its inverse.</summary>
public static partial class ScalarMath
{
    /// <summary>erf(a) / a - 1 over a², relative: for a ≤ 0.93 (2^-25) and a ≤ 1 (2^-56).</summary>
    private static readonly double[]
        ErfNear32 = [-0.000596023805, 0.00498746568, -0.0267630238, 0.112817317, -0.376124889, 0.128379151],
        ErfNear64 =
        [
            1.4344418335841052e-10, -1.6465109313130131e-09, 1.6013294090408125e-08, -1.6557136086884177e-07, 1.6481059272739255e-06, -1.4926881480883731e-05, 0.0001205538619387816,
            -0.00085483285358089751, 0.0052239776526926815, -0.026866170648031148, 0.11283791670971098, -0.37612638903184098, 0.12837916709551259,
        ];

    /// <summary>log2(erfc(a)) / a for 0.92 ≤ a ≤ 3.94, as its error shows in erf (2^-28).</summary>
    private static readonly double[] LogErfc32 = [0.000308063143, -0.0046329312, 0.0330067426, -0.151835725, -0.917166054, -1.62809682];

    /// <summary>2^f for |f| ≤ 1/2, relative (2^-23).</summary>
    private static readonly double[] NearExp2 = [0.00136670226, 0.00968481228, 0.0554968566, 0.240219191, 0.693147421, 1];

    /// <summary>The error function. float32: at most 2.1 ulp; float64: 6 ulp.</summary>
    public static Scalar Erf(Scalar x) => x.DType == DType.Float64 ? Erf64(x) : Erf32(x);

    private static Scalar Erf32(Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs), z = a * a, near = Fma(Pairs(z, z * z, ErfNear32), a, a);
        Scalar far = a.AtMost(4), y = Pairs(far, far * far, LogErfc32) * far;
        Scalar sum = y + ToLowBits32, f = y - (sum - ToLowBits32);
        Scalar erfc = (BitsOf(Pairs(f, f * f, NearExp2)) + ShiftLeft(BitsOf(sum), 23)).BitcastTo(DType.Float32);
        // NaN takes the near branch: the bits of the other would lose it.
        return WithSign((a > 0.921875).Select(x.Constant(1) - erfc, near), x);
    }

    private static Scalar Erf64(Scalar x)
    {
        Scalar a = x.Unary(ScalarOp.Abs), z = a * a, near = Fma(Pairs(z, z * z, ErfNear64), a, a);
        return WithSign((a > 1).Select(x.Constant(1) - ErfcOfSize(a), near), x);
    }

    /// <summary>The inverse of erf: M. Giles, "Approximating the erfinv function" (2011), the single-precision polynomial, in float64 improved by Newton steps. float32: at most 6 ulp; float64: 4 ulp.</summary>
    public static Scalar ErfInv(Scalar x)
    {
        // 1 - x² is rounded once, so that nothing is lost near 1.
        Scalar w = -Log(Fma(-x, x, 1));
        Scalar small = Horner(w - 2.5, [2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941]);
        Scalar large = Horner(w.Unary(ScalarOp.Sqrt) - 3, [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682]);
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

        return WithSign(t, y);
    }
}
