using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a map or a node over rows computes, as one kind of list: for passes that move steps from one node to another.</summary>
/// <param name="Space">The shape that elements range over.</param>
/// <param name="Split">How many leading axes number the rows; -1 for a map.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Operands">What is read.</param>
/// <param name="Results">What is written.</param>
internal sealed record StepList(Shape Space, int Split, RowStep[] Steps, Operand[] Operands, (LoopValue Value, RowOutput Output)[] Results)
{
    /// <summary>The steps of a node that is computed a vector at a time; null if it is another.</summary>
    public static StepList? Of(LoopNode node)
    {
        if (node is RowsNode rows) return new(rows.Space, rows.Split, rows.Body.Steps.ToArray(), rows.Operands.ToArray(), [.. rows.Results.ToArray().Zip(rows.Body.Outputs.ToArray())]);
        if (node is not MapNode map || !VectorSupport.Covers(map.Body)) return null;
        var results = new (LoopValue, RowOutput)[map.Results.Count];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            DType type = map.Body.Outputs[i];
            results[i] = (map.Results[i], new(type, map.Body.Results[next], RowOutputKind.Elements, Second: type.Components > 1 ? map.Body.Results[next + 1] : -1));
            next += type.Components;
        }

        return new(map.Shape, -1, [.. map.Body.Steps.ToArray().Select(s => new RowStep(s))], map.Operands.ToArray(), results);
    }

    /// <summary>How many operations there are; see <see cref="ScalarCost.Weight"/>.</summary>
    public int Operations => Steps.Sum(s => ScalarCost.Weight(s.Step));

    /// <summary>The steps that a step uses.</summary>
    public static IEnumerable<int> Used(RowStep step)
    {
        if (!step.HasOperands) yield break;
        if (step.Step.A >= 0) yield return step.Step.A;
        if (step.Step.B >= 0) yield return step.Step.B;
        if (step.Step.C >= 0) yield return step.Step.C;
    }

    /// <summary>A step with those that it uses under their new numbers.</summary>
    public static RowStep Moved(RowStep step, int[] moved) => !step.HasOperands
        ? step
        : step with { Step = step.Step with { A = step.Step.A < 0 ? -1 : moved[step.Step.A], B = step.Step.B < 0 ? -1 : moved[step.Step.B], C = step.Step.C < 0 ? -1 : moved[step.Step.C] } };

    /// <summary>The node that computes this, without steps and operands that no result needs.</summary>
    public LoopNode ToNode()
    {
        var needed = new bool[Steps.Length];
        foreach ((_, RowOutput output) in Results)
        {
            needed[output.Step] = true;
            if (output.Second >= 0) needed[output.Second] = true;
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            if (!needed[i]) continue;
            foreach (int used in Used(Steps[i])) needed[used] = true;
        }

        List<Operand> operands = [];
        List<RowStep> steps = [];
        var moved = new int[Steps.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            if (!needed[i]) continue;
            RowStep step = Moved(Steps[i], moved);
            if (step.Step.Op == ScalarOp.Input)
            {
                int number = operands.IndexOf(Operands[step.Step.A]);
                if (number < 0)
                {
                    number = operands.Count;
                    operands.Add(Operands[step.Step.A]);
                }

                step = step with { Step = step.Step with { A = number } };
            }

            moved[i] = steps.Count;
            steps.Add(step);
        }

        RowOutput[] outputs = [.. Results.Select(r => r.Output with { Step = moved[r.Output.Step], Second = r.Output.Second < 0 ? -1 : moved[r.Output.Second] })];
        LoopValue[] values = [.. Results.Select(r => r.Value)];
        DType[] inputs = [.. operands.Select(o => o.DType)];
        if (Split >= 0) return new RowsNode(Space, Split, new(inputs, [.. operands.Select(o => RowsNode.IsRow(o, Split))], [.. steps], outputs), [.. operands], values);
        int[] results = [.. outputs.SelectMany(o => o.Second < 0 ? (int[])[o.Step] : [o.Step, o.Second])];
        return new MapNode(Space, new(inputs, [.. outputs.Select(o => o.DType)], [.. steps.Select(s => s.Step)], results), [.. operands], values);
    }
}
