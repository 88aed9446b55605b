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
    public static NDArray Reduce(NDArray x, NDArray initial, Func<NDArray, NDArray, NDArray> combine, AxisSet axes)
    {
        CheckInitial("Lax.Reduce", x, initial);
        int[] reduced = axes.Normalize(x.Rank, "Lax.Reduce").ToArray(), kept = [.. Enumerable.Range(0, x.Rank).Except(reduced)];
        Shape rest = [.. kept.Select(i => x.Shape[i])];
        long count = 1;
        foreach (int axis in reduced) count *= x.Shape[axis];
        NDArray lines = Reshape(Transpose(x, [.. reduced, .. kept]), [(int)count, .. rest]);
        NDArray start = BroadcastTo(initial, rest);
        if (count == 0) return start;

        // Neighbours are combined until one line is left: the order stays, the depth is logarithmic, and every step is one operation on arrays.
        while (lines.Shape[0] > 1)
        {
            int size = lines.Shape[0];
            NDArray pairs = Reshape(SliceInDim(lines, 0, size / 2 * 2, 0), [size / 2, 2, .. rest]);
            NDArray combined = combine(Squeeze(SliceInDim(pairs, 0, 1, 1), 1), Squeeze(SliceInDim(pairs, 1, 2, 1), 1));
            lines = size % 2 == 0 ? combined : Concatenate([combined, SliceInDim(lines, size - 1, size, 0)], 0);
        }

        return combine(start, Squeeze(lines, 0));
    }

    /// <summary>Elements combined within windows that slide over the array.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="initial">A scalar that stands outside the array, of the dtype of <paramref name="x"/>; it should not change what it is combined with.</param>
    /// <param name="combine">An associative function that works element by element on two arrays of one shape.</param>
    /// <param name="window">The size of the window along each axis.</param>
    /// <param name="strides">How far the window moves along each axis; 1 by default.</param>
    /// <param name="padding">How far windows reach outside along each axis, before and after; nowhere by default.</param>
    /// <exception cref="ShapeException">The numbers of sizes, strides or paddings are not that of the axes, or a size or stride is not positive.</exception>
    public static NDArray ReduceWindow(NDArray x, NDArray initial, Func<NDArray, NDArray, NDArray> combine, ReadOnlySpan<int> window, ReadOnlySpan<int> strides = default, ReadOnlySpan<(int Low, int High)> padding = default)
    {
        CheckInitial("Lax.ReduceWindow", x, initial);
        int rank = x.Rank;
        bool ok = window.Length == rank && (strides.IsEmpty || strides.Length == rank) && (padding.IsEmpty || padding.Length == rank);
        foreach (int size in window) ok &= size > 0;
        foreach (int stride in strides) ok &= stride > 0;
        if (!ok)
        {
            throw new ShapeException($"Lax.ReduceWindow was given {x.Type.ToLongString()} with windows [{string.Join(", ", window.ToArray())}], strides [{string.Join(", ", strides.ToArray())}] and {padding.Length} paddings. "
                + $"Give one positive size and stride and one padding per axis, here {rank}.");
        }

        var pads = new (int, int, int)[rank];
        for (int i = 0; i < padding.Length; i++) pads[i] = (padding[i].Low, padding[i].High, 0);
        NDArray padded = Pad(x, initial, pads);
        int[] steps = strides.IsEmpty ? [.. Enumerable.Repeat(1, rank)] : strides.ToArray(), sizes = new int[rank], starts = new int[rank];
        for (int i = 0; i < rank; i++) sizes[i] = Math.Max(0, (padded.Shape[i] - window[i]) / steps[i] + (padded.Shape[i] >= window[i] ? 1 : 0));
        NDArray result = BroadcastTo(initial, sizes);
        if (result.Count == 0) return result;
        do
        {
            var limits = new int[rank];
            for (int i = 0; i < rank; i++) limits[i] = starts[i] + (sizes[i] - 1) * steps[i] + 1;
            result = combine(result, Slice(padded, starts, limits, steps));
        }
        while (NextOffset(starts, window));

        return result;
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
