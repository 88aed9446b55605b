using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Chooses which steps of a node are stored, where some of its results need not be: those that read them can compute them again with few operations from what is stored. A step that was none
/// of the results is stored instead of several that follow from it; see <see cref="RecomputeResults"/>.
/// </summary>
internal sealed class StoredSteps
{
    private readonly StepList list;
    private readonly bool[] readable;
    private readonly HashSet<int> stored;
    private readonly List<int> dropped = [];
    private readonly int[] candidates;

    /// <summary>The turn in which each step was last counted: a step counts once however often it is used.</summary>
    private readonly int[] visited;

    private int turn;

    private StoredSteps(StepList list, bool[] readable, IEnumerable<int> stored, IEnumerable<int> candidates)
    {
        (this.list, this.readable, this.stored) = (list, readable, [.. stored]);
        this.candidates = [.. candidates];
        visited = new int[list.Steps.Length];
    }

    /// <summary>The steps that are stored.</summary>
    public IReadOnlySet<int> Stored => stored;

    /// <summary>The numbers of the results that are computed again.</summary>
    public IReadOnlyList<int> Dropped => dropped;

    /// <summary>The best choice that was found; null if everything had better stay as it is.</summary>
    /// <param name="list">What the node computes.</param>
    /// <param name="readable">Which of its operands readers may read as well.</param>
    /// <param name="stored">The steps of results that readers may read.</param>
    /// <param name="droppable">The results that need not be stored.</param>
    public static StoredSteps? Choose(StepList list, bool[] readable, IEnumerable<int> stored, IReadOnlyList<int> droppable)
    {
        StoredSteps choice = new(list, readable, stored, droppable);
        choice.DropAll();
        while (choice.Best() is int step)
        {
            choice.stored.Add(step);
            choice.DropAll();
        }

        return choice.dropped.Count > 0 ? choice : null;
    }

    private int StepOf(int result) => list.Results[result].Output.Step;

    private int Bytes(int step) => list.Steps[step].Step.DType.Size;

    /// <summary>The step that spares most bytes if it is stored as well; null if none spares any.</summary>
    private int? Best()
    {
        (int Bytes, int Operations) best = (0, 0);
        int? found = null;
        bool[] elements = Elements();
        for (int step = 0; step < list.Steps.Length; step++)
        {
            if (!elements[step] || stored.Contains(step)) continue;
            int before = dropped.Count;
            int[] was = [.. stored];
            stored.Add(step);
            DropAll();
            (int, int) gain = (dropped.Skip(before).Sum(r => Bytes(StepOf(r))) - Bytes(step), -dropped.Sum(r => Cost(r) ?? 0));
            if (gain.Item1 > 0 && gain.CompareTo(best) > 0) (best, found) = (gain, step);
            dropped.RemoveRange(before, dropped.Count - before);
            stored.Clear();
            stored.UnionWith(was);
        }

        return found;
    }

    private void DropAll()
    {
        foreach (int result in candidates)
        {
            if (dropped.Contains(result)) continue;
            stored.Remove(StepOf(result));
            dropped.Add(result);
            // Those dropped before may have been read from this one.
            if (dropped.TrueForAll(r => Cost(r) is not null)) continue;
            stored.Add(StepOf(result));
            dropped.RemoveAt(dropped.Count - 1);
        }
    }

    /// <summary>How many operations a dropped result takes, computed from what is stored and read; null if these are too many.</summary>
    private int? Cost(int result)
    {
        int allowed = ScalarCost.OperationsPerByte * Bytes(StepOf(result)), left = allowed;
        turn++;
        return Spend(StepOf(result), ref left) ? allowed - left : null;
    }

    /// <summary>Takes the operations of a step from those that are left; false if they do not suffice.</summary>
    private bool Spend(int number, ref int left)
    {
        if (stored.Contains(number) || visited[number] == turn) return true;
        visited[number] = turn;
        RowStep step = list.Steps[number];
        if (step.Over is not null || step.Step.Op == ScalarOp.Index) return false;
        if (step.Step.Op == ScalarOp.Input) return readable[step.Step.A];
        left -= ScalarCost.Time(step.Step);
        if (left < 0) return false;
        foreach (int used in StepList.Used(step))
            if (!Spend(used, ref left)) return false;
        return true;
    }

    /// <summary>Which steps have a value for each element, not one for a row or one in all.</summary>
    private bool[] Elements()
    {
        var elements = new bool[list.Steps.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            RowStep step = list.Steps[i];
            elements[i] = step.Over is null && step.Step.Op switch
            {
                ScalarOp.Constant => false,
                ScalarOp.Index => true,
                ScalarOp.Input => list.Split < 0 || !RowsNode.IsRow(list.Operands[step.Step.A], list.Split),
                _ => StepList.Used(step).Any(used => elements[used]),
            };
        }

        return elements;
    }
}
