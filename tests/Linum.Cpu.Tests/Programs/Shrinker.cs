using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Makes a failing program smaller: fewer outputs, and inputs in the place of what was computed.</summary>
internal static class Shrinker
{
    /// <summary>A smaller program that still fails, with its inputs.</summary>
    /// <param name="program">A program that fails.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="fault">What is wrong with a program, or null.</param>
    public static (Jaxpr Program, byte[][] Inputs) Shrink(Jaxpr program, byte[][] inputs, Func<Jaxpr, byte[][], string?> fault)
    {
        foreach (Atom output in program.Outputs)
        {
            Jaxpr single = DeadCode.Run(new(program.Inputs, program.Equations, [output]));
            if (fault(single, inputs) is null) continue;
            program = single;
            break;
        }

        for (int i = program.Equations.Count - 1; i >= 0; i--)
        {
            // What the line gave becomes an input; lines that served only it go.
            if (i >= program.Equations.Count) continue;
            Equation line = program.Equations[i];
            ValueList<Equation> others = [.. program.Equations.ToArray().Where(e => !ReferenceEquals(e, line))];
            byte[][] given = InterpreterBackend.Run(new(program.Inputs, program.Equations, [.. line.Outputs]), inputs);
            Jaxpr shorter = DeadCode.Run(new([.. program.Inputs, .. line.Outputs], others, program.Outputs));
            byte[][] more = [.. inputs, .. given];
            if (fault(shorter, more) is not null) (program, inputs) = (shorter, more);
        }

        HashSet<Atom> read = [.. program.Equations.SelectMany(e => e.Inputs.ToArray()), .. program.Outputs];
        int[] used = [.. Enumerable.Range(0, program.Inputs.Count).Where(i => read.Contains(program.Inputs[i]))];
        Jaxpr last = new([.. used.Select(i => program.Inputs[i])], program.Equations, program.Outputs);
        byte[][] rest = [.. used.Select(i => inputs[i])];
        return fault(last, rest) is null ? (program, inputs) : (last, rest);
    }
}
