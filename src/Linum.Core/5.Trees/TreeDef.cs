namespace Linum.Extending;

/// <summary>What a part of a tree is.</summary>
public enum TreeKind : byte
{
    /// <summary>An array.</summary>
    Leaf,
    /// <summary>Something with parts.</summary>
    Node,
    /// <summary>Anything else: part of the structure, compared by value.</summary>
    Static,
}

/// <summary>A named part of a node.</summary>
/// <param name="Name">The member's name, the dictionary's key or the position.</param>
/// <param name="Node">Its structure.</param>
public readonly record struct TreeField(string Name, TreeDef Node);

/// <summary>The structure of a tree without its arrays. Compares by value: it is half of every key of a compiled function.</summary>
/// <param name="Kind">Leaf, node or static.</param>
/// <param name="Type">The C# type.</param>
/// <param name="Data">The value of static data; a node's metadata (a dictionary's keys; <c>NullTree</c> for null).</param>
/// <param name="Fields">The parts of a node.</param>
public sealed record TreeDef(TreeKind Kind, Type Type, object? Data, ValueList<TreeField> Fields)
{
    private int hash;

    /// <summary>An array.</summary>
    public static TreeDef Leaf { get; } = new(TreeKind.Leaf, typeof(NDArray), null, []);

    /// <summary>How many arrays there are.</summary>
    public int LeafCount { get; } = Kind == TreeKind.Leaf ? 1 : CountLeaves(Fields);

    /// <summary>Whether this is a node whose parts all are arrays.</summary>
    internal bool HasOnlyArrays { get; } = Kind == TreeKind.Node && Fields.Count > 0 && AreArrays(Fields);

    private static bool AreArrays(ValueList<TreeField> fields)
    {
        foreach (TreeField field in fields)
            if (field.Node.Kind != TreeKind.Leaf) return false;
        return true;
    }

    private static int CountLeaves(ValueList<TreeField> fields)
    {
        int count = 0;
        foreach (TreeField field in fields) count += field.Node.LeafCount;
        return count;
    }

    /// <summary>Whether this is a null where a tree could be: a node without parts.</summary>
    public bool IsNull => Data is NullTree;

    /// <summary>A path per array: <c>p.W</c>, <c>args[0]['a']</c>.</summary>
    /// <param name="root">What the tree is called.</param>
    public IReadOnlyList<string> LeafPaths(string root)
    {
        List<string> paths = [];
        Walk(root, paths);
        return paths;
    }

    private void Walk(string path, List<string> paths)
    {
        if (Kind == TreeKind.Leaf) paths.Add(path);
        foreach (TreeField field in Fields) field.Node.Walk(path + Step(field.Name), paths);
    }

    /// <summary>How a part is written behind its owner.</summary>
    public string Step(string name) => TreeTypes.StyleOf(Type) switch
    {
        TreeStyle.Members => $".{name}",
        TreeStyle.Keys => $"['{name}']",
        _ => $"[{name}]",
    };

    /// <inheritdoc/>
    public bool Equals(TreeDef? other) => ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && Type == other.Type && GetHashCode() == other.GetHashCode() && Equals(Data, other.Data) && Fields == other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (hash == 0) hash = HashCode.Combine(Kind, Type, Data, Fields) | 1;
        return hash;
    }

    /// <summary>The structure with <c>*</c> for arrays: <c>Params(W: *, B: *, Tag: &lt;tag&gt;)</c>.</summary>
    public override string ToString()
    {
        if (Kind == TreeKind.Leaf) return "*";
        if (IsNull) return "null";
        if (Kind == TreeKind.Static) return $"<{Data ?? "null"}>";
        return TreeTypes.StyleOf(Type) switch
        {
            TreeStyle.Members => $"{TreeTypes.NameOf(Type)}({string.Join(", ", Fields.ToArray().Select(f => $"{f.Name}: {f.Node}"))})",
            TreeStyle.Keys => $"{{{string.Join(", ", Fields.ToArray().Select(f => $"'{f.Name}': {f.Node}"))}}}",
            TreeStyle.Tuple => Fields.Count == 1 ? $"({Fields[0].Node},)" : $"({string.Join(", ", Fields.ToArray().Select(f => f.Node))})",
            _ => $"[{string.Join(", ", Fields.ToArray().Select(f => f.Node))}]",
        };
    }
}

/// <summary>The metadata of a null where a tree could be.</summary>
public sealed record NullTree
{
    /// <summary>The only one.</summary>
    public static NullTree Instance { get; } = new();
}

internal enum TreeStyle
{
    Members,
    Keys,
    Tuple,
    List,
}

internal static class TreeTypes
{
    public static TreeStyle StyleOf(Type type)
    {
        if (type.IsArray) return TreeStyle.List;
        if (typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type)) return TreeStyle.Tuple;
        if (!type.IsGenericType) return TreeStyle.Members;
        Type open = type.GetGenericTypeDefinition();
        if (open == typeof(Dictionary<,>)) return TreeStyle.Keys;
        return open == typeof(List<>) || open == typeof(System.Collections.Immutable.ImmutableArray<>) ? TreeStyle.List : TreeStyle.Members;
    }

    public static string NameOf(Type type)
    {
        int tick = type.Name.IndexOf('`');
        return tick < 0 ? type.Name : type.Name[..tick];
    }
}
