namespace Linum.Extending;

/// <summary>An array that is a variable of a program being written.</summary>
internal sealed class StagedArray(Trace trace, Var variable) : Tracer(trace)
{
    public Var Variable => variable;

    /// <inheritdoc/>
    public override ArrayType Type => variable.Type;
}

/// <summary>Writes every primitive down, also on constants, so that nothing is computed while tracing.</summary>
/// <param name="description">What is traced, for messages: <c>Jit of Loss</c>.</param>
internal sealed class StagingTrace(string description) : Trace
{
    private readonly JaxprBuilder builder = new();
    private readonly List<Var> inputs = [];
    private readonly List<Var> captureVars = [];
    private readonly List<NDArray> captures = [];
    private readonly Dictionary<NDArray, Var> known = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override string Description => description;

    /// <summary>A new input of the program.</summary>
    public NDArray NewInput(ArrayType type)
    {
        Var variable = builder.NewVar(type);
        inputs.Add(variable);
        return new StagedArray(this, variable);
    }

    /// <inheritdoc/>
    public override NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> operands)
    {
        var atoms = new Atom[operands.Length];
        for (int i = 0; i < atoms.Length; i++) atoms[i] = AtomOf(operands[i]);
        ValueList<Var> outputs = builder.Add(primitive, new(atoms)).Outputs;
        var results = new NDArray[outputs.Count];
        for (int i = 0; i < results.Length; i++) results[i] = new StagedArray(this, outputs[i]);
        return results;
    }

    private Atom AtomOf(NDArray x)
    {
        if (x is StagedArray staged && staged.Trace == this) return staged.Variable;
        if (x is ConcreteArray concrete) return new Literal(concrete);
        var tracer = (Tracer)x;
        if (!tracer.Trace.IsValid) throw Tracers.Escaped(tracer);
        if (known.TryGetValue(x, out Var? variable)) return variable;
        known[x] = variable = builder.NewVar(x.Type);
        captureVars.Add(variable);
        captures.Add(x);
        return variable;
    }

    /// <summary>Ends the trace. The program's first inputs are the arrays of outer transformations that were used.</summary>
    public (Jaxpr Program, NDArray[] Captures) Finish(ReadOnlySpan<NDArray> outputs)
    {
        var atoms = new Atom[outputs.Length];
        for (int i = 0; i < atoms.Length; i++) atoms[i] = AtomOf(outputs[i]);
        Invalidate();
        return (JaxprBuilder.WithoutDeadCode(new([.. captureVars, .. inputs], builder.Equations, atoms)), [.. captures]);
    }

    /// <summary>Writes down a function over arrays of the given types.</summary>
    public static (Jaxpr Program, NDArray[] Captures) Stage(string description, ReadOnlySpan<ArrayType> types, Func<NDArray[], NDArray[]> f)
    {
        StagingTrace trace = new(description);
        try
        {
            var arguments = new NDArray[types.Length];
            for (int i = 0; i < arguments.Length; i++) arguments[i] = trace.NewInput(types[i]);
            NDArray[] results;
            using (Use(trace)) results = f(arguments);
            return trace.Finish(results);
        }
        finally
        {
            trace.Invalidate();
        }
    }

    /// <summary>The same for a function that may not use arrays of outer transformations: programs made from programs.</summary>
    public static Jaxpr StageClosed(string description, ReadOnlySpan<ArrayType> types, Func<NDArray[], NDArray[]> f)
    {
        (Jaxpr program, NDArray[] captures) = Stage(description, types, f);
        return captures.Length == 0 ? program : throw new InternalErrorException($"{description} captured {captures.Length} arrays.\n{program}");
    }
}
