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

    /// <summary>The collections that have something in them.</summary>
    public IEnumerable<string> Filled => collections.Keys.Where(HasAny);

    /// <summary>Whether there is such a collection, be it empty.</summary>
    public bool Has(string collection) => collections.ContainsKey(collection);

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
