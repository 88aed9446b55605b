namespace Linum.Extending;

/// <summary>Traces branches and makes them fit together.</summary>
internal static class Branches
{
    public static TResult Run<T, TResult>(string operation, NDArray index, Func<T, TResult>[] functions, string[] names, T operand, CondMode mode)
    {
        NDArray[] operands = Tree.Flatten(operand, out TreeDef structure);
        ArrayType[] types = Staging.Types(operands);
        var traced = new Staging.Traced[functions.Length];
        for (int k = 0; k < traced.Length; k++)
        {
            traced[k] = Staging.Trace($"{operation}, {names[k]}", functions[k], structure, types);
            if (!traced[k].Result.Equals(traced[0].Result)) throw ControlErrors.BranchStructure(operation, names[0], names[k], traced[0].Result, traced[k].Result);
        }

        // Captured arrays of all branches come first; equal ones once.
        List<NDArray> captures = [];
        foreach (Staging.Traced t in traced)
            foreach (NDArray capture in t.Captures)
                if (!captures.Any(c => ReferenceEquals(c, capture))) captures.Add(capture);

        int count = traced[0].Program.Outputs.Count;
        var weak = new bool[count];
        for (int i = 0; i < count; i++)
        {
            ArrayType first = traced[0].Program.Outputs[i].Type;
            weak[i] = true;
            for (int k = 0; k < traced.Length; k++)
            {
                ArrayType type = traced[k].Program.Outputs[i].Type;
                weak[i] &= type.IsWeak;
                if (!type.Matches(first)) throw ControlErrors.BranchType(operation, traced[0].Result.LeafPaths("result")[i], names[0], names[k], first, type);
            }
        }

        ArrayType[] all = [.. captures.Select(c => c.Type), .. types];
        var programs = new Jaxpr[traced.Length];
        for (int k = 0; k < programs.Length; k++)
        {
            Staging.Traced t = traced[k];
            int[] mine = [.. t.Captures.Select(c => captures.FindIndex(x => ReferenceEquals(x, c)))];
            programs[k] = StagingTrace.StageClosed(names[k], all, arguments =>
            {
                NDArray[] results = t.Program.Evaluate([.. mine.Select(i => arguments[i]), .. arguments.AsSpan(captures.Count)]);
                for (int i = 0; i < results.Length; i++) results[i] = Lax.ConvertElementType(results[i], results[i].DType, weak[i]);
                return results;
            });
        }

        return Tree.Unflatten<TResult>(traced[0].Result, Bind(index, programs, [.. captures, .. operands], mode));
    }

    /// <summary>An operand that every branch returns as it is goes around the conditional: it stays what it is for whoever transforms this.</summary>
    private static NDArray[] Bind(NDArray index, Jaxpr[] programs, NDArray[] operands, CondMode mode)
    {
        int count = programs[0].Outputs.Count;
        var results = new NDArray[count];
        List<int> rest = [];
        for (int i = 0; i < count; i++)
        {
            int source = programs[0].Outputs[i] is Var v ? programs[0].Inputs.Span.IndexOf(v) : -1;
            bool forwarded = source >= 0;
            foreach (Jaxpr program in programs) forwarded &= program.Outputs[i] is Var w && program.Inputs.Span.IndexOf(w) == source;
            if (forwarded) results[i] = operands[source];
            else rest.Add(i);
        }

        if (rest.Count == 0) return results;
        Jaxpr[] kept = rest.Count == count ? programs : [.. programs.Select(p => JaxprBuilder.WithoutDeadCode(new(p.Inputs, p.Equations, [.. rest.Select(i => p.Outputs[i])])))];
        NDArray[] chosen = mode == CondMode.Select ? Cond.Choose(index, kept, operands, mode) : new Cond(kept, mode).BindAll([index, .. operands]);
        for (int i = 0; i < rest.Count; i++) results[rest[i]] = chosen[i];
        return results;
    }
}

/// <summary>The messages about loops and branches that do not fit.</summary>
internal static class ControlErrors
{
    public static ShapeException Predicate(string operation, ArrayType type) =>
        new($"{operation}: the predicate is {type.ToLongString()}, but it must be a scalar. Reduce it with All() or Any(), or use Np.Where to choose element by element.");

    public static Exception Index(string operation, ArrayType type) => type.Rank > 0
        ? new ShapeException($"{operation}: the index is {type.ToLongString()}, but it must be a scalar. Use Vmap to choose per example.")
        : new DTypeException($"{operation}: the index is {type.ToLongString()}, but it must be an integer. Convert it with AsType(DType.Int32).");

    public static Exception Bounds(ArrayType from, ArrayType to) => from.Rank > 0 || to.Rank > 0
        ? new ShapeException($"Lax.ForI: the bounds are {from.ToLongString()} and {to.ToLongString()}, but they must be scalars. Use Vmap to loop per example.")
        : new DTypeException($"Lax.ForI: the bounds are {from.ToLongString()} and {to.ToLongString()}, but they must be integers. Convert them with AsType(DType.Int32).");

    public static TreeException BranchStructure(string operation, string first, string second, TreeDef a, TreeDef b)
    {
        (string path, TreeDef x, TreeDef y) = Tree.Difference("result", a, b);
        return new($"{operation}: the branches return different structures: {path} is {x} in {first} and {y} in {second}. All branches must return the same structure.");
    }

    public static DTypeException BranchType(string operation, string path, string first, string second, ArrayType a, ArrayType b) =>
        new($"{operation}: the branches return different types: {path} is {a.ToLongString()} in {first} and {b.ToLongString()} in {second}. Convert or reshape one of them, so that all branches return the same.");

    public static TreeException CarryStructure(LoopNames names, TreeDef a, TreeDef b)
    {
        (string path, TreeDef x, TreeDef y) = Tree.Difference("carry", names.UserCarry(a), names.UserCarry(b));
        return new($"{names.Operation}: the carry changes its structure: {path} is {x} going in and {y} coming out. The body must return a carry of the structure it was given.");
    }

    public static DTypeException CarryType(string operation, string path, ArrayType a, ArrayType b) =>
        new($"{operation}: the carry changes its type: {path} is {a.ToLongString()} going in and {b.ToLongString()} coming out ("
            + (a.DType == b.DType ? "the shapes differ" : a.Shape == b.Shape ? "the dtypes differ" : "shapes and dtypes differ")
            + "). Start with a value of the type that the body returns, or convert what it returns.");

    public static DTypeException Condition(string operation, ArrayType type) =>
        new($"{operation}: the condition returned {type.ToLongString()}, but it must return a scalar bool. Compare, or reduce with All() or Any().");

    public static ShapeException NoLeadingAxis(string operation, string path, ArrayType type) =>
        new($"{operation}: {path} is {type.ToLongString()} and has no leading axis to scan over. Pass a value that is the same in every step through a variable of the surrounding code or the carry.");

    public static ShapeException Lengths(string operation, IEnumerable<string> sizes) =>
        new($"{operation}: the leading axes have different sizes: {string.Join(", ", sizes)}. All arrays that are scanned over, and length if given, must agree.");

    public static ShapeException NoLength(string operation) => new($"{operation}: there is nothing to scan over and no length. Give xs with arrays, or length.");
}
