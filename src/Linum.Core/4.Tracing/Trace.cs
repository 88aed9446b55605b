namespace Linum.Extending;

/// <summary>One way to interpret primitives: evaluate them, differentiate them, batch them, write them down.</summary>
public abstract class Trace
{
    [ThreadStatic]
    private static Trace? current;

    /// <summary>The trace that operations on this thread go to.</summary>
    public static Trace Current => current ?? EvalTrace.Instance;

    /// <summary>False once the transformation has ended: its tracers may no longer be used.</summary>
    public bool IsValid { get; private set; } = true;

    /// <summary>The transformation and function, for messages: <c>Jit of Loss</c>.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Processes one primitive. Inputs that are not this trace's own tracers are constants to it.</summary>
    public abstract NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> inputs);

    /// <summary>Makes a trace current until the result is disposed.</summary>
    public static Scope Use(Trace trace) => new(trace);

    /// <summary>Ends the trace.</summary>
    public void Invalidate() => IsValid = false;

    /// <summary>Makes a trace current until disposed. A ref struct: it cannot cross an await, be boxed, or outlive the call.</summary>
    public readonly ref struct Scope
    {
        private readonly Trace? previous;

        internal Scope(Trace trace)
        {
            previous = current;
            current = trace;
        }

        /// <summary>Restores the trace that was current before.</summary>
        public void Dispose() => current = previous;
    }
}

/// <summary>An array inside one transformation.</summary>
public abstract class Tracer(Trace trace) : NDArray
{
    /// <summary>The trace this belongs to.</summary>
    public Trace Trace => trace;

    /// <inheritdoc/>
    public override ConcreteArray Concrete(string operation) => throw Tracers.NeedsValue(this, operation);
}

internal static class Tracers
{
    public static ConcretizationException NeedsValue(Tracer tracer, string operation) =>
        new($"{operation} needs the value of {tracer.Type.ToLongString()}, which is being traced by {tracer.Trace.Description} and has no value yet.\n"
            + "Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, "
            + "or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.");

    public static EscapedTracerException Escaped(Tracer tracer) =>
        new($"An array of type {tracer.Type.ToLongString()} was made inside {tracer.Trace.Description} and is used outside it"
            + (tracer.Trace.IsValid ? " or on another thread" : ", after it has ended") + ".\n"
            + "Arrays inside a transformed function stand for values and live only while it runs. "
            + "Return the array from the function instead of storing it in a variable or field outside.");
}
