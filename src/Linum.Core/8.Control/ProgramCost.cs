namespace Linum.Extending;

/// <summary>About how much work a program is, for choices that it only has to be right about by a power of ten.</summary>
internal static class ProgramCost
{
    /// <summary>Turns of a loop of which nothing is known.</summary>
    private const double UnknownTurns = 100;

    /// <summary>In elements computed.</summary>
    public static double Of(Jaxpr program)
    {
        double cost = 0;
        foreach (Equation line in program.Equations)
        {
            double elements = 0, inner = 0;
            foreach (Atom atom in (IEnumerable<Atom>)[.. line.Inputs, .. line.Outputs]) elements = Math.Max(elements, atom.Type.Shape.Count);
            foreach (Jaxpr body in line.Primitive.Bodies) inner += Of(body);
            cost += line.Primitive switch
            {
                Scan scan => scan.Length * inner,
                While => UnknownTurns * inner,
                DotGeneral dot => Contracted(line, dot) * line.Outputs[0].Type.Shape.Count,
                _ => elements + inner,
            };
        }

        return cost;
    }

    private static double Contracted(Equation line, DotGeneral dot)
    {
        double count = 1;
        foreach (int axis in dot.Dimensions.LeftContracting) count *= line.Inputs[0].Type.Shape[axis];
        return count;
    }
}
