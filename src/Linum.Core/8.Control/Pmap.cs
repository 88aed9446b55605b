namespace Linum.Extending;

/// <summary>A program on each of several devices. Mapped inputs have one slice per device along their first axis; so have mapped outputs, of the others the first device's is taken.</summary>
/// <param name="Body">The program of one device.</param>
/// <param name="Axis">The name under which the devices communicate.</param>
/// <param name="Size">How many devices take part.</param>
/// <param name="MappedInputs">Which inputs are spread over the devices; the others all devices get whole.</param>
/// <param name="MappedOutputs">Which outputs are collected from all devices.</param>
public sealed record Pmap(Jaxpr Body, string Axis, int Size, ValueList<bool> MappedInputs, ValueList<bool> MappedOutputs) : Primitive
{
    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => [new("axis_name", Axis), new("axis_size", Size), new("jaxpr", Body)];

    /// <inheritdoc/>
    public override ValueList<Jaxpr> Bodies => [Body];

    /// <inheritdoc/>
    public override ValueList<string> AxisNames => [.. BodyFacts.AxisNames(Body).ToArray().Where(n => n != Axis)];

    private static ValueList<bool> All(int count) => [.. Enumerable.Repeat(true, count)];

    /// <summary>The same as one program over all devices at once: what runs where the devices share memory.</summary>
    public Jaxpr Batched => JaxprTransforms.Batch(Body, new(Size, Axis, IsDevices: true), MappedInputs.Span, MappedOutputs.Span).Program is var all && Takes(all) ? all : Firsts(all);

    private bool Takes(Jaxpr all) => Enumerable.Range(0, MappedOutputs.Count).All(i => MappedOutputs[i] || all.Outputs[i].Type.Shape == Body.Outputs[i].Type.Shape);

    /// <summary>Of outputs that are not mapped but differ between devices, the first device's.</summary>
    private Jaxpr Firsts(Jaxpr all) => StagingTrace.StageClosed("first of the devices", all.InputTypes, arguments =>
    {
        NDArray[] results = all.Evaluate(arguments);
        for (int i = 0; i < results.Length; i++)
            if (!MappedOutputs[i] && results[i].Rank > Body.Outputs[i].Type.Rank) results[i] = Lax.Squeeze(Lax.SliceInDim(results[i], 0, 1, 0), 0);
        return results;
    });

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
    {
        ArrayType[] types = Body.OutputTypes;
        for (int i = 0; i < types.Length; i++)
            if (MappedOutputs[i]) types[i] = types[i] with { Shape = types[i].Shape.Insert(0, Size) };
        return types;
    }

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Pmap);

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        var values = new NDArray[inputs.Length];
        var batched = new bool[inputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            batched[i] = inputs[i].Axis is not null;
            values[i] = inputs[i].Axis is int a ? Lax.MoveAxis(inputs[i].Value, a, MappedInputs[i] ? 1 : 0) : inputs[i].Value;
        }

        // Inside, this operation's own name hides one of the same name outside.
        BatchAxis inner = axis.Name == Axis ? axis with { Name = null } : axis;
        JaxprTransforms.BatchedProgram program = JaxprTransforms.Batch(Body, inner, batched);
        NDArray[] results = (this with { Body = program.Program }).BindAll(values);
        var wrapped = new Batched[results.Length];
        for (int i = 0; i < wrapped.Length; i++) wrapped[i] = new(results[i], !program.IsBatched[i] ? null : MappedOutputs[i] ? 1 : 0);
        return wrapped;
    }

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        (bool[] moves, NDArray[] moving) = Calls.Moving(tangents);
        JaxprTransforms.JvpProgram program = JaxprTransforms.Jvp(Body, moves);
        ValueList<bool> inputs = [.. MappedInputs, .. Picked(MappedInputs, moves)], outputs = [.. MappedOutputs, .. Picked(MappedOutputs, program.Moves)];
        NDArray[] results = (this with { Body = program.Program, MappedInputs = inputs, MappedOutputs = outputs }).BindAll([.. primals, .. moving]);
        return Calls.Unpack(results, program.Moves);
    }

    private static IEnumerable<bool> Picked(ValueList<bool> list, IReadOnlyList<bool> which) => list.ToArray().Where((_, i) => which[i]);

    /// <inheritdoc/>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        JaxprTransforms.SplitProgram split = JaxprTransforms.Split(Body, unknown);
        (List<NDArray> known, List<NDArray> waiting) = Calls.Divide(inputs, unknown);
        bool[] isUnknown = unknown.ToArray(), isKnown = [.. isUnknown.Select(u => !u)], outputKnown = [.. split.UnknownOutputs.ToArray().Select(u => !u)];
        Pmap first = this with
        {
            Body = split.Now,
            MappedInputs = [.. Picked(MappedInputs, isKnown)],
            MappedOutputs = [.. Picked(MappedOutputs, outputKnown), .. All(split.ResidualCount)],
        };
        NDArray[] now = first.BindAll(known.ToArray());
        int plain = now.Length - split.ResidualCount;
        if (split.Later.Outputs.Count == 0) return Calls.Merge(now, [], split.UnknownOutputs);
        Pmap second = this with
        {
            Body = split.Later,
            MappedInputs = [.. All(split.ResidualCount), .. Picked(MappedInputs, isUnknown)],
            MappedOutputs = [.. Picked(MappedOutputs, split.UnknownOutputs)],
        };
        return Calls.Merge(now, record(second, [.. now[plain..], .. waiting]), split.UnknownOutputs);
    }

    /// <summary>An input that all devices shared gets the sum of their cotangents; an output of which one copy was taken gives each device its share.</summary>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        (bool[] linear, List<NDArray> known) = Calls.Linear(inputs);
        var given = new bool[cotangents.Length];
        List<NDArray> cts = [];
        for (int i = 0; i < given.Length; i++)
        {
            if (cotangents[i] is not NDArray ct) continue;
            given[i] = true;
            cts.Add(MappedOutputs[i] ? ct : Lax.Div(ct, Lax.ScalarLike(ct, Size)));
        }

        JaxprTransforms.TransposedProgram program = JaxprTransforms.Transpose(Body, linear, given);
        bool[] isKnown = [.. linear.Select(l => !l)];
        Pmap back = new(program.Program, Axis, Size, [.. Picked(MappedInputs, isKnown), .. Picked(MappedOutputs, given)], All(program.Program.Outputs.Count));
        NDArray?[] spread = Calls.Spread(back.BindAll([.. known, .. cts]), linear, program.IsNonZero);
        for (int i = 0; i < spread.Length; i++)
            if (spread[i] is NDArray ct && !MappedInputs[i]) spread[i] = Lax.ReduceSum(ct, 0);
        return spread;
    }
}
