using Linum.Extending;

namespace Linum.Linen;

/// <summary>A module whose run is written down as a program and called as one: compiled, or computed again for the backward pass.</summary>
/// <param name="Variables">The collections that are visible inside.</param>
/// <param name="Rngs">The random streams that exist inside.</param>
/// <param name="Methods">The methods that are lifted.</param>
internal abstract record StagedLifting(CollectionFilter Variables, CollectionFilter Rngs, Methods Methods) : Lifting(Methods)
{
    /// <summary>What messages call it: <c>jit</c>.</summary>
    protected abstract string Name { get; }

    /// <summary>The keys inside.</summary>
    protected virtual Dictionary<string, LazyRng>[] KeysInside(Pack pack) => pack.Rngs(Rngs.Selects);

    /// <summary>A call of a program.</summary>
    protected abstract CallPrimitive Call(Jaxpr program, string name);

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body)
    {
        Pack pack = new(scopes);
        Dictionary<string, LazyRng>[] rngs = KeysInside(pack);
        Variables[] groups = pack.Groups(Variables);
        PytreeNodes.RegisterArray<Linen.Variables>();
        NDArray[] variables = Tree.Flatten(groups, out TreeDef groupStructure), inputs = Tree.Flatten(x, out TreeDef inputStructure);
        NDArray[] arguments = [.. variables, .. inputs, .. rngs.SelectMany(r => r.Values).Select(r => r.Base.Array)];
        TreeDef? outputStructure = null, changedStructure = null;
        Staging.Traced traced = Staging.Trace($"Lift.{Prefix} of a module", (NDArray[] leaves, out TreeDef structure) =>
        {
            int next = variables.Length + inputs.Length;
            Dictionary<string, LazyRng>[] inner = [.. rngs.Select(r => r.ToDictionary(s => s.Key, s => s.Value with { Base = new(leaves[next++]) }, StringComparer.Ordinal))];
            Pack.Inside inside = pack.Enter(Name, Tree.Unflatten<Variables[]>(groupStructure, leaves.AsSpan(0, variables.Length)), inner, Variables);
            NDArray[] output = Results(body(inside.Scopes, Tree.Unflatten<TIn>(inputStructure, leaves.AsSpan(variables.Length, inputs.Length))), out outputStructure);
            NDArray[] changed = Tree.Flatten(inside.Close(Variables), out changedStructure);
            structure = Named([.. outputStructure.LeafPaths("output"), .. changedStructure.LeafPaths("")]);
            return [.. output, .. changed];
        }, Staging.Types(arguments));
        NDArray[] results = Call(traced.Program, scopes[0].DisplayPath).BindAll([.. traced.Captures, .. arguments]);
        int count = outputStructure!.LeafCount;
        pack.Publish(Tree.Unflatten<Variables[]>(changedStructure!, results.AsSpan(count)));
        return Tree.Unflatten<TOut>(outputStructure, results.AsSpan(0, count));
    }
}

/// <summary>A module whose intermediate values are computed again for the backward pass.</summary>
internal sealed record CheckpointLifting(CollectionFilter Variables, CollectionFilter Rngs, Methods Methods = default) : StagedLifting(Variables, Rngs, Methods)
{
    /// <inheritdoc/>
    public override string Prefix => "Checkpoint";

    /// <inheritdoc/>
    protected override string Name => "remat";

    /// <inheritdoc/>
    protected override CallPrimitive Call(Jaxpr program, string name) => new Checkpoint(program, name);
}

/// <summary>A module that is compiled. Its random streams start from keys drawn for the call, so that the program does not depend on the module's path.</summary>
internal sealed record JitLifting(CollectionFilter Variables, CollectionFilter Rngs, Methods Methods = default) : StagedLifting(Variables, Rngs, Methods)
{
    /// <inheritdoc/>
    public override string Prefix => "Jit";

    /// <inheritdoc/>
    protected override string Name => "jit";

    /// <inheritdoc/>
    protected override Dictionary<string, LazyRng>[] KeysInside(Pack pack) => FoldedStreams.Of(pack, Rngs);

    /// <inheritdoc/>
    protected override CallPrimitive Call(Jaxpr program, string name) => new Jit(program, name);
}
