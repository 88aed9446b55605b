namespace Linum.Extending;

/// <summary>Takes a tree apart: collects its arrays and writes down its structure.</summary>
public ref struct TreeWriter
{
    private readonly List<NDArray> leaves;
    private readonly Stack<(Type Type, object? Data, string Name, List<TreeField> Fields)> open;
    private string name;
    private TreeDef? root;

    /// <summary>An empty writer.</summary>
    public TreeWriter()
    {
        leaves = [];
        open = [];
        name = "";
        root = null;
    }

    /// <summary>The arrays so far.</summary>
    public readonly NDArray[] Leaves => [.. leaves];

    /// <summary>The structure of the tree that was written.</summary>
    public readonly TreeDef Structure => root ?? throw new InternalErrorException("Nothing was written.");

    /// <summary>Begins a node.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="data">Metadata that belongs to the structure.</param>
    public readonly void Open(Type type, object? data = null) => open.Push((type, data, name, []));

    /// <summary>Writes a part of the node that is open.</summary>
    public void Field<T>(string fieldName, T value)
    {
        string outer = name;
        name = fieldName;
        Pytree<T>.Node.Flatten(value, ref this);
        name = outer;
    }

    /// <summary>Writes one array.</summary>
    public void Leaf(NDArray array)
    {
        leaves.Add(array);
        Add(TreeDef.Leaf);
    }

    /// <summary>Writes static data.</summary>
    public void Static(Type type, object? value) => Add(new(TreeKind.Static, type, value, []));

    /// <summary>Writes a null where a tree could be.</summary>
    public void Null(Type type) => Add(new(TreeKind.Node, type, NullTree.Instance, []));

    /// <summary>Ends the node that is open.</summary>
    public void Close()
    {
        (Type type, object? data, name, List<TreeField> fields) = open.Pop();
        Add(new(TreeKind.Node, type, data, [.. fields]));
    }

    private void Add(TreeDef node)
    {
        if (open.TryPeek(out var owner)) owner.Fields.Add(new(name, node));
        else root = node;
    }
}
