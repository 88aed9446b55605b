using System.Diagnostics.CodeAnalysis;

namespace Linum.Extending;

/// <summary>Takes a tree apart: collects its arrays and writes down its structure.</summary>
public ref struct TreeWriter
{
    private List<NDArray> leaves;
    private Stack<(Type Type, object? Data, string Name, List<TreeField> Fields)> open;
    private TreeDef? expected;
    private NDArray[] expectedLeaves;
    private string name;
    private TreeDef? root;

    /// <summary>What is expected to be written next; null when that was written.</summary>
    private TreeDef? next;

    /// <summary>The node that is open, as it is expected to be, and how many of its fields have been written.</summary>
    private TreeDef? node;
    private int fields;
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
        (leaves, open, name) = (null!, null!, "");
        expectedLeaves = [];
        Expect(expected);
    }

    /// <summary>Whether the tree so far has the structure that was expected of it.</summary>
    public bool Matches { get; private set; }

    /// <summary>The arrays so far.</summary>
    public readonly NDArray[] Leaves => expected is null ? [.. leaves] : expectedLeaves;

    /// <summary>The structure of the tree that was written.</summary>
    public readonly TreeDef Structure => expected ?? root ?? throw new InternalErrorException("Nothing was written.");

    /// <summary>Makes a writer for an expected structure of one that was not used yet: without a copy of it, which at every call would take longer than writing two arrays.</summary>
    [MemberNotNull(nameof(expectedLeaves))]
    internal void Expect(TreeDef structure)
    {
        (expected, next) = (structure, structure);
        expectedLeaves = new NDArray[structure.LeafCount];
        Matches = true;
    }

    /// <summary>Begins a node.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="data">Metadata that belongs to the structure.</param>
    public void Open(Type type, object? data = null)
    {
        if (expected is null) open.Push((type, data, name, []));
        else if (Next() is TreeDef opened && Is(opened.Kind == TreeKind.Node && opened.Type == type && Equals(opened.Data, data))) (node, fields) = (opened, 0);
    }

    /// <summary>Writes a part of the node that is open.</summary>
    public void Field<T>(string fieldName, T value)
    {
        if (expected is null)
        {
            string outer = name;
            name = fieldName;
            Pytree<T>.Node.Flatten(value, ref this);
            name = outer;
            return;
        }

        TreeDef? owner = node;
        if (!Matches || !Is(owner is not null && fields < owner.Fields.Count)) return;
        TreeField field = owner!.Fields[fields];
        if (!Is(ReferenceEquals(field.Name, fieldName) || field.Name == fieldName)) return;
        // Most fields are arrays: for these the way of T need not be found.
        if (field.Node.Kind == TreeKind.Leaf && value is NDArray array)
        {
            Keep(array);
            fields++;
            return;
        }

        int written = fields + 1;
        next = field.Node;
        Pytree<T>.Node.Flatten(value, ref this);
        Is(next is null);
        (node, fields) = (owner, written);
    }

    /// <summary>Writes the parts of a node that is open and has positions for names: where it is expected to have as many arrays, all at once.</summary>
    internal void Arrays(ReadOnlySpan<NDArray> arrays)
    {
        if (expected is not null && Matches && fields == 0 && node is { HasOnlyArrays: true } && node.Fields.Count == arrays.Length && !arrays.Contains(null!))
        {
            arrays.CopyTo(expectedLeaves.AsSpan(leafCount));
            leafCount += arrays.Length;
            fields = arrays.Length;
            return;
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
        }
        else if (Next() is TreeDef leaf && Is(leaf.Kind == TreeKind.Leaf))
        {
            Keep(array);
        }
    }

    /// <summary>Writes static data.</summary>
    public void Static(Type type, object? value)
    {
        if (expected is null) Add(new(TreeKind.Static, type, value, []));
        else if (Next() is TreeDef data) Is(data.Kind == TreeKind.Static && data.Type == type && Equals(data.Data, value));
    }

    /// <summary>Writes a null where a tree could be.</summary>
    public void Null(Type type)
    {
        if (expected is null) Add(new(TreeKind.Node, type, NullTree.Instance, []));
        else if (Next() is TreeDef nothing) Is(nothing.IsNull && nothing.Type == type);
    }

    /// <summary>Ends the node that is open.</summary>
    public void Close()
    {
        if (expected is null)
        {
            (Type type, object? data, name, List<TreeField> fields) = open.Pop();
            Add(new(TreeKind.Node, type, data, [.. fields]));
        }
        else if (Matches)
        {
            Is(node is TreeDef ended && fields == ended.Fields.Count);
        }
    }

    private void Add(TreeDef written)
    {
        if (open.TryPeek(out var owner)) owner.Fields.Add(new(name, written));
        else root = written;
    }

    /// <summary>What is expected to come next, which is then written; null if the tree differs.</summary>
    private TreeDef? Next()
    {
        if (!Matches) return null;
        TreeDef? here = next;
        next = null;
        Is(here is not null);
        return here;
    }

    /// <summary>Through a span, because every store into an array of a class asks whether the element's class is one of those.</summary>
    private void Keep(NDArray array) => expectedLeaves.AsSpan()[leafCount++] = array;

    /// <summary>Takes note of whether something is as expected.</summary>
    private bool Is(bool asExpected) => Matches &= asExpected;
}
