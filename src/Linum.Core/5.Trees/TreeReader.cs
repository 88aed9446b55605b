namespace Linum.Extending;

/// <summary>Puts a tree together from its structure and arrays.</summary>
public ref struct TreeReader
{
    private readonly ReadOnlySpan<NDArray> leaves;
    private TreeDef node;
    private int next;

    /// <summary>A reader at the root of a tree.</summary>
    public TreeReader(TreeDef structure, ReadOnlySpan<NDArray> leaves)
    {
        this.leaves = leaves;
        node = structure;
        next = 0;
    }

    /// <summary>The structure of the part that is being read.</summary>
    public readonly TreeDef Node => node;

    /// <summary>Reads one part of the current node. Parts are read in order.</summary>
    public T Field<T>(int position)
    {
        TreeDef outer = node;
        node = outer.Fields[position].Node;
        T value = Pytree<T>.Node.Unflatten(ref this);
        node = outer;
        return value;
    }

    /// <summary>Reads all parts of the current node, if these are arrays; else null.</summary>
    internal NDArray[]? Arrays()
    {
        if (!node.HasOnlyArrays) return null;
        NDArray[] arrays = leaves.Slice(next, node.Fields.Count).ToArray();
        next += arrays.Length;
        return arrays;
    }

    /// <summary>Reads one array.</summary>
    public NDArray Leaf() => leaves[next++];
}
