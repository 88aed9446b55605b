using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Elements read and written where integers say, some of them outside.</summary>
internal static class Indexing
{
    private static NDArray Inside(Draft draft, NDArray index, int size)
    {
        if (draft.OneIn(3)) return index;
        NDArray rest = Lax.Rem(index, Lax.BroadcastTo(Lax.ScalarLike(index, size), index.Shape));
        return draft.OneIn(3) ? rest : Lax.Abs(rest);
    }

    private static int[] Window(Draft draft, Shape shape, int axis)
    {
        int[] window = shape.ToArray();
        window[axis] = draft.OneIn(2) ? 1 : draft.Random.Next(1, Math.Min(shape[axis], 4) + 1);
        return window;
    }

    /// <summary>Slices along one axis, in front or behind.</summary>
    public static NDArray? Gather(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        Shape places = draft.Shape(draft.Random.Next(1, 3));
        int[] window = Window(draft, x.Shape, axis);
        bool collapsed = window[axis] == 1;
        NDArray index = Inside(draft, draft.Index(places), x.Shape[axis]);
        int offsets = x.Rank - (collapsed ? 1 : 0);
        GatherDimensions d = new([.. Enumerable.Range(draft.OneIn(2) ? 0 : places.Rank, offsets)], collapsed ? [axis] : [], [axis], [], []);
        long count = places.Count;
        foreach (int size in window) count *= size;
        return count > draft.Flavor.Limit ? null : Lax.Gather(x, Lax.ExpandDims(index, places.Rank), d, window, draft.One(OutOfBounds.Clip, OutOfBounds.FillOrDrop));
    }

    /// <summary>A window at a place that is computed.</summary>
    public static NDArray? Window(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0) is not NDArray x) return null;
        NDArray[] starts = [.. Enumerable.Range(0, x.Rank).Select(a => draft.Index([]))];
        return Lax.DynamicSlice(x, starts, [.. Enumerable.Range(0, x.Rank).Select(a => draft.OneIn(2) ? x.Shape[a] : draft.Random.Next(1, x.Shape[a] + 1))]);
    }

    /// <summary>A window written over.</summary>
    public static NDArray? Update(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0) is not NDArray x) return null;
        NDArray[] starts = [.. Enumerable.Range(0, x.Rank).Select(a => draft.Index([]))];
        return Lax.DynamicUpdateSlice(x, draft.Of(x.DType, [.. Enumerable.Range(0, x.Rank).Select(a => draft.OneIn(2) ? x.Shape[a] : draft.Random.Next(1, x.Shape[a] + 1))]), starts);
    }

    /// <summary>Slices added to, or put in the place of, those of an array.</summary>
    public static NDArray? Scatter(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0 && v.DType != DType.Bool) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        Shape places = draft.Shape(draft.Random.Next(1, 3));
        int[] window = Window(draft, x.Shape, axis);
        bool inserted = window[axis] == 1;
        NDArray index = Inside(draft, draft.Index(places), x.Shape[axis]);
        Shape slices = inserted ? [.. x.Shape.RemoveAt(axis)] : window;
        Shape updates = [.. places.Span, .. slices.Span];
        if (updates.Count > draft.Flavor.Limit) return null;
        ScatterDimensions d = new([.. Enumerable.Range(places.Rank, slices.Rank)], inserted ? [axis] : [], [axis], [], []);
        ReduceKind? combine = draft.Random.Next(5) switch { 0 when !draft.Flavor.Reverse => null, 1 when !x.DType.IsComplex && !draft.Flavor.Reverse => ReduceKind.Max, _ => ReduceKind.Sum };
        return Lax.Scatter(x, Lax.ExpandDims(index, places.Rank), draft.Of(x.DType, updates), d, combine, draft.One(OutOfBounds.Clip, OutOfBounds.FillOrDrop));
    }
}
