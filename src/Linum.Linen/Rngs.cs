using Linum.Extending;

namespace Linum.Linen;

/// <summary>The root keys of the random streams of a run: <c>new() { ["params"] = k1, ["dropout"] = k2 }</c>. A lone key is that of <c>params</c>.</summary>
public sealed class Rngs
{
    private readonly Dictionary<string, LazyRng> keys = new(StringComparer.Ordinal);

    private void Set(string stream, LazyRng key) => keys[stream] = key.Base.Shape.Rank == 0 ? key : throw ModuleErrors.SeveralKeys(stream, key.Base.Shape);

    /// <summary>Sets the key of a stream, in an initializer.</summary>
    /// <exception cref="ModuleException">It is an array of keys.</exception>
    public LazyRng this[string stream]
    {
        init => Set(stream, value);
    }

    /// <summary>Streams that are not known until the program runs.</summary>
    public static Rngs From(IEnumerable<(string Stream, LazyRng Key)> keys)
    {
        Rngs rngs = new();
        foreach ((string stream, LazyRng key) in keys) rngs.Set(stream, key);
        return rngs;
    }

    internal IReadOnlyDictionary<string, LazyRng> Keys => keys;

    /// <summary>A lone key is that of <c>params</c>.</summary>
    public static implicit operator Rngs(Key key) => new() { ["params"] = key };
}
