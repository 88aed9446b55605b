namespace Linum.Extending;

/// <summary>Rewrites a scan that reads stacked values so that it computes those that are not stacked any more: see <see cref="RecomputeStacks"/>.</summary>
internal sealed class StackReader
{
    private readonly StackedTurn turn;
    private readonly Scan scan;
    private readonly Equation line;
    private readonly List<(Var Inner, Atom Outer)> constants = [];
    private readonly List<(Var Inner, Atom Outer)> carry = [];
    private readonly List<(Var Inner, Atom Outer)> scanned = [];
    private readonly List<Equation> again = [];
    private readonly Dictionary<Var, Atom> known = [];

    /// <param name="line">The scan that reads.</param>
    /// <param name="turn">The scan that stacked.</param>
    public StackReader(Equation line, StackedTurn turn)
    {
        (this.line, this.turn, scan) = (line, turn, (Scan)line.Primitive);
        for (int i = 0; i < line.Inputs.Count; i++) (i < scan.Constants ? constants : i < scan.Constants + scan.Carry ? carry : scanned).Add((scan.Body.Inputs[i], line.Inputs[i]));
    }

    /// <summary>The scan that computes them.</summary>
    public Equation Write()
    {
        Dictionary<Atom, Var> dropped = turn.Stacks.Where(s => turn.Dropped.Contains(s.Inner)).ToDictionary(s => (Atom)s.Outer, s => s.Inner);
        Substitution names = new();
        foreach ((Var inner, Atom outer) in scanned.ToArray())
        {
            if (!dropped.TryGetValue(outer, out Var? wanted)) continue;
            scanned.Remove((inner, outer));
            names.Add(inner, Compute(wanted));
        }

        Equation[] lines = [.. again, .. scan.Body.Equations.ToArray().Select(names.Apply)];
        Scan next = new(new([.. constants.Select(c => c.Inner), .. carry.Select(c => c.Inner), .. scanned.Select(s => s.Inner)], lines, names.Apply(scan.Body.Outputs)), scan.Length, scan.Reverse, constants.Count, scan.Carry);
        return new(next, [.. constants.Select(c => c.Outer), .. carry.Select(c => c.Outer), .. scanned.Select(s => s.Outer)], line.Outputs);
    }

    /// <summary>What stands here for a variable of the other scan. As deep as the few operations that may be done again.</summary>
    private Atom Compute(Var wanted)
    {
        if (known.TryGetValue(wanted, out Atom? one)) return one;
        if (turn.Find(wanted) is (Atom array, bool isScanned)) return known[wanted] = Read(isScanned ? scanned : constants, array, wanted.Type);
        Equation step = turn.Line(wanted);
        Var result = new(0, wanted.Type);
        again.Add(new(step.Primitive, [.. step.Inputs.ToArray().Select(i => i is Var v ? Compute(v) : i)], [result]));
        return known[wanted] = result;
    }

    private static Var Read(List<(Var Inner, Atom Outer)> inputs, Atom array, ArrayType type)
    {
        int at = inputs.FindIndex(i => i.Outer == array);
        if (at >= 0) return inputs[at].Inner;
        Var inner = new(0, type);
        inputs.Add((inner, array));
        return inner;
    }
}
