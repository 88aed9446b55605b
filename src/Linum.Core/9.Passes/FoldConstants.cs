namespace Linum.Extending;

/// <summary>Computes lines all of whose operands are known, if the result is small.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[]. let b:f32[] = sqrt 2.0:f32[]; c:f32[] = mul a b in (c,) }
/// after:  { lambda ; a:f32[]. let c:f32[] = mul a 1.4142135:f32[] in (c,) }
/// </code>Sums and products of many elements are left: a backend may add in another order than the interpreter, and the same program must give the same bits.</remarks>
public static class FoldConstants
{
    /// <summary>Larger results are computed when the program runs: constants take memory as long as the program lives.</summary>
    private const long LargestCount = 64;

    /// <summary>The program with known results in the place of what computed them.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        Substitution names = new();
        List<Equation> lines = new(program.Equations.Count);
        foreach (Equation equation in program.Equations)
        {
            Equation line = names.Apply(equation);
            if (!IsKnown(line))
            {
                lines.Add(line);
                continue;
            }

            Var[] outputs = line.Outputs.ToArray();
            byte[][] results = InterpreterBackend.Run(new([], [line], [.. outputs]), []);
            for (int i = 0; i < outputs.Length; i++) names.Add(outputs[i], new Literal(ConcreteArray.FromBytes(results[i], outputs[i].Type)));
        }

        return lines.Count == program.Equations.Count ? program : new(program.Inputs, [.. lines], names.Apply(program.Outputs));
    }

    private static bool IsKnown(Equation line)
    {
        // Repetition is free as it is, and would make a constant of many bytes of one number.
        if (line.Inputs.Count == 0 || line.Primitive.Bodies.Count > 0 || line.Primitive is BroadcastInDim) return false;
        foreach (Atom input in line.Inputs)
            if (input is not Literal || input.Type.Shape.Count > LargestCount) return false;
        foreach (Var output in line.Outputs)
            if (output.Type.Shape.Count > LargestCount) return false;
        return line.Primitive.Lower(line.InputTypes) is Lowered.Map or Lowered.View or Lowered.Pad or Lowered.Concatenate or Lowered.CopyBytes;
    }
}
