using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>A sum begins with 0, so that one of nothing but -0 is 0, however it is computed.</summary>
public sealed class ZeroSumTests
{
    private static byte[] NegativeZeros(ArrayType type)
    {
        var bytes = new byte[type.ByteCount];
        for (long i = 0; i < type.Shape.Count * type.DType.Components; i++)
            new Element(ScalarConversion.Convert(DType.Float64, type.DType.Component, BitConverter.DoubleToInt64Bits(-0.0))).Write(bytes, type.DType.Component, i);
        return bytes;
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Complex64)]
    public void A_sum_of_negative_zeros_is_zero(DType dtype)
    {
        foreach ((Shape shape, int[] axes) in (ReadOnlySpan<(Shape, int[])>)[([3, 16], [0]), ([33, 4], [1]), ([4, 33], [1]), ([300, 5], [0]), ([2, 70], [1]), ([3, 1, 5], [1]), ([7], []), ([2, 3, 2], [0, 2]), ([64], [0])])
        {
            ArrayType type = new(dtype, shape);
            Agree.BitForBit(Agree.Program(new ReduceSum(axes), type), NegativeZeros(type));
        }
    }
}
