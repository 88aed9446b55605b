using System.Numerics;
using System.Numerics.Tensors;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Arrays;

public class ConversionTests
{
    [Fact]
    public void Scalars_become_numbers_by_an_explicit_cast_or_Item()
    {
        NDArray x = Np.Array([[2.75]]);
        Assert.Equal(2.75, (double)x);
        Assert.Equal(2.75f, (float)x);
        Assert.Equal(2, (int)x);
        Assert.Equal(2L, (long)x);
        Assert.Equal((byte)2, (byte)x);
        Assert.Equal((Half)2.75, (Half)x);
        Assert.Equal(new Complex(2.75, 0), (Complex)x);
        Assert.True((bool)x);
        Assert.Equal((ushort)2, x.Item<ushort>());
        Assert.Equal(ulong.MaxValue, (ulong)Np.Array([ulong.MaxValue]));
        Assert.Equal(2.75f, Np.Array([2.75], DType.BFloat16).Item<float>());
        Assert.Equal(1.5, (double)Np.Array([new Complex(1.5, 3)]));
        Assert.Contains("int32[2]", Assert.Throws<ShapeException>(() => (int)Np.Array([1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Np.Zeros(0).Item<int>());
        Assert.Throws<DTypeException>(() => x.Item<Guid>());
    }

    [Fact]
    public void Floats_beyond_an_integer_type_become_its_nearest_number()
    {
        Assert.Equal(int.MaxValue, (int)Np.Array(3e9));
        Assert.Equal(int.MinValue, (int)Np.Array(-3e9));
        Assert.Equal(ulong.MaxValue, (ulong)Np.Array(1e30));
        Assert.Equal(255, (byte)Np.Array(300.0));
        Assert.Equal(0, (int)Np.Array(double.NaN));
    }

    [Fact]
    public void ToArray_wants_the_element_type()
    {
        Assert.Equal([new Complex(1, 2)], Np.Array([new Complex(1, 2)]).ToArray<Complex>());
        Assert.Equal([(ushort)0x3f80], Np.Ones([1], DType.BFloat16).ToArray<ushort>());
        string message = Assert.Throws<DTypeException>(() => Np.Zeros(2).ToArray<int>()).Message;
        Assert.Contains("float32", message, StringComparison.Ordinal);
        Assert.Contains("AsType", message, StringComparison.Ordinal);
        Assert.Throws<ConcretizationException>(() => Jit((NDArray x) => Np.Array(x.ToArray<float>()))(Np.Zeros(2)));
    }

    [Fact]
    public unsafe void A_view_is_the_arrays_own_memory()
    {
        NDArray x = Np.Arange(6.0).Reshape(2, 3);
        using ArrayView<float> view = x.View<float>(), again = x.View<float>();
        Assert.Equal([2, 3], view.Shape.ToArray());
        Assert.Equal([0f, 1, 2, 3, 4, 5], view.Span.ToArray());
        fixed (float* a = view.Span, b = again.Span) Assert.True(a == b);
        Assert.Equal(5f, view.TensorSpan[1, 2]);
        fixed (float* a = view.Span, b = view.TensorSpan) Assert.True(a == b);
    }

    [Fact]
    public void A_view_ends_with_Dispose_and_keeps_the_memory_until_then()
    {
        ArrayView<float> view = Made(), copy = view;
        for (int i = 0; i < 200; i++)
        {
            _ = Np.Full([1000], i) + 1;
            if (i % 50 == 0) GC.Collect();
        }

        Assert.True(view.Span.IndexOfAnyExcept(7f) < 0);
        view.Dispose();
        copy.Dispose();
        bool thrown = false;
        try
        {
            _ = copy.Span.Length;
        }
        catch (ObjectDisposedException)
        {
            thrown = true;
        }

        Assert.True(thrown);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static ArrayView<float> Made() => (Np.Full([1000], 3.0) + 4.0).View<float>();
    }

    [Fact]
    public void Views_of_scalars_empty_arrays_and_wrong_types()
    {
        using ArrayView<int> scalar = ((NDArray)3).View<int>();
        Assert.Equal([3], scalar.Span.ToArray());
        Assert.Equal(1, scalar.TensorSpan.FlattenedLength);
        using ArrayView<float> empty = Np.Zeros(0, 2).View<float>();
        Assert.Equal(0, empty.Span.Length);
        Assert.Throws<DTypeException>(() => Look<double>(Np.Zeros(2)));
        Assert.Contains("complex64", Assert.Throws<DTypeException>(() => Look<Complex>(Np.Array([new Complex(1, 2)]))).Message, StringComparison.Ordinal);
        Assert.Throws<ConcretizationException>(() => Jit((NDArray x) =>
        {
            Look<float>(x);
            return x;
        })(Np.Zeros(2)));

        static void Look<T>(NDArray x)
            where T : unmanaged
        {
            using ArrayView<T> view = x.View<T>();
        }
    }

    [Fact]
    public void Tensors_of_dotnet_are_copied_in_and_out()
    {
        NDArray x = Np.Arange(6).Reshape(2, 3);
        Tensor<int> tensor = x.ToTensor<int>();
        Assert.Equal([(nint)2, 3], tensor.Lengths.ToArray());
        Assert.Equal(5, tensor[1, 2]);
        tensor[1, 2] = 50;
        Assert.Equal(5, (int)x[1, 2]);
        Assert.Equal([0, 1, 2, 3, 4, 50], Np.Array(tensor).ToArray<int>());
        Assert.Equal([2, 3], Np.Array(tensor).Shape.ToArray());
        NDArray part = Np.Array(tensor.AsReadOnlyTensorSpan([0..2, 1..3]));
        Assert.Equal(new[,] { { 1, 2 }, { 4, 50 } }, part.ToArray2D<int>());
        Assert.Equal(7, Np.Array(7).ToTensor<int>()[0]);
    }

    [Fact]
    public void Shapes_match_patterns_and_come_apart()
    {
        NDArray x = Np.Zeros(4, 3, 2);
        Assert.True(x.Shape is [.., 2]);
        Assert.True(x.Shape is [4, _, 2]);
        Assert.False(x.Shape is [_, _]);
        (int a, int b, int c) = x.Shape;
        Assert.Equal((4, 3, 2), (a, b, c));
        Shape longer = [.. x.Shape, 5];
        Assert.Equal("(4, 3, 2, 5)", longer.ToString());
        Assert.Equal(2, x.Shape[^1]);
        Assert.Equal([4, 3], x.Shape[..2].ToArray());
        Assert.True(x.Shape == new Shape[] { [4, 3, 2] }[0]);
        Assert.Contains("3 axes", Assert.Throws<ArgumentException>(() =>
        {
            (int rows, int columns) = x.Shape;
            return rows + columns;
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_take_the_dtype_of_the_array_they_meet()
    {
        foreach (DType dtype in new[] { DType.Int8, DType.UInt8, DType.Int64, DType.Float16, DType.BFloat16, DType.Float32, DType.Float64, DType.Complex64 })
        {
            NDArray x = Np.Ones([2], dtype);
            Assert.Equal(dtype, (x * 2).DType);
            Assert.Equal(dtype, (1 + x).DType);
            if (!dtype.IsInteger) Assert.Equal(dtype, (2.5 * x - 1f).DType);
        }

        Assert.Equal(DType.Float32, (Np.Ones([2], DType.Int32) * 2.5).DType);
        Assert.Equal([3.5f, 3.5f], (Np.Ones([2], DType.Int32) + 2.5).ToArray<float>());
        NDArray w = Np.Ones(2);
        w += 1;
        Assert.Equal([2f, 2], w.ToArray<float>());
        Assert.Equal([0.1 + 1, 0.1 + 1], (Np.Ones([2], DType.Float64) + 0.1).ToArray<double>());
    }

    [Fact]
    public void Equality_of_elements_and_of_objects()
    {
        NDArray a = Np.Array([1, 2]), b = Np.Array([1, 2]);
        Assert.True((bool)(a == b).All());
        Assert.Equal([false, true], (a != Np.Array([1, 3])).ToArray<bool>());
        Assert.False(a.Equals(b));
        Assert.True(a.Equals((object)a));
        Assert.True(a is not null);
        Assert.Single(new HashSet<NDArray> { a, a });
        Assert.Equal(2, new HashSet<NDArray> { a, b }.Count);
        Assert.Throws<ShapeException>(() => (bool)(a == b));
        Assert.True((bool)(Np.Array([3]) == 3));
    }
}
