using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Products of arrays over any axes, with what is computed before and after them.</summary>
internal static class Products
{
    /// <summary>A product, alone, with what follows it, or with both.</summary>
    public static NDArray? Make(Draft draft)
    {
        if (draft.Find(v => v.Count > 0 && v.DType != DType.Bool) is not NDArray x) return null;
        if (x.DType.IsInexact && !x.DType.IsComplex && draft.OneIn(4)) x = Activations.Apply(draft, x);
        List<int> batch = [], contracted = [];
        foreach (int axis in draft.Order(x.Rank))
        {
            int kind = draft.Random.Next(5);
            if (kind == 0) batch.Add(axis);
            else if (kind < 3 || (contracted.Count == 0 && draft.OneIn(2))) contracted.Add(axis);
        }

        List<(int Size, int Left)> right = [.. batch.Concat(contracted).Select(a => (x.Shape[a], a))];
        for (int free = draft.OneIn(5) ? draft.One(0, 2) : 1; free > 0; free--) right.Add((draft.Size(), -1));
        (int Size, int Left)[] placed = [.. right];
        draft.Random.Shuffle(placed);
        Shape shape = [.. placed.Select(p => p.Size)];
        long work = x.Count * placed.Where(p => p.Left < 0).Aggregate(1L, (n, p) => n * p.Size);
        if (shape.Count > draft.Flavor.Limit || work > 30L * draft.Flavor.Limit) return null;
        int[] Places(List<int> axes) => [.. axes.Select(a => Array.FindIndex(placed, p => p.Left == a))];
        NDArray y = draft.Of(x.DType, shape);
        if (y.DType.IsInexact && !y.DType.IsComplex && draft.OneIn(5)) y = Activations.Follow(draft, y);
        DType? wider = x.DType == DType.Int8 ? DType.Int32 : x.DType is DType.Float16 or DType.BFloat16 && draft.OneIn(2) ? DType.Float32 : null;
        return Followed(draft, Lax.DotGeneral(x, y, new([.. contracted], Places(contracted), [.. batch], Places(batch)), wider));
    }

    /// <summary>A product and perhaps what follows it; the product itself may be read too.</summary>
    public static NDArray? Followed(Draft draft, NDArray product)
    {
        if (product.Count > draft.Flavor.Limit || draft.OneIn(3)) return product;
        if (draft.OneIn(6)) draft.Values.Add(product);
        NDArray after = Activations.Follow(draft, product);
        if (draft.OneIn(5)) draft.Values.Add(Activations.Follow(draft, product));
        return after;
    }
}
