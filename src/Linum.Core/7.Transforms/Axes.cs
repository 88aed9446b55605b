using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum;

/// <summary>
/// Which axis of each array is mapped: <c>0</c> or <c>-1</c> for all arrays, <c>null</c> for not mapped, a list with one entry per argument (or part), names with one entry per
/// parameter (or part). The default is axis 0 of everything. An entry for a part that has parts itself holds for all of them.
/// </summary>
/// <remarks><c>new Axes()</c> is an empty map of names, for <c>new() { ["w"] = 0 }</c>; <c>default(Axes)</c> is axis 0.</remarks>
/// <example><code>Vmap(f, inAxes: [0, null, new() { ["w"] = 1, ["b"] = null }])</code></example>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes : IEquatable<Axes>
{
    private enum Kind : byte
    {
        Leading,
        Axis,
        None,
        List,
        Named,
    }

    private readonly Kind kind;
    private readonly int axis;
    private readonly object? parts;

    private Axes(Kind kind, int axis, object? parts) => (this.kind, this.axis, this.parts) = (kind, axis, parts);

    /// <summary>An empty map of axes by name.</summary>
    public Axes()
        : this(Kind.Named, 0, new SortedDictionary<string, Axes>(StringComparer.Ordinal))
    {
    }

    /// <summary>Sets the axes of a part, in an initializer.</summary>
    public Axes this[string name]
    {
        init => Names[name] = value;
    }

    private SortedDictionary<string, Axes> Names => (SortedDictionary<string, Axes>)parts!;

    private Axes[] Items => (Axes[])parts!;

    /// <summary>Axis 0, -1 and so on of every array; null: not mapped.</summary>
    public static implicit operator Axes(int? axis) => axis is int a ? new(Kind.Axis, a, null) : new(Kind.None, 0, null);

    /// <summary>One entry per argument or part.</summary>
    public static Axes Create(ReadOnlySpan<Axes> items) => new(Kind.List, 0, items.ToArray());

    /// <summary>The entries of a list, for collection expressions.</summary>
    public IEnumerator<Axes> GetEnumerator() => ((IEnumerable<Axes>)(kind == Kind.List ? Items : [])).GetEnumerator();

    /// <summary>Whether anything is mapped.</summary>
    internal bool MapsNothing => kind switch
    {
        Kind.None => true,
        Kind.List => Items.All(i => i.MapsNothing),
        Kind.Named => Names.Values.All(i => i.MapsNothing),
        _ => false,
    };

    /// <summary>Axes of a function's arguments: a list or names must fit the parameters.</summary>
    internal List<int?> SpreadOverArguments(string operation, string parameter, TreeDef arguments)
    {
        List<int?> perLeaf = [];
        if (kind == Kind.List && Items.Length != arguments.Fields.Count) throw AxesErrors.ArgumentCount(operation, parameter, Items.Length, arguments);
        if (kind is Kind.List or Kind.Named)
        {
            for (int i = 0; i < arguments.Fields.Count; i++)
            {
                TreeField field = arguments.Fields[i];
                Axes entry = kind == Kind.List ? Items[i] : Names.TryGetValue(field.Name, out Axes a) ? a : throw AxesErrors.MissingArgument(operation, parameter, field.Name, arguments);
                entry.Spread(operation, kind == Kind.List ? $"{parameter}[{i}]" : $"{parameter}['{field.Name}']", field.Node, perLeaf);
            }

            if (kind == Kind.Named)
            {
                foreach (string name in Names.Keys)
                    if (!arguments.Fields.ToArray().Any(f => f.Name == name)) throw AxesErrors.UnknownArgument(operation, parameter, name, arguments);
            }

            return perLeaf;
        }

        for (int i = 0; i < arguments.LeafCount; i++) perLeaf.Add(Single);
        return perLeaf;
    }

    private int? Single => kind == Kind.None ? null : axis;

    /// <summary>Spreads the prefix over a tree: one axis, or null, per leaf.</summary>
    internal void Spread(string operation, string path, TreeDef tree, List<int?> perLeaf)
    {
        switch (kind)
        {
            case Kind.List when tree.Kind == TreeKind.Node && Items.Length == tree.Fields.Count:
                for (int i = 0; i < Items.Length; i++) Items[i].Spread(operation, $"{path}[{i}]", tree.Fields[i].Node, perLeaf);
                break;
            case Kind.List:
                throw AxesErrors.CountMismatch(operation, path, Items.Length, tree);
            case Kind.Named when tree.Kind != TreeKind.Node:
                throw AxesErrors.NoParts(operation, path, tree);
            case Kind.Named:
                foreach (TreeField field in tree.Fields)
                    (Names.TryGetValue(field.Name, out Axes a) ? a : throw AxesErrors.MissingName(operation, path, field.Name, tree)).Spread(operation, $"{path}['{field.Name}']", field.Node, perLeaf);
                foreach (string name in Names.Keys)
                    if (!tree.Fields.ToArray().Any(f => f.Name == name)) throw AxesErrors.UnknownName(operation, path, name, tree);
                break;
            case Kind.Axis when tree.Kind == TreeKind.Static && tree.Data is not null && path.Contains('['):
                throw AxesErrors.NotAnArray(operation, path, axis, tree);
            default:
                for (int i = 0; i < tree.LeafCount; i++) perLeaf.Add(Single);
                break;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Axes other)
    {
        if (kind == Kind.List && other.kind == Kind.List) return Items.AsSpan().SequenceEqual(other.Items);
        if (kind == Kind.Named && other.kind == Kind.Named) return Names.SequenceEqual(other.Names);
        return kind is not (Kind.List or Kind.Named) && other.kind is not (Kind.List or Kind.Named) && Single == other.Single;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => kind switch
    {
        Kind.List => Items.Aggregate(17, HashCode.Combine),
        Kind.Named => Names.Aggregate(19, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value)),
        _ => Single.GetHashCode(),
    };

    /// <summary>The axes as they are written: <c>[0, null, { w: 1 }]</c>.</summary>
    public override string ToString() => kind switch
    {
        Kind.List => $"[{string.Join(", ", Items)}]",
        Kind.Named => $"{{ {string.Join(", ", Names.Select(p => $"{p.Key}: {p.Value}"))} }}",
        Kind.None => "null",
        _ => $"{axis}",
    };
}
