using Linum.Extending;

namespace Linum.Linen;

/// <summary>A place in the tree of modules during a run: where its variables are, and which keys it draws from.</summary>
internal sealed class ModuleScope(Store store, ValueList<string> path, Dictionary<string, LazyRng> rngs, Counters counters, CollectionFilter mutable, RunFlags flags, string displayPath)
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private ModuleScope? partner;

    public Store Store => store;

    public ValueList<string> Path => path;

    public Dictionary<string, LazyRng> Rngs => rngs;

    public Counters Counters => counters;

    public CollectionFilter Mutable => mutable;

    public RunFlags Flags => flags;

    public bool IsInitializing => flags.IsInitializing;

    /// <summary>The path as messages show it, with lifted modules marked: <c>/vmap(Dense_0)</c>.</summary>
    public string DisplayPath => displayPath;

    public bool IsValid { get; private set; } = true;

    /// <summary>How many of its module's liftings, the outermost first, have been entered on the way here.</summary>
    public int Level { get; set; }

    private readonly List<ModuleScope> children = [];

    /// <summary>Ends the scope and all below it.</summary>
    public void Invalidate()
    {
        IsValid = false;
        foreach (ModuleScope child in children) child.Invalidate();
    }

    public ModuleScope Child(string name)
    {
        Dictionary<string, LazyRng> inner = rngs.ToDictionary(r => r.Key, r => r.Value.Child(name), StringComparer.Ordinal);
        ModuleScope child = new(store, [.. path, name], inner, counters.Child(name), mutable, flags, $"{displayPath.TrimEnd('/')}/{name}") { IsValid = IsValid };
        children.Add(child);
        return child;
    }

    /// <summary>The same place for a second module. Names are taken in both at once.</summary>
    public ModuleScope Twin()
    {
        ModuleScope twin = new(store, path, rngs, counters, mutable, flags, displayPath) { IsValid = IsValid, partner = this };
        partner = twin;
        children.Add(twin);
        return twin;
    }

    public bool IsChildOf(ModuleScope scope, string name) => ReferenceEquals(store, scope.Store) && path.Count == scope.Path.Count + 1 && path[^1] == name && IsBelow(scope);

    /// <summary>Whether this is the other place or one below it.</summary>
    public bool IsBelow(ModuleScope ancestor) => ReferenceEquals(store, ancestor.Store) && path.Count >= ancestor.Path.Count && path.Span[..ancestor.Path.Count].SequenceEqual(ancestor.Path.Span);

    /// <summary>The names are free again; variables and counters stay.</summary>
    public void Rewind() => taken.Clear();

    /// <summary>Takes a name for a variable (one per collection) or a module.</summary>
    public void Reserve(string name, string? collection, string owner)
    {
        if (IsTaken(name, collection) || (partner?.IsTaken(name, collection) ?? false)) throw ModuleErrors.NameInUse(name, collection, owner, displayPath);
        taken.Add(KeyOf(name, collection));
    }

    private static string KeyOf(string name, string? collection) => collection is null ? $"module {name}" : $"{collection} {name}";

    private bool IsTaken(string name, string? collection) =>
        collection is null ? taken.Any(t => t.EndsWith($" {name}", StringComparison.Ordinal)) : taken.Contains(KeyOf(name, collection)) || taken.Contains(KeyOf(name, null));

    public Key MakeRng(string stream)
    {
        CheckValid();
        if (!rngs.TryGetValue(stream, out LazyRng? rng))
        {
            if (!rngs.TryGetValue("params", out rng)) throw ModuleErrors.NoRng(stream, displayPath, rngs.Keys);
            stream = "params";
        }

        return rng.Draw(counters.Next(stream));
    }

    private void CheckValid()
    {
        if (!IsValid) throw ModuleErrors.Ended(displayPath);
    }

    public NDArray Param(string name, Initializer init, Shape shape, DType dtype, string owner)
    {
        CheckValid();
        Reserve(name, "params", owner);
        if (store.Find("params", [.. path, name]) is Variables existing)
        {
            NDArray value = existing;
            return value.Shape == shape ? value : throw ModuleErrors.ParamShape(name, displayPath, shape, value.Shape);
        }

        if (!mutable.Selects("params")) throw store.HasAny("params") ? ModuleErrors.ParamNotFound(name, displayPath) : ModuleErrors.CollectionNotFound(name, "params", displayPath, store.Filled);
        NDArray made = init.Make(MakeRng("params"), shape, dtype);
        store.Put("params", [.. path, name], new Variables(made, init.Metadata));
        return made;
    }

    public Variable Variable(string collection, string name, Func<Variables> init, string owner)
    {
        CheckValid();
        Reserve(name, collection, owner);
        if (store.Find(collection, [.. path, name]) is null)
        {
            if (!mutable.Selects(collection)) throw store.HasAny(collection) ? ModuleErrors.VariableNotFound(name, collection, displayPath) : ModuleErrors.CollectionNotFound(name, collection, displayPath, store.Filled);
            store.Put(collection, [.. path, name], init());
        }

        return new(this, collection, name);
    }

    public Variables? Get(string collection, string name) => store.Find(collection, [.. path, name]);

    public void Put(string collection, string name, Variables value)
    {
        CheckValid();
        if (!mutable.Selects(collection)) throw ModuleErrors.Immutable(name, collection, displayPath);
        store.Put(collection, [.. path, name], value);
    }
}
