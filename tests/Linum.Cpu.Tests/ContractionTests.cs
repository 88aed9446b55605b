using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Matrix products against the interpreter. Data are small whole numbers, so that every order of sums is exact.</summary>
public sealed class ContractionTests
{
    private static readonly int[] AroundTiles = [1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 49];

    private static readonly int[] Depths = [0, 1, 2, 3, 4, 5, 7, 8, 31, 64, 65];

    private static void Check(Random random, DType type, Shape left, Shape right, ContractDimensions d)
    {
        ArrayType x = new(type, left), y = new(type, right);
        Agree.BitForBit(Agree.Program(new DotGeneral(d, type), x, y), Agree.Whole(random, x), Agree.Whole(random, y));
    }

    private static void Product(Random random, DType type, int m, int k, int n, bool leftTurned, bool rightTurned) =>
        Check(random, type, leftTurned ? [k, m] : [m, k], rightTurned ? [n, k] : [k, n], new([leftTurned ? 0 : 1], [rightTurned ? 1 : 0], [], []));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.BFloat16)]
    public void Sizes_around_those_of_tiles_agree_with_the_interpreter(DType type)
    {
        Random random = new(31);
        int One(int[] of) => of[random.Next(of.Length)];
        for (int i = 0; i < 120; i++) Product(random, type, One(AroundTiles), One(Depths), One(AroundTiles), random.Next(2) == 0, random.Next(2) == 0);
    }

    [Theory]
    [InlineData(70, 300, 200)]
    [InlineData(12, 513, 300)]
    [InlineData(150, 20, 512)]
    [InlineData(9, 1024, 65)]
    [InlineData(400, 260, 17)]
    [InlineData(70, 1300, 200)]
    [InlineData(13, 601, 259)]
    [InlineData(128, 777, 131)]
    public void Products_that_are_packed_and_shared_out_agree_with_the_interpreter(int m, int k, int n)
    {
        Random random = new(32);
        for (int turned = 0; turned < 4; turned++) Product(random, turned == 3 ? DType.Float64 : DType.Float32, m, k, n, turned % 2 == 1, turned >= 2);
    }

    [Fact]
    public void Batches_agree_with_the_interpreter()
    {
        Random random = new(33);
        foreach ((int batch, int m, int k, int n) in ((int, int, int, int)[])[(40, 32, 32, 32), (3, 50, 60, 70), (100, 3, 9, 4), (9, 1, 40, 17), (2, 0, 3, 4), (0, 3, 4, 5), (17, 13, 40, 33), (2, 40, 700, 150)])
        {
            Check(random, DType.Float32, [batch, m, k], [batch, k, n], new([2], [1], [0], [0]));
            Check(random, DType.Float32, [m, batch, k], [n, k, batch], new([2], [1], [1], [2]));
            Check(random, DType.Float64, [k, m, batch], [k, batch, n], new([0], [0], [2], [1]));
        }
    }

    [Fact]
    public void Several_axes_of_each_kind_agree_with_the_interpreter()
    {
        Random random = new(34);
        Check(random, DType.Float32, [4, 5, 6, 7], [6, 9, 4, 8], new([0, 2], [2, 0], [], []));
        Check(random, DType.Float32, [4, 5, 6, 7], [7, 9, 5, 4, 3], new([3], [0], [0, 1], [3, 2]));
        Check(random, DType.Float64, [3, 20, 2, 16], [16, 3, 2, 21], new([3, 0], [0, 1], [2], [2]));
        Check(random, DType.Float32, [8, 24, 4, 16], [8, 24, 4, 16], new([3], [3], [0, 2], [0, 2]));
    }

    [Fact]
    public void Leading_axes_that_one_factor_does_not_have_are_rows_or_columns()
    {
        Random random = new(35);
        NDArray Of(params int[] shape) => Np.Array([.. Enumerable.Range(0, (int)((Shape)shape).Count).Select(_ => (float)random.Next(-3, 4))]).Reshape(shape);
        foreach ((int[] x, int[] y) in ((int[], int[])[])[([5, 3, 4], [4, 6]), ([3, 4], [5, 4, 6]), ([2, 1, 3, 4], [7, 4, 6]), ([2, 7, 3, 4], [2, 1, 4, 6]), ([1, 3, 4], [5, 4, 6]), ([1, 1, 3, 4], [1, 4, 6]), ([2, 1, 3, 4], [1, 5, 4, 6])])
        {
            NDArray a = Of(x), b = Of(y), product = Np.MatMul(a, b);
            Shape batch = product.Shape[..^2];
            NDArray expected = Np.Sum(Np.ExpandDims(Np.BroadcastTo(a, [.. batch, 3, 4]), -1) * Np.ExpandDims(Np.BroadcastTo(b, [.. batch, 4, 6]), -3), -2);
            Assert.Equal(expected.Shape, product.Shape);
            Assert.Equal(expected.ToArray<float>(), product.ToArray<float>());
        }
    }
}
