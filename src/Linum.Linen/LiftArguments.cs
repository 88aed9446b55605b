using Linum.Extending;

namespace Linum.Linen;

/// <summary>The axis of a collection in a lifted transformation: a number, null for shared by all, or one that goes only in or only out.</summary>
public readonly record struct VariableAxis
{
    private VariableAxis(int? axis, bool goesIn, bool goesOut) => (Axis, GoesIn, GoesOut) = (axis, goesIn, goesOut);

    /// <summary>The axis; null for a collection that all examples share.</summary>
    public int? Axis { get; }

    /// <summary>Whether what is there is visible inside.</summary>
    public bool GoesIn { get; }

    /// <summary>Whether what is changed inside comes out.</summary>
    public bool GoesOut { get; }

    internal static VariableAxis Of(int? axis, bool goesIn, bool goesOut) => new(axis, goesIn, goesOut);

    /// <summary>An axis, or null for shared, in and out.</summary>
    public static implicit operator VariableAxis(int? axis) => new(axis, true, true);

    /// <summary>Only in: the collection cannot be changed inside.</summary>
    public static implicit operator VariableAxis(In axis) => new(axis.Axis, true, false);

    /// <summary>Only out: the collection is empty inside at first.</summary>
    public static implicit operator VariableAxis(Out axis) => new(axis.Axis, false, true);
}

/// <summary>A collection that goes into a lifted transformation and does not come out.</summary>
/// <param name="Axis">Its axis; null for shared.</param>
public readonly record struct In(int? Axis);

/// <summary>A collection that comes out of a lifted transformation and does not go in.</summary>
/// <param name="Axis">Its axis; null for shared.</param>
public readonly record struct Out(int? Axis);

/// <summary>The axes of collections: <c>new() { ["params"] = 0, ["batch_stats"] = null }</c>. The first filter that selects a collection counts; those that none selects are hidden inside.</summary>
public readonly struct VariableAxes : IEquatable<VariableAxes>
{
    private readonly List<(CollectionFilter Filter, VariableAxis Axis)>? entries;

    /// <summary>No collections yet.</summary>
    public VariableAxes() => entries = [];

    /// <summary>Sets the axis of the collections that a filter selects.</summary>
    public VariableAxis this[CollectionFilter filter]
    {
        init => entries!.Add((filter, value));
    }

    /// <summary>Entries that are not known until the program runs.</summary>
    public static VariableAxes From(IEnumerable<(CollectionFilter Filter, VariableAxis Axis)> entries)
    {
        VariableAxes axes = new();
        axes.entries!.AddRange(entries);
        return axes;
    }

    internal IReadOnlyList<(CollectionFilter Filter, VariableAxis Axis)> Entries => entries ?? [];

    /// <inheritdoc/>
    public bool Equals(VariableAxes other) => Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VariableAxes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Aggregate(0, (hash, e) => HashCode.Combine(hash, e.Filter, e.Axis));
}

/// <summary>Which random streams differ from example to example: <c>new() { ["params"] = true }</c>. Streams that no filter selects do not exist inside.</summary>
public readonly struct SplitRngs : IEquatable<SplitRngs>
{
    private readonly List<(CollectionFilter Filter, bool Split)>? entries;

    /// <summary>No streams yet.</summary>
    public SplitRngs() => entries = [];

    /// <summary>Sets whether the streams that a filter selects are split.</summary>
    public bool this[CollectionFilter filter]
    {
        init => entries!.Add((filter, value));
    }

    /// <summary>Entries that are not known until the program runs.</summary>
    public static SplitRngs From(IEnumerable<(CollectionFilter Filter, bool Split)> entries)
    {
        SplitRngs split = new();
        split.entries!.AddRange(entries);
        return split;
    }

    internal IReadOnlyList<(CollectionFilter Filter, bool Split)> Entries => entries ?? [];

    /// <summary>Whether a stream is split; null where no filter selects it.</summary>
    internal bool? Of(string stream)
    {
        foreach ((CollectionFilter filter, bool split) in Entries)
            if (filter.Selects(stream)) return split;
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(SplitRngs other) => Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SplitRngs other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Aggregate(0, (hash, e) => HashCode.Combine(hash, e.Filter, e.Split));
}

/// <summary>What is told to metadata of variables when an axis is added or removed: <c>new() { ["partition_name"] = "layers" }</c>.</summary>
public readonly struct MetadataParams : IEquatable<MetadataParams>
{
    private readonly SortedDictionary<string, string?>? entries;

    /// <summary>Nothing yet.</summary>
    public MetadataParams() => entries = new(StringComparer.Ordinal);

    /// <summary>Sets an entry.</summary>
    public string? this[string name]
    {
        get => entries?.GetValueOrDefault(name);
        init => entries![name] = value;
    }

    /// <summary>Whether there is an entry, which may be null.</summary>
    public bool Contains(string name) => entries?.ContainsKey(name) ?? false;

    /// <inheritdoc/>
    public bool Equals(MetadataParams other) => (entries ?? []).SequenceEqual(other.entries ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MetadataParams other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (entries ?? []).Aggregate(0, (hash, e) => HashCode.Combine(hash, e.Key, e.Value));
}
