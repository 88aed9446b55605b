using Linum.Extending;
using Xunit;

namespace Linum.Core.Tests.Loops;

public sealed class LoopInterpreterTests
{
    [Fact]
    public void Map_uses_a_scalar_input_for_every_element_and_knows_positions()
    {
        ScalarFunction body = ScalarFunction.Build([DType.Float32, DType.Float32], [DType.Float32],
            (builder, x) => [x[0] * x[1] + builder.Index(1, DType.Int32).ConvertTo(DType.Float32)]);
        Assert.Equal([10, 21, 30, 41], Loop.Run(new Lowered.Map(body), DType.Float32, [2, 2], Loop.Floats([2, 2], 1, 2, 3, 4), Loop.Floats([], 10)).Values<float>());
    }

    [Fact]
    public void Half_precision_maps_compute_in_float32_and_round_once()
    {
        // 1 + 2^-11 + 2^-11 is 1 when each sum is rounded to float16 and 1 + 2^-10 when only the last is.
        ScalarFunction body = ScalarFunction.Binary(DType.Float16, DType.Float16, (x, y) => x + y + y);
        Half[] result = Loop.Run(new Lowered.Map(body), DType.Float16, [1],
            Loop.Array(DType.Float16, [1], (Half)1f), Loop.Array(DType.Float16, [1], (Half)0.00048828125f)).Values<Half>();
        Assert.Equal((Half)1.0009765625f, result[0]);
    }

    [Fact]
    public void Complex_maps_see_both_components()
    {
        ScalarFunction conjugate = ScalarFunction.Build([DType.Complex64], [DType.Complex64], (_, x) => [x[0], -x[1]]);
        Assert.Equal([1f, -2f], Loop.Run(new Lowered.Map(conjugate), DType.Complex64, [1], Loop.Array(DType.Complex64, [1], 1f, 2f)).Values<float>());
    }

    [Fact]
    public void View_follows_negative_and_zero_strides()
    {
        Loop.Data x = Loop.Ints([2, 3], 1, 2, 3, 4, 5, 6);
        Assert.Equal([3, 6, 2, 5, 1, 4], Loop.Run(new Lowered.View([-1, 3], 2), DType.Int32, [3, 2], x).Values<int>());
        Assert.Equal([1, 1, 4, 4], Loop.Run(new Lowered.View([3, 0]), DType.Int32, [2, 2], x).Values<int>());
    }

    [Fact]
    public void Pad_fills_between_and_cuts_where_negative()
    {
        Loop.Data x = Loop.Ints([3], 1, 2, 3), zero = Loop.Ints([], 0);
        Assert.Equal([0, 1, 0, 2, 0, 3], Loop.Run(new Lowered.Pad([1], [0], [1]), DType.Int32, [6], x, zero).Values<int>());
        Assert.Equal([2, 0], Loop.Run(new Lowered.Pad([-2], [-1], [1]), DType.Int32, [2], x, zero).Values<int>());
    }

    [Fact]
    public void Concatenate_puts_parts_side_by_side() =>
        Assert.Equal([1, 2, 5, 3, 4, 6], Loop.Run(new Lowered.Concatenate(1), DType.Int32, [2, 3], Loop.Ints([2, 2], 1, 2, 3, 4), Loop.Ints([2, 1], 5, 6)).Values<int>());

    [Fact]
    public void Reduce_keeps_the_other_axes() =>
        Assert.Equal([9, 12], Loop.Run(new Lowered.Reduce(ReduceKind.Sum, [0]), DType.Int32, [2], Loop.Ints([3, 2], 1, 2, 3, 4, 5, 6)).Values<int>());

    [Theory]
    [InlineData(ReduceKind.Sum, 0f)]
    [InlineData(ReduceKind.Product, 1f)]
    [InlineData(ReduceKind.Max, float.NegativeInfinity)]
    [InlineData(ReduceKind.Min, float.PositiveInfinity)]
    public void Reduce_of_nothing_gives_the_identity(ReduceKind kind, float expected) =>
        Assert.Equal([expected], Loop.Run(new Lowered.Reduce(kind, [0]), DType.Float32, [], Loop.Floats([0])).Values<float>());

    [Fact]
    public void Reduce_of_no_integers_gives_the_extremes()
    {
        Assert.Equal([int.MinValue], Loop.Run(new Lowered.Reduce(ReduceKind.Max, [0]), DType.Int32, [], Loop.Ints([0])).Values<int>());
        Assert.Equal([byte.MaxValue], Loop.Run(new Lowered.Reduce(ReduceKind.Min, [0]), DType.UInt8, [], Loop.Array<byte>(DType.UInt8, [0])).Values<byte>());
        Assert.Equal([-1], Loop.Run(new Lowered.Reduce(ReduceKind.And, [0]), DType.Int32, [], Loop.Ints([0])).Values<int>());
        Assert.Equal([(byte)1], Loop.Run(new Lowered.Reduce(ReduceKind.Min, [0]), DType.Bool, [], Loop.Array<byte>(DType.Bool, [0])).Values<byte>());
    }

    [Fact]
    public void Half_sums_are_accumulated_in_float32()
    {
        // In float16, 2048 + 1 is 2048: a float16 accumulator would stay there.
        Loop.Data x = Loop.Array(DType.Float16, [5], (Half)2048f, (Half)1f, (Half)1f, (Half)1f, (Half)1f);
        Assert.Equal([(Half)2052f], Loop.Run(new Lowered.Reduce(ReduceKind.Sum, [0]), DType.Float16, [], x).Values<Half>());
    }

    [Fact]
    public void Complex_products_and_maxima_follow_real_then_imaginary_parts()
    {
        Loop.Data x = Loop.Array(DType.Complex64, [2], 1f, 2f, 1f, 3f);
        Assert.Equal([-5f, 5f], Loop.Run(new Lowered.Reduce(ReduceKind.Product, [0]), DType.Complex64, [], x).Values<float>());
        Assert.Equal([1f, 3f], Loop.Run(new Lowered.Reduce(ReduceKind.Max, [0]), DType.Complex64, [], x).Values<float>());
    }

    [Fact]
    public void ArgReduce_takes_the_first_of_ties_and_the_first_NaN()
    {
        Loop.Data x = Loop.Floats([2, 4], 1, 3, 3, 0, 5, float.NaN, 9, float.NaN);
        Assert.Equal([1, 1], Loop.Run(new Lowered.ArgReduce(ReduceKind.Max, 1), DType.Int32, [2], x).Values<int>());
        Assert.Equal([3, 1], Loop.Run(new Lowered.ArgReduce(ReduceKind.Min, 1), DType.Int32, [2], x).Values<int>());
    }

    [Fact]
    public void Cumulative_runs_from_either_end()
    {
        Loop.Data x = Loop.Ints([2, 3], 1, 2, 3, 4, 5, 6);
        Assert.Equal([1, 3, 6, 4, 9, 15], Loop.Run(new Lowered.Cumulative(ReduceKind.Sum, 1, false), DType.Int32, [2, 3], x).Values<int>());
        Assert.Equal([4, 10, 18, 4, 5, 6], Loop.Run(new Lowered.Cumulative(ReduceKind.Product, 0, true), DType.Int32, [2, 3], x).Values<int>());
    }

    [Fact]
    public void Contract_puts_batch_then_left_then_right_axes()
    {
        // out[b, i, j] = sum over k of left[k, b, i] * right[j, b, k]
        ContractDimensions dimensions = new([0], [2], [1], [1]);
        Loop.Data left = Loop.Ints([2, 2, 1], 1, 2, 3, 4), right = Loop.Ints([2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal([7, 23, 22, 46], Loop.Run(new Lowered.Contract(dimensions), DType.Int32, [2, 1, 2], left, right).Values<int>());
    }

    [Fact]
    public void Contract_may_return_a_wider_type()
    {
        Loop.Data x = Loop.Array<sbyte>(DType.Int8, [2], 100, 100);
        Assert.Equal([20000], Loop.Run(new Lowered.Contract(new([0], [0], [], [])), DType.Int32, [], x, x).Values<int>());
    }

    [Fact]
    public void Dynamic_windows_are_moved_inside()
    {
        Loop.Data x = Loop.Ints([4], 10, 20, 30, 40);
        Assert.Equal([30, 40], Loop.Run(new Lowered.DynamicSlice(), DType.Int32, [2], x, Loop.Ints([], 9)).Values<int>());
        Assert.Equal([10, 20], Loop.Run(new Lowered.DynamicSlice(), DType.Int32, [2], x, Loop.Ints([], -3)).Values<int>());
        Assert.Equal([30, 40], Loop.Run(new Lowered.DynamicSlice(), DType.Int32, [2], x, Loop.Array(DType.UInt64, [], ulong.MaxValue)).Values<int>());
        Assert.Equal([10, 20, 9, 9], Loop.Run(new Lowered.DynamicUpdateSlice(), DType.Int32, [4], x, Loop.Ints([2], 9, 9), Loop.Ints([], 3)).Values<int>());
    }

    [Fact]
    public void Gather_clips_or_fills()
    {
        Loop.Data x = Loop.Floats([5], 1, 2, 3, 4, 5), at = Loop.Ints([4, 1], -10, 0, 4, 5);
        GatherDimensions dimensions = new([], [0], [0], [], []);
        Assert.Equal([1, 1, 5, 5], Loop.Run(new Lowered.Gather(dimensions, [1], OutOfBounds.Clip), DType.Float32, [4], x, at).Values<float>());
        Assert.Equal([-1, 1, 5, -1], Loop.Run(new Lowered.Gather(dimensions, [1], OutOfBounds.FillOrDrop, -1), DType.Float32, [4], x, at).Values<float>());
        Assert.Equal([float.NaN, 1, 5, float.NaN], Loop.Run(new Lowered.Gather(dimensions, [1], OutOfBounds.FillOrDrop), DType.Float32, [4], x, at).Values<float>());
    }

    [Fact]
    public void Gather_places_slices_at_the_offset_axes()
    {
        // Columns 2 and 0 of a matrix, the slice axis first.
        Loop.Data x = Loop.Ints([2, 3], 1, 2, 3, 4, 5, 6);
        GatherDimensions dimensions = new([0], [1], [1], [], []);
        Assert.Equal([3, 1, 6, 4], Loop.Run(new Lowered.Gather(dimensions, [2, 1], OutOfBounds.Clip), DType.Int32, [2, 2], x, Loop.Ints([2, 1], 2, 0)).Values<int>());
    }

    [Fact]
    public void Gather_pairs_batch_axes()
    {
        Loop.Data x = Loop.Ints([2, 3], 1, 2, 3, 4, 5, 6);
        GatherDimensions dimensions = new([], [1], [1], [0], [0]);
        Assert.Equal([3, 5], Loop.Run(new Lowered.Gather(dimensions, [1, 1], OutOfBounds.Clip), DType.Int32, [2], x, Loop.Ints([2, 1], 2, 1)).Values<int>());
    }

    [Fact]
    public void Scatter_adds_every_update_and_drops_what_is_outside()
    {
        ScatterDimensions dimensions = new([], [0], [0], [], []);
        Loop.Data x = Loop.Ints([3], 0, 0, 0), at = Loop.Ints([4, 1], 0, 0, 3, -1), updates = Loop.Ints([4], 1, 2, 4, 8);
        Assert.Equal([3, 0, 0], Loop.Run(new Lowered.Scatter(dimensions, ReduceKind.Sum, OutOfBounds.FillOrDrop), DType.Int32, [3], x, at, updates).Values<int>());
        Assert.Equal([11, 0, 4], Loop.Run(new Lowered.Scatter(dimensions, ReduceKind.Sum, OutOfBounds.Clip), DType.Int32, [3], x, at, updates).Values<int>());
        Assert.Equal([2, 0, 0], Loop.Run(new Lowered.Scatter(dimensions, null, OutOfBounds.PromiseInBounds), DType.Int32, [3], x, at, updates).Values<int>());
    }

    [Fact]
    public void Scatter_writes_whole_windows()
    {
        // Row windows of width 2 in a 2 by 3 array; the second would stick out and is dropped.
        ScatterDimensions dimensions = new([1], [0], [0, 1], [], []);
        Loop.Data x = Loop.Ints([2, 3], new int[6]), at = Loop.Ints([2, 2], 1, 1, 0, 2), updates = Loop.Ints([2, 2], 1, 2, 3, 4);
        Assert.Equal([0, 0, 0, 0, 1, 2], Loop.Run(new Lowered.Scatter(dimensions, null, OutOfBounds.FillOrDrop), DType.Int32, [2, 3], x, at, updates).Values<int>());
    }

    [Fact]
    public void Sort_is_stable_with_zeros_tied_and_NaN_last()
    {
        Loop.Data keys = Loop.Floats([5], float.NaN, 0f, 2f, -0f, -1f), positions = Loop.Ints([5], 0, 1, 2, 3, 4);
        Loop.Data[] sorted = Loop.RunAll(new Lowered.Sort(0, 1), [keys.Type, positions.Type], keys, positions);
        Assert.Equal([4, 1, 3, 2, 0], sorted[1].Values<int>());
        Assert.Equal([-1f, 0f, -0f, 2f, float.NaN], sorted[0].Values<float>());
    }

    [Fact]
    public void Sort_compares_keys_in_turn()
    {
        Loop.Data first = Loop.Ints([4], 1, 0, 1, 0), second = Loop.Ints([4], 5, 6, 4, 7);
        Loop.Data[] sorted = Loop.RunAll(new Lowered.Sort(0, 2), [first.Type, second.Type], first, second);
        Assert.Equal([6, 7, 4, 5], sorted[1].Values<int>());
    }

    [Fact]
    public void TopK_takes_NaN_first_and_the_lower_index_of_ties()
    {
        Loop.Data x = Loop.Floats([5], 2, 7, float.NaN, 7, 1);
        Loop.Data[] top = Loop.RunAll(new Lowered.TopK(3), [new(DType.Float32, [3]), new(DType.Int32, [3])], x);
        Assert.Equal([float.NaN, 7, 7], top[0].Values<float>());
        Assert.Equal([2, 1, 3], top[1].Values<int>());
    }

    [Fact]
    public void CopyBytes_keeps_the_bytes()
    {
        Loop.Data x = Loop.Array<byte>(DType.UInt8, [1, 4], 0, 0, 128, 63);
        Assert.Equal([1f], Loop.Run(new Lowered.CopyBytes(), DType.Float32, [1], x).Values<float>());
    }

    [Fact]
    public void A_loop_is_left_to_the_backend() =>
        Assert.Throws<InternalErrorException>(() => Loop.Run(new Lowered.Loop(LoopKind.While), DType.Float32, []));
}
