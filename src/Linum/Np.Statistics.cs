using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>The middle of the sorted elements along an axis, or of all; of an even number the mean of the two in the middle. NaN if there is one.</summary>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Median(NDArray x, int? axis = null, bool keepDims = false) => Quantiles("Np.Median", x, 0.5, axis, keepDims, midpoint: true);

    /// <summary>The number below which a share of the elements lies, interpolated between neighbours, along an axis or of all. NaN if there is one.</summary>
    /// <param name="x">Real numbers.</param>
    /// <param name="q">Shares in [0, 1]: a scalar, or a vector that becomes the first axis of the result.</param>
    /// <param name="axis">The axis; null takes all elements.</param>
    /// <param name="keepDims">Whether the axis stays with size 1.</param>
    /// <exception cref="DTypeException">The numbers are complex.</exception>
    public static NDArray Quantile(NDArray x, NDArray q, int? axis = null, bool keepDims = false) => Quantiles("Np.Quantile", x, q, axis, keepDims, midpoint: false);

    /// <summary>The same with shares in percent.</summary>
    public static NDArray Percentile(NDArray x, NDArray q, int? axis = null, bool keepDims = false) => Quantile(x, q / 100, axis, keepDims);

    private static NDArray Quantiles(string operation, NDArray x, NDArray q, int? axis, bool keepDims, bool midpoint)
    {
        NDArray floats = Strong(Inexact(ElementwiseErrors.Real(operation, x)));
        if (q.Rank > 1) throw new ShapeException($"{operation}: the shares are {q.Type.ToLongString()}, but they must be a scalar or a vector.");
        bool half = floats.DType is DType.Float16 or DType.BFloat16;
        NDArray wide = half ? Lax.ConvertElementType(floats, DType.Float32) : floats;
        Shape keptShape = [.. Enumerable.Range(0, x.Rank).Select(i => axis is null || ((Axis)axis.Value).Normalize(x.Rank, operation) == i ? 1 : x.Shape[i])];
        NDArray lines = axis is int a ? MoveAxis(wide, ((Axis)a).Normalize(x.Rank, operation), 0) : Ravel(wide);
        int n = lines.Shape[0];
        if (n == 0) throw new ShapeException($"{operation}: {x.Type.ToLongString()} has no elements along the axis, so there is nothing to choose from.");
        NDArray sorted = Lax.Sort(lines, 0), position = Lax.ConvertElementType(q, wide.DType) * (n - 1);
        NDArray low = Floor(position), high = Ceil(position), weight = midpoint ? Full(q.Shape.ToArray(), 0.5, wide.DType) : position - low;
        NDArray Pick(NDArray at) => Take(sorted, Clip(at, 0, n - 1).AsType(DType.Int32), 0, OutOfBounds.Clip);
        Shape stretched = [.. q.Shape, .. Enumerable.Repeat(1, lines.Rank - 1)];
        weight = Lax.Reshape(weight, stretched.ToArray());
        NDArray result = Pick(low) * (1 - weight) + Pick(high) * weight;
        result = Where(Any(IsNaN(lines), 0), Lax.ScalarLike(wide, double.NaN), result);
        if (half) result = Lax.ConvertElementType(result, floats.DType);
        return keepDims ? Lax.Reshape(result, [.. q.Shape, .. keptShape]) : result;
    }

    /// <summary>The values that occur, ascending.</summary>
    /// <param name="x">Any array; it is flattened.</param>
    /// <param name="size">How many there are in the result: further ones are left out. It is needed where x is traced; null counts them.</param>
    /// <param name="fill">What stands in the places that are left, the smallest value by default.</param>
    /// <exception cref="ConcretizationException">No size is given, and x is traced.</exception>
    public static NDArray Unique(NDArray x, int? size = null, NDArray? fill = null)
    {
        NDArray sorted = Lax.Sort(Ravel(Strong(x)), 0);
        int n = sorted.Shape[0];
        if (n == 0) return Full([size ?? 0], fill ?? Lax.ScalarLike(x, 0), x.DType);
        NDArray before = sorted[..^1], after = sorted[1..];
        NDArray differs = after != before;
        if (x.DType.IsInexact) differs &= !(IsNaN(after) & IsNaN(before));
        NDArray isNew = Concatenate([Ones([1], DType.Bool), differs]), place = CumSum(isNew) - 1;
        int count = size ?? (int)place[^1] + 1;
        NDArray rest = fill is null ? sorted[0] : Lax.ConvertElementType(fill, x.DType);
        return Lax.BroadcastTo(rest, [count]).At[place].Set(sorted);
    }

    /// <summary>How often each of the numbers 0, 1, ... below a length occurs. Negative numbers count as 0, larger ones are left out.</summary>
    /// <param name="x">A vector of integers.</param>
    /// <param name="length">How many numbers are counted; null goes up to the largest, which must be known.</param>
    /// <param name="weights">What each element counts, 1 by default.</param>
    /// <exception cref="ConcretizationException">No length is given, and x is traced.</exception>
    public static NDArray BinCount(NDArray x, int? length = null, NDArray? weights = null)
    {
        if (x.Rank != 1 || !(x.DType.IsInteger || x.DType == DType.Bool)) throw new DTypeException($"Np.BinCount counts a vector of integers, but {x.Type.ToLongString()} was given.");
        if (x.DType == DType.Bool) x = x.AsType(DType.Int32);
        int count = length ?? (x.Count == 0 ? 0 : Math.Max(0, (int)x.Max()) + 1);
        NDArray each = weights ?? Ones(x.Shape, DefaultTypes.Int);
        return Zeros([count], each.DType).At[Maximum(x, 0)].Add(each);
    }

    /// <summary>Sums of the slices of data that have one number. Numbers below 0 or beyond the last are left out.</summary>
    /// <param name="data">The slices, along the first axis.</param>
    /// <param name="segments">The number of each slice.</param>
    /// <param name="count">How many sums there are.</param>
    public static NDArray SegmentSum(NDArray data, NDArray segments, int count)
    {
        if (segments.Rank != 1 || data.Rank == 0 || data.Shape[0] != segments.Shape[0])
            throw new ShapeException($"Np.SegmentSum: {segments.Type.ToLongString()} does not number the slices of {data.Type.ToLongString()}. Give a vector with one number per slice along the first axis.");
        NDArray place = segments.DType.IsUnsigned ? segments : Where(segments < 0, count, segments);
        return Zeros([count, .. data.Shape[1..]], data.DType).At[place].Add(data);
    }
}
