using Linum.Extending;

namespace Linum;

/// <summary>
/// Operations on trees: arrays, and tuples, arrays, lists, dictionaries and [Pytree] types of trees. Everything else in them is structure.
/// </summary>
public static class Tree
{
    /// <summary>The arrays of a tree, depth first.</summary>
    public static NDArray[] Leaves<T>(T tree) => Flatten(tree, out _);

    /// <summary>The structure of a tree.</summary>
    public static TreeDef Structure<T>(T tree)
    {
        Flatten(tree, out TreeDef structure);
        return structure;
    }

    /// <summary>The arrays and the structure of a tree.</summary>
    public static NDArray[] Flatten<T>(T tree, out TreeDef structure)
    {
        TreeWriter writer = new();
        Pytree<T>.Node.Flatten(tree, ref writer);
        structure = writer.Structure;
        return writer.Leaves;
    }

    /// <summary>A tree from its structure and arrays.</summary>
    /// <exception cref="TreeException">The number of arrays is wrong.</exception>
    public static T Unflatten<T>(TreeDef structure, ReadOnlySpan<NDArray> leaves)
    {
        if (leaves.Length != structure.LeafCount)
            throw new TreeException($"Tree.Unflatten: the structure {structure} has {structure.LeafCount} arrays, but {leaves.Length} were given.");
        TreeReader reader = new(structure, leaves);
        return Pytree<T>.Node.Unflatten(ref reader);
    }

    /// <summary>The path of every array: <c>.W</c>, <c>[0]['a']</c>, behind the name of the root.</summary>
    public static IReadOnlyList<string> Paths<T>(T tree, string root = "") => Structure(tree).LeafPaths(root);

    /// <summary>A tree of the same structure with a function of each array.</summary>
    public static T Map<T>(Func<NDArray, NDArray> f, T tree)
    {
        NDArray[] leaves = Flatten(tree, out TreeDef structure);
        for (int i = 0; i < leaves.Length; i++) leaves[i] = f(leaves[i]);
        return Unflatten<T>(structure, leaves);
    }

    /// <summary>A tree of the same structure with a function of each pair of arrays.</summary>
    /// <exception cref="TreeException">The structures differ.</exception>
    public static T Map<T>(Func<NDArray, NDArray, NDArray> f, T first, T second)
    {
        NDArray[] a = Flatten(first, out TreeDef structure), b = Flatten(second, out TreeDef other);
        RequireSame("Tree.Map", structure, other);
        for (int i = 0; i < a.Length; i++) a[i] = f(a[i], b[i]);
        return Unflatten<T>(structure, a);
    }

    /// <summary>A tree of the same structure with a function of each three arrays.</summary>
    /// <exception cref="TreeException">The structures differ.</exception>
    public static T Map<T>(Func<NDArray, NDArray, NDArray, NDArray> f, T first, T second, T third)
    {
        NDArray[] a = Flatten(first, out TreeDef structure), b = Flatten(second, out TreeDef other), c = Flatten(third, out TreeDef last);
        RequireSame("Tree.Map", structure, other);
        RequireSame("Tree.Map", structure, last);
        for (int i = 0; i < a.Length; i++) a[i] = f(a[i], b[i], c[i]);
        return Unflatten<T>(structure, a);
    }

    /// <summary>A tree of the same structure with a function of each array and its path.</summary>
    public static T MapWithPath<T>(Func<string, NDArray, NDArray> f, T tree)
    {
        NDArray[] leaves = Flatten(tree, out TreeDef structure);
        IReadOnlyList<string> paths = structure.LeafPaths("");
        for (int i = 0; i < leaves.Length; i++) leaves[i] = f(paths[i], leaves[i]);
        return Unflatten<T>(structure, leaves);
    }

    /// <summary>Combines all arrays one after the other.</summary>
    public static TResult Reduce<T, TResult>(Func<TResult, NDArray, TResult> f, T tree, TResult start)
    {
        foreach (NDArray leaf in Leaves(tree)) start = f(start, leaf);
        return start;
    }

    /// <summary>Whether a test holds for every array.</summary>
    public static bool All<T>(Func<NDArray, bool> test, T tree) => Leaves(tree).All(test);

    /// <summary>Checks that two structures are the same.</summary>
    /// <exception cref="TreeException">They differ; the message has the path of the first difference.</exception>
    internal static void RequireSame(string operation, TreeDef first, TreeDef second)
    {
        if (first.Equals(second)) return;
        (string path, TreeDef a, TreeDef b) = Difference("tree", first, second);
        throw new TreeException($"{operation}: the trees have different structures: {path} is {a} in the first and {b} in the second. "
            + "Both must have the same types, the same number of parts and the same names.");
    }

    /// <summary>Where two structures first differ.</summary>
    internal static (string Path, TreeDef First, TreeDef Second) Difference(string path, TreeDef first, TreeDef second)
    {
        if (first.Kind == second.Kind && first.Type == second.Type && first.Fields.Count == second.Fields.Count)
        {
            for (int i = 0; i < first.Fields.Count; i++)
            {
                if (first.Fields[i].Name != second.Fields[i].Name) break;
                if (!first.Fields[i].Node.Equals(second.Fields[i].Node)) return Difference(path + first.Step(first.Fields[i].Name), first.Fields[i].Node, second.Fields[i].Node);
            }
        }

        return (path, first, second);
    }
}
