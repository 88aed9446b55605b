using Linum.Extending;

namespace Linum;

public static partial class Np
{
    private static NDArray Kept(NDArray reduced, NDArray x, AxisSet axes, bool keepDims) =>
        keepDims ? Lax.Reshape(reduced, [.. Enumerable.Range(0, x.Rank).Select(i => axes.Normalize(x.Rank, "reduction").Span.Contains(i) ? 1 : x.Shape[i])]) : reduced;

    private static NDArray Strong(NDArray x) => x.Type.IsWeak ? Lax.ConvertElementType(x, x.DType) : x;

    /// <summary>Integers narrower than the default type are summed in it, so that sums fit.</summary>
    private static NDArray Widened(NDArray x)
    {
        if (x.DType.IsInexact || x.DType.Size >= DefaultTypes.Int.Size) return Strong(x);
        return Lax.ConvertElementType(x, x.DType.IsUnsigned ? DefaultTypes.UInt : DefaultTypes.Int);
    }

    /// <summary>The sum along axes, by default all. Bools and narrow integers are summed in the default integer type.</summary>
    public static NDArray Sum(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceSum(Widened(x), axes), x, axes, keepDims);

    /// <summary>The product along axes, by default all. Bools and narrow integers are multiplied in the default integer type.</summary>
    public static NDArray Prod(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceProd(Widened(x), axes), x, axes, keepDims);

    /// <summary>The largest along axes; NaN if there is one.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public static NDArray Max(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceMax(Strong(NotEmpty("Np.Max", x, axes)), axes), x, axes, keepDims);

    /// <summary>The smallest along axes; NaN if there is one.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public static NDArray Min(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceMin(Strong(NotEmpty("Np.Min", x, axes)), axes), x, axes, keepDims);

    private static NDArray NotEmpty(string operation, NDArray x, AxisSet axes)
    {
        foreach (int axis in axes.Normalize(x.Rank, operation))
            if (x.Shape[axis] == 0) throw new ShapeException($"{operation}: axis {axis} of {x.Type.ToLongString()} has no elements, so there is nothing to choose from.");
        return x;
    }

    private static long CountAlong(NDArray x, AxisSet axes)
    {
        long count = 1;
        foreach (int axis in axes.Normalize(x.Rank, "Np.Mean")) count *= x.Shape[axis];
        return count;
    }

    /// <summary>The mean along axes; integers of up to 32 bits give float32.</summary>
    public static NDArray Mean(NDArray x, AxisSet axes = default, bool keepDims = false)
    {
        NDArray floats = Strong(Inexact(x));
        bool half = floats.DType is DType.Float16 or DType.BFloat16;
        NDArray wide = half ? Lax.ConvertElementType(floats, DType.Float32) : floats;
        NDArray mean = Lax.Div(Lax.ReduceSum(wide, axes), Lax.ScalarLike(wide, CountAlong(x, axes)));
        return Kept(half ? Lax.ConvertElementType(mean, floats.DType) : mean, x, axes, keepDims);
    }

    /// <summary>The variance along axes.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="axes">The axes, by default all.</param>
    /// <param name="ddof">What is taken off the count in the divisor: 1 for the unbiased estimate.</param>
    /// <param name="keepDims">Whether reduced axes stay with size 1.</param>
    public static NDArray Var(NDArray x, AxisSet axes = default, int ddof = 0, bool keepDims = false)
    {
        NDArray floats = Strong(Inexact(x)), centred = floats - Mean(floats, axes, keepDims: true);
        NDArray squares = floats.DType.IsComplex ? Lax.Real(centred * Lax.Conj(centred)) : Square(centred);
        return Kept(Lax.Div(Lax.ReduceSum(squares, axes), Lax.ScalarLike(squares, CountAlong(x, axes) - ddof)), x, axes, keepDims);
    }

    /// <summary>The standard deviation along axes.</summary>
    public static NDArray Std(NDArray x, AxisSet axes = default, int ddof = 0, bool keepDims = false) => Sqrt(Var(x, axes, ddof, keepDims));

    /// <summary>Whether all elements are true along axes.</summary>
    public static NDArray All(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceAnd(Lax.ConvertElementType(x, DType.Bool), axes), x, axes, keepDims);

    /// <summary>Whether any element is true along axes.</summary>
    public static NDArray Any(NDArray x, AxisSet axes = default, bool keepDims = false) => Kept(Lax.ReduceOr(Lax.ConvertElementType(x, DType.Bool), axes), x, axes, keepDims);

    /// <summary>The position of the first largest element, along an axis or of the flattened array, in the default integer type.</summary>
    public static NDArray ArgMax(NDArray x, int? axis = null) => axis is int a ? Lax.ArgMax(x, a) : Lax.ArgMax(Ravel(x), 0);

    /// <summary>The position of the first smallest element, along an axis or of the flattened array, in the default integer type.</summary>
    public static NDArray ArgMin(NDArray x, int? axis = null) => axis is int a ? Lax.ArgMin(x, a) : Lax.ArgMin(Ravel(x), 0);

    private static (NDArray X, int Axis) Along(NDArray x, int? axis, string operation)
    {
        x = Strong(x.DType == DType.Bool ? Lax.ConvertElementType(x, DefaultTypes.Int) : x);
        return axis is int a ? (x, ((Axis)a).Normalize(x.Rank, operation)) : (Ravel(x), 0);
    }

    /// <summary>Running sums along an axis, or of the flattened array.</summary>
    public static NDArray CumSum(NDArray x, int? axis = null)
    {
        (NDArray y, int a) = Along(x, axis, "Np.CumSum");
        return Lax.CumSum(y, a);
    }

    /// <summary>Running sums along an axis, bools and narrow integers in the default integer type so that sums fit.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="axis">The axis; null only for a vector.</param>
    /// <param name="includeInitial">Whether the result starts with the sum of nothing, 0.</param>
    /// <exception cref="AxisException">No axis is given, and the array is no vector.</exception>
    public static NDArray CumulativeSum(NDArray x, int? axis = null, bool includeInitial = false)
    {
        if (axis is null && x.Rank != 1) throw new AxisException($"Np.CumulativeSum: {x.Type.ToLongString()} is no vector, so it needs an axis.");
        int a = ((Axis)(axis ?? 0)).Normalize(x.Rank, "Np.CumulativeSum");
        NDArray sums = Lax.CumSum(Widened(x), a);
        return includeInitial ? Lax.Concatenate([Lax.Full(sums.Shape.With(a, 1), 0, sums.DType), sums], a) : sums;
    }

    /// <summary>Running products along an axis, or of the flattened array.</summary>
    public static NDArray CumProd(NDArray x, int? axis = null)
    {
        (NDArray y, int a) = Along(x, axis, "Np.CumProd");
        return Lax.CumProd(y, a);
    }
}
