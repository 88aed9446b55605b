using Xunit;
using Xunit.Abstractions;

namespace Linum.Tests;

/// <summary>
/// Functions of one float32 stay within their bound in units in the last place of a float64 reference. Every 997th bit pattern and the neighbours of special points are checked;
/// with the environment variable LINUM_ACCURACY=all every float32. The largest error is printed (<c>--logger "console;verbosity=detailed"</c>).
/// </summary>
public class Float32AccuracyTests(ITestOutputHelper output)
{
    private const int Batch = 1 << 20;

    private static readonly Dictionary<string, (Func<NDArray, NDArray> Ours, Func<double, double> Theirs, double Bound)> Functions = new()
    {
        ["exp"] = (Lax.Exp, Math.Exp, 1.3),
        ["exp2"] = (Lax.Exp2, x => Math.Pow(2, x), 1.8),
        ["expm1"] = (Lax.Expm1, ReferenceFunctions.Expm1, 1.6),
        ["log"] = (Lax.Log, Math.Log, 1),
        ["log1p"] = (Lax.Log1p, ReferenceFunctions.Log1p, 1.7),
        ["tanh"] = (Lax.Tanh, Math.Tanh, 2.7),
        ["logistic"] = (Lax.Logistic, ReferenceFunctions.Logistic, 2.5),
        ["sin"] = (Lax.Sin, Math.Sin, 1.6),
        ["cos"] = (Lax.Cos, Math.Cos, 1.6),
        ["tan"] = (Lax.Tan, Math.Tan, 3.6),
        ["erf"] = (Lax.Erf, ReferenceFunctions.Erf, 2.1),
        ["erfc"] = (Lax.Erfc, ReferenceFunctions.Erfc, 6),
        ["erf_inv"] = (Lax.ErfInv, ReferenceFunctions.ErfInv, 6),
        ["sinh"] = (Lax.Sinh, Math.Sinh, 2.5),
        ["cosh"] = (Lax.Cosh, Math.Cosh, 2),
        ["asin"] = (Lax.Asin, Math.Asin, 2.5),
        ["acos"] = (Lax.Acos, Math.Acos, 2),
        ["atan"] = (Lax.Atan, Math.Atan, 2),
        ["asinh"] = (Lax.Asinh, Math.Asinh, 1),
        ["acosh"] = (Lax.Acosh, Math.Acosh, 1),
        ["atanh"] = (Lax.Atanh, Math.Atanh, 1),
        ["cbrt"] = (Lax.Cbrt, Math.Cbrt, 1),
        ["sqrt"] = (Lax.Sqrt, Math.Sqrt, 0.5),
        ["rsqrt"] = (Lax.Rsqrt, x => 1 / Math.Sqrt(x), 1.5),
    };

    /// <summary>Zeros, ends of domains, overflow, underflow, changes between polynomials, near and far multiples of π/2, infinity, NaN.</summary>
    private static readonly float[] Special =
    [
        0, 1, 0.5f, 2, 1 / 3f, 2 / 3f, 4 / 3f, 0.921875f, 9.02f, 3.94f, 10.1f, 1.1754944e-38f, 1.1920929e-07f, 88.72284f, 87.33655f, 103.97f, 104, 89.41599f, 127, 128, 126, 149, 150,
        1.5707964f, 3.1415927f, 6.2831855f, 102000, 16367173f * 4.722366e21f, 5.3714e30f, float.MaxValue, float.PositiveInfinity,
    ];

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_stays_within_its_bound(string name)
    {
        (Func<NDArray, NDArray> ours, Func<double, double> theirs, double bound) = Functions[name];
        (double Error, float At, float Got) worst = (0, 0, 0);
        foreach (float[] x in Arguments(Environment.GetEnvironmentVariable("LINUM_ACCURACY") == "all" ? 1u : 997u))
        {
            float[] y = ours(Np.Array(x)).ToArray<float>();
            object gate = new();
            Parallel.For(0, 64, part =>
            {
                (double Error, float At, float Got) local = (0, 0, 0);
                for (int i = part * x.Length / 64; i < (part + 1) * x.Length / 64; i++)
                {
                    double error = Ulps(y[i], theirs(x[i]));
                    if (error > local.Error) local = (error, x[i], y[i]);
                }

                lock (gate) worst = local.Error > worst.Error ? local : worst;
            });
        }

        output.WriteLine($"{name}: {worst.Error:F3} ulp at {worst.At:R}");
        Assert.True(worst.Error <= bound, $"{name}({worst.At:R}) is {worst.Got:R}, but should be {theirs(worst.At):R}: {worst.Error:F2} units in the last place, not {bound}.");
    }

    [Theory]
    [InlineData("pow", 2.2)]
    [InlineData("atan2", 3)]
    public void Functions_of_two_float32_stay_within_their_bound(string name, double bound)
    {
        bool pow = name == "pow";
        Random random = new(7);
        var (x, y) = (new float[Batch], new float[Batch]);
        for (int i = 0; i < Batch; i++)
        {
            // Sizes over the whole range; exponents such that most powers are finite, some whole.
            x[i] = MathF.ScaleB(1 + random.NextSingle(), random.Next(i % 3 == 0 ? -1 : -149, i % 3 == 0 ? 1 : 128));
            double log = Math.Abs(Math.Log2(x[i])) + 1e-6;
            y[i] = pow ? (float)((random.NextDouble() * 2 - 1) * Math.Min(1e30, 150 / log)) : MathF.ScaleB(random.NextSingle() * 2 - 1, random.Next(-20, 20)) * x[i];
            if (i % 5 == 0) y[i] = MathF.Round(y[i]);
            if (!pow && i % 2 == 0) x[i] = -x[i];
        }

        float[] z = (pow ? Lax.Pow(Np.Array(x), Np.Array(y)) : Lax.Atan2(Np.Array(y), Np.Array(x))).ToArray<float>();
        (double Error, int At) worst = (0, 0);
        for (int i = 0; i < Batch; i++)
        {
            double error = Ulps(z[i], pow ? Math.Pow(x[i], y[i]) : Math.Atan2(y[i], x[i]));
            if (error > worst.Error) worst = (error, i);
        }

        output.WriteLine($"{name}: {worst.Error:F3} ulp at {x[worst.At]:R}, {y[worst.At]:R}");
        Assert.True(worst.Error <= bound, $"{name} of {x[worst.At]:R} and {y[worst.At]:R} is {z[worst.At]:R}: off by {worst.Error:F2} units in the last place, not {bound}.");
    }

    private static IEnumerable<float[]> Arguments(uint step)
    {
        yield return [.. Special.SelectMany(s => Enumerable.Range(-2000, 4001).Select(k => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(s) + k))).SelectMany(v => new[] { v, -v })];
        for (ulong first = 0; first <= uint.MaxValue; first += (ulong)Batch * step)
        {
            int count = (int)Math.Min(Batch, (uint.MaxValue - first) / step + 1);
            var x = new float[count];
            for (int i = 0; i < count; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)(first + (ulong)i * step));
            yield return x;
        }
    }

    /// <summary>The distance in units in the last place of a float32 as large as the wanted value; infinite where NaN, infinity or the sign of zero is wrong.</summary>
    private static double Ulps(float got, double want)
    {
        if (double.IsNaN(want) || float.IsNaN(got)) return double.IsNaN(want) && float.IsNaN(got) ? 0 : double.PositiveInfinity;
        if (want == 0) return got == 0 && float.IsNegative(got) == double.IsNegative(want) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(want)) return got == want ? 0 : double.PositiveInfinity;
        if (float.IsInfinity(got) && float.IsInfinity((float)want) && float.IsNegative(got) == (want < 0)) return 0;
        // An infinite result counts as the power of two behind the largest number.
        double value = float.IsInfinity(got) ? Math.CopySign(Math.Pow(2, 128), got) : got;
        return Math.Abs(value - want) / Math.ScaleB(1, Math.Clamp(Math.ILogB(want), -126, 127) - 23);
    }
}
