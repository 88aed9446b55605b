namespace Linum.Extending;

/// <summary>Scans that stack other values than before.</summary>
internal static class ScanOutputs
{
    /// <summary>A scan without some of its stacked outputs, and with others behind those that stay.</summary>
    /// <param name="line">The scan.</param>
    /// <param name="body">Its body, without calls.</param>
    /// <param name="isLeftOut">Which variables of the body are not stacked any more.</param>
    /// <param name="more">What is stacked as well: variables of the body with their arrays.</param>
    public static Equation Rewrite(Equation line, Jaxpr body, Func<Var, bool> isLeftOut, IEnumerable<(Var Inner, Var Outer)> more)
    {
        var scan = (Scan)line.Primitive;
        List<Atom> inner = [];
        List<Var> outer = [];
        for (int o = 0; o < body.Outputs.Count; o++)
        {
            if (o >= scan.Carry && body.Outputs[o] is Var v && isLeftOut(v)) continue;
            inner.Add(body.Outputs[o]);
            outer.Add(line.Outputs[o]);
        }

        foreach ((Var value, Var array) in more)
        {
            inner.Add(value);
            outer.Add(array);
        }

        Jaxpr smaller = DeadCode.Run(new(body.Inputs, body.Equations, [.. inner]));
        return new(scan with { Body = smaller }, line.Inputs, [.. outer]);
    }

    /// <summary>A new array for a variable of a scan's body in all turns.</summary>
    public static Var Stack(Scan scan, Var inner) => new(0, inner.Type with { Shape = inner.Type.Shape.Insert(0, scan.Length) });
}
