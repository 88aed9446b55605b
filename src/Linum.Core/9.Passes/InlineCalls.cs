namespace Linum.Extending;

/// <summary>Puts the lines of called programs in the place of the calls.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[]. let b:f32[] = jit[name=f jaxpr={ lambda ; c:f32[]. let d:f32[] = sin c in (d,) }] a in (b,) }
/// after:  { lambda ; a:f32[]. let b:f32[] = sin a in (b,) }
/// </code></remarks>
public static class InlineCalls
{
    /// <summary>The program without calls.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        bool any = false;
        foreach (Equation equation in program.Equations) any |= equation.Primitive is CallPrimitive;
        if (!any) return program;
        List<Equation> lines = [];
        Substitution names = new();
        Write(program, names, lines);
        return new(program.Inputs, [.. lines], names.Apply(program.Outputs));
    }

    /// <summary>Writes the lines of a program on some inputs, and says what stands for its outputs.</summary>
    internal static ValueList<Atom> Append(Jaxpr called, ValueList<Atom> inputs, List<Equation> lines)
    {
        // A program may be called twice: each time its variables stand for new ones.
        Substitution inner = new();
        for (int i = 0; i < inputs.Count; i++) inner.Add(called.Inputs[i], inputs[i]);
        Write(called, inner, lines);
        return inner.Apply(called.Outputs);
    }

    private static void Write(Jaxpr program, Substitution names, List<Equation> lines)
    {
        foreach (Equation equation in program.Equations)
        {
            ValueList<Atom> inputs = names.Apply(equation.Inputs);
            if (equation.Primitive is CallPrimitive call)
            {
                ValueList<Atom> results = Append(call.Body, inputs, lines);
                for (int i = 0; i < equation.Outputs.Count; i++) names.Add(equation.Outputs[i], results[i]);
                continue;
            }

            var outputs = new Var[equation.Outputs.Count];
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = new Var(equation.Outputs[i].Id, equation.Outputs[i].Type);
                names.Add(equation.Outputs[i], outputs[i]);
            }

            lines.Add(new(equation.Primitive, inputs, outputs));
        }
    }
}
