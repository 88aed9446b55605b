using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Where a kernel stores for later kernels what these can compute again with few operations from something else that is stored, they do: derivatives keep several arrays that all follow from
/// one. They also read in its place the one array that a result was computed of: standardized columns of [187500, 16] took 895 µs and take 655, of [100000, 30] 1320 and 690 (minima of two turns, 2026-11-28). No bit changes, since a
/// step is the step it was.
/// </summary>
/// <remarks><code>
/// before: %1:f32[n] %2:f32[n] %3:f32[n] = map(n) %0     s1 = tanh s0, s2 = 1 + s1, s3 = 1 - s1; give s1 s2 s3
///         %4:f32[n] = map(n) %2 %3                      s2 = s0 * s1
/// after:  %1:f32[n] = map(n) %0                         s1 = tanh s0; give s1
///         %4:f32[n] = map(n) %1                         s1 = 1 + s0, s2 = 1 - s0, s3 = s1 * s2
/// </code></remarks>
internal sealed class RecomputeResults
{
    /// <summary>Arrays of fewer elements stay in near caches until they are read.</summary>
    private const long Fewest = 1 << 14;

    /// <summary>An operand of so many times fewer elements costs a reader nothing.</summary>
    private const int Small = 8;

    private readonly LoopNode[] nodes;
    private readonly StepList?[] lists;
    private readonly Dictionary<LoopValue, HashSet<int>> readers = [];
    private readonly HashSet<LoopValue> outputs;

    private RecomputeResults(LoopGraph graph)
    {
        nodes = graph.Nodes.ToArray();
        lists = new StepList?[nodes.Length];
        outputs = [.. graph.Outputs];
        for (int n = 0; n < nodes.Length; n++)
            foreach (Operand operand in nodes[n].Operands) ReadersOf(operand.Value).Add(n);
    }

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(StoresSeveral)) return graph;
        RecomputeResults pass = new(graph);
        bool any = false;
        for (int n = 0; n < pass.nodes.Length; n++)
            if (StoresSeveral(pass.nodes[n]) && pass.ListOf(n) is StepList made) any |= pass.Rework(n, made);
        return any ? graph with { Nodes = pass.nodes } : graph;
    }

    private static bool StoresSeveral(LoopNode node) => node.Results.Count > 1 && node switch
    {
        MapNode map => map.Shape.Count >= Fewest,
        RowsNode rows => rows.Space.Count >= Fewest,
        _ => false,
    };

    private StepList? ListOf(int node) => lists[node] ??= StepList.Of(nodes[node]);

    private HashSet<int> ReadersOf(LoopValue value)
    {
        if (!readers.TryGetValue(value, out HashSet<int>? known)) readers[value] = known = [];
        return known;
    }

    private bool Rework(int number, StepList made)
    {
        int[] droppable = [.. Enumerable.Range(0, made.Results.Length).Where(r => IsDroppable(made, r))];
        if (droppable.Length == 0) return false;
        int[] reading = [.. droppable.SelectMany(r => ReadersOf(made.Results[r].Value)).Distinct().Order()];
        Dictionary<int, Operand> stored = [];
        foreach ((LoopValue value, RowOutput output) in made.Results)
        {
            if (output.Kind == RowOutputKind.Columns || output.Second >= 0) continue;
            Operand operand = Reading(made, value, output.Kind);
            if (Array.TrueForAll(reading, n => CanRead(nodes[n], operand))) stored[output.Step] = operand;
        }

        bool[] readable = [.. made.Operands.Select(o => o.IsInside && Array.TrueForAll(reading, n => CanRead(nodes[n], o)))];
        bool[] free = [.. made.Operands.Select((o, i) => readable[i] && (IsSmall(o, made) || Array.TrueForAll(reading, n => nodes[n].Operands.Contains(o))))];
        if (Rework(number, made, reading, new(stored), StoredSteps.Choose(made, free, stored.Keys, droppable))) return true;
        return !free.AsSpan().SequenceEqual(readable) && Rework(number, made, reading, stored, StoredSteps.Choose(made, readable, stored.Keys, droppable));
    }

    /// <summary>Whether reading an operand costs a kernel nothing.</summary>
    private static bool IsSmall(Operand operand, StepList made) => operand.DistinctCount * Small <= made.Space.Count;

    /// <summary>Bytes that a kernel reads of operands that cost it something.</summary>
    private static long Bytes(LoopNode reader, StepList made)
    {
        long bytes = 0;
        foreach (Operand operand in reader.Operands)
            if (!IsSmall(operand, made)) bytes += operand.DType.Size;
        return bytes;
    }

    /// <summary>Makes what was chosen so; false if nothing was, or readers would then read more than they do, or compute too much.</summary>
    private bool Rework(int number, StepList made, int[] reading, Dictionary<int, Operand> stored, StoredSteps? choice)
    {
        if (choice is null) return false;
        List<(LoopValue Value, RowOutput Output)> results = [.. made.Results.Where((_, r) => !choice.Dropped.Contains(r))];
        foreach (int step in choice.Stored.Except(stored.Keys).Order())
        {
            DType type = made.Steps[step].Step.DType;
            LoopValue value = new(new ArrayType(type, made.Space));
            results.Add((value, new(type, step, RowOutputKind.Elements)));
            stored[step] = Reading(made, value, RowOutputKind.Elements);
        }

        Dictionary<LoopValue, int> again = choice.Dropped.ToDictionary(r => made.Results[r].Value, r => made.Results[r].Output.Step);
        int[] changed = [.. reading.Where(n => nodes[n].Operands.ToArray().Any(o => again.ContainsKey(o.Value)))];
        StepList[] computing = [.. changed.Select(n => Computing(ListOf(n)!, made, again, step => choice.Stored.Contains(step) ? stored[step] : null))];
        LoopNode[] written = [.. computing.Select(l => l.ToNode())];
        if (computing.Any(l => l.Operations > GroupFusion.MostOperations) || written.Any(n => n.Operands.Count + n.Results.Count > GroupFusion.MostArrays)) return false;
        for (int i = 0; i < changed.Length; i++)
            if (Bytes(written[i], made) > Bytes(nodes[changed[i]], made)) return false;
        nodes[number] = (made with { Results = [.. results] }).ToNode();
        lists[number] = null;
        for (int i = 0; i < changed.Length; i++)
        {
            nodes[changed[i]] = written[i];
            lists[changed[i]] = null;
            foreach (Operand operand in written[i].Operands) ReadersOf(operand.Value).Add(changed[i]);
        }

        return true;
    }

    /// <summary>Whether only kernels over the same elements read a result.</summary>
    private bool IsDroppable(StepList made, int number)
    {
        (LoopValue value, RowOutput output) = made.Results[number];
        if (output.Kind != RowOutputKind.Elements || output.Second >= 0 || outputs.Contains(value) || made.Results.Count(r => r.Output.Step == output.Step) > 1) return false;
        HashSet<int> reading = ReadersOf(value);
        return reading.Count > 0 && reading.All(n => ListOf(n) is StepList reader && reader.Space == made.Space && nodes[n].Operands.ToArray().All(o => o.Value != value || o.IsWhole));
    }

    private static bool CanRead(LoopNode reader, Operand operand) => reader is RowsNode rows
        ? RowFrame.CanWalk(RowLevel.Elements, operand, rows.Split)
        : operand.IsWhole || FoldViews.SuitsMap(operand);

    /// <summary>How a result is read over the elements of the node that makes it.</summary>
    private static Operand Reading(StepList made, LoopValue value, RowOutputKind kind)
    {
        long[] strides = Operand.Dense(kind == RowOutputKind.Rows ? made.Space[..made.Split] : made.Space);
        Array.Resize(ref strides, made.Space.Rank);
        return new(value, made.Space, strides);
    }

    /// <summary>A reader that computes what it read.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="made">What computed it before.</param>
    /// <param name="again">The steps there of what is computed again.</param>
    /// <param name="stored">How a step is read that is stored; null for others.</param>
    private static StepList Computing(StepList reader, StepList made, Dictionary<LoopValue, int> again, Func<int, Operand?> stored)
    {
        List<Operand> operands = [.. reader.Operands];
        List<RowStep> steps = [];
        Dictionary<RowStep, int> known = [];
        Dictionary<int, int> computed = [];
        var moved = new int[reader.Steps.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            RowStep step = reader.Steps[i];
            moved[i] = step.Step.Op == ScalarOp.Input && again.TryGetValue(reader.Operands[step.Step.A].Value, out int number) ? Compute(number) : Append(StepList.Moved(step, moved));
        }

        return reader with
        {
            Operands = [.. operands],
            Steps = [.. steps],
            Results = [.. reader.Results.Select(r => (r.Value, r.Output with { Step = moved[r.Output.Step], Second = r.Output.Second < 0 ? -1 : moved[r.Output.Second] }))],
        };

        int Compute(int number)
        {
            if (computed.TryGetValue(number, out int place)) return place;
            RowStep step = made.Steps[number];
            if (stored(number) is Operand operand) place = Read(step.Step.DType, operand, 0);
            else if (step.Step.Op == ScalarOp.Input) place = Read(step.Step.DType, made.Operands[step.Step.A], step.Step.B);
            else
            {
                var places = new int[number];
                foreach (int used in StepList.Used(step)) places[used] = Compute(used);
                place = Append(StepList.Moved(step, places));
            }

            return computed[number] = place;
        }

        int Read(DType type, Operand operand, int component)
        {
            int number = operands.IndexOf(operand);
            if (number < 0)
            {
                number = operands.Count;
                operands.Add(operand);
            }

            return Append(new(new(ScalarOp.Input, type, number, component)));
        }

        int Append(RowStep step)
        {
            if (!known.TryGetValue(step, out int number))
            {
                known[step] = number = steps.Count;
                steps.Add(step);
            }

            return number;
        }
    }
}
