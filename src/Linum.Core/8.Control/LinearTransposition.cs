namespace Linum.Extending;

/// <summary>Transposition of linear functions.</summary>
public static class LinearTransposition
{
    /// <summary>The transpose of a linear function, from cotangents of its result to cotangents of its argument.</summary>
    /// <exception cref="NotLinearException">The function has an operation that is not linear.</exception>
    public static Func<TResult, T> Transpose<T, TResult>(FunctionInfo info, Func<T, TResult> f, T example)
    {
        NDArray[] leaves = Tree.Flatten(example, out TreeDef structure);
        ArrayType[] types = Staging.Types(leaves);
        Staging.Traced traced = Staging.Trace($"LinearTranspose of {info.Name}", f, structure, types);
        ValueList<ArrayType> outputs = traced.Program.OutputTypes;
        RequireOneKind(info, types, outputs);
        bool[] linear = [.. Enumerable.Repeat(false, traced.Captures.Length), .. Enumerable.Repeat(true, types.Length)];
        return cotangent =>
        {
            NDArray[] ct = Tree.Flatten(cotangent, out TreeDef given);
            Tree.RequireSame("LinearTranspose", traced.Result, given);
            for (int i = 0; i < ct.Length; i++)
                if (!ct[i].Type.Matches(outputs[i])) throw DifferentiationErrors.WrongCotangent(info, traced.Result.LeafPaths("result")[i], outputs[i], ct[i].Type);
            JaxprTransforms.TransposedProgram program = JaxprTransforms.Transpose(traced.Program, linear, [.. Enumerable.Repeat(true, ct.Length)], [.. Enumerable.Repeat(true, types.Length)]);
            return Tree.Unflatten<T>(structure, new Jit(program.Program, info.Name).BindAll([.. traced.Captures, .. ct]));
        };
    }

    private static void RequireOneKind(FunctionInfo info, ArrayType[] inputs, ValueList<ArrayType> outputs)
    {
        ArrayType[] all = [.. inputs, .. outputs];
        if (all.All(t => t.DType.IsInexact) || all.All(t => t.DType.IsInteger)) return;
        throw new DTypeException($"LinearTranspose of {info.Name}: arguments of {string.Join(", ", inputs.Select(t => t.DType.Name))} and results of {string.Join(", ", outputs.ToArray().Select(t => t.DType.Name))}. "
            + "All must be floating or complex, or all integers.");
    }
}
