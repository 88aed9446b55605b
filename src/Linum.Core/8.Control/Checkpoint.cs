namespace Linum.Extending;

/// <summary>A call whose intermediate values are not kept for the backward pass but computed again.</summary>
/// <param name="Body">The program.</param>
/// <param name="FunctionName">The name of the user's function.</param>
public sealed record Checkpoint(Jaxpr Body, string FunctionName) : CallPrimitive(Body)
{
    /// <inheritdoc/>
    public override string Name => "remat2";

    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => [new("differentiated", false), new("jaxpr", Body), new("policy", null), new("prevent_cse", true)];

    /// <inheritdoc/>
    protected override CallPrimitive With(Jaxpr body) => new Checkpoint(body, FunctionName);

    /// <summary>Known outputs are computed now; for the rest the whole body is written down, so that the backward pass needs the inputs only.</summary>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        JaxprTransforms.SplitProgram split = JaxprTransforms.Split(Body, unknown);
        (List<NDArray> known, _) = Calls.Divide(inputs, unknown);
        Jaxpr knownOnly = JaxprBuilder.WithoutDeadCode(new(split.Now.Inputs, split.Now.Equations, [.. split.Now.Outputs.Span[..^split.ResidualCount]]));
        NDArray[] now = knownOnly.Outputs.Count == 0 ? [] : With(knownOnly).BindAll(known.ToArray());
        List<Atom> wanted = [];
        for (int i = 0; i < Body.Outputs.Count; i++)
            if (split.UnknownOutputs[i]) wanted.Add(Body.Outputs[i]);
        if (wanted.Count == 0) return now;
        Jaxpr rest = JaxprBuilder.WithoutDeadCode(new(Body.Inputs, Body.Equations, [.. wanted]));
        return Calls.Merge(now, record(With(rest), inputs.ToArray()), split.UnknownOutputs);
    }

    /// <summary>The values that the way back needs are computed again first.</summary>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        (bool[] linear, List<NDArray> known) = Calls.Linear(inputs);
        JaxprTransforms.SplitProgram split = JaxprTransforms.Split(Body, linear);
        NDArray[] now = With(split.Now).BindAll(known.ToArray());
        var given = new List<NDArray?>();
        for (int i = 0; i < cotangents.Length; i++)
            if (split.UnknownOutputs[i]) given.Add(cotangents[i]);
        NDArray?[] inner = Linearization.Backward(split.Later, now.AsSpan(now.Length - split.ResidualCount), given.ToArray());
        var results = new NDArray?[inputs.Length];
        for (int i = 0, next = 0; i < results.Length; i++)
            if (linear[i]) results[i] = inner[next++];
        return results;
    }
}
