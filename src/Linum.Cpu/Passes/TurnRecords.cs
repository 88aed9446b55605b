using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Where several numbers of each record are taken out, each by a copy that passes over all records, one copy turns the records: then each number has a row, which its readers read in place.
/// No bit changes. Records of up to four numbers are read in steps and not copied (<see cref="StridedLoads"/>).
/// </summary>
/// <remarks><code>
/// before: %1:f32[900] = copy %0(900,):(7)    %2:f32[900] = copy %0(900,):(7)+2    %3:f32[900] = copy %0(900,):(7)+3    %4:f32[900] = map(900,) %1 %2 %3
/// after:  %1:f32[4,900] = copy %0(4, 900):(1, 7)    %4:f32[900] = map(900,) %1(900,):(1) %1(900,):(1)+1800 %1(900,):(1)+2700
/// </code></remarks>
internal sealed class TurnRecords
{
    /// <summary>Three numbers of each of 10⁵ records of 5, 6, 7 and 9 take 70, 60, 58 and 117 µs so and 95, 98, 109 and 134 by a copy for each (minima, 512 bits, 2026-11-28).</summary>
    private const int FewestCopies = 3;

    /// <summary>A copy that turns has tiles for so many lines (<see cref="ShortRows"/>).</summary>
    private const int MostNumbers = 16;

    /// <summary>So much of what is turned is asked for: one of so many.</summary>
    private const int MostForOne = 3;

    /// <summary>Of fewer records a copy takes no time.</summary>
    private const long FewestRecords = 1 << 9;

    /// <summary>Copies that differ in where they begin alone.</summary>
    private sealed record Records(LoopValue Source, Shape Shape, ValueList<long> Strides);

    private readonly LoopGraph graph;
    private readonly HashSet<LoopValue> fixedValues;

    private TurnRecords(LoopGraph graph)
    {
        this.graph = graph;
        fixedValues = [.. graph.Outputs];
        foreach (LoopNode node in graph.Nodes)
            if (!node.TakesViews) fixedValues.UnionWith(node.Operands.ToArray().Select(o => o.Value));
    }

    public static LoopGraph Run(LoopGraph graph) => graph.Has(n => n is CopyNode) ? new TurnRecords(graph).Turn() : graph;

    private LoopGraph Turn()
    {
        Dictionary<LoopNode, (CopyNode Turned, Operand Row)> rows = new(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<Records, CopyNode> group in graph.Nodes.ToArray().OfType<CopyNode>().Where(IsOfRecords).GroupBy(c => new Records(c.Source.Value, c.Source.Shape, c.Source.Strides)))
            Turn(group.Key, [.. group], rows);
        if (rows.Count == 0) return graph;
        Dictionary<LoopValue, Operand> moved = [];
        HashSet<LoopValue> there = [];
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (rows.TryGetValue(node, out var turned))
            {
                if (there.Add(turned.Turned.Result)) nodes.Add(turned.Turned);
                moved[node.Results[0]] = turned.Row;
                continue;
            }

            nodes.Add(Array.Exists(node.Operands.ToArray(), o => moved.ContainsKey(o.Value)) ? node with { Operands = [.. node.Operands.ToArray().Select(InRow)] } : node);
        }

        return graph with { Nodes = [.. nodes] };

        Operand InRow(Operand operand) => moved.TryGetValue(operand.Value, out Operand? row) ? operand with { Value = row.Value, Offset = operand.Offset + row.Offset } : operand;
    }

    /// <summary>Whether a copy takes one number of each record, and its readers can read it anywhere.</summary>
    private bool IsOfRecords(CopyNode copy) =>
        copy.Source.Shape.Count >= FewestRecords && Step(copy.Source) > 0 && !StridedLoads.Covers(copy.Source.DType, Step(copy.Source)) && !fixedValues.Contains(copy.Result);

    /// <summary>How far the records lie apart that an operand reads one after the other; 0 if they are not all as far apart.</summary>
    private static long Step(Operand operand)
    {
        long step = 0, next = 0;
        for (int axis = operand.Shape.Rank - 1; axis >= 0; axis--)
        {
            if (operand.Shape[axis] == 1) continue;
            if (step == 0) step = operand.Strides[axis];
            else if (operand.Strides[axis] != next) return 0;
            next = operand.Strides[axis] * operand.Shape[axis];
        }

        return Math.Max(0, step);
    }

    private static void Turn(Records records, CopyNode[] copies, Dictionary<LoopNode, (CopyNode Turned, Operand Row)> rows)
    {
        if (copies.Length < FewestCopies) return;
        long first = copies.Min(c => c.Source.Offset), numbers = copies.Max(c => c.Source.Offset) + 1 - first;
        if (numbers > Math.Min(MostNumbers, Step(copies[0].Source)) || numbers > copies.Length * MostForOne) return;
        Shape shape = [(int)numbers, .. records.Shape.ToArray()];
        CopyNode turned = new(new Operand(records.Source, shape, [1, .. records.Strides], first), new LoopValue(records.Source.Type with { Shape = shape }));
        foreach (CopyNode copy in copies) rows[copy] = (turned, Operand.Of(copy.Result) with { Value = turned.Result, Offset = (copy.Source.Offset - first) * records.Shape.Count });
    }
}
