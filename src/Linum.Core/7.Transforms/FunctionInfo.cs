using System.Collections.Concurrent;
using System.Reflection;

namespace Linum.Extending;

/// <summary>What a user's function is called, and its parameters: for messages, and for axes by name.</summary>
/// <param name="Name">The name; <c>lambda</c> for a lambda.</param>
/// <param name="Parameters">The names of the parameters.</param>
public sealed record FunctionInfo(string Name, ValueList<string> Parameters)
{
    private static readonly ConcurrentDictionary<MethodInfo, FunctionInfo> Known = new();

    /// <summary>The numbers of the parameters that are differentiated; empty if it is all there are.</summary>
    public ValueList<int> Differentiated { get; init; } = [];

    /// <summary>The same function, differentiated with respect to some of its parameters.</summary>
    public static FunctionInfo Of(Delegate f, params ReadOnlySpan<int> differentiated) => Of(f) with { Differentiated = [.. differentiated] };

    /// <summary>The path of an array among the differentiated arguments, starting with the name of its parameter.</summary>
    internal string PathOfArgument(TreeDef structure, int leaf)
    {
        if (Differentiated.Count <= 1) return structure.LeafPaths(NameOf(Differentiated.Count == 1 ? Differentiated[0] : 0))[leaf];
        for (int i = 0; ; i++)
        {
            TreeDef argument = structure.Fields[i].Node;
            if (leaf < argument.LeafCount) return argument.LeafPaths(NameOf(Differentiated[i]))[leaf];
            leaf -= argument.LeafCount;
        }
    }

    private string NameOf(int parameter) => parameter < Parameters.Count ? Parameters[parameter] : "x";

    /// <summary>The facts about a delegate; those of the user's function if it is the result of a transformation.</summary>
    public static FunctionInfo Of(Delegate f) => f.Target is ITransformed transformed ? transformed.Info : Known.GetOrAdd(f.Method, static method =>
    {
        ParameterInfo[] parameters = method.GetParameters();
        List<string> names = [];
        foreach (ParameterInfo parameter in parameters)
        {
            // A delegate bound to its first argument (an extension method, or compiler-made closures) has a parameter more than the delegate.
            if (parameter.Position == 0 && method.IsStatic && parameter.ParameterType.Name.StartsWith('<')) continue;
            names.Add(parameter.Name is { Length: > 0 } name ? name : $"args[{names.Count}]");
        }

        return new(Readable(method.Name), [.. names]);
    });

    /// <summary>Local functions and lambdas have names like <c>&lt;Main&gt;g__Loss|0_1</c>.</summary>
    private static string Readable(string name)
    {
        if (!name.StartsWith('<')) return name;
        int start = name.IndexOf("g__", StringComparison.Ordinal), end = name.LastIndexOf('|');
        return start >= 0 && end > start ? name[(start + 3)..end] : "lambda";
    }
}

/// <summary>What is behind a delegate that a transformation returned.</summary>
public interface ITransformed
{
    /// <summary>The user's function.</summary>
    FunctionInfo Info { get; }
}
