using Linum.Extending;

namespace Linum.TestSupport;

public static partial class PrimitiveSamples
{
    public static Sample Acos => Sample.Of(new Acos(), Floats(-0.9, 0.91, 3, 5));
    public static Sample AcosOfComplex => Sample.Of(new Acos(), Complexes(-2, 2, 5));
    public static Sample Acosh => Sample.Of(new Acosh(), Floats(1.2, 9, 3, 5));
    public static Sample AcoshOfComplex => Sample.Of(new Acosh(), Complexes(0.2, 2, 5));
    public static Sample Asin => Sample.Of(new Asin(), Floats(-0.9, 0.91, 3, 5));
    public static Sample AsinOfComplex => Sample.Of(new Asin(), Complexes(-2, 2, 5));
    public static Sample Asinh => Sample.Of(new Asinh(), Floats(-9, 9, 3, 5));
    public static Sample AsinhOfComplex => Sample.Of(new Asinh(), Complexes(0.2, 2, 5));
    public static Sample Atan => Sample.Of(new Atan(), Floats(-9, 9, 3, 5));
    public static Sample AtanOfComplex => Sample.Of(new Atan(), Complexes(0.2, 2, 5));
    public static Sample Atan2 => Sample.Of(new Atan2(), Floats(-2, 2.1, 2, 5), Floats(0.5, 3, 2, 5));
    public static Sample Atan2OfScalar => Sample.Of(new Atan2(), Floats(-2, 2.1, 2, 5), Floats(0.5, 3));
    public static Sample Atanh => Sample.Of(new Atanh(), Floats(-0.9, 0.91, 3, 5));
    public static Sample AtanhOfComplex => Sample.Of(new Atanh(), Complexes(0.2, 0.9, 5));
    public static Sample Cbrt => Sample.Of(new Cbrt(), Floats(0.5, 9, 3, 5));
    public static Sample Clz => Sample.Of(new Clz(), Ints(0, 100000, 9));
    public static Sample Cosh => Sample.Of(new Cosh(), Floats(-3, 3.1, 3, 5));
    public static Sample CoshOfComplex => Sample.Of(new Cosh(), Complexes(-2, 2, 5));
    public static Sample CustomVmapRule => Sample.Of<CustomVmap>(
        x => [Transform.CustomVmap((NDArray v) => Np.Sin(v) * v, (n, batched, v) => (Np.Sin(v) * v, batched))(x[0])], Floats(-2, 2, 4)) with
    { HasTranspose = false };
    public static Sample Digamma => Sample.Of(new Digamma(), Floats(0.6, 9, 3, 5));
    public static Sample DigammaOfNegative => Sample.Of(new Digamma(), Floats(-1.8, -1.2, 5));
    public static Sample Erfc => Sample.Of(new Erfc(), Floats(-2, 2.1, 3, 5));
    public static Sample Exp2 => Sample.Of(new Exp2(), Floats(-4, 4, 3, 5));
    public static Sample Exp2OfComplex => Sample.Of(new Exp2(), Complexes(-1, 1, 5));
    public static Sample Expm1OfComplex => Sample.Of(new Expm1(), Complexes(-1, 1, 5));
    public static Sample IsFinite => Sample.Of(new IsFinite(), Floats(-2, 2, 9) / Floats(0, 1, 9));
    public static Sample Lgamma => Sample.Of(new Lgamma(), Floats(0.6, 9.1, 3, 5));
    public static Sample LgammaOfNegative => Sample.Of(new Lgamma(), Floats(-1.8, -1.2, 5));
    public static Sample Log1pOfComplex => Sample.Of(new Log1p(), Complexes(0.2, 1, 5));
    public static Sample LogisticOfComplex => Sample.Of(new Logistic(), Complexes(-1, 1, 5));
    public static Sample Polygamma => Sample.Of(new Polygamma(1), Floats(0.6, 9, 3, 5));
    public static Sample PolygammaOfNegative => Sample.Of(new Polygamma(2), Floats(-1.8, -1.2, 5));
    public static Sample PopulationCount => Sample.Of(new PopulationCount(), Ints(-1000, 100000, 9));
    public static Sample RsqrtOfComplex => Sample.Of(new Rsqrt(), Complexes(0.5, 2, 5));
    public static Sample Sinh => Sample.Of(new Sinh(), Floats(-3, 3.1, 3, 5));
    public static Sample SinhOfComplex => Sample.Of(new Sinh(), Complexes(-2, 2, 5));
    public static Sample Square => Sample.Of(new Square(), Floats(-2, 2, 3, 4));
    public static Sample SquareOfComplex => Sample.Of(new Square(), Complexes(-2, 2, 5));
    public static Sample SquareOfIntegers => Sample.Of(new Square(), Ints(-50, 50, 9));
    public static Sample Tan => Sample.Of(new Tan(), Floats(-1.2, 1.3, 3, 5));
    public static Sample TanOfComplex => Sample.Of(new Tan(), Complexes(-1, 1, 5));
}
