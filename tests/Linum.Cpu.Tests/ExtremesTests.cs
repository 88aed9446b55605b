using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>The quick ways to a maximum give what the exact operation gives, for NaN and both zeros too.</summary>
public sealed class ExtremesTests
{
    private static readonly double[] Special = [double.NaN, 0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, 0.25, -3];

    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    public static TheoryData<double, DType> Constants()
    {
        TheoryData<double, DType> data = [];
        foreach (double constant in Special)
        {
            data.Add(constant, DType.Float32);
            data.Add(constant, DType.Float64);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Constants))]
    public void A_constant_and_an_array_compare_like_two_arrays(double constant, DType type)
    {
        NDArray x = Np.Array([.. Enumerable.Range(0, 70).Select(i => i % 3 == 0 ? i - 30 : Special[i % Special.Length])]).AsType(type);
        Same(a => Np.Maximum(a, Lax.ScalarLike(a, constant)), x);
        Same(a => Np.Maximum(Lax.ScalarLike(a, constant), a), x);
        Same(a => Np.Minimum(a, Lax.ScalarLike(a, constant)), x);
        Same(a => Np.Minimum(Lax.ScalarLike(a, constant), a), x);
    }

    [Fact]
    public void Elements_that_are_stored_where_others_were_read_are_computed_once()
    {
        // The largest is a zero, and the product lies where the reversed array was.
        NDArray x = Np.Sin(Np.Arange(64f) * 1.7f) - 0.3f;
        var f = ((NDArray a) => { NDArray y = (a + Lax.Rev(a, [0])) * 0f; return (y, Np.Max(y)); });
        Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    public void Sums_of_negative_zeros_alone_are_positive_zeros_along_every_axis(DType type)
    {
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(4, 20), (1, 20), (20, 4), (3, 1), (9, 33), (600, 40)])
        {
            foreach (int axis in (ReadOnlySpan<int>)[0, 1])
            {
                Same(x => Np.Sum(-x, axis), Np.Zeros([rows, columns], type));
                Same(x => Np.Sum(x * -1f, axis), Np.Zeros([rows, columns], type));
            }
        }
    }

    [Fact]
    public void Rows_of_infinities_zeros_and_NaN_have_the_extremes_of_the_interpreter()
    {
        Random random = new(3);
        float[] values = [0f, -0f, -1f, float.NegativeInfinity, float.PositiveInfinity, float.NaN];
        foreach (int length in (ReadOnlySpan<int>)[16, 17, 64, 65])
        {
            for (int kinds = 2; kinds <= values.Length; kinds++)
            {
                NDArray x = Np.Array([.. Enumerable.Range(0, 5 * length).Select(_ => values[random.Next(20) == 0 ? random.Next(kinds) : random.Next(2)])]).Reshape(5, length);
                Agree.BitForBit(MakeJaxpr((NDArray x) => (Np.Max(x, 1), Np.Min(x, 1), Np.Max(x, 0), Np.Min(x)))(x), x.Concrete("the test").ToBytes());
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-0.25)]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(1.5e-45)]
    [InlineData(1.2e38)]
    [InlineData(double.PositiveInfinity)]
    public void Division_by_a_constant_is_division(double divisor)
    {
        NDArray x = Np.Array([.. Enumerable.Range(0, 70).Select(i => i % 5 == 0 ? Special[i % Special.Length] : Math.Pow(10, i - 48) * (i - 33))]);
        Same(a => a / Lax.ScalarLike(a, divisor), x);
        Same(a => a / Lax.ScalarLike(a, divisor), x.AsType(DType.Float64));
    }

    [Fact]
    public void Division_by_a_power_of_two_is_multiplication() => Assert.Contains("Multiply", Inspect((NDArray a) => a / 8).Lowered(Np.Ones(4)));

    [Theory]
    [InlineData(DType.Float32, 64)]
    [InlineData(DType.Float32, 203)]
    [InlineData(DType.Float64, 128)]
    [InlineData(DType.Float64, 131)]
    public void A_row_with_NaN_or_whose_result_is_a_zero_is_done_exactly(DType type, int length)
    {
        // Each row has one special value somewhere among ordinary ones on one side of zero.
        List<double[]> rows = [];
        foreach (int sign in (int[])[1, -1])
        {
            foreach (int at in (int[])[0, 7, length / 2, length - 1])
                foreach (double special in Special) rows.Add([.. Enumerable.Range(0, length).Select(i => i == at ? special : sign * (1.0 + i))]);
            rows.Add([.. Enumerable.Range(0, length).Select(i => i == 9 ? 0.0 : i % 2 == 0 ? -0.0 : sign)]);
            rows.Add([.. Enumerable.Range(0, length).Select(i => i == 9 ? -0.0 : i % 2 == 0 ? 0.0 : sign)]);
        }

        NDArray x = Np.Reshape(Np.Array([.. rows.SelectMany(r => r)]), [rows.Count, length]).AsType(type);
        Same(a => Np.Max(a, axes: 1), x);
        Same(a => Np.Min(a * 2, axes: 1), x);
        Same(a => Np.Exp(a - Np.Max(a, axes: 1, keepDims: true)) + Np.Min(a, axes: 1, keepDims: true), x);
    }
}
