using Linum.Extending;
using Xunit;

namespace Linum.Core.Tests.Loops;

public sealed class ScalarInterpreterTests
{
    [Theory]
    [InlineData(DType.Int8, -128, -1, -128)]
    [InlineData(DType.Int32, 7, 0, -1)]
    [InlineData(DType.Int32, -7, 2, -3)]
    [InlineData(DType.Int64, long.MinValue, -1, long.MinValue)]
    [InlineData(DType.UInt8, 200, 0, 255)]
    [InlineData(DType.UInt64, -2, 3, 6148914691236517204)]
    public void Integer_division_truncates_and_never_traps(DType type, long x, long y, long expected) =>
        Assert.Equal(ScalarArithmetic.Mask(type, expected), Binary(ScalarOp.Divide, type, x, y));

    [Theory]
    [InlineData(DType.Int8, -128, -1, 0)]
    [InlineData(DType.Int32, 7, 0, 7)]
    [InlineData(DType.Int32, -7, 2, -1)]
    [InlineData(DType.Int64, long.MinValue, -1, 0)]
    [InlineData(DType.UInt8, 200, 7, 4)]
    public void Integer_remainder_has_the_sign_of_the_dividend(DType type, long x, long y, long expected) =>
        Assert.Equal(ScalarArithmetic.Mask(type, expected), Binary(ScalarOp.Remainder, type, x, y));

    [Theory]
    [InlineData(ScalarOp.ShiftLeft, DType.Int8, 1, 7, -128)]
    [InlineData(ScalarOp.ShiftLeft, DType.Int32, 1, 32, 0)]
    [InlineData(ScalarOp.ShiftLeft, DType.Int32, 1, -1, 0)]
    [InlineData(ScalarOp.ShiftRightLogical, DType.Int8, -1, 1, 127)]
    [InlineData(ScalarOp.ShiftRightArithmetic, DType.Int8, -128, 3, -16)]
    [InlineData(ScalarOp.ShiftRightArithmetic, DType.Int8, -128, 8, -1)]
    [InlineData(ScalarOp.ShiftRightArithmetic, DType.Int64, 5, 64, 0)]
    public void Shifts_beyond_the_width_fill(ScalarOp op, DType type, long x, long y, long expected) =>
        Assert.Equal(ScalarArithmetic.Mask(type, expected), Binary(op, type, x, y));

    [Theory]
    [InlineData(300.7, DType.UInt8, 255)]
    [InlineData(-3.9, DType.UInt8, 0)]
    [InlineData(-3.9, DType.Int32, -3)]
    [InlineData(1e30, DType.Int64, long.MaxValue)]
    [InlineData(-1e30, DType.Int16, short.MinValue)]
    [InlineData(1e30, DType.UInt64, -1)]
    [InlineData(double.NaN, DType.Int32, 0)]
    [InlineData(double.NaN, DType.Bool, 1)]
    [InlineData(-0.0, DType.Bool, 0)]
    public void Floats_convert_to_integers_with_saturation(double x, DType to, long expected) =>
        Assert.Equal(ScalarArithmetic.Mask(to, expected), ScalarConversion.Convert(DType.Float64, to, ScalarArithmetic.Bits(x)));

    [Fact]
    public void Large_unsigned_integers_round_once_to_float32()
    {
        // 2^63 + 2^39 + 1 lies just above a tie between two float32 values; rounding through float64 would lose the last bit and fall on the tie.
        long bits = unchecked((long)((1UL << 63) + (1UL << 39) + 1));
        Assert.Equal(9223373136366403584f, ScalarArithmetic.Single(ScalarConversion.Convert(DType.UInt64, DType.Float32, bits)));
    }

    [Theory]
    [InlineData(1.00390625f, 0x3F80)]
    [InlineData(1.01171875f, 0x3F82)]
    [InlineData(float.NaN, 0x7FC0)]
    [InlineData(float.MaxValue, 0x7F80)]
    public void BFloat16_rounds_halves_to_even(float x, int expected) => Assert.Equal(expected, ScalarConversion.ToBFloat16(x) & 0x7FFF);

    [Fact]
    public void Products_and_sums_are_rounded_in_float32()
    {
        ScalarFunction function = ScalarFunction.Binary(DType.Float32, DType.Float32, (x, y) => x * x - y);
        float x = 1.0000001f;
        Assert.Equal(0f, ScalarArithmetic.Single(Loop.Evaluate(function, ScalarArithmetic.Bits(x), ScalarArithmetic.Bits(x * x))));
    }

    [Fact]
    public void Fused_multiply_add_rounds_once()
    {
        ScalarFunction function = ScalarFunction.Binary(DType.Float32, DType.Float32, (x, y) => Scalar.FusedMultiplyAdd(x, x, -y));
        float x = 1.0000001f;
        float expected = (float)((double)x * x - x * x);
        Assert.NotEqual(0f, expected);
        Assert.Equal(expected, ScalarArithmetic.Single(Loop.Evaluate(function, ScalarArithmetic.Bits(x), ScalarArithmetic.Bits(x * x))));
    }

    [Fact]
    public void Maximum_and_comparisons_treat_NaN_as_documented()
    {
        long nan = ScalarArithmetic.Bits(double.NaN), one = ScalarArithmetic.Bits(1.0);
        Assert.True(double.IsNaN(ScalarArithmetic.Double(Binary(ScalarOp.Max, DType.Float64, nan, one))));
        Assert.True(double.IsNaN(ScalarArithmetic.Double(Binary(ScalarOp.Min, DType.Float64, one, nan))));
        Assert.True(double.IsNaN(ScalarArithmetic.Double(Binary(ScalarOp.MaxOrB, DType.Float64, one, nan))));
        Assert.Equal(one, Binary(ScalarOp.MinOrB, DType.Float64, nan, one));
        Assert.True(ScalarArithmetic.Compare(ScalarOp.NotEqual, DType.Float64, nan, nan));
        Assert.False(ScalarArithmetic.Compare(ScalarOp.LessOrEqual, DType.Float64, nan, nan));
    }

    private static long Binary(ScalarOp op, DType type, long x, long y) =>
        ScalarArithmetic.Binary(op, type, ScalarArithmetic.Mask(type, x), ScalarArithmetic.Mask(type, y));
}
