using System.Runtime.CompilerServices;

namespace Linum.Linen;

/// <summary>
/// Which methods of a module are lifted: names, all with the same axes, or names with axes of their own. By default only <c>Forward</c>; a list that does not name it leaves
/// it as it is.
/// </summary>
/// <example><code>
/// Lift.Vmap(coder, inAxes: 0, variableAxes: axes, methods: ["Encode", "Decode"]);
/// Lift.Vmap(coder, methods: new() { ["Encode"] = new() { VariableAxes = axes, InAxes = 0 }, ["Decode"] = new() { VariableAxes = axes, InAxes = 1 } });
/// </code></example>
[CollectionBuilder(typeof(Methods), nameof(Create))]
public readonly struct Methods : IEquatable<Methods>
{
    private readonly SortedDictionary<string, VmapMethod?>? entries;

    /// <summary>No methods yet, for names with axes of their own.</summary>
    public Methods() => entries = new(StringComparer.Ordinal);

    /// <summary>Sets what is done to a method. The arguments of the lifted transformation itself do not count for it.</summary>
    public VmapMethod this[string name]
    {
        init => entries![name] = value;
    }

    /// <summary>Methods that all have the same axes.</summary>
    public static Methods Create(ReadOnlySpan<string> names)
    {
        Methods methods = new();
        foreach (string name in names) methods.entries![name] = null;
        return methods;
    }

    /// <summary>Methods, each with axes of its own, that are not known until the program runs.</summary>
    public static Methods From(IEnumerable<(string Name, VmapMethod Options)> entries)
    {
        Methods methods = new();
        foreach ((string name, VmapMethod options) in entries) methods.entries![name] = options;
        return methods;
    }

    internal IEnumerable<string> Names => entries?.Keys ?? (IEnumerable<string>)[Module.ForwardName];

    internal bool Has(string name) => entries?.ContainsKey(name) ?? name == Module.ForwardName;

    internal VmapMethod? Options(string name) => entries?.GetValueOrDefault(name);

    /// <summary>The names, for collection expressions.</summary>
    public IEnumerator<string> GetEnumerator() => Names.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Methods other) => (entries is null) == (other.entries is null) && (entries ?? []).SequenceEqual(other.entries ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Methods other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (entries ?? []).Aggregate(0, (hash, e) => HashCode.Combine(hash, e.Key, e.Value));
}

/// <summary>How one method is mapped over examples; the parts mean what the parameters of Lift.Vmap do.</summary>
public sealed record VmapMethod
{
    /// <summary>The axis of examples of each collection.</summary>
    public VariableAxes VariableAxes { get; init; }

    /// <summary>Which random streams differ from example to example.</summary>
    public SplitRngs SplitRngs { get; init; }

    /// <summary>The axes of the method's input; of several inputs, one entry each.</summary>
    public Axes InAxes { get; init; }

    /// <summary>The axes of the method's output.</summary>
    public Axes OutAxes { get; init; }

    /// <summary>The number of examples, where nothing is mapped.</summary>
    public int? AxisSize { get; init; }

    /// <summary>A name for collectives inside.</summary>
    public string? AxisName { get; init; }

    /// <summary>An annotation for sharding; it never changes values.</summary>
    public string? SpmdAxisName { get; init; }

    /// <summary>What is told to metadata of variables whose axis is added.</summary>
    public MetadataParams MetadataParams { get; init; }
}
