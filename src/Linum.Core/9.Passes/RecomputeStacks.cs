namespace Linum.Extending;

/// <summary>
/// Where a scan stacks for later scans what these can compute again with few operations from something else that is stacked, they do: derivatives keep several values of a turn that all
/// follow from one. No bit changes, since an operation is the operation it was.
/// </summary>
/// <remarks><code>
/// before: c, ps, qs = scan[ { lambda ; h:f32[8] x:f32[8]. let t = tanh (add h x); p = add 1.0 t; q = sub 1.0 t in (t, p, q) } ] h xs
///         d = scan[reverse=True { lambda ; g:f32[8] p:f32[8] q:f32[8]. let a = mul (mul g p) q in (a,) } ] e ps qs
/// after:  c, ts = scan[ { lambda ; h:f32[8] x:f32[8]. let t = tanh (add h x) in (t, t) } ] h xs
///         d = scan[reverse=True { lambda ; g:f32[8] t:f32[8]. let p = add 1.0 t; q = sub 1.0 t; a = mul (mul g p) q in (a,) } ] e ts
/// </code></remarks>
public static class RecomputeStacks
{
    /// <summary>The program with fewer stacked arrays where that pays.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        int scans = 0;
        foreach (Equation line in program.Equations)
            if (line.Primitive is Scan) scans++;
        if (scans < 2) return program;
        Equation[] lines = [.. program.Equations];
        HashSet<Atom> outputs = [.. program.Outputs];
        Dictionary<Atom, HashSet<int>> readers = [];
        for (int n = 0; n < lines.Length; n++)
            foreach (Atom input in lines[n].Inputs) Reads(readers, input, n);
        bool any = false;
        for (int n = 0; n < lines.Length; n++)
            if (lines[n].Primitive is Scan) any |= Rework(lines, n, readers, outputs);
        return any ? new(program.Inputs, lines, program.Outputs) : program;
    }

    private static void Reads(Dictionary<Atom, HashSet<int>> readers, Atom atom, int line)
    {
        if (!readers.TryGetValue(atom, out HashSet<int>? known)) readers[atom] = known = [];
        known.Add(line);
    }

    /// <summary>Leaves out what one scan stacks and its readers can compute. Whether there was anything.</summary>
    private static bool Rework(Equation[] lines, int number, Dictionary<Atom, HashSet<int>> readers, HashSet<Atom> outputs)
    {
        StackedTurn turn = new(lines[number]);
        foreach ((Var inner, Var outer) in turn.Stacks)
        {
            bool isRead = readers.TryGetValue(outer, out HashSet<int>? at);
            if (isRead && !outputs.Contains(outer) && at!.All(n => IsOnlyScanned(lines[n], outer))) turn.MayDrop(inner);
        }

        turn.Choose();
        if (turn.Dropped.Count == 0) return false;
        HashSet<int> reading = [.. turn.Stacks.Where(s => turn.Dropped.Contains(s.Inner)).SelectMany(s => readers[s.Outer])];
        // The lines that are written name the new arrays, so these come first.
        lines[number] = turn.Write();
        foreach (int n in reading)
        {
            lines[n] = new StackReader(lines[n], turn).Write();
            foreach (Atom input in lines[n].Inputs) Reads(readers, input, n);
        }

        return true;
    }

    private static bool IsOnlyScanned(Equation line, Var value)
    {
        if (line.Primitive is not Scan scan) return false;
        for (int i = 0; i < scan.Constants + scan.Carry; i++)
            if (line.Inputs[i] == value) return false;
        return true;
    }
}
