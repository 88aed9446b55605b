namespace Linum.Cpu.Tests.Programs;

/// <summary>What depends on where an element stands: one side of a diagonal, the places before or behind another, positions that are added.</summary>
internal static class Places
{
    /// <summary>A value that does, of one that is there.</summary>
    public static NDArray? Make(Draft draft) => draft.Find(v => v.Rank > 0) is NDArray x ? Apply(draft, x) : null;

    /// <summary>Elements of an array and others in their places, or positions added to it.</summary>
    public static NDArray Apply(Draft draft, NDArray x)
    {
        if (x.Rank == 0) return x;
        int axis = draft.Random.Next(x.Rank);
        NDArray at = Lax.BroadcastedIota(DType.Int32, x.Shape, axis);
        if (draft.OneIn(4) && x.DType != DType.Bool) return Lax.Add(x, Lax.ConvertElementType(at, x.DType));
        NDArray border = draft.OneIn(3) ? Lax.Full([], draft.Random.Next(x.Shape[axis] + 1), DType.Int32) : Lax.BroadcastedIota(DType.Int32, x.Shape, draft.Random.Next(x.Rank));
        border = Lax.Add(Lax.BroadcastTo(border, x.Shape), Lax.Full(x.Shape, draft.Random.Next(-2, 3), DType.Int32));
        NDArray side = draft.OneIn(2) ? Lax.Ge(at, border) : draft.OneIn(4) ? Lax.Eq(at, border) : Lax.Lt(at, border);
        NDArray other = draft.OneIn(2) ? Lax.ZerosLike(x) : draft.Partner(x);
        return draft.OneIn(2) ? Lax.Select(side, x, other) : Lax.Select(side, other, x);
    }
}
