namespace Linum.Linen;

/// <summary>A module that sees some collections through a function.</summary>
internal sealed record MapVariablesLifting(
    CollectionFilter Mapped, Func<Variables, Variables>? Inward, Func<Variables, Variables>? Outward, bool Initializes, bool Mutable, CollectionFilter Variables, CollectionFilter Rngs, Methods Methods = default)
    : Lifting(Methods)
{
    /// <inheritdoc/>
    public override string Prefix => "Map_variables";

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body)
    {
        Pack pack = new(scopes);
        Dictionary<string, LazyRng>[] rngs = pack.Rngs(Rngs.Selects);
        bool comesOut = Initializes || Mutable;
        CollectionFilter visible = Mapped.Union(Variables), rest = Variables.Subtract(Mapped);
        Variables[] groups = pack.Groups(Mapped, Variables);
        if (Initializes)
        {
            // A first run makes the variables as they are stored; the second sees them through the function.
            Pack.Inside first = pack.Enter("map_variables", groups, rngs, visible);
            if (first.IsMutable)
            {
                _ = body(first.Scopes, x);
                Variables[] made = first.Close(Mapped, Variables);
                groups = [Each(pack, Merged(pack, groups[0], made[0]), Outward), groups[1]];
            }
        }

        Variables seen = Each(pack, groups[0], Inward);
        Pack.Inside inside = pack.Enter("map_variables", [seen, groups[1]], rngs, comesOut ? visible : rest);
        TOut output = body(inside.Scopes, x);
        Results(output, out _);
        Variables[] changed = inside.Close(Mapped, Variables);
        if (comesOut) pack.Publish(Each(pack, changed[0], Outward));
        pack.Publish(changed[1]);
        return output;
    }

    /// <summary>What was made, and the rest as it was.</summary>
    private static Variables Merged(Pack pack, Variables before, Variables made) =>
        new(pack.Scopes.Select((_, s) => new KeyValuePair<string, Variables>($"{s}", Pack.PartOf(made, s).Parts.Aggregate(Pack.PartOf(before, s), (all, c) => all.With(c.Key, c.Value)))));

    private static Variables Each(Pack pack, Variables group, Func<Variables, Variables>? f) =>
        f is null ? group : new(pack.Scopes.Select((_, s) => new KeyValuePair<string, Variables>($"{s}", f(Pack.PartOf(group, s)))));
}
