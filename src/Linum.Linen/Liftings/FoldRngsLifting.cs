namespace Linum.Linen;

/// <summary>A module whose random streams start from keys drawn for the call.</summary>
internal sealed record FoldRngsLifting(CollectionFilter Variables, CollectionFilter Rngs, Methods Methods = default) : Lifting(Methods)
{
    /// <inheritdoc/>
    public override string Prefix => "Fold_rngs";

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body)
    {
        Pack pack = new(scopes);
        Pack.Inside inside = pack.Enter("fold_rngs", pack.Groups(Variables), FoldedStreams.Of(pack, Rngs), Variables);
        TOut output = body(inside.Scopes, x);
        Results(output, out _);
        pack.Publish(inside.Close(Variables));
        return output;
    }
}

/// <summary>Random streams without the path of the module.</summary>
internal static class FoldedStreams
{
    /// <summary>
    /// The module's own streams start from a key that is drawn for the call. Those of other modules that are packed along only lose their path, as in Flax.
    /// </summary>
    public static Dictionary<string, LazyRng>[] Of(Pack pack, CollectionFilter selected)
    {
        Dictionary<string, LazyRng>[] rngs = pack.Rngs(selected.Selects);
        for (int s = 0; s < rngs.Length; s++)
        {
            ModuleScope scope = pack.Scopes[s];
            rngs[s] = rngs[s].ToDictionary(r => r.Key, r => s == pack.Own ? scope.MakeRng(r.Key) : (LazyRng)r.Value.Base, StringComparer.Ordinal);
        }

        return rngs;
    }
}
