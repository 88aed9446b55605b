using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Arrays;

/// <summary>The ways to write an index, and what happens beyond the array.</summary>
public class IndexTests
{
    private static readonly NDArray X = Np.Arange(24).Reshape(2, 3, 4);

    [Fact]
    public void Every_way_to_write_an_index()
    {
        Assert.Equal(23, (int)X[1, 2, 3]);
        Assert.Equal(23, (int)X[^1, -1, ^1]);
        Assert.Equal([12, 13, 14, 15], X[1, 0].ToArray<int>());
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], X[0, 1..].ToArray<int>());
        Assert.Equal([3, 2, 1, 0], X[0, 0, (.., -1)].ToArray<int>());
        Assert.Equal([0, 2], X[0, 0, (..3, 2)].ToArray<int>());
        Assert.Equal([3, 1], X[0, 0, (.., -2)].ToArray<int>());
        Assert.Equal([2, 3, 1, 4], X[.., .., NewAxis].Shape.ToArray());
        Assert.Equal([1, 2, 3, 4], X[null, ..].Shape.ToArray());
        Assert.Equal([2, 3], X[Ellipsis, 0].Shape.ToArray());
        Assert.Equal([2, 3, 4], X[Ellipsis].Shape.ToArray());
        Assert.Equal([2, 3, 4], X[[]].Shape.ToArray());
        Assert.Equal([3, 0], X[0, .., 2..2].Shape.ToArray());
        Assert.Equal([3], X[Np.Array([0, 1, 0]), Np.Array([0, 2, 1]), 3].Shape.ToArray());
    }

    [Fact]
    public void Arrays_side_by_side_stay_and_arrays_apart_go_to_the_front()
    {
        NDArray i = Np.Array([0, 1, 1, 0, 1]);
        Assert.Equal([5, 4], X[i, Np.Array([0])].Shape.ToArray());
        Assert.Equal([5, 3], X[i, .., 0].Shape.ToArray());
        Assert.Equal([2, 5], X[.., i, i].Shape.ToArray());
        Assert.Equal([5, 2], X[.., i, NewAxis, i].Shape.ToArray()[..2]);
        Assert.Equal([2, 5, 1, 4], X[.., i, NewAxis].Shape.ToArray());
    }

    [Fact]
    public void Masks_choose_where_they_are_true()
    {
        Assert.Equal([13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], X[X > 12].ToArray<int>());
        Assert.Equal([1, 3, 4], X[Np.Array([false, true])].Shape.ToArray());
        Assert.Equal([2, 4], X[0, Np.Array([true, false, true])].Shape.ToArray());
        Assert.Equal([0], X[X > 99].Shape.ToArray());
        Assert.Contains("sizes of the axes", Assert.Throws<IndexException>(() => X[Np.Array([true, false, true])]).Message, StringComparison.Ordinal);
        Assert.Contains("Where", Assert.Throws<IndexException>(() => X[Np.Array(true)]).Message, StringComparison.Ordinal);
        Assert.Throws<ConcretizationException>(() => Jit((NDArray v) => v[v > 12])(X));
    }

    [Fact]
    public void Ints_beyond_the_array_are_moved_to_its_edge_when_read()
    {
        NDArray x = Np.Array([1, 2, 3]);
        Assert.Equal(3, (int)x[10]);
        Assert.Equal(1, (int)x[-10]);
        Assert.Equal(1, (int)x[int.MinValue]);
        Assert.Equal(3, (int)x[int.MaxValue]);
        Assert.Equal([2, 3], x[1..10].ToArray<int>());
        Assert.Empty(x[5..10].ToArray<int>());
        Assert.Empty(x[2..1].ToArray<int>());
    }

    [Theory]
    [InlineData(OutOfBounds.Clip, new[] { 1, 1, 1, 2, 1, 4, 5, 5, 5, 5 })]
    [InlineData(OutOfBounds.PromiseInBounds, new[] { 1, 1, 1, 2, 1, 4, 5, 5, 5, 5 })]
    [InlineData(OutOfBounds.FillOrDrop, new[] { int.MinValue, int.MinValue, 1, 2, 1, 4, 5, int.MinValue, int.MinValue, int.MinValue })]
    public void Positions_beyond_the_array_by_mode(OutOfBounds mode, int[] wanted)
    {
        int[] positions = [-10, -6, -5, -4, 0, 3, 4, 5, 6, 100];
        NDArray x = Np.Array([1, 2, 3, 4, 5]), at = Np.Array(positions);
        Assert.Equal(wanted, x.At[at].Get(mode).ToArray<int>());
        Assert.Equal(wanted, positions.Select(p => (int)x.At[p].Get(mode)));
        Assert.Equal(wanted, x.At[at.AsType(DType.Int8)].Get(mode).ToArray<int>());
        Assert.Equal(wanted, Jit((NDArray v, NDArray i) => v.At[i].Get(mode))(x, at).ToArray<int>());
    }

    [Fact]
    public void The_fill_value_depends_on_the_dtype_or_is_given()
    {
        Assert.True(double.IsNaN((double)Np.Array([1.0]).At[5].Get(OutOfBounds.FillOrDrop)));
        Assert.Equal(uint.MaxValue, Np.Array(new uint[] { 1 }).At[5].Get(OutOfBounds.FillOrDrop).Item<uint>());
        Assert.True((bool)Np.Array([false]).At[5].Get(OutOfBounds.FillOrDrop));
        Assert.Equal(-7, (int)Np.Array([1]).At[Np.Array([5])].Get(OutOfBounds.FillOrDrop, -7)[0]);
        Assert.Equal([1f, 9f], Np.Array([[1.0], [2.0]]).At[Np.Array([0, 2]), 0].Get(OutOfBounds.FillOrDrop, 9).ToArray<float>());
    }

    [Fact]
    public void Unsigned_positions_are_never_counted_from_the_end()
    {
        NDArray x = Np.Array([1, 2, 3]);
        Assert.Equal([3, 3], x[Np.Array(new[] { uint.MaxValue, 2u })].ToArray<int>());
        Assert.Equal([3, 3], x[Np.Array(new[] { ulong.MaxValue, 2UL })].ToArray<int>());
        Assert.Equal([3, 1], x[Np.Array(new byte[] { 255, 0 })].ToArray<int>());
        Assert.Equal([24 - 1], X[Np.Array(new[] { uint.MaxValue }), Np.Array([2]), Np.Array([3])].ToArray<int>());
    }

    [Fact]
    public void Wrong_indices_say_what_is_wrong()
    {
        Assert.Contains("4 entries", Assert.Throws<IndexException>(() => X[0, 0, 0, 0]).Message, StringComparison.Ordinal);
        Assert.Contains("integers", Assert.Throws<IndexException>(() => X[Np.Array([0.5])]).Message, StringComparison.Ordinal);
        Assert.Contains("Ellipsis", Assert.Throws<IndexException>(() => X[Ellipsis, Ellipsis]).Message, StringComparison.Ordinal);
        Assert.Contains("step", Assert.Throws<IndexException>(() => X[(.., 0)]).Message, StringComparison.Ordinal);
        Assert.Contains("no elements", Assert.Throws<IndexException>(() => Np.Zeros(0)[0]).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => X[Np.Array([0, 1]), Np.Array([0, 1, 2])]);
    }

    [Fact]
    public void An_index_may_be_a_traced_scalar()
    {
        Func<NDArray, NDArray, NDArray> row = Jit((NDArray v, NDArray i) => v[i, .., ^1]);
        Agree.BitForBit(X[1, .., 3], row(X, 1));
        Agree.BitForBit(X[1, .., 3], row(X, -1));
        Agree.BitForBit(X[.., 1], Vmap((NDArray v, NDArray i) => v[i], inAxes: [0, null])(X, 1));
    }
}
