namespace Linum.Extending;

/// <summary>
/// What a scan only adds to, one slice of zeros with an update in each turn, is added to where the slice lies: the derivative by an array of which each turn reads an element is so, and would
/// be added up as a whole in every turn.
/// </summary>
/// <remarks><code>
/// before: d = scan[ { lambda ; w:f32[9] i:i32[1] u:f32[]. let z = broadcast_in_dim 0.0; s = scatter-add z i u; a = add w s in (a,) } ] zeros is us
/// after:  d = scan[ { lambda ; w:f32[9] i:i32[1] u:f32[]. let a = scatter-add w i u in (a,) } ] zeros is us
/// </code>
/// No bit changes. A sum is a negative zero only if both its parts are, and zeros with an update added have none: so the carry, which begins with zeros, never has one, and adding zeros to it
/// changes nothing. One update a turn meets each element at most once, so nothing is added up in another order.
/// </remarks>
public static class ScatterIntoCarries
{
    /// <summary>The program with such scans rewritten.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        if (!program.Equations.Any(e => e.Primitive is Scan { Carry: > 0 })) return program;
        Dictionary<Atom, Equation> definitions = Definitions(program);
        bool any = false;
        Equation[] lines = [.. program.Equations];
        for (int n = 0; n < lines.Length; n++)
        {
            if (lines[n].Primitive is not Scan { Carry: > 0 } scan) continue;
            if (Rewrite(scan, c => IsZeros(lines[n].Inputs[scan.Constants + c], definitions)) is not Scan rewritten) continue;
            lines[n] = lines[n] with { Primitive = rewritten };
            any = true;
        }

        return any ? new(program.Inputs, lines, program.Outputs) : program;
    }

    private static Scan? Rewrite(Scan scan, Func<int, bool> beginsWithZeros)
    {
        if (!scan.Body.Equations.Any(e => e.Primitive is Scatter { Combine: ReduceKind.Sum } || e.Primitive is CallPrimitive)) return null;
        Jaxpr body = InlineCalls.Run(scan.Body);
        Dictionary<Atom, Equation> definitions = Definitions(body);
        Dictionary<Atom, int> uses = [];
        foreach (Atom used in body.Equations.SelectMany(e => e.Inputs.ToArray()).Concat(body.Outputs)) uses[used] = uses.GetValueOrDefault(used) + 1;
        Equation[] lines = [.. body.Equations];
        bool any = false;
        for (int c = 0; c < scan.Carry; c++)
        {
            Var carried = body.Inputs[scan.Constants + c];
            if (!definitions.TryGetValue(body.Outputs[c], out Equation? sum) || sum.Primitive is not Add || uses.GetValueOrDefault(carried) != 1 || uses[body.Outputs[c]] != 1 || !beginsWithZeros(c)) continue;
            Atom other = sum.Inputs[0] == carried ? sum.Inputs[1] : sum.Inputs[0];
            if (!sum.Inputs.Contains(carried) || uses[other] != 1 || !definitions.TryGetValue(other, out Equation? update) || update.Primitive is not Scatter { Combine: ReduceKind.Sum }) continue;
            if (other.Type != carried.Type || !IsZeros(update.Inputs[0], definitions) || !IsOneSlice(update.Inputs[1].Type)) continue;
            lines[Array.IndexOf(lines, sum)] = update with { Inputs = [carried, .. update.Inputs.Span[1..]], Outputs = sum.Outputs };
            any = true;
        }

        return any ? scan with { Body = DeadCode.Run(new(body.Inputs, lines, body.Outputs)) } : null;
    }

    /// <summary>Whether indices are one index vector.</summary>
    private static bool IsOneSlice(ArrayType indices) => Array.TrueForAll(indices.Shape.ToArray()[..^1], size => size == 1);

    private static Dictionary<Atom, Equation> Definitions(Jaxpr program)
    {
        Dictionary<Atom, Equation> definitions = [];
        foreach (Equation line in program.Equations)
            foreach (Var output in line.Outputs) definitions[output] = line;
        return definitions;
    }

    /// <summary>Whether an array is known to be positive zeros.</summary>
    private static bool IsZeros(Atom atom, Dictionary<Atom, Equation> definitions)
    {
        if (atom is Literal literal) return literal.Value.Shape.Count == 1 && Array.TrueForAll(literal.Value.ToBytes(), b => b == 0);
        return definitions.TryGetValue(atom, out Equation? line) && line.Primitive is BroadcastInDim && IsZeros(line.Inputs[0], definitions);
    }
}
