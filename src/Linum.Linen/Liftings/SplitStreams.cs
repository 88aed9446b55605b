namespace Linum.Linen;

/// <summary>The random streams of a lifted call: those whose key differs along the new axis, and those that all share. Streams that no filter selects do not exist inside.</summary>
internal sealed class SplitStreams
{
    private readonly Dictionary<string, LazyRng>[] shared;
    private readonly List<LazyRng> rngs = [];

    public SplitStreams(Pack pack, SplitRngs filters, int size)
    {
        shared = [.. pack.Scopes.Select(_ => new Dictionary<string, LazyRng>(StringComparer.Ordinal))];
        for (int s = 0; s < shared.Length; s++)
        {
            foreach ((string stream, LazyRng rng) in pack.Scopes[s].Rngs)
            {
                if (filters.Of(stream) is not bool split) continue;
                if (!split)
                {
                    shared[s][stream] = rng;
                    continue;
                }

                Split.Add((s, stream));
                rngs.Add(rng with { Base = Rng.Split(rng.Base, size) });
            }
        }
    }

    /// <summary>The streams that differ.</summary>
    public List<(int Scope, string Stream)> Split { get; } = [];

    /// <summary>Their keys, one row of keys each.</summary>
    public NDArray[] Keys => [.. rngs.Select(r => r.Base.Array)];

    /// <summary>What messages call those keys.</summary>
    public IEnumerable<string> Names => Split.Select(s => $"key of {s.Stream}");

    /// <summary>The streams inside, for one element of each row.</summary>
    public Dictionary<string, LazyRng>[] Inside(ReadOnlySpan<NDArray> keys)
    {
        Dictionary<string, LazyRng>[] inside = [.. shared.Select(s => new Dictionary<string, LazyRng>(s, StringComparer.Ordinal))];
        for (int i = 0; i < Split.Count; i++) inside[Split[i].Scope][Split[i].Stream] = rngs[i] with { Base = new(keys[i]) };
        return inside;
    }
}
