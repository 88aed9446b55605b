using Linum.Extending;

namespace Linum.Linen;

/// <summary>A transformation of a module's run. Compares by value: it is part of the module's configuration.</summary>
internal abstract record Lifting
{
    /// <summary>What it puts before the type's name: <c>Vmap</c>.</summary>
    public abstract string Prefix { get; }

    /// <summary>What is done to a method of the module; null for one that is not lifted.</summary>
    public abstract Lifting? For(string method);

    /// <summary>Runs a body on inner scopes that stand for the given ones.</summary>
    /// <param name="scopes">The scopes of the module and of modules that it uses and that live elsewhere.</param>
    /// <param name="x">The input.</param>
    /// <param name="body">The run, on one inner scope per scope.</param>
    public abstract TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body);
}

/// <summary>A module per example.</summary>
internal sealed record VmapLifting(VariableAxes VariableAxes, SplitRngs SplitRngs, Axes InAxes, Axes OutAxes, int? AxisSize, string? AxisName, string? SpmdAxisName, MetadataParams MetadataParams, Methods Methods = default) : Lifting
{
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
        PytreeNodes.RegisterTuple<Variables[], Key[], TIn>();
        PytreeNodes.RegisterTuple<Variables[], TIn>();
        PytreeNodes.RegisterTuple<TOut, Variables[]>();
        PytreeNodes.RegisterArray<Variables>();
        PytreeNodes.RegisterArray<Key>();
        (CollectionFilter Filter, VariableAxis Axis)[] into = [.. VariableAxes.Entries.Where(e => e.Axis.GoesIn)], outOf = [.. VariableAxes.Entries.Where(e => e.Axis.GoesOut)];
        CollectionFilter outFilter = outOf.Aggregate(CollectionFilter.None, (filter, e) => filter.Union(e.Filter));
        (ModuleScope[] packed, (int Of, string[] Path)[] places) = Distinct(scopes);

        // Arguments: a group of variables per entry, the split keys, the input. The rest (shared keys) is known inside.
        Variables[] groups = [.. into.Select((_, j) => Group(packed, [.. into.Select(e => e.Filter)], j))];
        FunctionInfo info = new("lifted module", ["variables", "keys", "x"]);
        int size = SizeOf(groups, into, x);
        List<(int Scope, string Stream)> split = [];
        List<Key> keys = [];
        Dictionary<string, LazyRng>[] shared = [.. packed.Select(_ => new Dictionary<string, LazyRng>(StringComparer.Ordinal))];
        for (int s = 0; s < packed.Length; s++)
        {
            foreach ((string stream, LazyRng rng) in packed[s].Rngs)
            {
                int entry = FirstOf(SplitRngs.Entries, e => e.Filter.Selects(stream));
                if (entry < 0) continue;
                if (!SplitRngs.Entries[entry].Split)
                {
                    shared[s][stream] = rng;
                    continue;
                }

                split.Add((s, stream));
                keys.Add(Rng.Split(rng.Base, size));
            }
        }

        Axes inAxes = Axes.Create([Axes.Create([.. into.Select(e => (Axes)e.Axis.Axis)]), 0, InAxes]);
        Axes outAxes = Axes.Create([OutAxes, Axes.Create([.. outOf.Select(e => (Axes)e.Axis.Axis)])]);
        VmapOptions options = new(inAxes, outAxes, size, AxisName, null);
        var arguments = (groups, keys.ToArray(), x);
        NDArray[] leaves = Tree.Flatten(arguments, out TreeDef tuple);
        TreeDef named = new(TreeKind.Node, tuple.Type, null, [.. tuple.Fields.ToArray().Select((f, i) => f with { Name = info.Parameters[i] })]);
        NDArray[] results = Batching.Run(info, (NDArray[] inner, out TreeDef structure) =>
        {
            (Variables[] variables, Key[] mine, TIn y) = Tree.Unflatten<(Variables[], Key[], TIn)>(tuple, inner);
            ModuleScope[] innerPacked = [.. packed.Select((scope, s) => InnerScope(scope, variables, s, shared[s], split, mine, scope.Mutable.Intersect(outFilter)))];
            ModuleScope[] innerScopes = [.. places.Select(p => p.Path.Aggregate(innerPacked[p.Of], (scope, name) => scope.Child(name)))];
            TOut output = body(innerScopes, y);
            foreach (ModuleScope scope in innerScopes) scope.Invalidate();
            Variables[] changed = [.. outOf.Select((_, j) => Group(innerPacked, [.. outOf.Select(e => e.Filter)], j, onlyMutable: true))];
            return Tree.Flatten((output, changed), out structure);
        }, named, leaves, options, out TreeDef result);

        (TOut value, Variables[] published) = Tree.Unflatten<(TOut, Variables[])>(result, results);
        for (int s = 0; s < packed.Length; s++)
        {
            foreach (Variables group in published)
            {
                foreach (KeyValuePair<string, Variables> collection in group[$"{s}"].Parts)
                    if (packed[s].Mutable.Selects(collection.Key)) packed[s].Store.Put(collection.Key, packed[s].Path.ToArray(), collection.Value);
            }
        }

        return value;
    }

    private static int FirstOf<T>(IReadOnlyList<T> list, Func<T, bool> test)
    {
        for (int i = 0; i < list.Count; i++)
            if (test(list[i])) return i;
        return -1;
    }

    /// <summary>Scopes below another of the list are reached through it.</summary>
    private static (ModuleScope[] Packed, (int Of, string[] Path)[] Places) Distinct(ModuleScope[] scopes)
    {
        List<ModuleScope> packed = [];
        foreach (ModuleScope scope in scopes)
        {
            bool below = scopes.Any(other => !ReferenceEquals(other, scope) && IsBelow(scope, other) && !(other.Path == scope.Path && Array.IndexOf(scopes, other) > Array.IndexOf(scopes, scope)));
            if (!below) packed.Add(scope);
        }

        var places = new (int, string[])[scopes.Length];
        for (int i = 0; i < scopes.Length; i++)
        {
            int of = packed.FindIndex(p => IsBelow(scopes[i], p));
            places[i] = (of, scopes[i].Path.ToArray()[packed[of].Path.Count..]);
        }

        return ([.. packed], places);
    }

    private static bool IsBelow(ModuleScope scope, ModuleScope ancestor) =>
        ReferenceEquals(scope.Store, ancestor.Store) && scope.Path.Count >= ancestor.Path.Count && scope.Path.Span[..ancestor.Path.Count].SequenceEqual(ancestor.Path.Span);

    /// <summary>The collections that the j-th filter is the first to select, per scope.</summary>
    private static Variables Group(ModuleScope[] scopes, CollectionFilter[] filters, int j, bool onlyMutable = false)
    {
        List<KeyValuePair<string, Variables>> perScope = [];
        for (int s = 0; s < scopes.Length; s++)
        {
            List<KeyValuePair<string, Variables>> collections = [];
            foreach (string collection in scopes[s].Store.Collections)
            {
                if (FirstOf(filters, f => f.Selects(collection)) != j || (onlyMutable && !scopes[s].Mutable.Selects(collection))) continue;
                if (scopes[s].Store.Find(collection, scopes[s].Path.ToArray()) is Variables part) collections.Add(new(collection, part));
            }

            perScope.Add(new($"{s}", new(collections)));
        }

        return new(perScope);
    }

    private int SizeOf<TIn>(Variables[] groups, (CollectionFilter Filter, VariableAxis Axis)[] into, TIn x)
    {
        NDArray[] leaves = Tree.Flatten((groups, x), out TreeDef structure);
        Axes axes = Axes.Create([Axes.Create([.. into.Select(e => (Axes)e.Axis.Axis)]), InAxes]);
        TreeDef named = new(TreeKind.Node, structure.Type, null, [structure.Fields[0] with { Name = "variables" }, structure.Fields[1] with { Name = "x" }]);
        return Batching.SizeOf("Lift.Vmap", named, leaves, axes, AxisSize);
    }

    private static ModuleScope InnerScope(ModuleScope scope, Variables[] groups, int s, Dictionary<string, LazyRng> shared, List<(int Scope, string Stream)> split, Key[] keys, CollectionFilter mutable)
    {
        Variables all = new();
        foreach (Variables group in groups)
            foreach (KeyValuePair<string, Variables> collection in group[$"{s}"].Parts) all = all.With(collection.Key, collection.Value);
        Store store = new(new Variables());
        string[] path = scope.Path.ToArray();
        foreach (KeyValuePair<string, Variables> collection in all.Parts) store.Put(collection.Key, path, collection.Value);
        Dictionary<string, LazyRng> rngs = new(shared, StringComparer.Ordinal);
        for (int i = 0; i < split.Count; i++)
            if (split[i].Scope == s) rngs[split[i].Stream] = new(keys[i], scope.Rngs[split[i].Stream].Suffix);
        int cut = scope.DisplayPath.LastIndexOf('/');
        return new(store, scope.Path, rngs, scope.Counters, mutable, scope.IsInitializing, $"{scope.DisplayPath[..(cut + 1)]}vmap({scope.DisplayPath[(cut + 1)..]})");
    }
}
