using System.Runtime.CompilerServices;

namespace Linum.Linen;

/// <summary>Which collections (or random streams) are meant: a name, several, all, none, or all but some.</summary>
/// <example><code>mutable: ["batch_stats"]   mutable: true   CollectionFilter.Except("params")</code></example>
[CollectionBuilder(typeof(CollectionFilter), nameof(Create))]
public readonly struct CollectionFilter : IEquatable<CollectionFilter>
{
    private readonly bool negative;
    private readonly string[]? names;

    private CollectionFilter(bool negative, string[] names) => (this.negative, this.names) = (negative, [.. names.Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>No collection.</summary>
    public static CollectionFilter None => default;

    /// <summary>Every collection.</summary>
    public static CollectionFilter All { get; } = new(true, []);

    /// <summary>Every collection but the given ones.</summary>
    public static CollectionFilter Except(params string[] names) => new(true, names);

    /// <summary>The given collections.</summary>
    public static CollectionFilter Create(ReadOnlySpan<string> names) => new(false, names.ToArray());

    /// <summary>One collection.</summary>
    public static implicit operator CollectionFilter(string name) => new(false, [name]);

    /// <summary>All or none.</summary>
    public static implicit operator CollectionFilter(bool all) => all ? All : None;

    /// <summary>Whether a name is meant.</summary>
    public bool Selects(string name) => negative != (names ?? []).Contains(name);

    /// <summary>Whether no name is meant.</summary>
    public bool IsEmpty => !negative && (names ?? []).Length == 0;

    /// <summary>What either selects.</summary>
    public CollectionFilter Union(CollectionFilter other) => (negative, other.negative) switch
    {
        (true, true) => new(true, [.. Own.Intersect(other.Own)]),
        (true, false) => new(true, [.. Own.Except(other.Own)]),
        (false, true) => new(true, [.. other.Own.Except(Own)]),
        _ => new(false, [.. Own, .. other.Own]),
    };

    /// <summary>What both select.</summary>
    public CollectionFilter Intersect(CollectionFilter other) => (negative, other.negative) switch
    {
        (true, true) => new(true, [.. Own, .. other.Own]),
        (true, false) => new(false, [.. other.Own.Except(Own)]),
        (false, true) => new(false, [.. Own.Except(other.Own)]),
        _ => new(false, [.. Own.Intersect(other.Own)]),
    };

    /// <summary>What this selects and the other does not.</summary>
    public CollectionFilter Subtract(CollectionFilter other) => Intersect(new(!other.negative, [.. other.Own]));

    private IEnumerable<string> Own => names ?? [];

    /// <summary>The names, for collection expressions.</summary>
    public IEnumerator<string> GetEnumerator() => Own.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(CollectionFilter other) => negative == other.negative && Own.SequenceEqual(other.Own);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CollectionFilter other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Own.Aggregate(negative.GetHashCode(), HashCode.Combine);

    /// <summary>The filter in words.</summary>
    public override string ToString() => negative ? Own.Any() ? $"all but {string.Join(", ", Own)}" : "all" : Own.Any() ? string.Join(", ", Own) : "none";
}
