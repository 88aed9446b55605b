namespace Linum.Extending;

/// <summary>Writes a program line by line, inferring the type of every variable.</summary>
public sealed class JaxprBuilder
{
    private readonly List<Equation> equations = [];
    private int next;

    /// <summary>The lines so far.</summary>
    public ValueList<Equation> Equations => new([.. equations]);

    /// <summary>A new variable.</summary>
    public Var NewVar(ArrayType type) => new(next++, type);

    /// <summary>Adds a line and returns the variables it defines.</summary>
    public Var[] Emit(Primitive primitive, ReadOnlySpan<Atom> inputs) => Add(primitive, [.. inputs]).Outputs.ToArray();

    /// <summary>Adds a line.</summary>
    internal Equation Add(Primitive primitive, ValueList<Atom> inputs)
    {
        var types = new ArrayType[inputs.Count];
        for (int i = 0; i < types.Length; i++) types[i] = inputs[i].Type;
        ValueList<ArrayType> outputTypes = primitive.Infer(types);
        var outputs = new Var[outputTypes.Count];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = NewVar(outputTypes[i]);
        Equation line = new(primitive, inputs, new(outputs));
        equations.Add(line);
        return line;
    }

    /// <summary>Keeps only the lines that an output depends on.</summary>
    /// <remarks>A line is kept whole when one of its results is used.</remarks>
    public static Jaxpr WithoutDeadCode(Jaxpr program)
    {
        HashSet<Var> live = new(program.Equations.Count);
        foreach (Atom output in program.Outputs)
            if (output is Var v) live.Add(v);
        List<Equation> kept = new(program.Equations.Count);
        for (int i = program.Equations.Count - 1; i >= 0; i--)
        {
            Equation equation = program.Equations[i];
            bool used = false;
            foreach (Var output in equation.Outputs) used |= live.Contains(output);
            if (!used) continue;
            kept.Add(equation);
            foreach (Atom input in equation.Inputs)
                if (input is Var v) live.Add(v);
        }

        kept.Reverse();
        return kept.Count == program.Equations.Count ? program : new(program.Inputs, new([.. kept]), program.Outputs);
    }
}
