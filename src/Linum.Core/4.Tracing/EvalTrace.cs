namespace Linum.Extending;

/// <summary>Compiles a one-equation program and runs it now. Any tracer that arrives here has escaped its transformation.</summary>
public sealed class EvalTrace : Trace
{
    /// <summary>The only one.</summary>
    public static EvalTrace Instance { get; } = new();

    private EvalTrace() { }

    /// <inheritdoc/>
    public override string Description => "evaluation";

    /// <inheritdoc/>
    public override NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> inputs)
    {
        foreach (NDArray input in inputs)
            if (input is Tracer tracer) throw Tracers.Escaped(tracer);
        return EagerPrograms.Run(primitive, inputs);
    }
}
