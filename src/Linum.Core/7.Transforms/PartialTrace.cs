namespace Linum.Extending;

/// <summary>A value that is not known yet: a variable of the program being recorded.</summary>
internal sealed class UnknownArray(Trace trace, Var variable) : Tracer(trace)
{
    public Var Variable => variable;

    /// <inheritdoc/>
    public override ArrayType Type => variable.Type;
}

/// <summary>Runs in the parent what is known and writes down what depends on unknown values.</summary>
internal sealed class PartialTrace(Trace parent, string description = "Linearize") : Trace
{
    private readonly JaxprBuilder builder = new();
    private readonly List<Var> inputs = [];
    private readonly List<Var> residualVars = [];
    private readonly List<NDArray> residuals = [];
    private readonly Dictionary<NDArray, Var> known = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override string Description => description;

    /// <summary>A new unknown value.</summary>
    public NDArray NewInput(ArrayType type)
    {
        Var variable = builder.NewVar(type);
        inputs.Add(variable);
        return new UnknownArray(this, variable);
    }

    public bool IsUnknown(NDArray x) => x is UnknownArray u && u.Trace == this;

    /// <inheritdoc/>
    public override NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> operands)
    {
        var unknown = new bool[operands.Length];
        bool any = false;
        for (int i = 0; i < unknown.Length; i++) any |= unknown[i] = IsUnknown(operands[i]);

        using Scope _ = Use(parent);
        if (!any) return parent.Process(primitive, operands);
        return primitive.PartialEval(operands, unknown, Record) ?? Record(primitive, operands.ToArray());
    }

    private NDArray[] Record(Primitive primitive, NDArray[] operands)
    {
        var atoms = new Atom[operands.Length];
        for (int i = 0; i < atoms.Length; i++) atoms[i] = AtomOf(operands[i]);
        Var[] outputs = builder.Emit(primitive, atoms);
        var results = new NDArray[outputs.Length];
        for (int i = 0; i < results.Length; i++) results[i] = new UnknownArray(this, outputs[i]);
        return results;
    }

    private Atom AtomOf(NDArray x)
    {
        if (IsUnknown(x)) return ((UnknownArray)x).Variable;
        if (x is ConcreteArray { Rank: 0, Literal: not null } scalar) return new Literal(scalar);
        if (x is Tracer { Trace.IsValid: false } dead) throw Tracers.Escaped(dead);
        if (known.TryGetValue(x, out Var? variable)) return variable;
        known[x] = variable = builder.NewVar(x.Type);
        residualVars.Add(variable);
        residuals.Add(x);
        return variable;
    }

    /// <summary>Ends the trace: the recorded program, whose first inputs are the known values it needs, and those values.</summary>
    public (Jaxpr Program, NDArray[] Residuals) Finish(ReadOnlySpan<NDArray> outputs)
    {
        var atoms = new Atom[outputs.Length];
        for (int i = 0; i < atoms.Length; i++) atoms[i] = AtomOf(outputs[i]);
        Invalidate();
        Jaxpr whole = JaxprBuilder.WithoutDeadCode(new([], builder.Equations, atoms));

        // Known values that only dead lines needed are not kept.
        HashSet<Var> used = [];
        foreach (Equation equation in whole.Equations)
            foreach (Atom input in equation.Inputs)
                if (input is Var v) used.Add(v);
        foreach (Atom atom in atoms)
            if (atom is Var v) used.Add(v);
        List<Var> keptVars = [];
        List<NDArray> kept = [];
        for (int i = 0; i < residuals.Count; i++)
        {
            if (!used.Contains(residualVars[i])) continue;
            keptVars.Add(residualVars[i]);
            kept.Add(residuals[i]);
        }

        return (new([.. keptVars, .. inputs], whole.Equations, atoms), [.. kept]);
    }
}
