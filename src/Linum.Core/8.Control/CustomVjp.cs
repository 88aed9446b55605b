namespace Linum.Extending;

/// <summary>A user's pair of rules over flat leaves.</summary>
/// <param name="name">The forward rule's name.</param>
/// <param name="backwardName">The backward rule's name.</param>
/// <param name="forward">From the arguments to the outputs and residuals.</param>
/// <param name="backward">From residuals and cotangents of the outputs (zeros filled in) to one cotangent per argument; null is zero.</param>
public sealed class VjpRule(string name, string backwardName, Func<NDArray[], (NDArray[] Outputs, NDArray[] Residuals)> forward, Func<NDArray[], NDArray[], NDArray?[]> backward)
{
    /// <summary>The forward rule's name.</summary>
    public string Name => name;

    /// <summary>The backward rule's name.</summary>
    public string BackwardName => backwardName;

    /// <summary>Runs the forward rule.</summary>
    public (NDArray[] Outputs, NDArray[] Residuals) Forward(NDArray[] arguments) => forward(arguments);

    /// <summary>Runs the backward rule.</summary>
    public NDArray?[] Backward(NDArray[] residuals, NDArray[] cotangents) => backward(residuals, cotangents);
}

/// <summary>A call with a reverse-mode rule of its own. The first inputs may be captured from outside; they must not be differentiated.</summary>
/// <param name="Body">The program.</param>
/// <param name="FunctionName">The name of the user's function.</param>
/// <param name="Rule">The user's rules, over the inputs that are not captured.</param>
/// <param name="Captures">How many inputs are captured.</param>
public sealed record CustomVjp(Jaxpr Body, string FunctionName, VjpRule Rule, int Captures) : CallPrimitive(Body)
{
    /// <inheritdoc/>
    public override string Name => "custom_vjp_call";

    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters =>
        [new("name", FunctionName), new("bwd", Rule.BackwardName), new("call_jaxpr", Body), new("fwd", Rule.Name), new("symbolic_zeros", false)];

    /// <inheritdoc/>
    protected override CallPrimitive With(Jaxpr body) => new Jit(body, FunctionName);

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        for (int i = 0; i < Captures; i++)
        {
            if (tangents[i] is not null)
            {
                throw new EscapedTracerException($"CustomVjp: {FunctionName} uses an array of type {primals[i].Type.ToLongString()} from outside that is being differentiated, which its rules cannot know of.\n"
                    + "Pass the array as an argument of the function.");
            }
        }

        (NDArray[] outputs, NDArray[] residuals) = Rule.Forward(primals[Captures..].ToArray());
        List<NDArray> moving = [];
        var moves = new bool[tangents.Length - Captures];
        for (int i = 0; i < moves.Length; i++)
        {
            if (tangents[Captures + i] is not NDArray tangent) continue;
            moves[i] = true;
            moving.Add(tangent);
        }

        List<ArrayType> types = [];
        foreach (NDArray output in outputs)
            if (output.DType.IsInexact) types.Add(output.Type.Tangent);
        if (types.Count == 0) return new(outputs, new NDArray?[outputs.Length]);
        CustomVjpTangent linear = new(FunctionName, Rule, moves, [.. outputs.Select(o => o.Type)], residuals.Length);
        NDArray[] changes = linear.BindAll([.. residuals, .. moving]);
        var all = new NDArray?[outputs.Length];
        for (int i = 0, next = 0; i < all.Length; i++)
            if (outputs[i].DType.IsInexact) all[i] = changes[next++];
        return new(outputs, all);
    }

    /// <summary>Both rules survive batching. A cotangent of an argument that all examples share is summed over them.</summary>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        JaxprTransforms.BatchedProgram program = JaxprTransforms.Batch(Body, axis, batched);
        CustomVjp all = new(program.Program, FunctionName, BatchedRules.Lift(Rule, axis, batched[Captures..], program.IsBatched), Captures);
        return Calls.Wrap(all.BindAll(values), program.IsBatched);
    }
}

/// <summary>The linear map that a custom reverse-mode rule transposes. Inputs: residuals, then tangents. It can only be run backwards.</summary>
public sealed record CustomVjpTangent(string FunctionName, VjpRule Rule, ValueList<bool> Moves, ValueList<ArrayType> OutputTypes, int ResidualCount) : Primitive
{
    /// <inheritdoc/>
    public override string Name => "custom_lin";

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
    {
        List<ArrayType> types = [];
        foreach (ArrayType type in OutputTypes)
            if (type.DType.IsInexact) types.Add(type.Tangent);
        return [.. types];
    }

    private NotDifferentiableException ForwardMode() =>
        new($"Forward-mode differentiation cannot be applied to {FunctionName}, whose derivative is a CustomVjp rule: that rule only says how to go backwards.\n"
            + "Use Grad, Vjp or JacRev, or give the function a rule with CustomJvp, which serves both modes.");

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => throw ForwardMode();

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => throw ForwardMode();

    /// <inheritdoc/>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        var residuals = new NDArray[ResidualCount];
        for (int i = 0; i < residuals.Length; i++) residuals[i] = inputs[i].Known!;
        var cts = new NDArray[OutputTypes.Count];
        for (int i = 0, next = 0; i < cts.Length; i++)
            cts[i] = (OutputTypes[i].DType.IsInexact ? cotangents[next++] : null) ?? Lax.Zeros(OutputTypes[i].Tangent);
        NDArray?[] inner = Rule.Backward(residuals, cts);
        var results = new NDArray?[inputs.Length];
        for (int i = 0, next = ResidualCount; i < Moves.Count; i++)
            if (Moves[i]) results[next++] = inner[i];
        return results;
    }

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        bool[] residualBatched = batched[..ResidualCount];
        VjpRule lifted = BatchedRules.LiftBackward(Rule, axis, residualBatched);
        for (int i = ResidualCount; i < values.Length; i++)
            if (!batched[i]) values[i] = BatchAxes.ToFront(new(values[i], null), axis);
        ValueList<ArrayType> types = [.. OutputTypes.ToArray().Select(t => t with { Shape = t.Shape.Insert(0, axis.Size) })];
        NDArray[] results = new CustomVjpTangent(FunctionName, lifted, Moves, types, ResidualCount).BindAll(values);
        var wrapped = new Batched[results.Length];
        for (int i = 0; i < wrapped.Length; i++) wrapped[i] = new(results[i], 0);
        return wrapped;
    }
}

internal static class BatchedRules
{
    /// <summary>Both rules over all examples. Every residual gets the batch axis, so that both rules agree on it.</summary>
    public static VjpRule Lift(VjpRule rule, BatchAxis axis, bool[] arguments, ValueList<bool> outputs)
    {
        return new(rule.Name, rule.BackwardName, forwardArguments =>
        {
            BatchTrace trace = new(Trace.Current, axis);
            try
            {
                var wrapped = new NDArray[forwardArguments.Length];
                for (int i = 0; i < wrapped.Length; i++) wrapped[i] = trace.Wrap(forwardArguments[i], arguments[i] ? 0 : null);
                (NDArray[] Outputs, NDArray[] Residuals) results;
                using (Trace.Use(trace)) results = rule.Forward(wrapped);
                var ys = new NDArray[outputs.Count];
                for (int i = 0; i < ys.Length; i++)
                    ys[i] = outputs[i] ? BatchAxes.ToFront(trace.Unwrap(results.Outputs[i]), axis) : trace.Unwrap(results.Outputs[i]).Value;
                // Every residual gets the axis, so that forward and backward need not agree on a pattern.
                var residuals = new NDArray[results.Residuals.Length];
                for (int i = 0; i < residuals.Length; i++) residuals[i] = BatchAxes.ToFront(trace.Unwrap(results.Residuals[i]), axis);
                return (ys, residuals);
            }
            finally
            {
                trace.Invalidate();
            }
        }, (residuals, cotangents) => RunBackward(rule, axis, Enumerable.Repeat(true, residuals.Length).ToArray(), outputs.ToArray(), arguments, residuals, cotangents));
    }

    /// <summary>The backward rule over all examples; arguments and cotangents all have the axis.</summary>
    public static VjpRule LiftBackward(VjpRule rule, BatchAxis axis, bool[] residualBatched) =>
        new(rule.Name, rule.BackwardName, rule.Forward, (residuals, cotangents) => RunBackward(rule, axis, residualBatched, null, null, residuals, cotangents));

    private static NDArray?[] RunBackward(VjpRule rule, BatchAxis axis, bool[] residualBatched, bool[]? outputs, bool[]? arguments, NDArray[] residuals, NDArray[] cotangents)
    {
        BatchTrace trace = new(Trace.Current, axis);
        try
        {
            var r = new NDArray[residuals.Length];
            for (int i = 0; i < r.Length; i++) r[i] = trace.Wrap(residuals[i], residualBatched[i] ? 0 : null);
            var cts = new NDArray[cotangents.Length];
            for (int i = 0; i < cts.Length; i++) cts[i] = trace.Wrap(cotangents[i], outputs is null || outputs[i] ? 0 : null);
            NDArray?[] inner;
            using (Trace.Use(trace)) inner = rule.Backward(r, cts);
            var results = new NDArray?[inner.Length];
            for (int i = 0; i < results.Length; i++)
            {
                if (inner[i] is not NDArray ct) continue;
                NDArray all = BatchAxes.ToFront(trace.Unwrap(ct), axis);
                results[i] = arguments is null || arguments[i] ? all : Lax.ReduceSum(all, 0);
            }

            return results;
        }
        finally
        {
            trace.Invalidate();
        }
    }
}
