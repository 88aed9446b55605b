using System.Text;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// The arrays of a module: collections (<c>params</c>, <c>batch_stats</c>, ...) of named parts of named parts, down to arrays. A part that is an array converts to
/// <see cref="NDArray"/> and back. Immutable, and a tree: it can be an argument or result of every transformation.
/// </summary>
/// <example><code>Variables v = model.Init(Rng.Key(0), x); NDArray kernel = v["params/Dense_0/kernel"];</code></example>
public sealed class Variables : IPytree<Variables>
{
    private readonly NDArray? array;
    private readonly Dictionary<string, Variables>? parts;

    /// <summary>No parts yet, for <c>new() { ["params"] = p }</c>.</summary>
    public Variables() => parts = new(StringComparer.Ordinal);

    internal Variables(NDArray array, AxisMetadata? metadata = null) => (this.array, Metadata) = (array, metadata);

    internal Variables(IEnumerable<KeyValuePair<string, Variables>> parts)
    {
        this.parts = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Variables> part in parts) this.parts[part.Key] = part.Value;
    }

    /// <summary>The part at a path such as <c>params/Dense_0/kernel</c>; in an initializer, sets a part.</summary>
    /// <exception cref="ModuleException">There is no such part; the message lists what is there.</exception>
    public Variables this[string path]
    {
        get => Find(path) ?? throw VariablesErrors.NoPart(path, this);
        init => parts![path] = value;
    }

    /// <summary>An array with something that is kept about it, such as names of its axes.</summary>
    public static Variables Boxed(NDArray array, AxisMetadata metadata) => new(array, metadata);

    /// <summary>What is kept about this array beside its value, if anything.</summary>
    public AxisMetadata? Metadata { get; }

    /// <summary>Whether this is an array and has no parts.</summary>
    public bool IsArray => array is not null;

    /// <summary>The names of the parts in order; none for an array.</summary>
    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>?)parts?.Keys ?? [];

    /// <summary>Whether there is a part at a path.</summary>
    public bool Contains(string path) => Find(path) is not null;

    /// <summary>The part at a path; null if there is none. Names may hold slashes themselves, as those of the normalized weights of a layer do.</summary>
    private Variables? Find(string path)
    {
        if (parts is null) return null;
        if (parts.TryGetValue(path, out Variables? part)) return part;
        for (int slash = path.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : path.LastIndexOf('/', slash - 1))
            if (parts.TryGetValue(path[..slash], out part) && part.Find(path[(slash + 1)..]) is Variables found) return found;
        return null;
    }

    /// <summary>How far a path leads, and where to.</summary>
    internal (string Done, string Missing, Variables At) Follow(string path)
    {
        for (int slash = path.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : path.LastIndexOf('/', slash - 1))
            if (Find(path[..slash]) is Variables at) return (path[..slash], path[(slash + 1)..], at);
        return ("", path, this);
    }

    /// <summary>All arrays with their paths.</summary>
    public IEnumerable<(string Path, NDArray Array)> Leaves => Walk("");

    private IEnumerable<(string Path, NDArray Array)> Walk(string path)
    {
        if (array is not null) yield return (path, array);
        foreach (KeyValuePair<string, Variables> part in parts ?? [])
            foreach ((string, NDArray) leaf in part.Value.Walk(path.Length == 0 ? part.Key : $"{path}/{part.Key}")) yield return leaf;
    }

    internal IEnumerable<KeyValuePair<string, Variables>> Parts => parts ?? [];

    /// <summary>The same parts with a function of each array, its path and its metadata.</summary>
    internal Variables MapArrays(Func<string, NDArray, AxisMetadata?, (NDArray, AxisMetadata?)> f, string path = "")
    {
        if (array is null) return new(Parts.Select(p => new KeyValuePair<string, Variables>(p.Key, p.Value.MapArrays(f, path.Length == 0 ? p.Key : $"{path}/{p.Key}"))));
        (NDArray value, AxisMetadata? metadata) = f(path, array, Metadata);
        return new(value, metadata);
    }

    /// <summary>The arrays of a tree as variables: parts are named as in the tree.</summary>
    internal static Variables FromTree(TreeDef structure, ReadOnlySpan<NDArray> leaves)
    {
        int next = 0;
        return Walk(structure, leaves, ref next) ?? new();

        static Variables? Walk(TreeDef node, ReadOnlySpan<NDArray> leaves, ref int next)
        {
            if (node.Kind == TreeKind.Leaf) return new(leaves[next++]);
            List<KeyValuePair<string, Variables>> found = [];
            foreach (TreeField field in node.Fields)
                if (Walk(field.Node, leaves, ref next) is Variables part) found.Add(new(field.Name, part));
            return node.Kind == TreeKind.Static || node.IsNull ? null : new(found);
        }
    }

    /// <summary>The same with one part added or replaced.</summary>
    public Variables With(string name, Variables value) => new([.. Parts.Where(p => p.Key != name), new(name, value)]);

    /// <summary>An array as a part.</summary>
    public static implicit operator Variables(NDArray array) => new(array);

    /// <summary>The array that this is.</summary>
    /// <exception cref="ModuleException">This has parts; the message lists them.</exception>
    public static implicit operator NDArray(Variables variables) => variables.array ?? throw VariablesErrors.NotArray(variables);

    /// <inheritdoc/>
    static void IPytree<Variables>.Flatten(Variables value, ref TreeWriter writer)
    {
        if (value.Metadata is AxisMetadata metadata)
        {
            writer.Open(typeof(Variables), metadata);
            writer.Field("value", value.array!);
            writer.Close();
            return;
        }

        if (value.array is NDArray array)
        {
            writer.Leaf(array);
            return;
        }

        writer.Open(typeof(Variables));
        foreach (string name in value.parts!.Keys.Order(StringComparer.Ordinal)) writer.Field(name, value.parts[name]);
        writer.Close();
    }

    /// <inheritdoc/>
    static Variables IPytree<Variables>.Unflatten(ref TreeReader reader)
    {
        if (reader.Node.Kind == TreeKind.Leaf) return new(reader.Leaf());
        if (reader.Node.Data is AxisMetadata metadata) return new(reader.Field<NDArray>(0), metadata);
        Variables result = new();
        for (int i = 0; i < reader.Node.Fields.Count; i++) result.parts![reader.Node.Fields[i].Name] = reader.Field<Variables>(i);
        return result;
    }

    /// <summary>A table of paths, shapes and dtypes.</summary>
    public override string ToString()
    {
        if (array is not null) return array.ToString();
        (string Path, NDArray Array)[] leaves = [.. Leaves];
        if (leaves.Length == 0) return "(no variables)";
        int width = leaves.Max(l => l.Path.Length), shapes = leaves.Max(l => l.Array.Shape.ToString().Length);
        StringBuilder text = new();
        foreach ((string path, NDArray leaf) in leaves)
            text.Append(text.Length > 0 ? "\n" : "").Append(path.PadRight(width)).Append("  ").Append(leaf.Shape.ToString().PadRight(shapes)).Append("  ").Append(leaf.DType.Name);
        return text.ToString();
    }
}

internal static class VariablesErrors
{
    private static string Listed(Variables at) => at.Names.Count == 0 ? "it has no parts" : $"its parts are {string.Join(", ", at.Names)}";

    public static ModuleException NoPart(string path, Variables root)
    {
        (string done, string rest, Variables at) = root.Follow(path);
        string name = rest.Split('/')[0];
        return new($"Variables: there is no \"{path}\": {(done.Length == 0 ? "the root" : $"\"{done}\"")} has no part {name}; {(at.IsArray ? "it is an array" : Listed(at))}.");
    }

    public static ModuleException NotArray(Variables variables) => new($"Variables: an array was asked for, but this part has parts: {string.Join(", ", variables.Names)}. Give the path of one of them.");
}
