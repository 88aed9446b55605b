using Linum.Extending;

namespace Linum.Linen;

/// <summary>The variables of one run while they are being made and changed.</summary>
internal sealed class Store
{
    private readonly Dictionary<string, Variables> collections = new(StringComparer.Ordinal);

    public Store(Variables initial)
    {
        foreach (KeyValuePair<string, Variables> collection in initial.Parts) collections[collection.Key] = collection.Value;
    }

    public IEnumerable<string> Collections => collections.Keys;

    public bool HasAny(string collection) => collections.TryGetValue(collection, out Variables? c) && c.Names.Count > 0;

    public Variables? Find(string collection, IReadOnlyList<string> path)
    {
        if (!collections.TryGetValue(collection, out Variables? at)) return null;
        foreach (string name in path)
        {
            if (at.IsArray || !at.Contains(name)) return null;
            at = at[name];
        }

        return at;
    }

    public void Put(string collection, IReadOnlyList<string> path, Variables value) =>
        collections[collection] = Put(collections.GetValueOrDefault(collection) ?? new Variables(), path, 0, value);

    private static Variables Put(Variables at, IReadOnlyList<string> path, int depth, Variables value)
    {
        if (depth == path.Count) return Merge(at, value);
        string name = path[depth];
        Variables inner = !at.IsArray && at.Contains(name) ? at[name] : new Variables();
        Variables changed = Put(inner, path, depth + 1, value);
        return at.Contains(name) ? new(at.Parts.Select(p => p.Key == name ? new KeyValuePair<string, Variables>(name, changed) : p)) : at.With(name, changed);
    }

    /// <summary>Named parts are merged one by one; anything else replaces what was there.</summary>
    private static Variables Merge(Variables old, Variables value)
    {
        if (old.IsArray || value.IsArray) return value;
        Variables result = old;
        foreach (KeyValuePair<string, Variables> part in value.Parts) result = Put(result, [part.Key], 0, part.Value);
        return result;
    }

    public Variables Select(CollectionFilter filter) => new(collections.Where(c => filter.Selects(c.Key)));
}

/// <summary>The counters of one module and of those below it; they go on counting when a module is entered again.</summary>
internal sealed class Counters
{
    private readonly Dictionary<string, int> draws = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counters> children = new(StringComparer.Ordinal);

    public int Next(string stream) => draws[stream] = draws.GetValueOrDefault(stream) + 1;

    public Counters Child(string name)
    {
        if (!children.TryGetValue(name, out Counters? child)) children[name] = child = new();
        return child;
    }
}

/// <summary>A place in the tree of modules during a run: where its variables are, and which keys it draws from.</summary>
internal sealed class ModuleScope
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public ModuleScope(Store store, ValueList<string> path, Dictionary<string, LazyRng> rngs, Counters counters, CollectionFilter mutable, bool initializing, string displayPath)
    {
        Store = store;
        Path = path;
        Rngs = rngs;
        Counters = counters;
        Mutable = mutable;
        IsInitializing = initializing;
        DisplayPath = displayPath;
    }

    public Store Store { get; }

    public ValueList<string> Path { get; }

    public Dictionary<string, LazyRng> Rngs { get; }

    public Counters Counters { get; }

    public CollectionFilter Mutable { get; }

    public bool IsInitializing { get; }

    /// <summary>The path as messages show it, with lifted modules marked: <c>/vmap(Dense_0)</c>.</summary>
    public string DisplayPath { get; }

    public bool IsValid { get; private set; } = true;

    /// <summary>How many of its module's liftings, the outermost first, have been entered on the way here.</summary>
    public int Level { get; set; }

    public void Invalidate() => IsValid = false;

    public ModuleScope Child(string name)
    {
        Dictionary<string, LazyRng> rngs = Rngs.ToDictionary(r => r.Key, r => r.Value.Child(name), StringComparer.Ordinal);
        return new(Store, [.. Path, name], rngs, Counters.Child(name), Mutable, IsInitializing, $"{DisplayPath.TrimEnd('/')}/{name}");
    }

    public bool IsChildOf(ModuleScope scope, string name) =>
        ReferenceEquals(Store, scope.Store) && Path.Count == scope.Path.Count + 1 && Path[^1] == name && Path.Span[..^1].SequenceEqual(scope.Path.Span);

    /// <summary>The names are free again; variables and counters stay.</summary>
    public void Rewind() => taken.Clear();

    /// <summary>Takes a name for a variable (one per collection) or a module.</summary>
    public void Reserve(string name, string? collection, string owner)
    {
        string key = collection is null ? $"module {name}" : $"{collection} {name}";
        bool clash = collection is null ? taken.Any(t => t.EndsWith($" {name}", StringComparison.Ordinal)) : taken.Contains(key) || taken.Contains($"module {name}");
        if (clash) throw ModuleErrors.NameInUse(name, owner, DisplayPath);
        taken.Add(key);
    }

    public Key MakeRng(string stream)
    {
        CheckValid();
        if (!Rngs.TryGetValue(stream, out LazyRng? rng))
        {
            if (!Rngs.TryGetValue("params", out rng)) throw ModuleErrors.NoRng(stream, DisplayPath, Rngs.Keys);
            stream = "params";
        }

        return rng.Draw(Counters.Next(stream));
    }

    private void CheckValid()
    {
        if (!IsValid) throw ModuleErrors.Ended(DisplayPath);
    }

    public NDArray Param(string name, Initializer init, Shape shape, DType dtype, string owner)
    {
        CheckValid();
        Reserve(name, "params", owner);
        if (Store.Find("params", [.. Path, name]) is Variables existing)
        {
            NDArray value = existing;
            return value.Shape == shape ? value : throw ModuleErrors.ParamShape(name, DisplayPath, shape, value.Shape);
        }

        if (!Mutable.Selects("params")) throw Store.HasAny("params") ? ModuleErrors.ParamNotFound(name, DisplayPath) : ModuleErrors.CollectionNotFound(name, "params", DisplayPath, Store.Collections);
        NDArray made = init.Make(MakeRng("params"), shape, dtype);
        Store.Put("params", [.. Path, name], made);
        return made;
    }

    public Variable Variable(string collection, string name, Func<Variables> init, string owner)
    {
        CheckValid();
        Reserve(name, collection, owner);
        if (Store.Find(collection, [.. Path, name]) is null)
        {
            if (!Mutable.Selects(collection)) throw Store.HasAny(collection) ? ModuleErrors.VariableNotFound(name, collection, DisplayPath) : ModuleErrors.CollectionNotFound(name, collection, DisplayPath, Store.Collections);
            Store.Put(collection, [.. Path, name], init());
        }

        return new(this, collection, name);
    }

    public Variables? Get(string collection, string name) => Store.Find(collection, [.. Path, name]);

    public void Put(string collection, string name, Variables value)
    {
        CheckValid();
        if (!Mutable.Selects(collection)) throw ModuleErrors.Immutable(name, collection, DisplayPath);
        Store.Put(collection, [.. Path, name], value);
    }
}

/// <summary>A variable of a module: its value can be read, and set where the collection is mutable.</summary>
public sealed class Variable
{
    private readonly ModuleScope scope;
    private readonly string collection;
    private readonly string name;

    internal Variable(ModuleScope scope, string collection, string name) => (this.scope, this.collection, this.name) = (scope, collection, name);

    /// <summary>The value.</summary>
    /// <exception cref="ModuleException">Set, but the collection is not mutable in this run.</exception>
    public NDArray Value
    {
        get => scope.Get(collection, name)!;
        set => scope.Put(collection, name, value);
    }

    /// <summary>Whether the value can be set.</summary>
    public bool IsMutable => scope.Mutable.Selects(collection);
}
