using Linum.Extending;

namespace Linum.Linen;

/// <summary>A module that is run step by step, handing on a carry.</summary>
internal sealed record ScanLifting(
    VariableAxes VariableAxes, CollectionFilter Broadcast, CollectionFilter Carry, SplitRngs SplitRngs, Axes InAxes, Axes OutAxes, int? Length, bool Reverse, bool ChecksConstancy,
    MetadataParams MetadataParams, Methods Methods = default) : Lifting(Methods)
{
    private const string Operation = "Lift.Scan";

    /// <inheritdoc/>
    public override string Prefix => "Scan";

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body)
    {
        Pack pack = new(scopes);
        AxisGroups axes = new(VariableAxes, MetadataParams);
        Variables[] groups = pack.Groups([Broadcast, Carry, .. axes.InFilters]);
        (Variables carriedIn, Variables readOnly) = ByMutability(pack, groups[1]);
        Variables[] scanned = axes.WithoutAxes(groups[2..]);
        PytreeNodes.RegisterArray<Variables>();
        PytreeNodes.RegisterArray<NDArray>();
        NDArray[] inputs = Tree.Flatten(x, out TreeDef inputStructure), variables = Tree.Flatten(scanned, out TreeDef scannedStructure), carriedVariables = Tree.Flatten(carriedIn, out TreeDef carriedStructure);
        ScanShape shape = new(inputStructure, InAxes);
        (NDArray[] carry, NDArray[] whole) = (inputs[..shape.CarryCount], inputs[shape.CarryCount..]);
        int steps = shape.Steps(whole, Length, variables, [.. axes.AxesOfLeaves(scanned)], [.. NamesOf(scanned)]);
        SplitStreams streams = new(pack, SplitRngs, steps);
        NDArray[] start = [.. carriedVariables, .. carry];
        NDArray[] xs =
        [
            .. variables.Zip(axes.AxesOfLeaves(scanned)).Select(p => ScanShape.ToFront(p.First, p.Second!.Value)),
            .. shape.Sliced(whole),
            .. streams.Keys,
        ];
        CollectionFilter[] outFilters = [Broadcast, Carry, .. axes.OutFilters];
        CollectionFilter mutable = Broadcast.Union(Carry).Union(axes.OutFilter);
        Variables broadcast = groups[0];
        TreeDef? broadcastStructure = null, ysStructure = null, changedStructure = null;
        ValueList<int?> outAxes = [];

        // One run of the body, in leaves: the next carry, the results, and the variables that change.
        (NDArray[] Carry, NDArray[] Ys, NDArray[] Broadcast, NDArray[] Changed) Step(NDArray[] now, ReadOnlySpan<NDArray> elements)
        {
            Variables[] inner = [broadcast, Tree.Unflatten<Variables>(carriedStructure, now.AsSpan(0, carriedVariables.Length)), readOnly, .. Tree.Unflatten<Variables[]>(scannedStructure, elements[..variables.Length])];
            NDArray[] seen = shape.Elements(whole, elements.Slice(variables.Length, shape.SlicedCount));
            Pack.Inside inside = pack.Enter("scan", inner, streams.Inside(elements[(variables.Length + shape.SlicedCount)..]), mutable);
            NDArray[] output = Results(body(inside.Scopes, Tree.Unflatten<TIn>(inputStructure, [.. now[carriedVariables.Length..], .. seen])), out TreeDef structure);
            ysStructure = shape.RequireResult(structure);
            outAxes = Batching.AxesOf(Operation, "outAxes", OutAxes, ysStructure);
            Variables[] changed = inside.Close(outFilters);
            NDArray[] carried = Tree.Flatten(changed[1], out TreeDef next);
            if (!next.Equals(carriedStructure)) throw ScanErrors.CarriedVariables(NamesOf([carriedIn]), NamesOf([changed[1]]));
            return ([.. carried, .. output[..shape.CarryCount]], output[shape.CarryCount..], Tree.Flatten(changed[0], out broadcastStructure), Tree.Flatten(changed[2..], out changedStructure));
        }

        NDArray[] constant = [];
        if (ChecksConstancy)
        {
            // A first run on values that are not known: what all steps share must not depend on them.
            ArrayType[] types = [.. Staging.Types(start), .. xs.Select(e => e.Type with { Shape = e.Shape.RemoveAt(0) })];
            NDArray?[] known = PartialEvaluation.KnownResults(Operation, types, leaves =>
            {
                var once = Step(leaves[..start.Length], leaves.AsSpan(start.Length));
                return [.. once.Broadcast, .. once.Ys.Where((_, i) => outAxes[i] is null)];
            });
            string[] names = [.. NamesOf([Tree.Unflatten<Variables>(broadcastStructure!, Enumerable.Repeat<NDArray>(0, broadcastStructure!.LeafCount).ToArray())]), .. ysStructure!.LeafPaths("y").Where((_, i) => outAxes[i] is null)];
            for (int i = 0; i < known.Length; i++)
                if (known[i] is null) throw ScanErrors.NotConstant(names[i], i < broadcastStructure!.LeafCount);
            Variables made = Tree.Unflatten<Variables>(broadcastStructure!, [.. known.Take(broadcastStructure!.LeafCount).Select(k => k!)]);
            constant = [.. known.Skip(broadcastStructure!.LeafCount).Select(k => k!)];
            broadcast = Merged(pack, broadcast, made);
            pack.Publish(made);
        }

        (NDArray[] last, NDArray[] stacked) = Lax.Scan((NDArray[] now, NDArray[] elements) =>
        {
            var once = Step(now, elements);
            if (!ChecksConstancy && outAxes.ToArray().Contains(null)) throw ScanErrors.BroadcastResult();
            return (once.Carry, (NDArray[])[.. once.Ys.Where((_, i) => outAxes[i] is not null), .. once.Changed]);
        }, start, xs, steps, Reverse);

        var ys = new NDArray[ysStructure!.LeafCount];
        int stackedNext = 0, constantNext = 0;
        for (int i = 0; i < ys.Length; i++) ys[i] = outAxes[i] is int axis ? ScanShape.FromFront(stacked[stackedNext++], axis) : constant[constantNext++];
        Variables[] changedGroups = Tree.Unflatten<Variables[]>(changedStructure!, stacked.AsSpan(stackedNext));
        NDArray[] placed = [.. axes.AxesOfLeavesOut(changedGroups).Select((axis, i) => ScanShape.FromFront(stacked[stackedNext + i], axis!.Value))];
        pack.Publish(axes.Out(Tree.Unflatten<Variables[]>(changedStructure!, placed)));
        pack.Publish(Tree.Unflatten<Variables>(carriedStructure, last.AsSpan(0, carriedVariables.Length)));
        return Tree.Unflatten<TOut>(shape.Result(ysStructure!, typeof(TOut)), [.. last[carriedVariables.Length..], .. ys]);
    }

    private static Variables Merged(Pack pack, Variables before, Variables made) =>
        new(pack.Scopes.Select((_, s) => new KeyValuePair<string, Variables>($"{s}", Pack.PartOf(made, s).Parts.Aggregate(Pack.PartOf(before, s), (all, c) => all.With(c.Key, c.Value)))));

    /// <summary>The carried collections that can change, and those that are only read.</summary>
    private static (Variables Mutable, Variables ReadOnly) ByMutability(Pack pack, Variables group)
    {
        Variables Those(bool mutable) =>
            new(pack.Scopes.Select((scope, s) => new KeyValuePair<string, Variables>($"{s}", new(Pack.PartOf(group, s).Parts.Where(c => scope.Mutable.Selects(c.Key) == mutable)))));
        return (Those(true), Those(false));
    }
}
