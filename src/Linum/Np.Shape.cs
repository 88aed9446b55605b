using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>The same elements under another shape; one size may be -1.</summary>
    public static NDArray Reshape(NDArray x, params ReadOnlySpan<int> shape) => Lax.Reshape(x, shape);

    /// <summary>All elements as a vector.</summary>
    public static NDArray Ravel(NDArray x) => Lax.Reshape(x, -1);

    /// <summary>The axes in another order, reversed if none is given.</summary>
    public static NDArray Transpose(NDArray x, params ReadOnlySpan<int> axes) => axes.IsEmpty ? Lax.Transpose(x, [.. Enumerable.Range(0, x.Rank).Reverse()]) : Lax.Transpose(x, axes);

    /// <summary>Two axes exchanged.</summary>
    public static NDArray SwapAxes(NDArray x, int first, int second)
    {
        int a = ((Axis)first).Normalize(x.Rank, "Np.SwapAxes"), b = ((Axis)second).Normalize(x.Rank, "Np.SwapAxes");
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[a], order[b]) = (b, a);
        return Lax.Transpose(x, order);
    }

    /// <summary>One axis moved to another position.</summary>
    public static NDArray MoveAxis(NDArray x, int from, int to) => Lax.MoveAxis(x, from, to);

    /// <summary>A new axis of size 1.</summary>
    public static NDArray ExpandDims(NDArray x, params ReadOnlySpan<int> axes) => Lax.ExpandDims(x, axes);

    /// <summary>The array without axes of size 1.</summary>
    public static NDArray Squeeze(NDArray x, AxisSet axes = default) => Lax.Squeeze(x, axes);

    /// <summary>The array repeated to a shape.</summary>
    public static NDArray BroadcastTo(NDArray x, Shape shape) => Lax.BroadcastTo(x, shape);

    /// <summary>Arrays one after the other along an existing axis.</summary>
    public static NDArray Concatenate(ReadOnlySpan<NDArray> arrays, int axis = 0) => Lax.Concatenate(Broadcasting.Promote("Np.Concatenate", arrays), axis);

    /// <summary>Arrays of one shape side by side along a new axis.</summary>
    public static NDArray Stack(ReadOnlySpan<NDArray> arrays, int axis = 0)
    {
        if (arrays.IsEmpty) throw new ShapeException("Np.Stack was given no arrays. Give at least one.");
        NDArray[] parts = Broadcasting.Promote("Np.Stack", arrays);
        int position = ((Axis)axis).Normalize(parts[0].Rank + 1, "Np.Stack");
        foreach (NDArray part in parts)
            if (part.Shape != parts[0].Shape) throw new ShapeException($"Np.Stack was given {parts[0].Type.ToLongString()} and {part.Type.ToLongString()}. All arrays must have one shape.");
        for (int i = 0; i < parts.Length; i++) parts[i] = Lax.ExpandDims(parts[i], position);
        return Lax.Concatenate(parts, position);
    }

    /// <summary>An array cut into equal parts along an axis.</summary>
    public static NDArray[] Split(NDArray x, int parts, int axis = 0)
    {
        int position = ((Axis)axis).Normalize(x.Rank, "Np.Split"), size = x.Shape[position];
        if (parts < 1 || size % parts != 0) throw new ShapeException($"Np.Split: axis {position} of {x.Type.ToLongString()} has size {size}, which cannot be cut into {parts} equal parts.");
        var results = new NDArray[parts];
        for (int i = 0; i < parts; i++) results[i] = Lax.SliceInDim(x, i * size / parts, (i + 1) * size / parts, position);
        return results;
    }

    /// <summary>The array repeated as a block along its axes.</summary>
    public static NDArray Tile(NDArray x, params ReadOnlySpan<int> repeats)
    {
        int rank = Math.Max(x.Rank, repeats.Length);
        int[] counts = [.. Enumerable.Repeat(1, rank - repeats.Length), .. repeats];
        int[] sizes = [.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape];
        List<int> wide = [], where = [];
        for (int i = 0; i < rank; i++)
        {
            wide.Add(counts[i]);
            where.Add(wide.Count);
            wide.Add(sizes[i]);
        }

        NDArray spread = Lax.BroadcastInDim(Lax.Reshape(x, sizes), [.. wide], where.ToArray());
        return Lax.Reshape(spread, [.. Enumerable.Range(0, rank).Select(i => counts[i] * sizes[i])]);
    }

    /// <summary>Every element (or slice along an axis) a number of times in a row.</summary>
    /// <param name="x">The array.</param>
    /// <param name="times">How often.</param>
    /// <param name="axis">The axis; null flattens first.</param>
    public static NDArray Repeat(NDArray x, int times, int? axis = null)
    {
        if (times < 0) throw new ShapeException($"Np.Repeat: elements cannot be repeated {times} times.");
        if (axis is null) (x, axis) = (Ravel(x), 0);
        int a = ((Axis)axis.Value).Normalize(x.Rank, "Np.Repeat");
        NDArray spread = Lax.BroadcastInDim(x, x.Shape.Insert(a + 1, times), [.. Enumerable.Range(0, x.Rank).Select(i => i > a ? i + 1 : i)]);
        return Lax.Reshape(spread, x.Shape.With(a, x.Shape[a] * times).ToArray());
    }

    /// <summary>Elements moved along an axis (or in the flattened array); what leaves at one end enters at the other.</summary>
    /// <param name="x">The array.</param>
    /// <param name="shift">How far toward higher positions.</param>
    /// <param name="axis">The axis; null moves in the flattened array and keeps the shape.</param>
    public static NDArray Roll(NDArray x, int shift, int? axis = null)
    {
        if (axis is null) return Lax.Reshape(Roll(Ravel(x), shift, 0), x.Shape.ToArray());
        int a = ((Axis)axis.Value).Normalize(x.Rank, "Np.Roll"), size = x.Shape[a];
        if (size == 0) return x;
        int cut = ((-shift % size) + size) % size;
        return cut == 0 ? x : Lax.Concatenate([Lax.SliceInDim(x, cut, size, a), Lax.SliceInDim(x, 0, cut, a)], a);
    }

    /// <summary>Elements in reverse order along axes.</summary>
    public static NDArray Flip(NDArray x, AxisSet axes = default) => Lax.Rev(x, axes);

    /// <summary>Elements at positions along an axis; positions outside give NaN.</summary>
    /// <param name="x">The array.</param>
    /// <param name="indices">Integers; negative ones count from the end.</param>
    /// <param name="axis">The axis; null takes from the flattened array.</param>
    /// <param name="mode">What positions outside give.</param>
    public static NDArray Take(NDArray x, NDArray indices, int? axis = null, OutOfBounds mode = OutOfBounds.FillOrDrop)
    {
        if (axis is null) (x, axis) = (Ravel(x), 0);
        int position = ((Axis)axis.Value).Normalize(x.Rank, "Np.Take");
        Slice[] slices = [.. Enumerable.Repeat((Slice)(..), position), indices];
        return x.At[slices].Get(mode);
    }

    /// <summary>The elements of the lower triangle; zeros above.</summary>
    public static NDArray Tril(NDArray x, int diagonal = 0) => Triangle(x, diagonal, lower: true);

    /// <summary>The elements of the upper triangle; zeros below.</summary>
    public static NDArray Triu(NDArray x, int diagonal = 0) => Triangle(x, diagonal, lower: false);

    private static NDArray Triangle(NDArray x, int diagonal, bool lower)
    {
        Shape matrix = x.Shape[^2..];
        NDArray row = Lax.BroadcastedIota(DType.Int32, matrix, 0) + diagonal, column = Lax.BroadcastedIota(DType.Int32, matrix, 1);
        return Where(lower ? row >= column : row <= column, x, Lax.ScalarLike(x, 0));
    }

    /// <summary>The diagonal of a matrix, or a matrix with a vector as its diagonal.</summary>
    public static NDArray Diag(NDArray x)
    {
        if (x.Rank == 1) return Eye(x.Shape[0], dtype: DType.Bool) is var eye ? Where(eye, x[NewAxisSlice, ..], Lax.ScalarLike(x, 0)) : x;
        int n = Math.Min(x.Shape[^2], x.Shape[^1]);
        NDArray i = Arange(n);
        return x[i, i];
    }

    private static Slice NewAxisSlice => Slice.NewAxis;

    /// <summary>The elements in ascending order along an axis; NaNs last.</summary>
    public static NDArray Sort(NDArray x, int axis = -1) => Lax.Sort(x, axis);

    /// <summary>The positions that would sort the elements along an axis, in the default integer type.</summary>
    public static NDArray ArgSort(NDArray x, int axis = -1)
    {
        int position = ((Axis)axis).Normalize(x.Rank, "Np.ArgSort");
        return Lax.Sort([x, Lax.BroadcastedIota(DefaultTypes.Int, x.Shape, position)], position, 1)[1];
    }

    /// <summary>Where each value would be put into ascending numbers so that they stay in order, int32.</summary>
    /// <param name="sorted">Ascending numbers.</param>
    /// <param name="values">What is put in.</param>
    /// <param name="right">Whether behind equal numbers instead of before them.</param>
    public static NDArray SearchSorted(NDArray sorted, NDArray values, bool right = false)
    {
        if (sorted.Rank != 1) throw new ShapeException($"Np.SearchSorted needs a vector of ascending numbers, but was given {sorted.Type.ToLongString()}.");
        (sorted, values) = Broadcasting.Promote("Np.SearchSorted", sorted, values);
        NDArray expanded = Lax.ExpandDims(values, values.Rank);
        NDArray before = right ? sorted <= expanded : sorted < expanded;
        return Lax.ReduceSum(Lax.ConvertElementType(before, DType.Int32), -1);
    }

    /// <summary>Elements at positions along one axis; all other axes go together. Positions outside give NaN.</summary>
    /// <param name="x">The array.</param>
    /// <param name="indices">Integers, of the rank of <paramref name="x"/>; negative ones count from the end.</param>
    /// <param name="axis">The axis.</param>
    public static NDArray TakeAlongAxis(NDArray x, NDArray indices, int axis)
    {
        int position = ((Axis)axis).Normalize(x.Rank, "Np.TakeAlongAxis");
        if (indices.Rank != x.Rank) throw new ShapeException($"Np.TakeAlongAxis: the indices {indices.Type.ToLongString()} must have as many axes as {x.Type.ToLongString()}.");
        if (!indices.DType.IsInteger) throw new DTypeException($"Np.TakeAlongAxis: positions are integers, but {indices.Type.ToLongString()} was given.");
        Shape outer = Broadcasting.Common("Np.TakeAlongAxis", new(x.DType, x.Shape.With(position, 1)), new(x.DType, indices.Shape.With(position, 1)));
        x = Lax.BroadcastTo(x, outer.With(position, x.Shape[position]));
        indices = Lax.BroadcastTo(indices, outer.With(position, indices.Shape[position]));
        if (indices.DType.Size < 4) indices = indices.AsType(DType.Int32);
        if (!indices.DType.IsUnsigned) indices = Where(indices < 0, indices + x.Shape[position], indices);
        int[] others = [.. Enumerable.Range(0, x.Rank).Where(i => i != position)];
        return Lax.Gather(x, Lax.ExpandDims(indices, indices.Rank), new([], [position], [position], others, others), [.. Enumerable.Range(0, x.Rank).Select(i => Math.Min(1, x.Shape[i]))], OutOfBounds.FillOrDrop);
    }
}
