namespace Linum.Extending;

/// <summary>A scan of which some stacked values need not be stacked, since those that read them can compute them from others: see <see cref="RecomputeStacks"/>.</summary>
internal sealed class StackedTurn
{
    private readonly Equation line;
    private readonly Scan scan;
    private readonly Jaxpr body;
    private readonly Dictionary<Var, Equation> made = [];
    private readonly Dictionary<Var, int> operations = [];

    /// <summary>What is the same in every turn or scanned, and the array that it comes from.</summary>
    private readonly Dictionary<Var, (Atom Array, bool IsScanned)> given = [];

    /// <summary>What is stacked, and the array that it becomes.</summary>
    private readonly Dictionary<Var, Var> stored = [];

    /// <summary>What is stacked for other scans alone.</summary>
    private readonly List<Var> candidates = [];

    /// <summary>What readers of the candidates read whatever is left out.</summary>
    private readonly HashSet<Var> near = [];

    /// <summary>What is stacked more than once.</summary>
    private readonly HashSet<Var> repeated = [];

    /// <summary>What is stacked that was not at first.</summary>
    private readonly List<Var> roots = [];

    /// <summary>What was left out and is computed from a variable.</summary>
    private readonly Dictionary<Var, List<Var>> followers = [];

    public StackedTurn(Equation line)
    {
        this.line = line;
        scan = (Scan)line.Primitive;
        body = InlineCalls.Run(scan.Body);
        foreach (Equation step in body.Equations)
            if (step.Outputs.Count == 1) made[step.Outputs[0]] = step;
        for (int i = 0; i < body.Inputs.Count; i++)
            if (i < scan.Constants || i >= scan.Constants + scan.Carry) given[body.Inputs[i]] = (line.Inputs[i], i >= scan.Constants);
        for (int o = scan.Carry; o < body.Outputs.Count; o++)
        {
            if (body.Outputs[o] is not Var inner) continue;
            Stacks.Add((inner, line.Outputs[o]));
            if (!stored.TryAdd(inner, line.Outputs[o])) repeated.Add(inner);
        }
    }

    /// <summary>What is stacked at first: variables of the body with their arrays, in order.</summary>
    public List<(Var Inner, Var Outer)> Stacks { get; } = [];

    /// <summary>What is not stacked any more.</summary>
    public HashSet<Var> Dropped { get; } = [];

    /// <summary>Says that readers of what is stacked can be rewritten.</summary>
    public void MayDrop(Var inner)
    {
        if (repeated.Contains(inner) || !(made.ContainsKey(inner) || given.ContainsKey(inner))) return;
        candidates.Add(inner);
        near.Add(inner);
    }

    /// <summary>How a reader gets a variable without computing it: the array, and whether it is scanned; null if it must compute it.</summary>
    public (Atom Array, bool IsScanned)? Find(Var inner)
    {
        if (stored.TryGetValue(inner, out Var? stack)) return (stack, true);
        return given.TryGetValue(inner, out (Atom, bool) known) ? known : null;
    }

    /// <summary>The line of the body that computes a variable.</summary>
    public Equation Line(Var inner) => made[inner];

    /// <summary>Decides what is stacked.</summary>
    public void Choose()
    {
        // The last first: what follows from it is left out when its own turn comes.
        for (int c = candidates.Count - 1; c >= 0; c--) Drop(candidates[c]);
        while (StackRoots()) { }
    }

    /// <summary>The scan that stacks what is left.</summary>
    public Equation Write() => ScanOutputs.Rewrite(line, body, Dropped.Contains, roots.Select(r => (r, stored[r])));

    private static long Bytes(Var v) => v.Type.Shape.Count * v.Type.DType.Size;

    /// <summary>Leaves out a variable, if that and all that was left out because it was there stays cheap.</summary>
    private void Drop(Var v)
    {
        if (!stored.Remove(v, out Var? stack)) return;
        Var[] following = [v, .. followers.GetValueOrDefault(v, [])];
        HashSet<Var>[] read = [.. following.Select(f => new HashSet<Var>())];
        HashSet<Var> missing = [];
        for (int f = 0; f < following.Length && missing.Count == 0; f++) Expand(following[f], read[f], missing);
        if (missing.Count > 0)
        {
            stored[v] = stack;
            return;
        }

        Dropped.Add(v);
        for (int f = 0; f < following.Length; f++)
        {
            foreach (Var used in read[f])
            {
                if (!followers.TryGetValue(used, out List<Var>? known)) followers[used] = known = [];
                known.Add(following[f]);
            }
        }
    }

    /// <summary>Finds what a variable can be computed from with few operations, and what is missing for that.</summary>
    private void Expand(Var wanted, HashSet<Var> read, HashSet<Var> missing)
    {
        int left = ScalarCost.OperationsPerByte * wanted.Type.DType.Size;
        HashSet<Var> seen = [];
        Stack<Var> waiting = new([wanted]);
        while (waiting.TryPop(out Var? v))
        {
            if (!seen.Add(v)) continue;
            if (IsAtHand(v, wanted))
            {
                read.Add(v);
            }
            else if (OperationsOf(v) is int count && count <= left)
            {
                left -= count;
                foreach (Atom input in made[v].Inputs)
                    if (input is Var used) waiting.Push(used);
            }
            else
            {
                missing.Add(v);
            }
        }
    }

    /// <summary>Whether those that read a variable can read another for it. To read a longer one that they do not read anyway would cost more than it spares.</summary>
    private bool IsAtHand(Var v, Var wanted) => Find(v) is (_, bool isScanned) && (!isScanned || near.Contains(v) || Bytes(v) <= Bytes(wanted));

    /// <summary>How many operations of an element compute a variable; null if it is no map.</summary>
    private int? OperationsOf(Var v)
    {
        if (!made.TryGetValue(v, out Equation? step)) return null;
        if (!operations.TryGetValue(v, out int count)) operations[v] = count = Count(step) ?? int.MaxValue;
        return count == int.MaxValue ? null : count;
    }

    private static int? Count(Equation step)
    {
        // One of few elements costs a reader nothing.
        if (step.Primitive is BroadcastInDim) return step.Inputs[0].Type.Shape.Count == 1 ? 1 : null;
        if (step.Primitive.Lower(step.InputTypes) is not Lowered.Map map) return null;
        int count = 0;
        foreach (ScalarStep s in map.Body.Steps) count += ScalarCost.Time(s);
        return count;
    }

    /// <summary>Stacks what several candidates lack instead of them, where that is less. Whether there was anything.</summary>
    private bool StackRoots()
    {
        Dictionary<Var, List<Var>> following = [];
        foreach (Var v in candidates)
        {
            if (!stored.Remove(v, out Var? stack)) continue;
            HashSet<Var> missing = [];
            Expand(v, [], missing);
            stored[v] = stack;
            if (missing.Count != 1 || missing.Contains(v)) continue;
            Var root = missing.First();
            if (!following.TryGetValue(root, out List<Var>? known)) following[root] = known = [];
            known.Add(v);
        }

        bool any = false;
        foreach ((Var root, List<Var> spared) in following)
        {
            if (Bytes(root) >= spared.Sum(Bytes)) continue;
            stored[root] = ScanOutputs.Stack(scan, root);
            near.Add(root);
            int before = Dropped.Count;
            foreach (Var v in spared) Drop(v);
            if (Dropped.Count == before)
            {
                stored.Remove(root);
                near.Remove(root);
                continue;
            }

            roots.Add(root);
            any = true;
        }

        return any;
    }
}
