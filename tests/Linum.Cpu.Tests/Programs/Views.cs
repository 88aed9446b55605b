using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>The same elements in another form: axes exchanged, cut, merged, repeated, turned round, padded, joined.</summary>
internal static class Views
{
    /// <summary>A view.</summary>
    public static NDArray? Make(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0) is not NDArray x) return null;
        Random random = draft.Random;
        int axis = random.Next(x.Rank), size = x.Shape[axis];
        switch (random.Next(7))
        {
            case 0 or 1:
                return Lax.Transpose(x, draft.Order(x.Rank));
            case 2:
                int count = draft.Size(), at = random.Next(x.Rank + 1);
                return x.Rank > 4 ? null : Lax.BroadcastInDim(x, x.Shape.Insert(at, count), [.. Enumerable.Range(0, x.Rank).Select(a => a < at ? a : a + 1)]);
            case 3 when x.Rank > 1:
                int first = random.Next(x.Rank - 1);
                return Lax.Reshape(x, x.Shape.RemoveAt(first).With(first, x.Shape[first] * x.Shape[first + 1]));
            case 3 or 4:
                int divisor = Enumerable.Range(1, size).Where(d => size % d == 0).OrderBy(_ => random.Next()).First();
                return x.Rank > 4 ? null : Lax.Reshape(x, x.Shape.With(axis, size / divisor).Insert(axis + 1, divisor));
            case 5:
                return Lax.Rev(x, [axis]);
            default:
                int start = random.Next(size), limit = random.Next(start, size) + 1, step = random.Next(1, 4);
                if (random.Next(20) == 0) limit = start;
                int[] starts = new int[x.Rank], limits = x.Shape.ToArray(), steps = [.. Enumerable.Repeat(1, x.Rank)];
                (starts[axis], limits[axis], steps[axis]) = (start, limit, step);
                return Lax.Slice(x, starts, limits, steps);
        }
    }

    /// <summary>Elements put around and between those that are there; negative numbers cut off.</summary>
    public static NDArray? Pad(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0) is not NDArray x) return null;
        NDArray value = x.DType.IsComplex || draft.OneIn(2) ? Lax.ScalarLike(x, 0) : draft.Number(x, draft.Random.Next(3));
        (int, int, int)[] padding = [.. Enumerable.Range(0, x.Rank).Select(a =>
        {
            int interior = draft.OneIn(4) ? draft.Random.Next(3) : 0;
            int low = draft.Random.Next(-2, 4), high = draft.Random.Next(-2, 4);
            return ConvolveDimensions.Dilated(x.Shape[a], interior + 1) + low + high < 1 ? (0, 0, interior) : (low, high, interior);
        })];
        NDArray padded = Lax.Pad(x, value, padding);
        return draft.OneIn(2) && padded.DType.IsInexact && !padded.DType.IsComplex ? Activations.Follow(draft, padded) : padded;
    }

    /// <summary>Arrays joined along an axis, or one turned along it, and turned once more now and then.</summary>
    public static NDArray? Concatenate(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        if (draft.Flavor.Members == 0 && draft.OneIn(2))
        {
            NDArray turned = Np.Roll(x, draft.Random.Next(-3, 4), axis);
            return draft.OneIn(3) ? Np.Roll(turned, draft.Random.Next(-3, 4), draft.Random.Next(x.Rank)) : turned;
        }

        List<NDArray> parts = [x];
        for (int more = draft.Random.Next(1, 4); more > 0; more--) parts.Add(draft.Of(x.DType, x.Shape.With(axis, draft.OneIn(2) ? x.Shape[axis] : draft.Random.Next(1, 5))));
        return Lax.Concatenate([.. parts], axis);
    }
}
