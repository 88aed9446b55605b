namespace Linum.Linen;

/// <summary>The counters of one module and of those below it; they go on counting when a module is entered again.</summary>
internal sealed class Counters
{
    private readonly Dictionary<string, int> draws = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counters> children = new(StringComparer.Ordinal);

    public int Next(string stream) => draws[stream] = draws.GetValueOrDefault(stream) + 1;

    /// <summary>The counters as they are now; what is counted later does not change them.</summary>
    public Counters Copy()
    {
        Counters copy = new();
        foreach (KeyValuePair<string, int> draw in draws) copy.draws[draw.Key] = draw.Value;
        foreach (KeyValuePair<string, Counters> child in children) copy.children[child.Key] = child.Value.Copy();
        return copy;
    }

    /// <summary>Goes back, or on, to where other counters were.</summary>
    public void Set(Counters other)
    {
        draws.Clear();
        foreach (KeyValuePair<string, int> draw in other.draws) draws[draw.Key] = draw.Value;
        foreach (string name in children.Keys.Except(other.children.Keys).ToArray()) children[name].Set(new());
        foreach (KeyValuePair<string, Counters> child in other.children) Child(child.Key).Set(child.Value);
    }

    public Counters Child(string name)
    {
        if (!children.TryGetValue(name, out Counters? child)) children[name] = child = new();
        return child;
    }
}
