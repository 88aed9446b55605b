namespace Linum.Extending;

/// <summary>A body repeated while a condition holds. Inputs: constants of the condition, constants of the body, the carry; outputs: the carry.</summary>
/// <param name="ConditionBody">From its constants and the carry to a bool.</param>
/// <param name="LoopBody">From its constants and the carry to the next carry.</param>
/// <param name="ConditionConstants">How many constants the condition has.</param>
/// <param name="BodyConstants">How many constants the body has.</param>
public sealed record While(Jaxpr ConditionBody, Jaxpr LoopBody, int ConditionConstants, int BodyConstants) : Primitive
{
    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters =>
        [new("body_jaxpr", LoopBody), new("body_nconsts", BodyConstants), new("cond_jaxpr", ConditionBody), new("cond_nconsts", ConditionConstants)];

    /// <inheritdoc/>
    public override ValueList<Jaxpr> Bodies => [LoopBody, ConditionBody];

    /// <inheritdoc/>
    public override ValueList<string> AxisNames => BodyFacts.AxisNames(Bodies);

    private int Carry => LoopBody.Outputs.Count;

    private int Constants => ConditionConstants + BodyConstants;

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => LoopBody.OutputTypes;

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.While);

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        bool[] conditionConstants = batched[..ConditionConstants], bodyConstants = batched[ConditionConstants..Constants], carry = batched[Constants..];
        while (true)
        {
            ValueList<bool> next = JaxprTransforms.Batch(LoopBody, axis, [.. bodyConstants, .. carry], carry).IsBatched;
            if (next.Span.SequenceEqual(carry)) break;
            carry = next.ToArray();
        }

        bool perExample = JaxprTransforms.Batch(ConditionBody, axis, [.. conditionConstants, .. carry]).IsBatched[0];
        if (perExample) Array.Fill(carry, true);
        for (int i = 0; i < carry.Length; i++)
            if (carry[i] && !batched[Constants + i]) values[Constants + i] = BatchAxes.ToFront(new(values[Constants + i], null), axis);

        Jaxpr condition = JaxprTransforms.Batch(ConditionBody, axis, [.. conditionConstants, .. carry]).Program;
        Jaxpr body = JaxprTransforms.Batch(LoopBody, axis, [.. bodyConstants, .. carry], carry).Program;
        While loop = perExample ? StopPerExample(condition, body) : new(condition, body, ConditionConstants, BodyConstants);
        NDArray[] all = perExample ? [.. values[..ConditionConstants], .. values[..Constants], .. values[Constants..]] : values;
        return Calls.Wrap(loop.BindAll(all), carry);
    }

    /// <summary>Goes on while any example does; an example that is done keeps its carry.</summary>
    private While StopPerExample(Jaxpr condition, Jaxpr body)
    {
        Jaxpr any = StagingTrace.StageClosed("any example goes on", condition.InputTypes, arguments => [Lax.ReduceOr(condition.Evaluate(arguments)[0], 0)]);
        int carry = Carry;
        ArrayType[] types = [.. condition.InputTypes[..ConditionConstants], .. body.InputTypes];
        Jaxpr step = StagingTrace.StageClosed("one step of the examples that go on", types, arguments =>
        {
            NDArray[] old = arguments[^carry..], next = body.Evaluate(arguments.AsSpan(ConditionConstants));
            NDArray goesOn = condition.Evaluate([.. arguments.AsSpan(0, ConditionConstants), .. old])[0];
            var kept = new NDArray[carry];
            for (int i = 0; i < carry; i++) kept[i] = Lax.Select(Cond.Lanes(goesOn, next[i].Shape), next[i], old[i]);
            return kept;
        });
        return new(any, step, ConditionConstants, Constants);
    }

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        bool[] moves = new bool[tangents.Length];
        for (int i = 0; i < moves.Length; i++) moves[i] = tangents[i] is not null;
        bool[] constants = moves[ConditionConstants..Constants], carry = moves[Constants..];
        JaxprTransforms.JvpProgram dual;
        while (true)
        {
            dual = JaxprTransforms.Jvp(LoopBody, [.. constants, .. carry], carry);
            if (dual.Moves.Span.SequenceEqual(carry)) break;
            carry = dual.Moves.ToArray();
        }

        int movingConstants = constants.Count(m => m), movingCarry = carry.Count(m => m);
        ReadOnlySpan<Var> given = dual.Program.Inputs.Span;
        int primalCount = BodyConstants + Carry;
        Jaxpr body = new([.. given[..BodyConstants], .. given.Slice(primalCount, movingConstants), .. given[BodyConstants..primalCount], .. given[(primalCount + movingConstants)..]],
            dual.Program.Equations, dual.Program.Outputs);
        List<Var> extra = [];
        for (int i = 0; i < carry.Length; i++)
            if (carry[i]) extra.Add(new Var(-1 - i, LoopBody.Outputs[i].Type.Tangent));
        Jaxpr condition = new([.. ConditionBody.Inputs, .. extra], ConditionBody.Equations, ConditionBody.Outputs);

        List<NDArray> operands = [.. primals[..Constants]];
        for (int i = ConditionConstants; i < Constants; i++)
            if (tangents[i] is NDArray t) operands.Add(t);
        operands.AddRange(primals[Constants..]);
        for (int i = 0; i < carry.Length; i++)
            if (carry[i]) operands.Add(tangents[Constants + i] ?? Lax.Zeros(primals[Constants + i].Type.Tangent));
        NDArray[] results = new While(condition, body, ConditionConstants, BodyConstants + movingConstants).BindAll(operands.ToArray());
        return Calls.Unpack(results, carry);
    }

    /// <summary>What the carry's known part needs runs now; the rest, which repeats it, is written down whole.</summary>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        bool[] constants = unknown[ConditionConstants..Constants].ToArray(), carry = unknown[Constants..].ToArray();
        if (unknown[..ConditionConstants].Contains(true)) return null;
        JaxprTransforms.SplitProgram step;
        while (true)
        {
            step = JaxprTransforms.Split(LoopBody, [.. constants, .. carry], carry);
            if (step.UnknownOutputs.Span.SequenceEqual(carry)) break;
            carry = step.UnknownOutputs.ToArray();
        }

        bool[] conditionUnknown = new bool[ConditionBody.Inputs.Count];
        carry.CopyTo(conditionUnknown, ConditionConstants);
        JaxprTransforms.SplitProgram test = JaxprTransforms.Split(ConditionBody, conditionUnknown);
        if (test.UnknownOutputs[0]) return null;

        List<NDArray> operands = [.. inputs[..ConditionConstants]];
        int knownConstants = 0, knownCarry = 0;
        for (int i = 0; i < BodyConstants; i++)
        {
            if (constants[i]) continue;
            knownConstants++;
            operands.Add(inputs[ConditionConstants + i]);
        }

        for (int i = 0; i < Carry; i++)
        {
            if (carry[i]) continue;
            knownCarry++;
            operands.Add(inputs[Constants + i]);
        }

        // The parts that can run now are programs of their own: an operation inside may be known in some of its outputs only.
        Jaxpr body = JaxprBuilder.WithoutDeadCode(new(step.Now.Inputs, step.Now.Equations, [.. step.Now.Outputs.Span[..knownCarry]]));
        Jaxpr condition = JaxprBuilder.WithoutDeadCode(new(test.Now.Inputs, test.Now.Equations, [test.Now.Outputs[0]]));
        NDArray[] now = knownCarry == 0 ? [] : new While(condition, body, ConditionConstants, knownConstants).BindAll(operands.ToArray());
        NDArray[] later = record(this, inputs.ToArray());
        var results = new NDArray[Carry];
        for (int i = 0, next = 0; i < results.Length; i++) results[i] = carry[i] ? later[i] : now[next++];
        return results;
    }

    /// <inheritdoc/>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => throw new NotDifferentiableException(
        "Reverse-mode differentiation does not work through Lax.While, or Lax.ForI with bounds that are traced: how often the body runs is not known in advance, "
        + "so the values that the way back needs cannot be kept.\nUse Lax.Scan, or Lax.ForI with bounds that are C# ints; forward mode (Jvp, JacFwd) works as it is.");
}
