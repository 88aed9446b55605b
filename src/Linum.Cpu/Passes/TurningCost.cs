using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What it takes to compute arrays of few elements along their last axes as they lie, and with these axes in front, in copies of arrays.</summary>
internal sealed class TurningCost
{
    /// <summary>A copy of so many times fewer elements does not count.</summary>
    private const int LittleOfMap = 4;

    /// <summary>More operations are worth full registers: an exponential is.</summary>
    private const int FewOperations = 8;

    private readonly GraphUses uses;
    private readonly bool hasReductions;
    private readonly ShortAxes axes;
    private readonly HashSet<LoopNode> members;
    private readonly HashSet<LoopValue> repeated = [];
    private readonly HashSet<(LoopValue Value, ValueList<long> Strides, long Offset, Shape Shape)> turned = [];

    /// <param name="uses">The program.</param>
    /// <param name="axes">Which axes are turned.</param>
    /// <param name="members">The nodes that are.</param>
    public TurningCost(GraphUses uses, ShortAxes axes, HashSet<LoopNode> members)
    {
        (this.uses, this.axes, this.members) = (uses, axes, members);
        if (members.Count == 0) return;
        foreach (LoopNode node in members) hasReductions |= node is RoutineNode routine && axes.ReducedAxis(routine) is not null;
        foreach (LoopNode node in uses.Graph.Nodes)
        {
            if (node is CopyNode copy && axes.IsTurned(copy.Source)) Stay++;
            if (members.Contains(node)) Add(node);
        }
    }

    /// <summary>
    /// So many copies are made where nothing is turned. What repeats numbers along short axes is one of these: a kernel over rows reads it from there, too. Only where rows are combined does turning spare it: outer products of
    /// [10000, 8] took 90 µs with copies and 280 to 440 turned, distances of 10⁵ points of 15 numbers from five 3600 µs and take 570 (minima of three turns, 2026-11-28).
    /// </summary>
    public int Stay { get; private set; }

    /// <summary>So many are made where the members are.</summary>
    public int Turn { get; private set; }

    private void Add(LoopNode node)
    {
        foreach (Operand operand in node.Operands)
        {
            if (uses.Producers.GetValueOrDefault(operand.Value) is CopyNode copied && (LastSize(operand.Shape) < RowFrame.ShortestRow || (hasReductions && FoldViews.IsReadAgain(copied.Source))) && repeated.Add(operand.Value)) Stay++;
            Operand through = uses.Through(operand), front = axes.InFront(through);
            bool isOfMember = uses.Producers.GetValueOrDefault(through.Value) is LoopNode producer && members.Contains(producer);
            if (isOfMember || FoldViews.SuitsMap(front) || !IsLarge(front, operand.Shape)) continue;
            if (turned.Add((front.Value, front.Strides, front.Offset, front.Shape)) && !IsCopiedAnyway(front)) Turn++;
        }

        if (node is RoutineNode routine)
        {
            if (axes.ReducedAxis(routine) is not int axis) return;
            Stay += Copies(routine, axis);
        }

        if (IsReadBack(node.Results[0])) Turn++;
    }

    /// <summary>
    /// What a reduction takes where it is. From eight elements on it is a kernel over rows, which also computes what the reduction reads, in registers that are half empty (those of sixteen are full). Where copies go to memory (far) it takes
    /// less than they do, but for long bodies. A million rows of ten: sums of squares 1.4 ms so and 2.6 turned, log-sum-exp 10.1 and 5.7, 100,000 rows less their mean by their deviation 0.96 and 0.34 (minima, 2026-11-28).
    /// </summary>
    private int Copies(RoutineNode node, int axis)
    {
        Operand source = node.Operands[0];
        int count = source.Shape[axis];
        if (UnrollReductions.IsReadInPlace(source, axis)) return 0;
        if (node.Lowered is Lowered.ArgReduce || count < RowFrame.ShortestRow) return 2;
        bool isFull = count == CombineElements.MostOfRow, isFar = Bulk.Streams(source.Shape.Count * source.DType.Size);
        if (uses.Producers.GetValueOrDefault(uses.Through(source).Value) is not MapNode map || !members.Contains(map)) return isFull && isFar ? 0 : 1;
        bool isMuch = map.Body.OperationCount > FewOperations;
        return (isFar ? isMuch && !isFull : isMuch || !isFull) ? 2 : 1;
    }

    /// <summary>Whether what a member computes is read as it would lie.</summary>
    private bool IsReadBack(LoopValue value)
    {
        if (!axes.Has(value.Type.Shape)) return false;
        if (uses.Graph.Outputs.Span.Contains(value)) return true;
        foreach (LoopNode reader in uses.Readers.GetValueOrDefault(value) ?? [])
        {
            if (members.Contains(reader) || (reader is CopyNode copy && (axes.IsTurned(copy.Source) || OnlyMembersRead(copy.Result)))) continue;
            if (reader is not MapNode || !reader.Operands.ToArray().Where(o => o.Value == value).All(o => Views.Compose(o, axes.BackOf(value, value)) is Operand view && FoldViews.SuitsMap(view))) return true;
        }

        return false;
    }

    private bool OnlyMembersRead(LoopValue value) => !uses.Graph.Outputs.Span.Contains(value) && uses.Readers.GetValueOrDefault(value) is List<LoopNode> all && all.TrueForAll(members.Contains);

    private bool IsCopiedAnyway(Operand view) => uses.Readers[view.Value].Exists(r => r is CopyNode copy && copy.Source == view);

    private static bool IsLarge(Operand read, Shape all) => read.DistinctCount * LittleOfMap > all.Count;

    private static int LastSize(Shape shape) => shape.ToArray().LastOrDefault(s => s > 1, 1);
}
