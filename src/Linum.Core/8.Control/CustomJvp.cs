namespace Linum.Extending;

/// <summary>A user's rule over flat leaves: primals and tangents (zeros filled in) to primals and tangents.</summary>
public sealed class JvpRule(string name, Func<NDArray[], NDArray[], (NDArray[] Primals, NDArray[] Tangents)> apply)
{
    /// <summary>The rule's name, for programs and messages.</summary>
    public string Name => name;

    /// <summary>Applies the rule.</summary>
    public (NDArray[] Primals, NDArray[] Tangents) Apply(NDArray[] primals, NDArray[] tangents) => apply(primals, tangents);
}

/// <summary>A call with a forward-mode rule of its own. The first inputs may be captured from outside; they must not be differentiated.</summary>
/// <param name="Body">The program.</param>
/// <param name="FunctionName">The name of the user's function.</param>
/// <param name="Rule">The user's rule, over the inputs that are not captured.</param>
/// <param name="Captures">How many inputs are captured.</param>
public sealed record CustomJvp(Jaxpr Body, string FunctionName, JvpRule Rule, int Captures) : CallPrimitive(Body)
{
    /// <inheritdoc/>
    public override string Name => "custom_jvp_call";

    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => [new("name", FunctionName), new("call_jaxpr", Body), new("jvp", Rule.Name), new("symbolic_zeros", false)];

    /// <inheritdoc/>
    protected override CallPrimitive With(Jaxpr body) => new Jit(body, FunctionName);

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        for (int i = 0; i < Captures; i++)
        {
            if (tangents[i] is not null)
            {
                throw new EscapedTracerException($"CustomJvp: {FunctionName} uses an array of type {primals[i].Type.ToLongString()} from outside that is being differentiated, which its rule cannot know of.\n"
                    + "Pass the array as an argument of the function.");
            }
        }

        var filled = new NDArray[tangents.Length - Captures];
        for (int i = 0; i < filled.Length; i++) filled[i] = tangents[Captures + i] ?? Lax.Zeros(primals[Captures + i].Type.Tangent);
        (NDArray[] outputs, NDArray[] moved) = Rule.Apply(primals[Captures..].ToArray(), filled);
        var changes = new NDArray?[moved.Length];
        for (int i = 0; i < changes.Length; i++) changes[i] = outputs[i].DType.IsInexact ? moved[i] : null;
        return new(outputs, changes);
    }

    /// <summary>The rule survives batching: it is applied to all examples under the same axis.</summary>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        JaxprTransforms.BatchedProgram program = JaxprTransforms.Batch(Body, axis, batched);
        bool[] own = batched[Captures..];
        ValueList<bool> outputs = program.IsBatched;
        int captures = Captures;
        JvpRule rule = Rule;
        JvpRule lifted = new(Rule.Name, (primals, tangents) =>
        {
            BatchTrace trace = new(Trace.Current, axis);
            try
            {
                var p = new NDArray[primals.Length];
                var t = new NDArray[primals.Length];
                for (int i = 0; i < p.Length; i++) (p[i], t[i]) = (trace.Wrap(primals[i], own[i] ? 0 : null), trace.Wrap(tangents[i], own[i] ? 0 : null));
                (NDArray[] y, NDArray[] dy) results;
                using (Trace.Use(trace)) results = rule.Apply(p, t);
                NDArray Out(NDArray x, bool isBatched) => isBatched ? BatchAxes.ToFront(trace.Unwrap(x), axis) : trace.Unwrap(x).Value;
                var ys = new NDArray[outputs.Count];
                var dys = new NDArray[outputs.Count];
                for (int i = 0; i < ys.Length; i++) (ys[i], dys[i]) = (Out(results.y[i], outputs[i]), Out(results.dy[i], outputs[i]));
                return (ys, dys);
            }
            finally
            {
                trace.Invalidate();
            }
        });
        CustomJvp all = new(program.Program, FunctionName, lifted, captures);
        return Calls.Wrap(all.BindAll(values), outputs);
    }
}
