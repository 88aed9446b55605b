namespace Linum.Extending;

/// <summary>A program called once, under some name. Every transformation transforms the program and keeps the call.</summary>
public abstract record CallPrimitive(Jaxpr Body) : Primitive
{
    /// <inheritdoc/>
    public sealed override ValueList<Jaxpr> Bodies => [Body];

    /// <inheritdoc/>
    public override ValueList<string> AxisNames => BodyFacts.AxisNames(Body);

    /// <summary>The same kind of call of another program.</summary>
    protected abstract CallPrimitive With(Jaxpr body);

    /// <inheritdoc/>
    public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => Body.OutputTypes;

    /// <inheritdoc/>
    public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Call);

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        JaxprTransforms.BatchedProgram program = JaxprTransforms.Batch(Body, axis, batched);
        return Calls.Wrap(With(program.Program).BindAll(values), program.IsBatched);
    }

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        (bool[] moves, NDArray[] moving) = Calls.Moving(tangents);
        JaxprTransforms.JvpProgram program = JaxprTransforms.Jvp(Body, moves);
        NDArray[] results = With(program.Program).BindAll([.. primals, .. moving]);
        return Calls.Unpack(results, program.Moves);
    }

    /// <inheritdoc/>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        JaxprTransforms.SplitProgram split = JaxprTransforms.Split(Body, unknown);
        (List<NDArray> known, List<NDArray> waiting) = Calls.Divide(inputs, unknown);
        NDArray[] now = With(split.Now).BindAll(known.ToArray());
        int knownOutputs = now.Length - split.ResidualCount;
        NDArray[] later = split.Later.Outputs.Count == 0 ? [] : record(With(split.Later), [.. now[knownOutputs..], .. waiting]);
        return Calls.Merge(now, later, split.UnknownOutputs);
    }

    /// <inheritdoc/>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        (bool[] linear, List<NDArray> known) = Calls.Linear(inputs);
        (bool[] given, List<NDArray> cts) = Calls.Given(cotangents);
        JaxprTransforms.TransposedProgram program = JaxprTransforms.Transpose(Body, linear, given);
        NDArray[] results = With(program.Program).BindAll([.. known, .. cts]);
        return Calls.Spread(results, linear, program.IsNonZero);
    }
}

/// <summary>The bookkeeping that calls and loops share.</summary>
internal static class Calls
{
    /// <summary>Batched inputs with the batch axis in front, and which they are.</summary>
    public static (NDArray[] Values, bool[] Batched) ToFront(ReadOnlySpan<Batched> inputs)
    {
        var values = new NDArray[inputs.Length];
        var batched = new bool[inputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            batched[i] = inputs[i].Axis is not null;
            values[i] = inputs[i].Axis is int a ? Lax.MoveAxis(inputs[i].Value, a, 0) : inputs[i].Value;
        }

        return (values, batched);
    }

    public static Batched[] Wrap(NDArray[] values, ValueList<bool> batched)
    {
        var results = new Batched[values.Length];
        for (int i = 0; i < results.Length; i++) results[i] = new(values[i], batched[i] ? 0 : null);
        return results;
    }

    public static (bool[] Moves, NDArray[] Moving) Moving(ReadOnlySpan<NDArray?> tangents)
    {
        var moves = new bool[tangents.Length];
        List<NDArray> moving = [];
        for (int i = 0; i < moves.Length; i++)
        {
            if (tangents[i] is not NDArray tangent) continue;
            moves[i] = true;
            moving.Add(tangent);
        }

        return (moves, [.. moving]);
    }

    /// <summary>Outputs followed by tangents of some, as a dual.</summary>
    public static Dual Unpack(NDArray[] results, ValueList<bool> moves)
    {
        var tangents = new NDArray?[moves.Count];
        for (int i = 0, next = moves.Count; i < tangents.Length; i++)
            if (moves[i]) tangents[i] = results[next++];
        return new(results[..moves.Count], tangents);
    }

    public static (List<NDArray> Known, List<NDArray> Waiting) Divide(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown)
    {
        List<NDArray> known = [], waiting = [];
        for (int i = 0; i < inputs.Length; i++) (unknown[i] ? waiting : known).Add(inputs[i]);
        return (known, waiting);
    }

    public static NDArray[] Merge(ReadOnlySpan<NDArray> known, ReadOnlySpan<NDArray> later, ValueList<bool> unknown)
    {
        var results = new NDArray[unknown.Count];
        for (int i = 0, k = 0, u = 0; i < results.Length; i++) results[i] = unknown[i] ? later[u++] : known[k++];
        return results;
    }

    public static (bool[] Linear, List<NDArray> Known) Linear(ReadOnlySpan<LinearInput> inputs)
    {
        var linear = new bool[inputs.Length];
        List<NDArray> known = [];
        for (int i = 0; i < linear.Length; i++)
        {
            linear[i] = inputs[i].IsLinear;
            if (!linear[i]) known.Add(inputs[i].Known!);
        }

        return (linear, known);
    }

    public static (bool[] Given, List<NDArray> Values) Given(ReadOnlySpan<NDArray?> cotangents)
    {
        var given = new bool[cotangents.Length];
        List<NDArray> values = [];
        for (int i = 0; i < given.Length; i++)
        {
            if (cotangents[i] is not NDArray ct) continue;
            given[i] = true;
            values.Add(ct);
        }

        return (given, values);
    }

    /// <summary>Cotangents of the linear inputs put at the places of those inputs.</summary>
    public static NDArray?[] Spread(ReadOnlySpan<NDArray> results, ReadOnlySpan<bool> linear, ValueList<bool> nonZero)
    {
        var all = new NDArray?[linear.Length];
        for (int i = 0, which = 0, next = 0; i < all.Length; i++)
        {
            if (!linear[i]) continue;
            if (nonZero[which++]) all[i] = results[next++];
        }

        return all;
    }
}
