namespace Linum.Extending;

/// <summary>Functions with derivatives of their own, over trees.</summary>
public static class CustomRules
{
    /// <summary>A function with a forward-mode rule.</summary>
    public static Func<T, TResult> Jvp<T, TResult>(FunctionInfo info, Func<T, TResult> f, Func<Func<T, TResult>, T, T, (TResult, TResult)> rule)
    {
        Func<T, TResult>? whole = null;
        whole = x =>
        {
            NDArray[] leaves = Tree.Flatten(x, out TreeDef structure);
            Staging.Traced traced = Staging.Trace($"CustomJvp of {info.Name}", f, structure, Staging.Types(leaves));
            JvpRule flat = new($"rule of {info.Name}", (primals, tangents) =>
            {
                (TResult value, TResult tangent) = rule(whole!, Tree.Unflatten<T>(structure, primals), Tree.Unflatten<T>(structure, tangents));
                NDArray[] y = Tree.Flatten(value, out TreeDef valueStructure), dy = Tree.Flatten(tangent, out TreeDef tangentStructure);
                if (!valueStructure.Equals(traced.Result)) throw CustomRuleErrors.Structure("CustomJvp", info, "value", traced.Result, valueStructure);
                if (!tangentStructure.Equals(traced.Result)) throw CustomRuleErrors.Structure("CustomJvp", info, "tangent", traced.Result, tangentStructure);
                for (int i = 0; i < y.Length; i++)
                {
                    string path = traced.Result.LeafPaths("result")[i];
                    CustomRuleErrors.Require("CustomJvp", info, "value", path, traced.Program.Outputs[i].Type, y[i]);
                    if (y[i].DType.IsInexact) CustomRuleErrors.Require("CustomJvp", info, "tangent", path, y[i].Type, dy[i]);
                }

                return (y, dy);
            });
            CustomJvp call = new(traced.Program, info.Name, flat, traced.Captures.Length);
            return Tree.Unflatten<TResult>(traced.Result, call.BindAll([.. traced.Captures, .. leaves]));
        };
        return whole;
    }

    /// <summary>A function with a reverse-mode rule.</summary>
    public static Func<T, TResult> Vjp<T, TResult, TResidual>(FunctionInfo info, Func<T, TResult> f, Func<T, (TResult, TResidual)> forward, Func<TResidual, TResult, T> backward) => x =>
    {
        NDArray[] leaves = Tree.Flatten(x, out TreeDef structure);
        ArrayType[] types = Staging.Types(leaves);
        Staging.Traced traced = Staging.Trace($"CustomVjp of {info.Name}", f, structure, types);
        TreeDef? residualStructure = null;
        VjpRule flat = new($"forward rule of {info.Name}", $"backward rule of {info.Name}", arguments =>
        {
            (TResult value, TResidual residual) = forward(Tree.Unflatten<T>(structure, arguments));
            NDArray[] y = Tree.Flatten(value, out TreeDef valueStructure);
            if (!valueStructure.Equals(traced.Result)) throw CustomRuleErrors.Structure("CustomVjp", info, "value", traced.Result, valueStructure);
            for (int i = 0; i < y.Length; i++) CustomRuleErrors.Require("CustomVjp", info, "value", traced.Result.LeafPaths("result")[i], traced.Program.Outputs[i].Type, y[i]);
            return (y, Tree.Flatten(residual, out residualStructure));
        }, (residuals, cotangents) =>
        {
            T cotangent = backward(Tree.Unflatten<TResidual>(residualStructure!, residuals), Tree.Unflatten<TResult>(traced.Result, cotangents));
            NDArray[] ct = Tree.Flatten(cotangent, out TreeDef given);
            return CustomRuleErrors.Cotangents(info, structure, types, given, ct);
        });
        CustomVjp call = new(traced.Program, info.Name, flat, traced.Captures.Length);
        return Tree.Unflatten<TResult>(traced.Result, call.BindAll([.. traced.Captures, .. leaves]));
    };
}

internal static class CustomRuleErrors
{
    public static CustomRuleException Structure(string operation, FunctionInfo info, string what, TreeDef wanted, TreeDef given) =>
        new($"{operation}: the rule of {info.Name} returned a {what} of the structure {given}, but {info.Name} returns {wanted}. The rule must return the structure of the function's result.");

    public static void Require(string operation, FunctionInfo info, string what, string path, ArrayType wanted, NDArray given)
    {
        if (given.Type.Matches(wanted)) return;
        throw new CustomRuleException($"{operation}: the rule of {info.Name} returned a {what} {given.Type.ToLongString()} for {path}, which is {wanted.ToLongString()}. A {what} has the shape and dtype of what it belongs to.");
    }

    public static NDArray?[] Cotangents(FunctionInfo info, TreeDef structure, ArrayType[] types, TreeDef given, NDArray[] ct)
    {
        List<NDArray?> all = [];
        int next = 0;
        if (!Spread(structure, given, ct, ref next, all))
        {
            throw new CustomRuleException($"CustomVjp: the backward rule of {info.Name} returned a cotangent of the structure {given}, but the argument of {info.Name} is {structure}. "
                + "The rule must return the structure of the argument; null stands for zeros in place of any part.");
        }

        var results = new NDArray?[all.Count];
        for (int i = 0; i < results.Length; i++)
        {
            if (!types[i].DType.IsInexact || all[i] is not NDArray cotangent) continue;
            Require("CustomVjp", info, "cotangent", info.PathOfArgument(structure, i), types[i], cotangent);
            results[i] = cotangent;
        }

        return results;
    }

    /// <summary>The cotangents in the order of the argument's arrays, null for those below a null; false if the structures do not fit.</summary>
    private static bool Spread(TreeDef wanted, TreeDef given, NDArray[] cotangents, ref int next, List<NDArray?> all)
    {
        if (given.IsNull)
        {
            for (int i = 0; i < wanted.LeafCount; i++) all.Add(null);
            return true;
        }

        if (wanted.Kind != given.Kind || wanted.Type != given.Type || !Equals(wanted.Data, given.Data) || wanted.Fields.Count != given.Fields.Count) return false;
        if (wanted.Kind == TreeKind.Leaf) all.Add(cotangents[next++]);
        for (int i = 0; i < wanted.Fields.Count; i++)
            if (wanted.Fields[i].Name != given.Fields[i].Name || !Spread(wanted.Fields[i].Node, given.Fields[i].Node, cotangents, ref next, all)) return false;
        return true;
    }
}
