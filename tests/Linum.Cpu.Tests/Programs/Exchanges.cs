using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Values that members of a named axis exchange: examples of a Vmap with a name, or devices.</summary>
internal static class Exchanges
{
    /// <summary>The name of the axis.</summary>
    public const string Axis = "members";

    /// <summary>What a member gets from the others, or its number; null for programs without members.</summary>
    public static NDArray? Make(Draft draft)
    {
        int size = draft.Flavor.Members;
        if (size == 0) return null;
        if (draft.OneIn(8)) return Lax.AxisIndex(Axis);
        bool sums = draft.OneIn(3);
        NDArray? x = draft.Find(v => !sums || v.DType != DType.Bool);
        if (x is null) return null;
        if (sums) return Sum(draft, x);
        int[][]? groups = Groups(draft);
        int each = groups?[0].Length ?? size;
        switch (draft.Random.Next(6))
        {
            case 0: return x.Rank == 0 || draft.OneIn(2) ? Lax.AllGather(x, Axis, draft.Random.Next(x.Rank + 1), groups: groups) : Lax.AllGather(x, Axis, draft.Random.Next(x.Rank), tiled: true, groups);
            case 1:
                (NDArray whole, int split, bool tiled) = Cut(draft, x, each);
                return Lax.AllToAll(whole, Axis, split, draft.Random.Next(whole.Rank), tiled, groups);
            case 2 when x.DType != DType.Bool:
                (NDArray shared, int axis, bool keeps) = Cut(draft, x, each);
                return Lax.PsumScatter(shared, Axis, axis, keeps, groups);
            case 3: return Lax.Pbroadcast(x, Axis, draft.Random.Next(size));
            // The largest and the smallest have no derivative.
            case 4 when !x.DType.IsComplex && x.DType != DType.Bool && !draft.Flavor.Reverse: return draft.OneIn(2) ? Lax.Pmax(x, Axis, groups) : Lax.Pmin(x, Axis, groups);
            default:
                int[] to = draft.Order(size);
                int pairs = draft.OneIn(2) ? size : draft.Random.Next(size + 1);
                return Lax.Ppermute(x, Axis, [.. to.Take(pairs).Select((destination, source) => (source, destination))]);
        }
    }

    private static NDArray Sum(Draft draft, NDArray x)
    {
        int[][]? groups = Groups(draft);
        CollectiveAxes axes = groups is null && x.Rank > 0 && draft.OneIn(4) ? [Axis, draft.Random.Next(x.Rank)] : Axis;
        // A mean is a quotient.
        return x.DType.IsInexact && !draft.Flavor.Whole && draft.OneIn(3) ? Lax.Pmean(x, axes, groups) : Lax.Psum(x, axes, groups);
    }

    /// <summary>Some members among themselves, in groups of one size; only devices can be asked for that.</summary>
    private static int[][]? Groups(Draft draft)
    {
        int size = draft.Flavor.Members;
        if (!draft.Flavor.AreDevices || size < 2 || !draft.OneIn(3)) return null;
        int each = size % 2 == 0 && draft.OneIn(2) ? size / 2 : draft.OneIn(2) ? 1 : size;
        return [.. draft.Order(size).Chunk(each)];
    }

    /// <summary>A value with an axis that can be cut in as many parts as there are members: of that size, or of a multiple.</summary>
    private static (NDArray Value, int Axis, bool Tiled) Cut(Draft draft, NDArray x, int members)
    {
        for (int axis = 0; axis < x.Rank; axis++)
            if (x.Shape[axis] > 0 && x.Shape[axis] % members == 0) return (x, axis, x.Shape[axis] != members || draft.OneIn(2));
        int at = draft.Random.Next(x.Rank + 1);
        Shape shape = x.Shape.Insert(at, members);
        return (Lax.BroadcastInDim(x, shape, [.. Enumerable.Range(0, x.Rank).Select(a => a < at ? a : a + 1)]), at, draft.OneIn(2));
    }
}
