using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>Polynomials in one expression and in a loop.</summary>
public sealed class PolynomialTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void Values_are_those_of_Horners_rule_step_by_step(int count)
    {
        float[] coefficients = [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i + 1))], places = [.. Enumerable.Range(0, 100).Select(i => i / 50f - 1), float.PositiveInfinity, float.NaN];
        float[] expected = [.. places.Select(x => coefficients.Aggregate(0f, (y, c) => y * x + c))];
        NDArray c = Np.Array(coefficients), x = Np.Array(places);
        Assert.Equal(expected, Np.Polyval(c, x).ToArray<float>());
        Assert.Equal(expected, Jit(Np.Polyval)(c, x).ToArray<float>());
        Assert.Equal(expected, Vmap(Np.Polyval, inAxes: [null, 0])(c, x).ToArray<float>());
    }

    [Fact]
    public void The_slope_by_each_coefficient_is_a_power()
    {
        NDArray slopes = Grad((NDArray c) => Np.Polyval(c, Np.Array(2f)))(Np.Array([3f, 1f, 4f, 1f]));
        Assert.Equal([8f, 4f, 2f, 1f], slopes.ToArray<float>());
    }
}
