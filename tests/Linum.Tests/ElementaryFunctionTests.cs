using Linum.TestSupport;
using Xunit;

namespace Linum.Tests;

/// <summary>The accuracy of elementary functions in float64: within a few units in the last place of the C library's. For float32 see <see cref="Float32AccuracyTests"/>.</summary>
public class ElementaryFunctionTests
{
    private static readonly Dictionary<string, (Func<NDArray, NDArray> Ours, Func<double, double> Theirs, double Low, double High, int Ulps)> Functions = new()
    {
        ["exp"] = (Lax.Exp, Math.Exp, -700, 700, 1),
        ["expm1"] = (Lax.Expm1, ReferenceFunctions.Expm1, -5, 5, 3),
        ["log"] = (Lax.Log, Math.Log, 1e-5, 10, 1),
        ["log1p"] = (Lax.Log1p, ReferenceFunctions.Log1p, -0.999, 10, 3),
        ["tanh"] = (Lax.Tanh, Math.Tanh, -10, 10, 3),
        ["logistic"] = (Lax.Logistic, ReferenceFunctions.Logistic, -40, 40, 3),
        ["sin"] = (Lax.Sin, Math.Sin, -1e9, 1e9, 1),
        ["cos"] = (Lax.Cos, Math.Cos, -1e9, 1e9, 1),
        ["erf"] = (Lax.Erf, ReferenceFunctions.Erf, -3, 3, 6),
        ["erfc"] = (Lax.Erfc, ReferenceFunctions.Erfc, -3, 26, 12),
        ["tan"] = (Lax.Tan, Math.Tan, -20, 20, 4),
        ["asin"] = (Lax.Asin, Math.Asin, -1, 1, 4),
        ["acos"] = (Lax.Acos, Math.Acos, -1, 1, 4),
        ["atan"] = (Lax.Atan, Math.Atan, -50, 50, 4),
        ["sinh"] = (Lax.Sinh, Math.Sinh, -30, 30, 8),
        ["cosh"] = (Lax.Cosh, Math.Cosh, -30, 30, 8),
        ["asinh"] = (Lax.Asinh, Math.Asinh, -1e4, 1e4, 4),
        ["acosh"] = (Lax.Acosh, Math.Acosh, 1, 1e4, 4),
        ["atanh"] = (Lax.Atanh, Math.Atanh, -0.999, 0.999, 4),
        ["cbrt"] = (Lax.Cbrt, Math.Cbrt, -1e6, 1e6, 4),
        ["exp2"] = (Lax.Exp2, x => Math.Pow(2, x), -200, 200, 4),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64_is_within_a_few_units_in_the_last_place(string name)
    {
        (Func<NDArray, NDArray> ours, Func<double, double> theirs, double low, double high, int ulps) = Functions[name];
        double[] x = Points(low, high), y = ours(Np.Array(x)).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            double want = theirs(x[i]);
            Assert.True(Math.Abs(y[i] - want) <= ulps * (Math.BitIncrement(Math.Abs(want)) - Math.Abs(want)), $"{name}({x[i]:R}) is {y[i]:R}, but should be {want:R}.");
        }
    }

    private static double[] Points(double low, double high) => [.. Enumerable.Range(0, 401).Select(i => Math.Clamp(low + (high - low) * i / 400 + (i % 7) * 1e-3 * (high - low) / 400, low, high))];

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 0.47950012218695346)]
    [InlineData(1.0, 0.15729920705028513)]
    [InlineData(2.0, 0.004677734981047266)]
    [InlineData(5.0, 1.5374597944280349e-12)]
    [InlineData(10.0, 2.088487583762545e-45)]
    [InlineData(26.0, 5.663192408856143e-296)]
    [InlineData(-1.0, 1.8427007929497148)]
    public void Erfc_keeps_its_precision_in_the_tail(double x, double want) => Near(want, Lax.Erfc(Np.Array(new[] { x })), 1e-14);

    [Theory]
    [InlineData(0.1, 2.2527126517342055)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1.5, -0.1207822376352452)]
    [InlineData(2.5, 0.2846828704729192)]
    [InlineData(4.0, 1.791759469228055)]
    [InlineData(10.0, 12.801827480081469)]
    [InlineData(100.0, 359.1342053695754)]
    [InlineData(-0.5, 1.265512123484645)]
    [InlineData(-2.5, -0.05624371649767405)]
    public void Lgamma_is_the_logarithm_of_the_absolute_gamma(double x, double want) => Near(want, Lax.Lgamma(Np.Array(new[] { x })), 1e-14);

    [Theory]
    [InlineData(0.1, 0.08885599049425769)]
    [InlineData(0.5, 0.4769362762044699)]
    [InlineData(-0.9, -1.1630871536766743)]
    [InlineData(0.75, 0.8134198475976185)]
    public void Float64_erf_inv_is_not_only_single_precision(double y, double want) => Near(want, Lax.ErfInv(Np.Array(new[] { y })), 1e-12);

    [Theory]
    [InlineData(double.NegativeInfinity, 0.5, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, -3.0, -0.0)]
    [InlineData(-0.0, -3.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.PositiveInfinity, 1.0)]
    [InlineData(-2.0, 0.5, double.NaN)]
    [InlineData(-2.0, 3.0, -8.0)]
    [InlineData(double.NaN, 0.0, 1.0)]
    [InlineData(1.0, double.NaN, 1.0)]
    public void Powers_at_the_ends_are_those_of_IEEE(double x, double y, double want) => Assert.Equal(want, Math.Round(Lax.Pow(Np.Array(new[] { x }), Np.Array(new[] { y })).ToArray<double>()[0], 9));

    [Theory]
    [InlineData(1.0, -0.5772156649015329)]
    [InlineData(0.5, -1.9635100260214235)]
    [InlineData(10.0, 2.251752589066721)]
    [InlineData(-0.5, 0.03648997397857652)]
    public void Digamma_is_the_slope_of_lgamma(double x, double want) => Near(want, Lax.Digamma(Np.Array(new[] { x })), 1e-13);

    [Theory]
    [InlineData(1, 1.0, 1.6449340668482264)]
    [InlineData(1, -0.5, 8.934802200544679)]
    [InlineData(2, 1.0, -2.4041138063191885)]
    [InlineData(3, 2.5, 0.22390584881725205)]
    public void Polygamma_is_the_derivative_of_digamma(int order, double x, double want) => Near(want, Lax.Polygamma(order, Np.Array(new[] { x })), 1e-12);

    [Fact]
    public void Poles_and_ends_of_domains_are_infinite_or_nan()
    {
        double inf = double.PositiveInfinity;
        Assert.Equal([inf, inf, inf], Lax.Lgamma(Np.Array(new[] { 0.0, -1.0, inf })).ToArray<double>());
        Assert.Equal([double.NaN, double.NaN], Lax.Digamma(Np.Array(new[] { 0.0, -3.0 })).ToArray<double>());
        Assert.Equal([inf, -inf, double.NaN], Lax.Atanh(Np.Array(new[] { 1.0, -1.0, 1.5 })).ToArray<double>());
        Assert.Equal([0.0, double.NaN, inf], Lax.Acosh(Np.Array(new[] { 1.0, 0.5, inf })).ToArray<double>());
        Assert.Equal([double.NaN, double.NaN], Lax.Asin(Np.Array(new[] { 1.1, double.NaN })).ToArray<double>());
        Assert.Equal([0.0, inf, -inf], Lax.Cbrt(Np.Array(new[] { 0.0, inf, -inf })).ToArray<double>());
        Assert.Equal([2.0, 0.0, 0.0], Lax.Erfc(Np.Array(new[] { -inf, inf, 40.0 })).ToArray<double>());
    }

    private static void Near(double want, NDArray got, double relative)
    {
        double value = got.ToArray<double>()[0];
        Assert.True(Math.Abs(value - want) <= relative * Math.Max(1e-300, Math.Abs(want)), $"Got {value:R}, expected {want:R}.");
    }

    [Fact]
    public void Rounding_to_fewer_bits_is_rounding_to_the_smaller_type()
    {
        NDArray x = Np.Array([1.2999999, -3.14159, 1e-9, 70000.0, 65519.0, double.NaN, double.NegativeInfinity, 0.0, 2049.0, 2051.0]);
        Agree.BitForBit(x.AsType(DType.BFloat16).AsType(DType.Float32), Lax.ReducePrecision(x, 8, 7));
        Agree.BitForBit(x.AsType(DType.Float16).AsType(DType.Float32), Lax.ReducePrecision(x, 5, 10));
    }
}
