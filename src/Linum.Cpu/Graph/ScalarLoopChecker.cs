using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes in a loop over single elements: a carry that is not what the next turn reads, elements outside of their arrays, writes to arrays that are not in memory.</summary>
internal static class ScalarLoopChecker
{
    /// <summary>Checks a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="after">The pass that made it, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(ScalarLoop loop, string after)
    {
        if ((Body(loop) ?? Condition(loop)) is string fault) throw new InternalErrorException($"The loop over elements after {after} is wrong: {fault}.\n{loop}");
    }

    private static string? Body(ScalarLoop loop)
    {
        ScalarFunction body = loop.Body;
        if (body.Inputs.Count != loop.Inputs.Count || loop.InputParts.Count != loop.Inputs.Count || loop.OutputParts.Count != body.Outputs.Count) return "the body has other inputs or outputs than the loop";
        int[] carried = [.. Enumerable.Range(0, loop.Inputs.Count).Where(i => loop.Inputs[i] == ScalarInput.Carried)];
        if (carried.Length != loop.Carried || loop.InMemory.Count != loop.Carried || body.Outputs.Count < loop.Carried) return $"{loop.Carried} carries, but {carried.Length} inputs that are carried and {body.Outputs.Count} outputs";
        for (int c = 0; c < carried.Length; c++)
        {
            if (body.Inputs[carried[c]] != body.Outputs[c]) return $"carry {c} is {body.Inputs[carried[c]].Short} and becomes {body.Outputs[c].Short}";
            if (loop.InputParts[carried[c]] != loop.OutputParts[c]) return $"carry {c} has {loop.InputParts[carried[c]]} components and gets {loop.OutputParts[c]}";
            if (loop.InMemory[c] && loop.OutputParts[c] != 0) return $"carry {c} is in memory and in registers";
        }

        bool HasElements(int i) => loop.Inputs[i] != ScalarInput.Carried || loop.InMemory[Array.IndexOf(carried, i)];
        return ScalarChecker.Fault(body, i => loop.InputParts[i], HasElements) ?? Results(loop);
    }

    /// <summary>The results are the components of outputs that are not in memory, then three for each write.</summary>
    private static string? Results(ScalarLoop loop)
    {
        List<(DType? Type, string What)> wanted = [];
        for (int o = 0; o < loop.Body.Outputs.Count; o++) wanted.AddRange(Enumerable.Repeat(((DType?)loop.Body.Outputs[o].Component, $"a component of output {o}"), loop.OutputParts[o]));
        foreach (ElementWrite write in loop.Writes)
        {
            if (write.Array < 0 || write.Array >= loop.Carried || !loop.InMemory[write.Array]) return $"it writes to carry {write.Array}, which is not in memory";
            DType component = loop.Body.Outputs[write.Array].Component;
            if (write.Size != component.Size) return $"it writes {write.Size} bytes of {component.Short}";
            wanted.AddRange([(null, "where a write goes"), (component, $"what is written to carry {write.Array}"), (DType.Bool, "whether a write happens")]);
        }

        if (loop.Body.Results.Count != wanted.Count) return $"the body gives {loop.Body.Results.Count} results where the loop takes {wanted.Count}";
        for (int r = 0; r < wanted.Count; r++)
        {
            DType type = loop.Body.Steps[loop.Body.Results[r]].DType;
            if (wanted[r].Type is DType expected ? type != expected : !type.IsInteger) return $"{wanted[r].What} is {type.Short}";
        }

        return null;
    }

    private static string? Condition(ScalarLoop loop)
    {
        if (loop.Condition is not ScalarFunction test) return loop.ConditionInputs.Count == 0 ? null : "there are inputs of a condition, but none";
        if (test.Inputs.Count != loop.ConditionInputs.Count) return "the condition has other inputs than the loop";
        int[] carried = [.. Enumerable.Range(0, test.Inputs.Count).Where(i => loop.ConditionInputs[i] == ScalarInput.Carried)];
        if (carried.Length != loop.Carried) return $"the condition reads {carried.Length} carries of {loop.Carried}";
        if (loop.ConditionInputs.Contains(ScalarInput.Stacked)) return "the condition reads a row of a stacked array";
        for (int c = 0; c < carried.Length; c++)
            if (test.Inputs[carried[c]] != loop.Body.Outputs[c]) return $"the condition reads carry {c} as {test.Inputs[carried[c]].Short}, but it is {loop.Body.Outputs[c].Short}";
        // How large constants are, only the body of the condition knows.
        int Parts(int i) => Array.IndexOf(carried, i) is >= 0 and int c ? loop.OutputParts[c] : int.MaxValue;
        bool HasElements(int i) => Array.IndexOf(carried, i) is not (>= 0 and int c) || loop.InMemory[c];
        if (ScalarChecker.Fault(test, Parts, HasElements) is string fault) return $"in the condition {fault}";
        return test.Outputs.Count == 1 && test.Results.Count == 1 && test.Steps[test.Results[0]].DType == DType.Bool ? null : "the condition gives something else than one bool";
    }
}
