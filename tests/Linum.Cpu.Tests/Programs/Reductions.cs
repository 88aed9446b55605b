using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Elements combined along axes, and rows that are made of what was combined of them.</summary>
internal static class Reductions
{
    private static readonly Func<ValueList<int>, Primitive>[] Kinds =
        [a => new ReduceMax(a), a => new ReduceMin(a), a => new ReduceSum(a), a => new ReduceSum(a), a => new ReduceSum(a), a => new ReduceProd(a)];

    private static NDArray Kept(NDArray reduced, NDArray like, int[] axes) => Lax.BroadcastInDim(reduced, like.Shape, [.. Enumerable.Range(0, like.Rank).Except(axes)]);

    /// <summary>A combination along some axes, alone or met again with what it was made of.</summary>
    public static NDArray? Make(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0) is not NDArray x) return null;
        int[] axes = draft.SomeAxes(x.Rank);
        if (x.DType == DType.Bool) return draft.OneIn(2) ? new ReduceOr(axes).Bind(x) : new ReduceAnd(axes).Bind(x);
        NDArray reduced = (x.DType.IsComplex ? new ReduceSum(axes) : draft.One(Kinds)(axes)).Bind(x);
        return draft.Random.Next(3) switch
        {
            0 => Lax.Sub(x, Kept(reduced, x, axes)),
            1 when !x.DType.IsComplex => Kept(Activations.Apply(draft, reduced), x, axes),
            _ => reduced,
        };
    }

    /// <summary>Rows as networks normalize them.</summary>
    public static NDArray? Rows(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0 && v.DType is DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16) is not NDArray x || x.Rank == 0) return null;
        int[] axes = draft.OneIn(3) ? draft.SomeAxes(x.Rank) : [draft.Random.Next(x.Rank)];
        NDArray Sum(NDArray y) => new ReduceSum(axes).Bind(y);
        NDArray Rest(NDArray y) => Kept(y, x, axes);
        NDArray most = Rest(new ReduceMax(axes).Bind(x));
        if (draft.Flavor.Whole) return draft.OneIn(2) ? Lax.Sub(x, most) : Lax.Mul(Lax.Sub(x, most), Rest(Sum(Lax.Sub(x, most))));
        double count = 1;
        foreach (int axis in axes) count *= x.Shape[axis];
        NDArray exponentials = Lax.Exp(Lax.Sub(x, Lax.StopGradient(most)));
        switch (draft.Random.Next(6))
        {
            case 0:
                return Lax.Div(exponentials, Rest(Sum(exponentials)));
            case 1:
                return Lax.Log(Sum(exponentials));
            case 2:
                return Lax.Sub(x, Lax.Add(most, Rest(Lax.Log(Sum(exponentials)))));
            case 3:
                NDArray squares = Lax.Div(Sum(Lax.Square(x)), Lax.BroadcastTo(Lax.ScalarLike(x, count), Sum(x).Shape));
                return Lax.Mul(x, Rest(Lax.Rsqrt(squares + 0.01f)));
            default:
                NDArray centred = Lax.Sub(x, Rest(Sum(x) / count));
                NDArray normal = Lax.Mul(centred, Rest(Lax.Rsqrt(Sum(Lax.Square(centred)) / count + 0.01f)));
                return draft.OneIn(2) ? normal : Activations.Follow(draft, normal);
        }
    }

    /// <summary>Combinations of all elements up to each.</summary>
    public static NDArray? Running(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0 && !v.DType.IsComplex && v.DType != DType.Bool) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        bool reverse = draft.OneIn(2);
        return draft.Random.Next(draft.Flavor.Whole || !x.DType.IsInexact ? 4 : 5) switch
        {
            0 => Lax.CumMax(x, axis, reverse),
            1 => Lax.CumMin(x, axis, reverse),
            2 or 3 => Lax.CumSum(x, axis, reverse),
            _ => draft.OneIn(2) ? Lax.CumProd(Lax.Sign(x), axis, reverse) : Lax.CumLogSumExp(x, axis, reverse),
        };
    }

    /// <summary>Where the largest or smallest elements are.</summary>
    public static NDArray? Arg(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0 && !v.DType.IsComplex && v.DType != DType.Bool) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        return draft.OneIn(2) ? Lax.ArgMax(x, axis, DType.Int32) : Lax.ArgMin(x, axis, DType.Int32);
    }

    /// <summary>Elements in order, alone or with others that follow them.</summary>
    public static NDArray? Sort(Draft draft)
    {
        if (draft.Find(v => v.Rank > 0 && v.Count > 0 && !v.DType.IsComplex && v.DType != DType.Bool) is not NDArray x) return null;
        int axis = draft.Random.Next(x.Rank);
        switch (draft.Random.Next(3))
        {
            case 0:
                return Lax.Sort(x, axis);
            case 1:
                return Lax.TopK(x, draft.Random.Next(1, Math.Min(5, x.Shape[^1]) + 1)).Values;
            default:
                NDArray[] sorted = Lax.Sort([x, draft.Of(draft.One(DType.Float32, DType.Int32), x.Shape)], axis, draft.Random.Next(1, 3));
                draft.Values.Add(sorted[0]);
                return sorted[1];
        }
    }
}
