using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Arrays;

public class UpdateTests
{
    private static readonly NDArray X = Np.Array([1, 2, 3, 4, 5]);

    [Fact]
    public void Each_operation_changes_the_part_and_nothing_else()
    {
        Assert.Equal([1, 9, 9, 4, 5], X.At[1..3].Set(9).ToArray<int>());
        Assert.Equal([1, 12, 13, 4, 5], X.At[1..3].Add(10).ToArray<int>());
        Assert.Equal([1, 1, 2, 4, 5], X.At[1..3].Subtract(1).ToArray<int>());
        Assert.Equal([1, 4, 6, 4, 5], X.At[1..3].Multiply(2).ToArray<int>());
        Assert.Equal([1, 2, 3, 3, 3], X.At[3..].Min(3).ToArray<int>());
        Assert.Equal([4, 4, 3, 4, 5], X.At[..2].Max(4).ToArray<int>());
        Assert.Equal([1, 4, 9, 4, 5], X.At[1..3].Power(2).ToArray<int>());
        Assert.Equal([0.5f, 2, 3, 4, 5], X.At[0].Divide(2).ToArray<float>());
        Assert.Equal([1, 4, 9, 4, 5], X.At[1..3].Apply(v => v * v).ToArray<int>());
        Assert.Equal([2, 3], X.At[1..3].Get().ToArray<int>());
        Assert.Equal([1, 2, 3, 4, 5], X.ToArray<int>());
    }

    [Fact]
    public void Where_a_position_occurs_twice_every_update_counts_and_Set_keeps_the_last()
    {
        NDArray twice = Np.Array([0, 0, 2]);
        Assert.Equal([3, 2, 6, 4, 5], X.At[twice].Add(Np.Array([1, 1, 3])).ToArray<int>());
        Assert.Equal([6, 2, 12, 4, 5], X.At[twice].Multiply(Np.Array([2, 3, 4])).ToArray<int>());
        Assert.Equal([-2, 2, 3, 4, 5], X.At[twice].Min(Np.Array([0, -2, 9])).ToArray<int>());
        Assert.Equal([8, 2, 3, 4, 5], X.At[twice].Max(Np.Array([8, 7, 0])).ToArray<int>());
        Assert.Equal([7, 2, 9, 4, 5], X.At[twice].Set(Np.Array([8, 7, 9])).ToArray<int>());
        Assert.Equal([2f, 0, 0], Np.Zeros(3).At[Np.Array([0, 0])].Add(1).ToArray<float>());
    }

    [Fact]
    public void Updates_beyond_the_array_are_left_out_or_moved_to_the_edge_by_mode()
    {
        NDArray zeros = Np.Zeros(3), far = Np.Array([1, 7, -9]);
        Assert.Equal([0f, 0, 0], zeros.At[10].Add(1).ToArray<float>());
        Assert.Equal([0f, 0, 0], zeros.At[-4].Set(1).ToArray<float>());
        Assert.Equal([0f, 0, 1], zeros.At[10].Set(1, OutOfBounds.Clip).ToArray<float>());
        Assert.Equal([1f, 0, 0], zeros.At[-4].Add(1, OutOfBounds.Clip).ToArray<float>());
        Assert.Equal([0f, 1, 0], zeros.At[far].Add(1).ToArray<float>());
        Assert.Equal([0f, 1, 0], zeros.At[far].Add(1, OutOfBounds.PromiseInBounds).ToArray<float>());
        Assert.Equal([1f, 1, 1], zeros.At[far].Add(1, OutOfBounds.Clip).ToArray<float>());
        Assert.Equal([0, 1, 9], Np.Arange(3).At[-1].Set(9).ToArray<int>());
        Assert.Equal([0f, 0, 0], zeros.At[7..9].Set(1).ToArray<float>());
    }

    [Fact]
    public void Values_are_repeated_to_the_part_and_take_the_arrays_dtype()
    {
        NDArray x = Np.Zeros([2, 3], DType.Int32);
        Assert.Equal([0, 0, 0, 1, 2, 3], x.At[1].Set(Np.Array([1.9, 2.9, 3.9])).ToArray<int>());
        Assert.Equal([5, 0, 5, 5, 0, 5], x.At[.., (.., 2)].Set(5).ToArray<int>());
        Assert.Equal([1, 0, 0, 2, 0, 0], x.At[.., 0].Set(Np.Array([1, 2])).ToArray<int>());
        Assert.Equal([7, 7, 7, 7, 7, 7], x.At[Ellipsis].Set(7).ToArray<int>());
        Assert.Equal([0, 3, 0, 0, 3, 0], x.At[NewAxis, .., 1].Set(Np.Array([[3, 3]])).ToArray<int>());
        Assert.Equal([0, 0, 0, 0, 4, 4], x.At[Np.Array([[false, false, false], [false, true, true]])].Set(4).ToArray<int>());
        Assert.Equal(DType.Int32, x.At[0].Set(1.5).DType);
        Assert.Equal([253, 3], Np.Array(new byte[] { 255, 3 }).At[0].Subtract(2.0).ToArray<byte>().Select(b => (int)b));
        string message = Assert.Throws<ShapeException>(() => x.At[0].Set(Np.Ones(2))).Message;
        Assert.Contains("(3,)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_without_elements_are_updated_to_themselves()
    {
        NDArray empty = Np.Zeros(3, 0, 2), none = Np.Array(Array.Empty<int>());
        Assert.Equal([3, 0, 2], empty.At[.., .., 1].Add(5).Shape.ToArray());
        Assert.Equal([3, 0, 2], empty.At[1, (.., -1)].Set(5).Shape.ToArray());
        Assert.Equal([0], Np.Zeros(0).At[none].Add(1).Shape.ToArray());
        Assert.Equal([0], Grad((NDArray v) => v[none].Sum())(Np.Zeros(0)).Shape.ToArray());
        Assert.Equal([1f, 1], Np.Ones(2).At[none].Add(1).ToArray<float>());
    }

    [Fact]
    public void Integer_powers_are_exact() =>
        Assert.Equal([3486784401L, 2], Np.Array(new[] { 3L, 2 }).At[0].Power(20).ToArray<long>());

    [Fact]
    public void Scalars_are_updated_as_a_whole()
    {
        NDArray scalar = Np.Array(2.0, DType.Float64);
        Assert.Equal(5.0, (double)scalar.At[[]].Add(3));
        Assert.Equal(9.0, (double)scalar.At[Ellipsis].Set(9));
    }

    [Fact]
    public void Ellipses_before_masks_of_several_axes()
    {
        NDArray x = Np.Zeros([2, 2, 2], DType.Int32), mask = Np.Array([[true, false], [false, false]]);
        Assert.Equal([4, 0, 0, 0, 4, 0, 0, 0], x.At[Ellipsis, mask].Set(4).ToArray<int>());
        Assert.Equal([0, 0, 0, 0, 4, 0, 0, 0], x.At[1, Ellipsis, mask].Set(4).ToArray<int>());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], x.At[2, Ellipsis, mask].Set(4).ToArray<int>());
        Agree.BitForBit(x, x.At[2, Ellipsis, mask].Add(4));
    }
}
