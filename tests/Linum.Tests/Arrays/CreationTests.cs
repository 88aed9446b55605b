using System.Numerics;
using Xunit;

namespace Linum.Tests.Arrays;

public class CreationTests
{
    [Fact]
    public void Literals_are_int32_float32_or_bool_by_what_they_are()
    {
        Is(Np.Array([[1, 2], [3, 4]]), DType.Int32, [2, 2]);
        Is(Np.Array([1.0, 2]), DType.Float32, [2]);
        Is(Np.Array([true, false]), DType.Bool, [2]);
        Is(Np.Array([1, 2L]), DType.Int64, [2]);
        Is(Np.Array([[[1]], [[2]]]), DType.Int32, [2, 1, 1]);
        Is(Np.Array([]), DType.Float32, [0]);
        Is(Np.Array([[], []]), DType.Float32, [2, 0]);
        Is(Np.Array(3.0), DType.Float32, []);
        Is(Np.Array([new Complex(1, 2)]), DType.Complex64, [1]);
        Is(Np.Array([1, 2.5], DType.Float64), DType.Float64, [2]);
        Assert.Equal([1, 2, 3, 4], Np.Array([[1, 2], [3, 4]]).ToArray<int>());
        Assert.Equal(2.5, Np.Array([1, 2.5], DType.Float64).ToArray<double>()[1]);
    }

    [Fact]
    public void Rows_of_different_lengths_name_the_row()
    {
        Assert.Contains("[1]", Assert.Throws<ShapeException>(() => Np.Array([[1, 2], [3]])).Message, StringComparison.Ordinal);
        Assert.Contains("[1]", Assert.Throws<ShapeException>(() => Np.Array([[1], 2])).Message, StringComparison.Ordinal);
        int[][] ragged = [[1, 2], [3]];
        Assert.Contains("row 1", Assert.Throws<ShapeException>(() => Np.Array(ragged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_element_type_is_kept_and_comes_back()
    {
        Back<bool>([true, false, true], DType.Bool);
        Back<sbyte>([-128, 0, 127], DType.Int8);
        Back<short>([short.MinValue, 7], DType.Int16);
        Back([int.MinValue, 7, int.MaxValue], DType.Int32);
        Back([long.MinValue, 7, long.MaxValue], DType.Int64);
        Back<byte>([0, 255], DType.UInt8);
        Back<ushort>([0, 65535], DType.UInt16);
        Back<uint>([0, uint.MaxValue], DType.UInt32);
        Back<ulong>([0, ulong.MaxValue], DType.UInt64);
        Back<Half>([(Half)0.1f, Half.MaxValue], DType.Float16);
        Back([0.1f, float.NegativeInfinity], DType.Float32);
        Back([0.1, double.Epsilon], DType.Float64);
        Back([new Complex(0.1, -2)], DType.Complex128);
        Back(Array.Empty<float>(), DType.Float32);

        static void Back<T>(T[] values, DType dtype)
            where T : unmanaged
        {
            NDArray x = Np.Array(values), rows = Np.Array(new[] { values, values });
            Is(x, dtype, [values.Length]);
            Is(rows, dtype, [2, values.Length]);
            Assert.Equal(values, x.ToArray<T>());
            Assert.Equal(values, rows.ToJagged<T>()[1]);
            using ArrayView<T> view = x.View<T>();
            Assert.Equal(values, view.Span.ToArray());
        }
    }

    [Fact]
    public void Types_without_a_dtype_are_refused() =>
        Assert.Contains("Guid", Assert.Throws<DTypeException>(() => Np.Array(new Guid[1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Rectangular_arrays_go_in_and_out()
    {
        double[,] matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
        int[,,] cube = { { { 1, 2 }, { 3, 4 } } };
        Assert.Equal(matrix, Np.Array(matrix).ToArray2D<double>());
        Assert.Equal(cube, Np.Array(cube).ToArray3D<int>());
        Assert.Equal(new[,] { { 1.0, 4 }, { 2, 5 }, { 3, 6 } }, Np.Array(matrix).T.ToArray2D<double>());
        Assert.Equal([[1.0, 2, 3], [4, 5, 6]], Np.Array(matrix).ToJagged<double>());
        Assert.Empty(Np.Zeros(0, 3).ToArray2D<float>());
        Assert.Contains("2 axes", Assert.Throws<ShapeException>(() => Np.Zeros(3).ToArray2D<float>()).Message, StringComparison.Ordinal);
        Assert.Contains("float32", Assert.Throws<DTypeException>(() => Np.Zeros(3, 3).ToArray2D<double>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_take_a_shape()
    {
        ReadOnlySpan<short> values = [1, 2, 3, 4, 5, 6];
        Is(Np.Array(values, [2, 3]), DType.Int16, [2, 3]);
        Assert.Contains("6", Assert.Throws<ShapeException>(() => Np.Array<short>([1, 2], [2, 3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filled_arrays()
    {
        Is(Np.Zeros(3, 4), DType.Float32, [3, 4]);
        Is(Np.Zeros([3, 4]), DType.Float32, [3, 4]);
        Is(Np.Ones([2], DType.Int8), DType.Int8, [2]);
        Is(Np.Full([2, 2], 7), DType.Int32, [2, 2]);
        Is(Np.Full([], 0.5, DType.Float64), DType.Float64, []);
        Is(Np.Full([3], Np.Array([1, 2, 3])), DType.Int32, [3]);
        Is(Np.ZerosLike(Np.Ones([2, 0], DType.BFloat16)), DType.BFloat16, [2, 0]);
        Is(Np.FullLike(Np.Arange(3), 2.7), DType.Int32, [3]);
        Assert.Equal([2, 2, 2], Np.FullLike(Np.Arange(3), 2.7).ToArray<int>());
        Assert.Throws<ShapeException>(() => Np.Zeros(2, -1));
        Assert.Throws<ShapeException>(() => Np.Eye(-1));
        Assert.Throws<ShapeException>(() => Np.Linspace(0, 1, -2));
    }

    [Theory]
    [InlineData(0, 10, 3, new[] { 0, 3, 6, 9 })]
    [InlineData(10, 0, -4, new[] { 10, 6, 2 })]
    [InlineData(3, 3, 1, new int[0])]
    [InlineData(5, 0, 2, new int[0])]
    [InlineData(-2, 3, 1, new[] { -2, -1, 0, 1, 2 })]
    public void Arange_counts(int start, int stop, int step, int[] wanted) => Assert.Equal(wanted, Np.Arange(start, stop, step).ToArray<int>());

    [Fact]
    public void Arange_and_Linspace_of_floats()
    {
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f], Np.Arange(0.0, 1.0, 0.25).ToArray<float>());
        Assert.Equal([0f, 0.5f, 1f], Np.Linspace(0, 1, 3).ToArray<float>());
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f], Np.Linspace(0, 1, 4, endpoint: false).ToArray<float>());
        Assert.Equal([2f], Np.Linspace(2, 5, 1).ToArray<float>());
        Assert.Empty(Np.Linspace(2, 5, 0).ToArray<float>());
        Assert.Throws<ShapeException>(() => Np.Arange(0, 3, 0));
    }

    [Fact]
    public void Eye_and_its_diagonals()
    {
        Assert.Equal(new[,] { { 1f, 0 }, { 0, 1 } }, Np.Eye(2).ToArray2D<float>());
        Assert.Equal(new[,] { { 0, 1, 0 }, { 0, 0, 1 } }, Np.Eye(2, 3, diagonal: 1, DType.Int32).ToArray2D<int>());
        Assert.Equal(new[,] { { 0, 0 }, { 1, 0 }, { 0, 1 } }, Np.Eye(3, 2, diagonal: -1, DType.Int32).ToArray2D<int>());
    }

    [Fact]
    public void Large_unsigned_literals_keep_their_value()
    {
        Assert.Equal([ulong.MaxValue], Np.Array([ulong.MaxValue]).ToArray<ulong>());
        Assert.Equal([(double)ulong.MaxValue], Np.Array([ulong.MaxValue], DType.Float64).ToArray<double>());
        NDArray one = Np.Array(new[] { 1.0 });
        Assert.Equal([(double)ulong.MaxValue], (one * ulong.MaxValue).ToArray<double>());
        Assert.Equal([(double)uint.MaxValue], (one * uint.MaxValue).ToArray<double>());
    }

    private static void Is(NDArray x, DType dtype, Shape shape)
    {
        Assert.Equal(dtype, x.DType);
        Assert.Equal(shape, x.Shape);
    }
}
