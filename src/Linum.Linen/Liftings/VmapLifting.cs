using Linum.Extending;

namespace Linum.Linen;

/// <summary>A module per example.</summary>
internal sealed record VmapLifting(VariableAxes VariableAxes, SplitRngs SplitRngs, Axes InAxes, Axes OutAxes, int? AxisSize, string? AxisName, string? SpmdAxisName, MetadataParams MetadataParams, Methods Methods = default) : Lifting(Methods)
{
    private const string Operation = "Lift.Vmap";
    private const string Remedy = "make the value the same for all: with a random stream that is not split, or with a mean over axisName";

    /// <inheritdoc/>
    public override string Prefix => "Vmap";

    /// <inheritdoc/>
    public override Lifting? For(string method)
    {
        if (!Methods.Has(method)) return null;
        return Methods.Options(method) is { } own ? new VmapLifting(own.VariableAxes, own.SplitRngs, own.InAxes, own.OutAxes, own.AxisSize, own.AxisName, own.SpmdAxisName, own.MetadataParams) : this;
    }

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body)
    {
        Pack pack = new(scopes);
        AxisGroups axes = new(VariableAxes, MetadataParams);
        Variables[] groups = axes.In(pack);
        NDArray[] inputs = Tree.Flatten(x, out TreeDef inputStructure);
        PytreeNodes.RegisterArray<Variables>();
        NDArray[] variables = Tree.Flatten(groups, out TreeDef groupStructure);
        List<int?> perLeaf = [.. axes.AxesOfLeaves(groups), .. Batching.AxesOf(Operation, "inAxes", InAxes, inputStructure)];
        string[] names = [.. NamesOf(groups), .. inputStructure.LeafPaths("x")];
        int size = Batching.SizeOf(Operation, Named(names), [.. variables, .. inputs], Axes.Create([.. perLeaf.Select(a => (Axes)a)]), AxisSize);

        SplitStreams streams = new(pack, SplitRngs, size);
        perLeaf.AddRange(Enumerable.Repeat<int?>(0, streams.Split.Count));
        TreeDef? outputStructure = null, changedStructure = null;
        NDArray[] results = Batching.Map(Operation, $"{Operation} of a module", leaves =>
        {
            int first = variables.Length, second = first + inputs.Length;
            Variables[] inner = Tree.Unflatten<Variables[]>(groupStructure, leaves.AsSpan(0, first));
            Pack.Inside inside = pack.Enter("vmap", inner, streams.Inside(leaves.AsSpan(second)), axes.OutFilter);
            NDArray[] output = Results(body(inside.Scopes, Tree.Unflatten<TIn>(inputStructure, leaves.AsSpan(first, inputs.Length))), out outputStructure);
            ValueList<int?> outAxes = Batching.AxesOf(Operation, "outAxes", OutAxes, outputStructure);
            IReadOnlyList<string> paths = outputStructure.LeafPaths("the result");
            Variables[] changed = inside.Close(axes.OutFilters);
            NDArray[] kept = Tree.Flatten(changed, out changedStructure);
            return
            [
                .. output.Select((value, i) => new MappedResult(value, outAxes[i], "outAxes", paths[i])),
                .. axes.AxesOfLeavesOut(changed).Zip(NamesOf(changed)).Select((entry, i) => new MappedResult(kept[i], entry.First, "variableAxes", entry.Second) { Otherwise = Remedy }),
            ];
        }, [.. variables, .. inputs, .. streams.Keys], perLeaf, size, AxisName);
        int count = outputStructure!.LeafCount;
        pack.Publish(axes.Out(Tree.Unflatten<Variables[]>(changedStructure!, results.AsSpan(count))));
        return Tree.Unflatten<TOut>(outputStructure, results.AsSpan(0, count));
    }
}
