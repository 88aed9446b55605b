namespace Linum.Extending;

/// <summary>What a loop is called in messages.</summary>
/// <param name="Operation">The user's call.</param>
/// <param name="Counted">Whether the carry is a pair of a counter, which the user does not see, and the user's carry.</param>
internal readonly record struct LoopNames(string Operation, bool Counted = false)
{
    public string PathOfCarry(TreeDef structure, int leaf) => Counted && leaf > 0 ? structure.Fields[1].Node.LeafPaths("carry")[leaf - 1] : structure.LeafPaths("carry")[leaf];

    public TreeDef UserCarry(TreeDef structure) => Counted ? structure.Fields[1].Node : structure;
}

/// <summary>Traces the bodies of loops until the types of the carry agree, and takes out what does not change.</summary>
internal static class Loops
{
    /// <summary>
    /// Traces a body of which the first outputs are the next carry. A weak start takes the dtype that the body gives it, once. What differs in weakness only stays: the carry that
    /// comes in is then weak, the one that goes out is not.
    /// </summary>
    private static (Staging.Traced Body, NDArray[] Start) TraceCarry(LoopNames names, NDArray[] start, TreeDef structure, Func<ArrayType[], Staging.Traced> trace, Func<TreeDef, TreeDef> carryOf)
    {
        for (int attempt = 0; ; attempt++)
        {
            Staging.Traced body = trace(Staging.Types(start));
            TreeDef result = carryOf(body.Result);
            if (!result.Equals(structure)) throw ControlErrors.CarryStructure(names, structure, result);
            bool changed = false;
            NDArray[] next = [.. start];
            for (int i = 0; i < start.Length; i++)
            {
                ArrayType before = start[i].Type, after = body.Program.Outputs[i].Type;
                if (before.Matches(after)) continue;
                bool canAdapt = attempt == 0 && before.IsWeak && before.Shape == after.Shape;
                if (!canAdapt) throw ControlErrors.CarryType(names.Operation, names.PathOfCarry(structure, i), before, after);
                next[i] = Lax.ConvertElementType(start[i], after.DType, after.IsWeak);
                changed = true;
            }

            if (!changed) return (body, start);
            start = next;
        }
    }

    public static T While<T>(LoopNames names, Func<T, NDArray> condition, Func<T, T> body, T initial)
    {
        // The condition is traced first, as it runs first; again only if the start had to adapt to the body.
        NDArray[] start = Tree.Flatten(initial, out TreeDef structure), given = start;
        Staging.Traced Test() => Staging.Trace($"{names.Operation}, the condition", condition, structure, Staging.Types(start));
        Staging.Traced test = Test();
        (Staging.Traced step, start) = TraceCarry(names, start, structure, types => Staging.Trace($"{names.Operation}, the body", body, structure, types), result => result);
        if (!ReferenceEquals(start, given)) test = Test();
        ArrayType tested = test.Program.Outputs is [var only] ? only.Type : new(DType.Float0, [0]);
        if (tested.DType != DType.Bool || tested.Rank != 0) throw ControlErrors.Condition(names.Operation, tested);

        // What the body hands on unchanged is a constant of both programs: it stays as it is for whoever transforms the loop.
        int constants = step.Captures.Length, count = start.Length;
        Jaxpr program = step.Program;
        bool[] constant = new bool[count];
        for (int i = 0; i < count; i++) constant[i] = ReferenceEquals(program.Outputs[i], program.Inputs[constants + i]);
        NDArray[] bodyConstants = [.. step.Captures, .. start.Where((_, i) => constant[i])], conditionConstants = [.. test.Captures, .. start.Where((_, i) => constant[i])];
        NDArray[] carry = [.. start.Where((_, i) => !constant[i])];
        Jaxpr loopBody = new(Sorted(program.Inputs, constants, constant), program.Equations, [.. program.Outputs.ToArray().Where((_, i) => !constant[i])]);
        Jaxpr loopCondition = new(Sorted(test.Program.Inputs, test.Captures.Length, constant), test.Program.Equations, test.Program.Outputs);
        NDArray[] results = carry.Length == 0 ? [] : new While(loopCondition, loopBody, conditionConstants.Length, bodyConstants.Length).BindAll([.. conditionConstants, .. bodyConstants, .. carry]);
        var all = new NDArray[count];
        for (int i = 0, next = 0; i < count; i++) all[i] = constant[i] ? start[i] : results[next++];
        return Tree.Unflatten<T>(structure, all);
    }

    /// <summary>Inputs with the constant part of the carry moved to the constants.</summary>
    private static ValueList<Var> Sorted(ValueList<Var> inputs, int constants, bool[] constant)
    {
        List<Var> fixedOnes = [.. inputs.Span[..constants]], moving = [];
        for (int i = 0; i < constant.Length; i++) (constant[i] ? fixedOnes : moving).Add(inputs[constants + i]);
        return [.. fixedOnes, .. moving, .. inputs.Span[(constants + constant.Length)..]];
    }

    public static (TCarry Carry, TY Outputs) Scan<TCarry, TX, TY>(LoopNames names, Func<TCarry, TX, (TCarry, TY)> body, TCarry initial, TX xs, int? length, bool reverse)
    {
        PytreeNodes.RegisterTuple<TCarry, TY>();
        NDArray[] start = Tree.Flatten(initial, out TreeDef carryStructure), scanned = Tree.Flatten(xs, out TreeDef xStructure);
        int steps = Length(names.Operation, scanned, xStructure, length);
        ArrayType[] xTypes = [.. scanned.Select(x => x.Type with { Shape = x.Shape.RemoveAt(0) })];
        int count = start.Length;
        Staging.Traced Trace(ArrayType[] types) => Staging.Trace($"{names.Operation}, the body", (NDArray[] leaves, out TreeDef result) =>
            Tree.Flatten(body(Tree.Unflatten<TCarry>(carryStructure, leaves.AsSpan(0, count)), Tree.Unflatten<TX>(xStructure, leaves.AsSpan(count))), out result), [.. types, .. xTypes]);
        (Staging.Traced traced, start) = TraceCarry(names, start, carryStructure, Trace, result => result.Fields[0].Node);
        int constants = traced.Captures.Length;
        Jaxpr program = traced.Program;

        bool[] constant = new bool[count];
        for (int i = 0; i < count; i++) constant[i] = ReferenceEquals(program.Outputs[i], program.Inputs[constants + i]);
        NDArray[] fixedOnes = [.. traced.Captures, .. start.Where((_, i) => constant[i])], carry = [.. start.Where((_, i) => !constant[i])];
        Jaxpr loop = new(Sorted(program.Inputs, constants, constant), program.Equations, [.. program.Outputs.ToArray().Where((_, i) => i >= count || !constant[i])]);
        NDArray[] results = loop.Outputs.Count == 0 ? [] : new Scan(loop, steps, reverse, fixedOnes.Length, carry.Length).BindAll([.. fixedOnes, .. carry, .. scanned]);
        var last = new NDArray[count];
        for (int i = 0, next = 0; i < count; i++) last[i] = constant[i] ? start[i] : results[next++];
        return (Tree.Unflatten<TCarry>(carryStructure, last), Tree.Unflatten<TY>(traced.Result.Fields[1].Node, results.AsSpan(carry.Length)));
    }

    /// <summary>The number of steps: the leading size of all arrays, or what was asked for where there are none.</summary>
    public static int Length(string operation, NDArray[] scanned, TreeDef structure, int? length)
    {
        int? steps = length;
        bool differ = false;
        for (int i = 0; i < scanned.Length; i++)
        {
            if (scanned[i].Rank == 0) throw ControlErrors.NoLeadingAxis(operation, structure.LeafPaths("xs")[i], scanned[i].Type);
            differ |= steps is int other && other != scanned[i].Shape[0];
            steps ??= scanned[i].Shape[0];
        }

        if (!differ) return steps ?? throw ControlErrors.NoLength(operation);
        List<string> sizes = [];
        if (length is int given) sizes.Add($"length {given}");
        IReadOnlyList<string> paths = structure.LeafPaths("xs");
        for (int i = 0; i < scanned.Length; i++) sizes.Add($"{paths[i]} {scanned[i].Shape[0]}");
        throw ControlErrors.Lengths(operation, sizes);
    }
}
