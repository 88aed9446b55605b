using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes in steps: operands that come later or are missing, and operands and results of other types than the operation has.</summary>
internal static class ScalarChecker
{
    /// <summary>What is wrong with steps; null if nothing is.</summary>
    public static string? Fault(ReadOnlySpan<ScalarStep> steps)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            ScalarStep s = steps[i];
            if (s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) continue;
            if ((s.Op != ScalarOp.Element && s.A >= i) || s.B >= i || s.C >= i) return $"step {i} reads a later step";
        }

        return null;
    }

    /// <summary>What is wrong with a function; null if nothing is.</summary>
    /// <param name="f">The function.</param>
    /// <param name="parts">How many components may be read of each input by their numbers.</param>
    /// <param name="hasElements">Of which inputs components may be read that are chosen when it runs.</param>
    public static string? Fault(ScalarFunction f, Func<int, int> parts, Func<int, bool>? hasElements = null)
    {
        ScalarStep[] steps = f.Steps.ToArray();
        if (Fault(steps) is string fault) return fault;
        for (int i = 0; i < steps.Length; i++)
        {
            ScalarStep s = steps[i];
            if (s.Op is ScalarOp.Input or ScalarOp.Element)
            {
                if (s.A < 0 || s.A >= f.Inputs.Count) return $"step {i} reads input {s.A} of {f.Inputs.Count}";
                if (s.DType != f.Inputs[s.A].Component) return $"step {i} reads input {s.A} as {s.DType.Short}, but it is {f.Inputs[s.A].Short}";
            }

            if (s.Op == ScalarOp.Input && (s.B < 0 || s.B >= parts(s.A))) return $"step {i} reads component {s.B} of {parts(s.A)} of input {s.A}";
            if (s.Op == ScalarOp.Element && hasElements?.Invoke(s.A) != true) return $"step {i} chooses an element of input {s.A}, which is not in memory";
            if (Types(steps, s) is string types) return $"step {i} {types}";
        }

        foreach (int result in f.Results)
            if (result < 0 || result >= steps.Length) return $"a result is step {result} of {steps.Length}";
        return null;
    }

    private static string? Types(ScalarStep[] steps, ScalarStep s)
    {
        (int operands, bool isAlike) = s.Op switch
        {
            ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index or ScalarOp.Element => (0, true),
            ScalarOp.Convert or ScalarOp.Bitcast or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => (1, false),
            ScalarOp.Negate or ScalarOp.Abs or ScalarOp.Sqrt or ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven or ScalarOp.Not => (1, true),
            ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual => (2, false),
            ScalarOp.Select or ScalarOp.FusedMultiplyAdd => (3, true),
            _ => (2, true),
        };
        ReadOnlySpan<int> read = [s.A, s.B, s.C];
        for (int o = 0; o < operands; o++)
        {
            if (read[o] < 0) return $"({s.Op}) has no operand {o}";
            DType type = steps[read[o]].DType, expected = s.Op == ScalarOp.Select && o == 0 ? DType.Bool : isAlike ? s.DType : steps[s.A].DType;
            if (type != expected) return $"({s.Op} of {s.DType.Short}) reads {type.Short} as operand {o}, not {expected.Short}";
        }

        if (operands == 2 && !isAlike && s.DType != DType.Bool) return $"({s.Op}) gives {s.DType.Short}, not bool";
        return s.Op == ScalarOp.Bitcast && steps[s.A].DType.Size != s.DType.Size ? $"(Bitcast) changes the size of {steps[s.A].DType.Short} to that of {s.DType.Short}" : null;
    }
}
