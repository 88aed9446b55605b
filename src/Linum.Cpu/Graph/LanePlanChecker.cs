using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes in what each lane of a loop over lanes does: parts that are not those of its arrays, arrays that lie outside of their operands.</summary>
internal static class LanePlanChecker
{
    /// <summary>Checks a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="operands">The operands of the loop.</param>
    /// <param name="after">The pass that made it, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(LanePlan plan, ValueList<Operand> operands, string after)
    {
        if ((Arrays(plan, operands) ?? Functions(plan)) is string fault) throw new InternalErrorException($"What lanes do after {after} is wrong: {fault}.\n{LoopPrinter.Print(plan.Turn)}");
    }

    private static string? Arrays(LanePlan plan, ValueList<Operand> operands)
    {
        foreach (LaneArray array in (IEnumerable<LaneArray>)[.. plan.Constants, .. plan.Carry])
        {
            if (array.Operand < 0 || array.Operand >= operands.Count) return $"it reads operand {array.Operand} of {operands.Count}";
            Operand operand = operands[array.Operand];
            if (array.DType != operand.DType.Component) return $"it reads operand {array.Operand} as {array.DType.Short}, but it is {operand.DType.Short}";
            if (array.Parts.Rank != array.PartStrides.Count || array.Lanes.Rank != array.LaneStrides.Count || array.Lanes.Count != plan.Lanes) return $"operand {array.Operand} has other axes than lanes and parts";
            long last = Last(array.Parts, array.PartStrides) + Last(array.Lanes, array.LaneStrides), count = operand.Shape.Count * operand.DType.Components;
            if (count > 0 && last >= count) return $"it reads component {last} of {count} of operand {array.Operand}";
        }

        foreach (LaneArray array in plan.Carry)
            if (array.Lanes.Count > 1 && array.LaneStrides.ToArray().Where((s, a) => array.Lanes[a] > 1 && s == 0).Any()) return $"lanes share the carry of operand {array.Operand}";
        foreach ((int first, int second) in plan.Same)
            if (first < 0 || second >= operands.Count || operands[first].DType != operands[second].DType || operands[first].Shape != operands[second].Shape) return $"operands {first} and {second} cannot be one array";
        return null;
    }

    private static long Last(Shape shape, ValueList<long> strides) => shape.Span.ToArray().Select((n, a) => (n - 1) * strides[a]).Sum();

    private static string? Functions(LanePlan plan)
    {
        (DType Type, bool IsRow)[] carry = [.. plan.Carry.ToArray().SelectMany(a => Enumerable.Repeat((a.DType, false), a.Count))];
        (DType Type, bool IsRow)[] parts = [.. plan.Constants.ToArray().SelectMany(a => Enumerable.Repeat((a.DType, a.IsRow), a.Count)), .. carry];
        if (!plan.Turn.Inputs.ToArray().SequenceEqual(parts.Select(p => p.Type)) || plan.Body.Inputs != plan.Turn.Inputs) return "a turn has other inputs than its arrays have parts";
        if (!plan.Body.IsRow.ToArray().SequenceEqual(parts.Select(p => p.IsRow))) return "the body takes parts that are the same for all lanes for others, or the other way";
        if (!plan.Turn.Outputs.ToArray().SequenceEqual([.. carry.Select(c => c.Type), DType.Bool])) return "a turn gives something else than the next carry and whether it goes on";
        if (plan.Turn.Results.Count != plan.Turn.Outputs.Count) return $"a turn gives {plan.Turn.Results.Count} results for {plan.Turn.Outputs.Count} outputs";
        if (ScalarChecker.Fault(plan.Turn, i => plan.Turn.Inputs[i].Components) is string fault) return fault;
        for (int r = 0; r < plan.Turn.Results.Count; r++)
            if (plan.Turn.Steps[plan.Turn.Results[r]].DType != plan.Turn.Outputs[r]) return $"output {r} of a turn is {plan.Turn.Steps[plan.Turn.Results[r]].DType.Short}, not {plan.Turn.Outputs[r].Short}";
        RowOutput[] outputs = plan.Body.Outputs.ToArray();
        bool isWhole = outputs.Length == carry.Length + 1 && outputs[..^1].Select(o => (o.DType, o.Kind)).SequenceEqual(carry.Select(c => (c.Type, RowOutputKind.Elements))) && outputs[^1].Kind == RowOutputKind.Rows;
        if (!isWhole) return "the body gives something else than the next carry and whether any lane goes on";
        return ScalarChecker.Fault([.. plan.Body.Steps.ToArray().Select(s => s.Step)]);
    }
}
