using Linum.Extending;

namespace Linum;

public static partial class Lax
{
    /// <summary>Elements combined along axes by a function of one's own.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="initial">A scalar that is combined with the rest, of the dtype of <paramref name="x"/>; it should not change what it is combined with.</param>
    /// <param name="combine">An associative function that works element by element on two arrays of one shape.</param>
    /// <param name="axes">The axes that disappear.</param>
    /// <exception cref="ShapeException">The initial value is no scalar.</exception>
    /// <exception cref="DTypeException">The initial value has another dtype.</exception>
    public static NDArray Reduce(NDArray x, NDArray initial, Func<NDArray, NDArray, NDArray> combine, AxisSet axes) =>
        Reduce([x], [initial], (a, b) => [combine(a[0], b[0])], axes)[0];

    /// <summary>Elements of several arrays combined together along axes, such as values with their positions.</summary>
    /// <param name="xs">Arrays of one shape.</param>
    /// <param name="initial">One scalar per array, of its dtype; together they should not change what they are combined with.</param>
    /// <param name="combine">An associative function of two lists of arrays, one array per operand, that works element by element.</param>
    /// <param name="axes">The axes that disappear.</param>
    /// <exception cref="ShapeException">There are no arrays, their shapes differ, their number is not that of the initial values, or an initial value is no scalar.</exception>
    /// <exception cref="DTypeException">An initial value has another dtype than its array.</exception>
    public static NDArray[] Reduce(NDArray[] xs, NDArray[] initial, Func<NDArray[], NDArray[], NDArray[]> combine, AxisSet axes)
    {
        if (xs.Length == 0 || xs.Length != initial.Length || xs.Any(x => x.Shape != xs[0].Shape))
        {
            throw new ShapeException($"Lax.Reduce was given arrays [{string.Join(", ", xs.Select(x => x.Type.ToLongString()))}] and {initial.Length} initial values. "
                + "Give at least one array, all of one shape, and one initial value per array.");
        }

        for (int i = 0; i < xs.Length; i++) CheckInitial("Lax.Reduce", xs[i], initial[i]);
        int[] reduced = axes.Normalize(xs[0].Rank, "Lax.Reduce").ToArray(), kept = [.. Enumerable.Range(0, xs[0].Rank).Except(reduced)];
        Shape rest = [.. kept.Select(i => xs[0].Shape[i])];
        long count = 1;
        foreach (int axis in reduced) count *= xs[0].Shape[axis];
        NDArray[] lines = [.. xs.Select(x => Reshape(Transpose(x, [.. reduced, .. kept]), [(int)count, .. rest]))];
        NDArray[] start = [.. initial.Select(x => BroadcastTo(x, rest))];
        if (count == 0) return start;

        // Neighbours are combined until one line is left: the order stays, the depth is logarithmic, and every step is one operation on arrays.
        while (lines[0].Shape[0] > 1)
        {
            int size = lines[0].Shape[0];
            NDArray[] pairs = [.. lines.Select(x => Reshape(SliceInDim(x, 0, size / 2 * 2, 0), [size / 2, 2, .. rest]))];
            NDArray[] combined = combine([.. pairs.Select(x => Squeeze(SliceInDim(x, 0, 1, 1), 1))], [.. pairs.Select(x => Squeeze(SliceInDim(x, 1, 2, 1), 1))]);
            lines = size % 2 == 0 ? combined : [.. combined.Select((x, i) => Concatenate([x, SliceInDim(lines[i], size - 1, size, 0)], 0))];
        }

        return combine(start, [.. lines.Select(x => Squeeze(x, 0))]);
    }

    /// <summary>The next offset within a window, the last axis fastest; false after the last.</summary>
    private static bool NextOffset(int[] offset, ReadOnlySpan<int> window)
    {
        for (int i = offset.Length - 1; i >= 0; i--)
        {
            if (++offset[i] < window[i]) return true;
            offset[i] = 0;
        }

        return false;
    }

    private static void CheckInitial(string operation, NDArray x, NDArray initial)
    {
        if (initial.Rank != 0) throw new ShapeException($"{operation}: the initial value is {initial.Type.ToLongString()}, but it must be a scalar.");
        if (initial.DType != x.DType) throw ElementwiseErrors.Mixed(operation, x.Type, initial.Type);
    }
}
