using Linum.Extending;

namespace Linum;

public static partial class Lax
{
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
        combine = FirstOfEqual(x.DType, combine);
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

    /// <summary>
    /// The larger or smaller of two as a choice between them: of equal elements in a window the first is taken, and the whole derivative goes to it. Other functions stay as they are.
    /// </summary>
    private static Func<NDArray, NDArray, NDArray> FirstOfEqual(DType dtype, Func<NDArray, NDArray, NDArray> combine)
    {
        if (!dtype.IsFloat) return combine;
        ArrayType scalar = new(dtype, []);
        Jaxpr program = Staging.Trace("Lax.ReduceWindow, the function", (NDArray[] x, out TreeDef result) => Tree.Flatten(combine(x[0], x[1]), out result), [scalar, scalar]).Program;
        if (program.Inputs.Count != 2 || program.Equations is not [Equation only] || !ReferenceEquals(program.Outputs[0], only.Outputs[0])) return combine;
        if (only.Inputs is not [Var first, Var second] || ReferenceEquals(first, second)) return combine;
        return only.Primitive switch
        {
            Extending.Max => static (best, next) => Select(Or(Gt(next, best), Ne(next, next)), next, best),
            Extending.Min => static (best, next) => Select(Or(Lt(next, best), Ne(next, next)), next, best),
            _ => combine,
        };
    }
}
