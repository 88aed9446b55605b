using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What each lane of a loop over lanes does.</summary>
/// <param name="Body">From constants and carry to the next carry, whose lanes that are done stay as they are, and to whether any lane of the row went on.</param>
/// <param name="Turn">From constants and carry to the next carry, and to whether the lane goes on: the same for one lane.</param>
/// <param name="Constants">The numbers, among the operands of the loop, of the constants.</param>
/// <param name="Lanes">How many lanes there are.</param>
internal sealed record LanePlan(RowBody Body, ScalarFunction Turn, ValueList<int> Constants, long Lanes);

/// <summary>
/// Recognizes the loops that <c>Vmap</c> makes of loops: they go on while any lane does, and a lane that is done keeps its carry. Then lanes know nothing of each other, and some of them can
/// be finished before others are begun.
/// </summary>
/// <remarks><code>
/// before: condition: %1:bool[] = rows(| 8) %0   s1 = Or over what is asked of s0    body: %3:f32[8] = map %0   s2 = select of what the condition asks, s1, s0
/// after:  rows(| 8)   s2 = select ..., s3 = Or over what the condition asks
/// </code></remarks>
internal static class FuseLanes
{
    public static LanePlan? Run(While loop, LoopGraph condition, LoopGraph body, ValueList<Operand> operands)
    {
        int conditionConstants = loop.ConditionConstants, bodyConstants = loop.BodyConstants, carried = body.Outputs.Count;
        if (carried == 0 || condition.Outputs[0].Type.Shape.Count != 1 || Predicate(condition) is not LoopGraph predicate) return null;
        long lanes = predicate.Outputs[0].Type.Shape.Count;
        if (lanes < 2) return null;
        foreach (LoopValue output in body.Outputs)
            if (output.Type.Shape.Count != lanes || output.Type.DType.Components != 1) return null;

        ScalarBuilder builder = new();
        List<int> constants = [];
        List<DType> types = [];
        Dictionary<LoopValue, int> numbers = [];
        int[][] inputs = new int[conditionConstants + bodyConstants + carried][];
        for (int i = 0; i < inputs.Length; i++)
        {
            DType type = operands[i].DType;
            bool isConstant = i < conditionConstants + bodyConstants;
            // An array of another size is no lanes, even if nobody reads it.
            if (operands[i].Value.Type.Shape.Count != 1 && operands[i].Value.Type.Shape.Count != lanes) return null;
            // One number for what the condition and the body both read.
            if (!isConstant || !numbers.TryGetValue(operands[i].Value, out int number))
            {
                number = types.Count;
                types.Add(type);
                if (isConstant)
                {
                    numbers[operands[i].Value] = number;
                    constants.Add(i);
                }
            }

            inputs[i] = [.. Enumerable.Range(0, type.Components).Select(c => builder.Add(new(ScalarOp.Input, type.Component, number, c)).Index)];
        }

        int[][] ofCondition = [.. inputs[..conditionConstants], .. inputs[(conditionConstants + bodyConstants)..]];
        if (FuseScalars.Run(predicate, builder, lanes, ofCondition) is not [[int goesOn]] || FuseScalars.Run(body, builder, lanes, inputs[conditionConstants..]) is not int[][] next) return null;
        ValueList<ScalarStep> steps = builder.ToSteps();
        for (int c = 0; c < carried; c++)
        {
            // A lane that is done keeps its carry.
            ScalarStep step = steps[next[c][0]];
            if (step.Op != ScalarOp.Select || step.A != goesOn || step.C != inputs[^(carried - c)][0]) return null;
        }

        ScalarFunction turn = new([.. types], [.. body.Outputs.ToArray().Select(o => o.Type.DType), DType.Bool], steps, [.. next.Select(n => n[0]), goesOn]);
        Scalar one = builder.Bits(1, DType.Int32), zero = builder.Bits(0, DType.Int32);
        int flag = builder.Add(new(ScalarOp.Select, DType.Int32, goesOn, one.Index, zero.Index)).Index;
        RowStep[] rows = [.. builder.ToSteps().ToArray().Select(s => new RowStep(s)), new(new(ScalarOp.Or, DType.Int32, flag), ReduceKind.Or)];
        bool[] isRow = [.. constants.Select(i => operands[i].Value.Type.Shape.Count == 1), .. new bool[carried]];
        if (!VectorSupport.Covers(new ScalarFunction([.. types], [.. body.Outputs.ToArray().Select(o => o.Type.DType)], builder.ToSteps(), [.. next.Select(n => n[0])]))) return null;
        RowOutput[] outputs = [.. next.Select((n, c) => new RowOutput(body.Outputs[c].Type.DType, n[0], RowOutputKind.Elements)), new(DType.Int32, rows.Length - 1, RowOutputKind.Rows)];
        return new(new([.. types], isRow, rows, outputs), turn, [.. constants], lanes);
    }

    /// <summary>The condition without the reduction at its end: whether each lane goes on. Null if it does not end with whether any does.</summary>
    private static LoopGraph? Predicate(LoopGraph condition)
    {
        if (condition.Nodes.Count == 0 || condition.Nodes[^1].Results[0] != condition.Outputs[0] || condition.Outputs[0].Type.DType != DType.Bool) return null;
        LoopNode[] before = condition.Nodes.ToArray()[..^1];
        if (condition.Nodes[^1] is RoutineNode { Lowered: Lowered.Reduce { Kind: ReduceKind.Or } } any && any.Operands[0].IsWhole) return condition with { Nodes = before, Outputs = [any.Operands[0].Value] };
        // Of more than a few lanes the reduction has joined what it combines.
        if (condition.Nodes[^1] is not RowsNode { Results.Count: 1 } rows || rows.Body.Outputs[0].Kind != RowOutputKind.Rows) return null;
        RowStep[] steps = rows.Body.Steps.ToArray();
        int last = rows.Body.Outputs[0].Step;
        if (last != steps.Length - 1 || steps[last].Over != ReduceKind.Or || Array.Exists(steps[..last], s => s.Over is not null)) return null;
        LoopValue goesOn = new(new(DType.Bool, rows.Space));
        ScalarFunction asked = new(rows.Body.Inputs, [DType.Bool], [.. steps[..last].Select(s => s.Step)], [steps[last].Step.A]);
        return condition with { Nodes = [.. before, new MapNode(rows.Space, asked, rows.Operands, [goesOn])], Outputs = [goesOn] };
    }
}
