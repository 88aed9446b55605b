using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Kinds of operations; each makes a new value of those that are there, or null if none of them fits.</summary>
internal static class Families
{
    private static readonly (int Weight, Func<Draft, NDArray?> Make)[] All =
    [
        (16, Elementwise), (5, Compare), (12, Views.Make), (3, Views.Pad), (3, Views.Concatenate), (5, Cast), (6, Reductions.Make), (5, Reductions.Rows), (3, Reductions.Running), (2, Reductions.Arg),
        (7, Products.Make), (4, Convolutions.Make), (3, Indexing.Gather), (2, Indexing.Window), (2, Indexing.Update), (3, Indexing.Scatter), (2, Reductions.Sort), (1, Bits), (1, Parts), (5, Loops.Make), (3, Matrices.Make), (4, Places.Make),
    ];

    /// <summary>What has kernels of its own.</summary>
    private static readonly (int Weight, Func<Draft, NDArray?> Make)[] Heavy = [(4, Products.Make), (5, Convolutions.Make), (2, Reductions.Rows), (2, Reductions.Make), (2, Loops.Make), (2, Matrices.Make), (2, Places.Make)];

    /// <summary>Adds a value; without one to start with, an input.</summary>
    public static void Step(Draft draft)
    {
        (int Weight, Func<Draft, NDArray?> Make)[] families = draft.Flavor.Heavy ? Heavy : All;
        if (draft.Flavor.Members > 0) families = [.. families, (families.Sum(f => f.Weight) / 4, Exchanges.Make)];
        int at = draft.Random.Next(families.Sum(f => f.Weight));
        foreach ((int weight, Func<Draft, NDArray?> make) in families)
        {
            at -= weight;
            if (at >= 0) continue;
            if (make(draft) is NDArray made && made.Shape.Count <= draft.Flavor.Limit && made.DType is not (DType.Key or DType.Float0)) draft.Values.Add(made);
            return;
        }
    }

    private static NDArray? Elementwise(Draft draft)
    {
        if (draft.Find(v => true) is not NDArray x) return draft.Input(draft.NewType(draft.Shape(draft.Random.Next(4))));
        if (x.DType == DType.Bool) return draft.Random.Next(3) switch { 0 => Lax.Not(x), 1 => Lax.Xor(x, draft.Partner(x)), _ => Lax.And(x, draft.Partner(x)) };
        if (x.DType.IsInteger && draft.OneIn(4)) return Integers(draft, x);
        if (draft.OneIn(2)) return x.DType.IsComplex ? Lax.Neg(x) : Activations.Apply(draft, x);
        NDArray y = draft.Partner(x);
        return draft.Random.Next(x.DType.IsComplex ? 3 : 6) switch
        {
            0 => Lax.Add(x, y),
            1 => Lax.Sub(y, x),
            2 => Lax.Mul(x, y),
            3 => Lax.Max(x, y),
            4 => Lax.Min(x, y),
            _ => draft.Flavor.Whole || !x.DType.IsInexact ? Lax.Sub(x, y) : Lax.Div(x, Lax.Add(Lax.Abs(y), Lax.BroadcastTo(draft.Number(y, 1), y.Shape))),
        };
    }

    /// <summary>What only integers have.</summary>
    private static NDArray Integers(Draft draft, NDArray x) => draft.Random.Next(9) switch
    {
        0 => Lax.And(x, draft.Partner(x)),
        1 => Lax.Xor(x, draft.Partner(x)),
        2 => Lax.Div(x, draft.Partner(x)),
        3 => Lax.Rem(x, draft.Partner(x)),
        4 => Lax.ShiftLeft(x, draft.Partner(x)),
        5 => Lax.ShiftRightLogical(x, draft.Partner(x)),
        6 => Lax.ShiftRightArithmetic(x, draft.Partner(x)),
        7 => draft.OneIn(2) ? Lax.PopulationCount(x) : Lax.Clz(x),
        _ => Lax.ShiftLeft(x, Lax.BroadcastTo(draft.Number(x, 2), x.Shape)),
    };

    private static NDArray? Compare(Draft draft)
    {
        if (draft.Find(v => !v.DType.IsComplex) is not NDArray x) return null;
        NDArray y = draft.Partner(x);
        NDArray condition = draft.Random.Next(4) switch { 0 => Lax.Lt(x, y), 1 => Lax.Eq(x, y), 2 => Lax.Ne(x, y), _ => Lax.Ge(x, y) };
        return draft.OneIn(3) ? condition : Lax.Select(condition, draft.Partner(x), draft.OneIn(2) ? x : y);
    }

    private static NDArray? Cast(Draft draft) =>
        draft.Find(v => !v.DType.IsComplex) is NDArray x ? Lax.ConvertElementType(x, draft.One(DType.Float32, DType.Float32, DType.Float64, DType.Int32, DType.Int64, DType.Bool, DType.Float16, DType.BFloat16, DType.Int8, DType.UInt8)) : null;

    /// <summary>Random bits, and numbers made of them.</summary>
    private static NDArray? Bits(Draft draft)
    {
        NDArray bits = Lax.RandomBits(Lax.RandomWrap(draft.Of(DType.UInt32, [2])), draft.Shape(draft.Random.Next(3)), draft.One(8, 16, 32));
        return Lax.ConvertElementType(Lax.And(bits, Lax.BroadcastTo(draft.Number(bits, 15), bits.Shape)), draft.One(DType.Float32, DType.Int32));
    }

    /// <summary>Complex numbers and their parts.</summary>
    private static NDArray? Parts(Draft draft)
    {
        if (draft.Find(v => v.DType.IsComplex) is NDArray z && !draft.OneIn(3)) return draft.Random.Next(3) switch { 0 => Lax.Real(z), 1 => Lax.Imag(z), _ => Lax.Conj(z) };
        return draft.Find(v => v.DType is DType.Float32 or DType.Float64) is NDArray x ? Lax.Complex(x, draft.Partner(x)) : null;
    }
}
