using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Turns a loop over single elements into one over vectors, where many of them are treated alike: sixty numbers carried by themselves, or the elements of small arrays. What lies side by
/// side in registers lies side by side in memory for the whole loop, so that nothing is packed or unpacked in a turn; stacked single elements are exchanged with their arrays a few turns
/// at a time. The bits are those of the single elements.
/// </summary>
/// <remarks><code>
/// before: carry c0 c1 c2 c3    s2 = c0 * p, s3 = c1 * p, s4 = c2 * p, s5 = c3 * p    carry s2 s3 s4 s5
/// after:  v0 = load carry, v1 = p in all lanes, v2 = v0 * v1, store v2 to carry
/// </code></remarks>
internal sealed class PackScalars
{
    /// <summary>So many vectors and single steps at most: above, the JIT compiler gives up optimizing.</summary>
    private const int MostSteps = 1500;

    /// <summary>Chains of steps that are longer are not looked into.</summary>
    private const int MostHeight = 1000;

    private readonly ScalarLoop loop;
    private readonly ScalarFunction f;
    private readonly PackFinder finder;
    private readonly PackLayout layout;
    private readonly ScalarBuilder builder = new();
    private readonly List<PackSource> sources = [];
    private readonly List<(int Step, PackAddress To, int Elements, bool IsCarry)> stores = [];
    private readonly Dictionary<Pack, int> values = [];
    private readonly Dictionary<int, int> spread = [];
    private readonly Dictionary<int, PackAddress> kept = [];
    private readonly Dictionary<Pack, PackAddress> keptPacks = [];
    private readonly Dictionary<(PackAddress, bool, DType), int> loads = [];

    private PackScalars(ScalarLoop loop)
    {
        this.loop = loop;
        f = loop.Body;
        finder = new(f, i => loop.Inputs[i] == ScalarInput.Constant, VectorInstructions.Lanes);
        layout = new(loop, finder);
    }

    /// <summary>The loop over vectors; null if it is not worth it.</summary>
    /// <param name="loop">The loop over single elements; an input step's B counts the elements of an array.</param>
    public static PackedLoop? Run(ScalarLoop loop)
    {
        // Narrow values have other places in memory than in lanes.
        foreach (ScalarStep step in loop.Body.Steps)
            if (NarrowInstructions.IsNarrow(step.DType) || VectorSupport.IsDearInVectors(loop.Body, step)) return null;
        PackScalars pack = new(loop with { Body = StepLegalizer.Run(loop.Body) });
        return pack.IsWorthIt() ? pack.Write() : null;
    }

    private bool IsWorthIt()
    {
        foreach (int height in finder.Height)
            if (height > MostHeight) return false;
        finder.Run(layout.Wanted.Select(w => w.Pack));
        int singles = finder.Singles, cost = finder.Packs.Count + singles + 2 * finder.Gathered, steps = singles;
        foreach (Pack pack in finder.Packs) steps += pack.Steps.Count(s => s >= 0);
        return finder.Packs.Count > 0 && finder.Packs.Count + singles <= MostSteps && 3 * cost <= 2 * steps;
    }

    private PackedLoop? Write()
    {
        foreach (PackLayout.Result wanted in layout.Wanted) stores.Add((Value(wanted.Pack), wanted.To, wanted.Elements, wanted.IsCarry));
        ScalarFunction body = new([], [], builder.ToSteps(), [.. stores.Select(s => s.Step)]);
        if (!VectorSupport.CoversLanes(body)) return null;
        (body, List<RareBlock> rare) = RareBlocks.Run(body, s => body.Steps[s].Op is ScalarOp.Input or ScalarOp.Constant);
        var placed = new PackStore[stores.Count];
        for (int i = 0; i < placed.Length; i++)
        {
            int step = body.Results[i];
            placed[i] = new(step, stores[i].IsCarry ? Math.Max(step, LastRead(body, stores[i].To.Offset, stores[i].Elements * body.Steps[step].DType.Size)) : step, stores[i].To, stores[i].Elements);
        }

        return layout.Loop(body, rare, [.. sources], placed);
    }

    /// <summary>The last step that reads some bytes of the frame.</summary>
    private int LastRead(ScalarFunction body, int offset, int bytes)
    {
        bool Meets(PackAddress from, int length) => from.Place == PackPlace.Frame && from.Offset < offset + bytes && offset < from.Offset + length;
        for (int i = body.Steps.Count - 1; i >= 0; i--)
        {
            ScalarStep s = body.Steps[i];
            if (s.Op != ScalarOp.Input) continue;
            PackSource source = sources[s.A];
            if (Meets(source.From, (source.Spreads ? 1 : VectorInstructions.Lanes) * s.DType.Size)) return i;
            foreach (PackMove move in source.Before)
                if (Meets(move.From, move.Bytes)) return i;
        }

        return -1;
    }

    /// <summary>The step of the packed turn that computes a pack.</summary>
    private int Value(Pack pack)
    {
        if (pack.IsUniform) return Spread(pack.First);
        if (values.TryGetValue(pack, out int known)) return known;
        return values[pack] = finder.Packs.Contains(pack) ? Compute(pack) : Read(pack);
    }

    private int Compute(Pack pack)
    {
        ScalarStep s = f.Steps[pack.First];
        int a = Value(finder.Operand(pack, x => x.A)), b = s.B < 0 ? -1 : Value(finder.Operand(pack, x => x.B)), c = s.C < 0 ? -1 : Value(finder.Operand(pack, x => x.C));
        return builder.Add(s with { A = a, B = b, C = c }).Index;
    }

    /// <summary>Lanes from memory, where they lie side by side, or are put side by side first.</summary>
    private int Read(Pack pack)
    {
        DType type = f.Steps[pack.First].DType;
        if (pack.Steps.All(s => s < 0 || finder.IsElement(s))) layout.Arrange(pack);
        PackAddress?[] at = [.. pack.Steps.Select(s => s < 0 ? (PackAddress?)null : AddressOf(s))];
        int first = Array.FindIndex(at, a => a is not null);
        PackAddress start = at[first]!.Value.Plus(-first * type.Size);
        if (start.Offset >= 0 && at.Select((a, l) => a is null || a == start.Plus(l * type.Size)).All(same => same)) return Load(start, false, type);
        PackAddress together = layout.Allocate(VectorInstructions.Lanes * type.Size);
        List<PackMove> moves = [];
        for (int l = 0; l < at.Length; l++)
            if (at[l] is PackAddress from) PackLayout.Append(moves, new(from, together.Plus(l * type.Size), type.Size));
        if (pack.Steps.All(s => s < 0 || finder.IsHoisted[s])) layout.Before.AddRange(moves);
        else return Source(new(together, false, [.. moves]), type);
        return Load(together, false, type);
    }

    private int Source(PackSource source, DType type)
    {
        sources.Add(source);
        return builder.Add(new(ScalarOp.Input, type, sources.Count - 1, 0)).Index;
    }

    private int Load(PackAddress from, bool spreads, DType type)
    {
        if (!loads.TryGetValue((from, spreads, type), out int step)) loads[(from, spreads, type)] = step = Source(new(from, spreads, []), type);
        return step;
    }

    /// <summary>A step in all lanes.</summary>
    private int Spread(int step)
    {
        if (spread.TryGetValue(step, out int known)) return known;
        ScalarStep s = f.Steps[step];
        int At(int used) => used < 0 ? -1 : Spread(used);
        return spread[step] = s.Op == ScalarOp.Constant ? builder.Add(s).Index
            : finder.IsHoisted[step] || finder.IsElement(step) || finder.Home[step] is not null ? Load(AddressOf(step), true, s.DType)
            : builder.Add(s with { A = At(s.A), B = At(s.B), C = At(s.C) }).Index;
    }

    /// <summary>Where a step's value lies; what is computed in the turn is stored for it.</summary>
    private PackAddress AddressOf(int step)
    {
        if (finder.IsHoisted[step]) return layout.HoistedAddress(step);
        if (finder.IsElement(step)) return layout.ElementAddress(step);
        DType type = f.Steps[step].DType;
        int bytes = VectorInstructions.Lanes * type.Size;
        if (finder.Home[step] is Pack pack)
        {
            if (!keptPacks.TryGetValue(pack, out PackAddress all))
            {
                keptPacks[pack] = all = layout.Allocate(bytes);
                stores.Add((Value(pack), all, VectorInstructions.Lanes, false));
            }

            return all.Plus(Array.IndexOf(pack.Steps, step) * type.Size);
        }

        if (!kept.TryGetValue(step, out PackAddress alone))
        {
            kept[step] = alone = layout.Allocate(bytes);
            stores.Add((Spread(step), alone, VectorInstructions.Lanes, false));
        }

        return alone;
    }
}
