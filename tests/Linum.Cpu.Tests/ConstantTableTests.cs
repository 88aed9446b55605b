using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Constants that tell one shape or one setting from another are no part of a kernel.</summary>
public sealed class ConstantTableTests
{
    private static ScalarStep[] Steps(double constant) => ScalarFunction.Unary(DType.Float32, x => (x * 2 - 1) / constant).Steps.ToArray();

    [Fact]
    public void Bodies_that_differ_in_a_number_alone_become_the_same()
    {
        ScalarStep[] one = Steps(1210), other = Steps(77.5);
        Assert.NotEqual(one, other);
        Assert.NotNull(ConstantTable.Extract(one, 1));
        Assert.NotNull(ConstantTable.Extract(other, 1));
        Assert.Equal(one, other);
        Assert.Equal(new ScalarStep(ScalarOp.Input, DType.Float32, 1, 0), Assert.Single(one, s => s is { Op: ScalarOp.Input, A: 1 }));
        // What many functions have in common tells them apart and stays.
        Assert.Equal(2, one.Count(s => s.Op == ScalarOp.Constant));
        Assert.Null(ConstantTable.Extract(Steps(0.5), 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(1)]
    [InlineData(-2)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1210)]
    [InlineData(-1e-30)]
    public void Every_number_gives_the_bits_of_the_interpreter(double constant)
    {
        NDArray x = Np.Ones(3, 37);
        Agree.BitForBit(MakeJaxpr((NDArray v) => Np.Maximum(v * constant, v) + constant)(x), Agree.Whole(new Random(4), x.Type));
        Agree.BitForBit(MakeJaxpr((NDArray v) => (v - constant) / Np.Max(v + constant, 1, keepDims: true))(x), Agree.Whole(new Random(4), x.Type));
    }
}
