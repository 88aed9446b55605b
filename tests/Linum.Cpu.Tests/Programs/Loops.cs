using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Bodies that are repeated or chosen. What they compute is a small random program of what they carry and of what lies outside.</summary>
internal static class Loops
{
    /// <summary>A loop or a conditional.</summary>
    public static NDArray? Make(Draft draft)
    {
        if (draft.Flavor.Depth == 0) return null;
        int seed = draft.Random.Next();
        NDArray[] carry = [.. Enumerable.Range(0, draft.Random.Next(1, 4)).Select(_ => Carried(draft))];
        NDArray[] made = draft.Random.Next(4) switch
        {
            0 => Branches(draft, carry, seed),
            1 when !draft.Flavor.Reverse => While(draft, carry, seed),
            1 or 2 => Repeat(draft, carry, seed),
            _ => Scan(draft, carry, seed),
        };
        draft.Values.AddRange(made[1..].Where(m => m.Count <= draft.Flavor.Limit));
        return made[0];
    }

    private static NDArray Carried(Draft draft)
    {
        Shape shape = draft.Random.Next(3) switch { 0 => [], 1 => [draft.Size()], _ => draft.Shape(2) };
        NDArray carried = (draft.OneIn(2) ? draft.Find(v => v.Rank < 3 && v.Count is > 0 and < 500) : null) ?? draft.Of(draft.OneIn(4) ? draft.One(DType.Int32, DType.Bool, DType.Float64) : DType.Float32, shape);
        return Lax.ConvertElementType(carried, carried.DType);
    }

    /// <summary>A few steps over values, made to have types.</summary>
    /// <param name="draft">The program around it.</param>
    /// <param name="seed">The choices.</param>
    /// <param name="given">What the body is given.</param>
    /// <param name="types">What it is to give.</param>
    /// <param name="all">Whether all members come here equally often: else they cannot exchange anything.</param>
    private static NDArray[] Body(Draft draft, int seed, NDArray[] given, ArrayType[] types, bool all = true)
    {
        Random random = new(seed);
        Flavor flavor = draft.Flavor with { Depth = draft.Flavor.Depth - 1, Limit = Math.Min(draft.Flavor.Limit, 600), Heavy = false, Members = all ? draft.Flavor.Members : 0 };
        Draft inside = new(random, flavor, draft.NewInput);
        if (random.Next(2) == 0 && draft.Find(v => v.Count is > 0 and < 600) is NDArray outside) inside.Values.Add(outside);
        inside.Values.AddRange(given);
        for (int steps = random.Next(1, 6); steps > 0; steps--) Families.Step(inside);
        return [.. types.Select((t, i) => Draft.Fit(Tamed(inside, inside.Find(v => v.DType == t.DType && v.Shape == t.Shape && !given.Contains(v)) ?? inside.Find(_ => random.Next(2) == 0) ?? given[0], i), t))];
    }

    /// <summary>What goes round a loop must not grow without end.</summary>
    private static NDArray Tamed(Draft draft, NDArray x, int i) =>
        x.DType.IsComplex || x.DType == DType.Bool ? x : x.DType.IsInteger || draft.Flavor.Whole ? Lax.Rem(x, Lax.BroadcastTo(draft.Number(x, 5 + i), x.Shape)) : Lax.Clamp(draft.Number(x, -3), x, draft.Number(x, 3));

    private static ArrayType[] Types(NDArray[] arrays) => [.. arrays.Select(a => a.Type.Strong)];

    private static NDArray[] Branches(Draft draft, NDArray[] carry, int seed)
    {
        ArrayType[] types = Types(carry);
        CondMode mode = draft.One(CondMode.Auto, CondMode.Branch, CondMode.Select);
        Func<NDArray[], NDArray[]> Branch(int i) => given => Body(draft, seed + i, given, types, all: false);
        return draft.OneIn(2)
            ? Lax.Cond(Lax.Gt(draft.Index([]), Lax.Full([], 0, DType.Int32)), Branch(0), Branch(1), carry, mode)
            : Lax.Switch(draft.Index([]), [Branch(0), Branch(1), Branch(2)], carry, mode);
    }

    private static NDArray[] Repeat(Draft draft, NDArray[] carry, int seed)
    {
        ArrayType[] types = Types(carry);
        return Lax.ForI(0, draft.Random.Next(6), (i, given) => Body(draft, seed, [i, .. given], types), carry);
    }

    private static NDArray[] While(Draft draft, NDArray[] carry, int seed)
    {
        ArrayType[] types = Types(carry);
        NDArray limit = Lax.Rem(draft.Index([]), Lax.Full([], 5, DType.Int32));
        return Lax.While(c => Lax.Lt(c.Item1, limit), c => (Lax.Add(c.Item1, Lax.Full([], 1, DType.Int32)), Body(draft, seed, [c.Item1, .. c.Item2], types, all: false)), (Lax.Full([], 0, DType.Int32), carry)).Item2;
    }

    private static NDArray[] Scan(Draft draft, NDArray[] carry, int seed)
    {
        ArrayType[] types = Types(carry);
        int length = draft.Random.Next(1, 8);
        NDArray[] xs = [.. Enumerable.Range(0, draft.Random.Next(3)).Select(_ => draft.Of(DType.Float32, [length, .. draft.Shape(draft.Random.Next(2))]))];
        (NDArray[] last, NDArray[] outputs) = Lax.Scan((NDArray[] c, NDArray[] x) =>
        {
            NDArray[] made = Body(draft, seed, [.. c, .. x], [.. types, types[0]]);
            return (made[..c.Length], made[c.Length..]);
        }, carry, xs, length, draft.OneIn(2));
        return [.. outputs, .. last];
    }
}
