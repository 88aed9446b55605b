using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>Takes a tree apart: collects its arrays and writes down its structure.</summary>
public ref struct TreeWriter
{
    private readonly List<NDArray> leaves;
    private readonly Stack<(Type Type, object? Data, string Name, List<TreeField> Fields)> open;
    private readonly TreeDef? expected;
    private readonly NDArray[] expectedLeaves;
    private string name;
    private TreeDef? root;
    private Frames frames;
    private int depth;
    private int leafCount;

    /// <summary>An empty writer.</summary>
    public TreeWriter()
    {
        leaves = [];
        open = [];
        expectedLeaves = [];
        name = "";
        Matches = true;
    }

    /// <summary>
    /// A writer for a tree that probably has a structure that is known, as at every call of a function but the first: it compares instead of writing down, and allocates nothing but the
    /// array of leaves. If the tree turns out to have another structure, <see cref="Matches"/> is false and it must be written again with an empty writer.
    /// </summary>
    /// <param name="expected">The structure.</param>
    public TreeWriter(TreeDef expected)
    {
        (this.expected, leaves, open, name) = (expected, null!, null!, "");
        expectedLeaves = new NDArray[expected.LeafCount];
        Matches = true;
    }

    /// <summary>Whether the tree so far has the structure that was expected of it.</summary>
    public bool Matches { get; private set; }

    /// <summary>The arrays so far.</summary>
    public readonly NDArray[] Leaves => expected is null ? [.. leaves] : expectedLeaves;

    /// <summary>The structure of the tree that was written.</summary>
    public readonly TreeDef Structure => expected ?? root ?? throw new InternalErrorException("Nothing was written.");

    /// <summary>Begins a node.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="data">Metadata that belongs to the structure.</param>
    public void Open(Type type, object? data = null)
    {
        if (expected is null)
        {
            open.Push((type, data, name, []));
            return;
        }

        if (Next() is not TreeDef node) return;
        if (node.Kind != TreeKind.Node || node.Type != type || !Equals(node.Data, data) || depth == Frames.Capacity) Matches = false;
        else frames[depth++] = new(node, 0);
    }

    /// <summary>Writes a part of the node that is open.</summary>
    public void Field<T>(string fieldName, T value)
    {
        string outer = name;
        name = fieldName;
        Pytree<T>.Node.Flatten(value, ref this);
        name = outer;
    }

    /// <summary>Writes the parts of a node that is open and has positions for names: where it is expected to have as many arrays, all at once.</summary>
    internal void Arrays(ReadOnlySpan<NDArray> arrays)
    {
        if (expected is not null && Matches && depth > 0)
        {
            ref Frame owner = ref frames[depth - 1];
            if (owner.Fields == 0 && owner.Node.HasOnlyArrays && owner.Node.Fields.Count == arrays.Length && !arrays.Contains(null!))
            {
                arrays.CopyTo(expectedLeaves.AsSpan(leafCount));
                leafCount += arrays.Length;
                owner.Fields = arrays.Length;
                return;
            }
        }

        for (int i = 0; i < arrays.Length; i++) Field(Positions.Name(i), arrays[i]);
    }

    /// <summary>Writes one array.</summary>
    public void Leaf(NDArray array)
    {
        if (expected is null)
        {
            leaves.Add(array);
            Add(TreeDef.Leaf);
            return;
        }

        if (Next() is not TreeDef node) return;
        if (node.Kind == TreeKind.Leaf) expectedLeaves[leafCount++] = array;
        else Matches = false;
    }

    /// <summary>Writes static data.</summary>
    public void Static(Type type, object? value)
    {
        if (expected is null) Add(new(TreeKind.Static, type, value, []));
        else if (Next() is TreeDef node) Matches &= node.Kind == TreeKind.Static && node.Type == type && Equals(node.Data, value);
    }

    /// <summary>Writes a null where a tree could be.</summary>
    public void Null(Type type)
    {
        if (expected is null) Add(new(TreeKind.Node, type, NullTree.Instance, []));
        else if (Next() is TreeDef node) Matches &= node.IsNull && node.Type == type;
    }

    /// <summary>Ends the node that is open.</summary>
    public void Close()
    {
        if (expected is not null)
        {
            if (!Matches) return;
            Frame ended = frames[--depth];
            Matches = ended.Fields == ended.Node.Fields.Count;
            return;
        }

        (Type type, object? data, name, List<TreeField> fields) = open.Pop();
        Add(new(TreeKind.Node, type, data, [.. fields]));
    }

    private void Add(TreeDef node)
    {
        if (open.TryPeek(out var owner)) owner.Fields.Add(new(name, node));
        else root = node;
    }

    /// <summary>What is expected to come next; null if the tree differs already.</summary>
    private TreeDef? Next()
    {
        if (!Matches) return null;
        if (depth == 0) return expected;
        ref Frame owner = ref frames[depth - 1];
        if (owner.Fields < owner.Node.Fields.Count && owner.Node.Fields[owner.Fields] is { } field && (ReferenceEquals(field.Name, name) || field.Name == name))
        {
            owner.Fields++;
            return field.Node;
        }

        Matches = false;
        return null;
    }

    /// <summary>A node that is open, and how many of its fields have been seen.</summary>
    private struct Frame(TreeDef node, int fields)
    {
        public readonly TreeDef Node => node;

        public int Fields = fields;
    }

    [InlineArray(Capacity)]
    private struct Frames
    {
        /// <summary>Deeper trees are written down at every call.</summary>
        public const int Capacity = 12;

        private Frame first;
    }
}
