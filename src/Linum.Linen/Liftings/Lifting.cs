using Linum.Extending;

namespace Linum.Linen;

/// <summary>A transformation of a module's run. Compares by value: it is part of the module's configuration.</summary>
/// <param name="Methods">The methods that are lifted.</param>
internal abstract record Lifting(Methods Methods)
{
    /// <summary>What it puts before the type's name: <c>Vmap</c>.</summary>
    public abstract string Prefix { get; }

    /// <summary>What is done to a method of the module; null for one that is not lifted.</summary>
    public virtual Lifting? For(string method) => Methods.Has(method) ? this : null;

    /// <summary>Runs a body on inner scopes that stand for the given ones.</summary>
    /// <param name="scopes">The scope of the module, and those of modules that it uses and that live elsewhere.</param>
    /// <param name="x">The input.</param>
    /// <param name="body">The run, on one inner scope per scope.</param>
    public abstract TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body);

    /// <summary>A result in parts. Modules and variables cannot leave a transformation.</summary>
    /// <exception cref="ModuleException">There is one in the result.</exception>
    protected NDArray[] Results<TOut>(TOut output, out TreeDef structure)
    {
        NDArray[] leaves = Tree.Flatten(output, out structure);
        return FirstForbidden(structure) is { } found ? throw ModuleErrors.Returned($"Lift.{Prefix}", found) : leaves;
    }

    private static string? FirstForbidden(TreeDef node)
    {
        if (node.Data is Module module) return $"the module {module.TypeName}";
        if (node.Data is Variable) return "a variable";
        foreach (TreeField field in node.Fields)
            if (FirstForbidden(field.Node) is { } found) return found;
        return null;
    }

    /// <summary>Names for the arrays of groups of variables, for messages: <c>params/kernel</c>.</summary>
    protected static IEnumerable<string> NamesOf(IEnumerable<Variables> groups) => groups.SelectMany(g => Tree.Structure(g).Fields.ToArray().SelectMany(scope => NamesIn(scope.Node, "")));

    private static IEnumerable<string> NamesIn(TreeDef node, string path) =>
        node.Kind == TreeKind.Leaf || node.Data is AxisMetadata ? [path] : node.Fields.ToArray().SelectMany(f => NamesIn(f.Node, path.Length == 0 ? f.Name : $"{path}/{f.Name}"));

    /// <summary>A flat structure of named arrays, for messages.</summary>
    protected static TreeDef Named(IEnumerable<string> names) => new(TreeKind.Node, typeof(Variables), null, [.. names.Select(n => new TreeField(n, TreeDef.Leaf))]);
}
