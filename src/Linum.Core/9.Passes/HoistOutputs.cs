namespace Linum.Extending;

/// <summary>
/// Takes reductions and products out of scans that only stacked outputs need: a loss or a layer on what is carried is computed behind the scan, for all turns at once. Reductions of what is
/// stacked or scanned anyway, and products of few rows. A scan without a carry is left as it is: who maps turn by turn wants little memory.
/// </summary>
/// <remarks><code>
/// before: c, ls = scan[ { lambda ; h:f32[8] x:f32[8]. let t = tanh (add h x); l = reduce_sum[axes=(0,)] (square t) in (t, t, l) } ] h xs
/// after:  c, ts = scan[ { lambda ; h:f32[8] x:f32[8]. let t = tanh (add h x) in (t, t) } ] h xs; ls = reduce_sum[axes=(1,)] (square ts)
/// </code></remarks>
public sealed class HoistOutputs
{
    /// <summary>A reduction of more elements is as quick in its turn, when they are in a near cache.</summary>
    private const long MostReduced = 4096;

    private readonly Equation line;
    private readonly Scan scan;
    private readonly Jaxpr body;
    private readonly HashSet<Equation> moved = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> behind = [];
    private readonly HashSet<Var> read = [];
    private readonly Dictionary<Var, (Atom Outer, bool IsStacked)> atHand = [];
    private readonly Dictionary<Equation, Lowered> lowered = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Var Inner, Var Outer)> added = [];
    private bool hasProduct;

    private HoistOutputs(Equation line, Scan scan)
    {
        (this.line, this.scan, body) = (line, scan, DeadCode.Run(InlineCalls.Run(scan.Body)));
        for (int i = 0; i < body.Inputs.Count; i++)
            if (i < scan.Constants || i >= scan.Constants + scan.Carry) atHand[body.Inputs[i]] = (line.Inputs[i], i >= scan.Constants);
    }

    /// <summary>The program with such outputs computed behind its scans.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        if (!program.Equations.Any(e => e.Primitive is Scan)) return program;
        List<Equation> lines = [];
        Substitution names = new();
        bool any = false;
        foreach (Equation line in program.Equations)
        {
            Equation here = names.Apply(line);
            if (here.Primitive is Scan { Length: > 1, Carry: > 0 } scan && scan.Body.Outputs.Count > scan.Carry && new HoistOutputs(here, scan) is var hoist && hoist.Choose())
            {
                hoist.Write(lines, names);
                any = true;
            }
            else
            {
                lines.Add(here);
            }
        }

        return any ? new(program.Inputs, [.. lines], names.Apply(program.Outputs)) : program;
    }

    /// <summary>Decides what is computed behind. Whether there is anything, and it pays.</summary>
    private bool Choose()
    {
        Equation[] rest = NotCarried();
        foreach (Equation step in rest)
        {
            bool follows = step.Inputs.ToArray().Any(i => i is Var v && behind.Contains(v));
            if ((follows || IsHeavy(step)) && CanMove(step)) Move(step);
            else if (follows) return false;
        }

        if (moved.Count == 0) return false;
        long spared = 0;
        for (int o = scan.Carry; o < body.Outputs.Count; o++)
        {
            if (body.Outputs[o] is not Var stacked) continue;
            if (behind.Contains(stacked)) spared += stacked.Type.Shape.Count;
            else atHand.TryAdd(stacked, (line.Outputs[o], true));
        }

        foreach (Equation step in rest.Reverse())
        {
            // What the rest does for those behind is done there, element by element.
            if (step.Outputs.Count == 1 && read.Contains(step.Outputs[0]) && !behind.Contains(step.Outputs[0]) && !atHand.ContainsKey(step.Outputs[0]) && !IsCombining(step) && CanMove(step)) Move(step);
        }

        read.ExceptWith(behind);
        foreach (Var v in read)
        {
            if (atHand.ContainsKey(v)) continue;
            Var stack = ScanOutputs.Stack(scan, v);
            added.Add((v, stack));
            atHand[v] = (stack, true);
        }

        long more = added.Sum(a => a.Inner.Type.Shape.Count);
        return more == 0 || (hasProduct && more <= HoistProducts.LargestGrowth * spared && more <= HoistProducts.MostElements / scan.Length);
    }

    private void Move(Equation step)
    {
        moved.Add(step);
        hasProduct |= step.Primitive is DotGeneral;
        behind.UnionWith(step.Outputs);
        read.UnionWith(step.Inputs.ToArray().OfType<Var>());
    }

    /// <summary>The lines that the carry does not need.</summary>
    private Equation[] NotCarried()
    {
        HashSet<Atom> needed = [.. body.Outputs.ToArray()[..scan.Carry]];
        List<Equation> rest = [];
        foreach (Equation step in body.Equations.ToArray().Reverse())
        {
            if (step.Outputs.ToArray().Any(needed.Contains)) needed.UnionWith(step.Inputs);
            else rest.Add(step);
        }

        rest.Reverse();
        return [.. rest];
    }

    private bool IsHeavy(Equation step)
    {
        if (step.Primitive is DotGeneral dot)
        {
            long columns = 1;
            for (int axis = 0; axis < step.Inputs[1].Type.Rank; axis++)
                if (!dot.Dimensions.RightContracting.Span.Contains(axis)) columns *= step.Inputs[1].Type.Shape[axis];
            return step.Outputs[0].Type.Shape.Count < HoistProducts.ManyRows * Math.Max(1, columns);
        }

        return IsCombining(step) && step.Inputs[0].Type.Shape.Count is > 1 and <= MostReduced;
    }

    private bool IsCombining(Equation step) => LoweredOf(step) is Lowered.Reduce or Lowered.ArgReduce or Lowered.Cumulative or Lowered.Contract;

    /// <summary>Whether all turns of a line can be computed at once.</summary>
    private bool CanMove(Equation step) => step.Outputs.ToArray().All(o => o.Type.Shape.Count <= HoistProducts.MostElements / scan.Length)
        && LoweredOf(step) is Lowered.Map or Lowered.View or Lowered.Pad or Lowered.Concatenate or Lowered.Reduce or Lowered.ArgReduce or Lowered.Cumulative or Lowered.Contract or Lowered.Gather;

    private Lowered LoweredOf(Equation step)
    {
        if (!lowered.TryGetValue(step, out Lowered? known)) lowered[step] = known = step.Primitive.Lower(step.InputTypes);
        return known;
    }

    /// <summary>The smaller scan, and what is computed behind it.</summary>
    private void Write(List<Equation> lines, Substitution names)
    {
        List<(Var Inner, Var Outer)> hoisted = [];
        for (int o = scan.Carry; o < body.Outputs.Count; o++)
            if (body.Outputs[o] is Var v && behind.Contains(v)) hoisted.Add((v, line.Outputs[o]));
        lines.Add(ScanOutputs.Rewrite(line, body, behind.Contains, added));
        Var[] inputs = [.. read];
        bool[] batched = [.. inputs.Select(v => atHand[v].IsStacked)], all = [.. hoisted.Select(_ => true)];
        Jaxpr turn = new(inputs, [.. body.Equations.ToArray().Where(moved.Contains)], [.. hoisted.Select(h => h.Inner)]);
        Jaxpr turns = JaxprTransforms.Batch(turn, new BatchAxis(scan.Length, null), batched, all).Program;
        ValueList<Atom> results = InlineCalls.Append(DeadCode.Run(CommonSubexpressions.Run(Simplify.Run(turns))), [.. inputs.Select(v => atHand[v].Outer)], lines);
        for (int h = 0; h < hoisted.Count; h++) names.Add(hoisted[h].Outer, results[h]);
    }
}
