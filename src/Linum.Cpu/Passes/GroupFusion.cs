using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Joins maps and reductions that hand results to each other, or read the same array, into one kernel each. Maps alone become one map. With reductions they become rows: the kernel
/// passes over a row while it is in cache. A result that others read as well is stored besides. No bit of a map changes, since a step in a kernel is the step it was.
/// </summary>
/// <remarks><code>
/// before: %1:f32[4] = reduce Sum [1] %0    %2:f32[4,9] = map(4, 9) %0 %1(4, 9):(1, 0)    %3:f32[4,9] = map(4, 9) %2
/// after:  %3:f32[4,9] = rows(4 | 9) %0
/// </code></remarks>
internal sealed class GroupFusion
{
    /// <summary>So many operations a kernel may have (architecture 13.4). 64-bit operations in two registers count twice.</summary>
    private const int MostOperations = 200;

    /// <summary>
    /// So many where the parts would else hand each other <see cref="ManyArrays"/>: the price and all derivatives of an option, 275 operations, are one kernel and not two with twelve arrays
    /// between them. Where it is one array, two kernels are faster: a normal sample in one, 207 operations, took 19 ms for 14, since its generator alone is computed for more vectors at a time.
    /// </summary>
    private const int MostOperationsTogether = 320;

    private const int ManyArrays = 3;

    /// <summary>
    /// A group of so few operations joins a long one whatever is handed over: the long one has lost what it would lose, and what is handed over need not go through memory. The three
    /// operations behind the derivatives of an option were a kernel of their own, for which 24 MB were written and read for a million options.
    /// </summary>
    private const int FewOperations = 16;

    /// <summary>So many arrays a kernel may read and write: their addresses are in registers or on the stack.</summary>
    private const int MostArrays = 24;

    /// <summary>A computation on values per row that nothing in the row needs is done for many rows at a time instead, if it has more operations than this.</summary>
    private const int CheapOperations = 4;

    /// <summary>Kernels over rows that read the same array of so many elements become one.</summary>
    private const long LargeArray = 1 << 14;

    private readonly LoopGraph graph;
    private readonly LoopNode[] nodes;
    private readonly FusionGroup[] groupOf;
    private readonly Dictionary<LoopValue, int> producers = [];
    private readonly Dictionary<LoopValue, FusionGroup> readers = [];

    private GroupFusion(LoopGraph graph)
    {
        this.graph = graph;
        nodes = graph.Nodes.ToArray();
        groupOf = new FusionGroup[nodes.Length];
    }

    public static LoopGraph Run(LoopGraph graph) => new GroupFusion(graph).Fuse();

    private LoopGraph Fuse()
    {
        bool any = false;
        HashSet<LoopValue> outputs = [.. graph.Outputs];
        for (int n = 0; n < nodes.Length; n++)
        {
            FusionGroup group = groupOf[n] = FusionGroup.Of(n, nodes[n]);
            foreach (LoopValue result in nodes[n].Results)
                if (outputs.Contains(result)) group.Outputs++;
            foreach (Operand operand in nodes[n].Operands)
            {
                if (!producers.TryGetValue(operand.Value, out int producer)) continue;
                group.Before.Add(groupOf[producer]);
                groupOf[producer].After.Add(group);
            }

            foreach (LoopValue result in nodes[n].Results) producers[result] = n;
            if (!group.IsFusable) continue;
            // The latest first: what it needs itself then stands before it.
            FusionGroup[] needed = [.. group.Before];
            if (needed.Length > 1) Array.Sort(needed, (x, y) => y.Order.CompareTo(x.Order));
            foreach (FusionGroup other in needed) any |= TryJoin(groupOf[n], Current(other));
            foreach (Operand operand in nodes[n].Operands)
            {
                if (operand.Shape.Count < LargeArray || !operand.IsWhole) continue;
                if (readers.TryGetValue(operand.Value, out FusionGroup? sibling) && Current(sibling) is { } other && (other.IsRows || groupOf[n].IsRows)) any |= TryJoin(groupOf[n], other);
                readers[operand.Value] = groupOf[n];
            }
        }

        if (!any && !groupOf.Any(g => g.IsRows)) return graph;
        return FoldViews.WithoutDeadNodes(graph with { Nodes = [.. InOrder()] });
    }

    private static FusionGroup Current(FusionGroup group)
    {
        while (group.JoinedTo is FusionGroup next) group = next;
        return group;
    }

    /// <summary>Joins two groups if one can take the frame of the other, their values fit, and an order of groups remains.</summary>
    private bool TryJoin(FusionGroup a, FusionGroup b)
    {
        if (a == b || !a.IsFusable || !b.IsFusable || a.Operations + b.Operations > MostOperationsTogether) return false;
        (FusionGroup first, FusionGroup last) = a.Order < b.Order ? (a, b) : (b, a);
        if (a.Operations + b.Operations > MostOperations && Math.Min(a.Operations, b.Operations) > FewOperations && HandedOver(first, last) < ManyArrays) return false;
        bool early = true, late = true;
        foreach (FusionGroup group in last.Before) early &= group == first || group.Order < first.Order;
        if (!early)
            foreach (FusionGroup group in first.After) late &= group == last || group.Order > last.Order;
        if (!early && !late) return false;
        if (ArraysOf(a, b) > MostArrays) return false;
        // The frame of the group that has rows; else that of the one that was first.
        FusionGroup frame = last.IsRows && !first.IsRows ? last : first, other = frame == first ? last : first;
        if (other.InFrame(frame) is not List<RowMember> moved || !RowFrame.IsSound(frame, moved)) return false;
        frame.Take(other, moved, early ? first.Order : last.Order);
        foreach (RowMember member in moved) groupOf[member.Number] = frame;
        return true;
    }

    private static int HandedOver(FusionGroup first, FusionGroup last)
    {
        int count = 0;
        foreach (LoopValue value in first.Made.Keys)
            if (last.Reads.Contains(value)) count++;
        return count;
    }

    private int ArraysOf(FusionGroup a, FusionGroup b)
    {
        (FusionGroup small, FusionGroup large) = a.Reads.Count + a.Made.Count < b.Reads.Count + b.Made.Count ? (a, b) : (b, a);
        int count = large.Reads.Count + small.Reads.Count + large.Outputs + small.Outputs;
        foreach (LoopValue value in small.Reads)
            if (large.Reads.Contains(value) || large.Made.ContainsKey(value)) count--;
        foreach (LoopValue value in small.Made.Keys)
            if (large.Reads.Contains(value)) count--;
        return count;
    }

    /// <summary>The groups as nodes, each behind those it needs.</summary>
    private List<LoopNode> InOrder()
    {
        // Who reads each value, and whether others do too; null is the program itself.
        Dictionary<LoopValue, (FusionGroup? First, bool Others)> users = new(nodes.Length);
        void Use(LoopValue value, FusionGroup? by)
        {
            if (!users.TryGetValue(value, out (FusionGroup? First, bool Others) known)) users[value] = (by, false);
            else if (known.First != by) users[value] = (known.First, true);
        }

        for (int n = 0; n < nodes.Length; n++)
            foreach (Operand operand in nodes[n].Operands) Use(operand.Value, groupOf[n]);
        foreach (LoopValue output in graph.Outputs) Use(output, null);
        List<LoopNode> ordered = [];
        foreach (FusionGroup group in groupOf.Distinct().OrderBy(g => g.Order))
        {
            if (!group.IsRows)
            {
                ordered.Add(group.Members.Count == 1 ? nodes[group.Members[0].Number] : FuseMaps.Run([.. group.Members.Select(m => (MapNode)m.Node)], v => IsRead(v, group)));
                continue;
            }

            (List<RowMember> inRow, List<RowMember> behind) = Divide(group);
            HashSet<LoopValue> later = [.. behind.SelectMany(m => m.Node.Operands.ToArray().Select(o => o.Value))];
            ordered.Add(FuseRows.Run(group.Space, group.Split, inRow, v => IsRead(v, group) || later.Contains(v)));
            if (behind.Count > 0) ordered.Add(FuseMaps.Run([.. behind.Select(m => (MapNode)m.Node)], v => IsRead(v, group)));
        }

        return ordered;

        bool IsRead(LoopValue value, FusionGroup group) => users.TryGetValue(value, out (FusionGroup? First, bool Others) known) && (known.Others || known.First != group);
    }

    /// <summary>What is computed with rows, and the maps over rows that only follow on it.</summary>
    private static (List<RowMember> InRow, List<RowMember> Behind) Divide(FusionGroup group)
    {
        HashSet<LoopValue> needed = [];
        List<RowMember> inRow = [], behind = [];
        for (int i = group.Members.Count - 1; i >= 0; i--)
        {
            RowMember member = group.Members[i];
            bool follows = member.Level == RowLevel.Rows && !needed.Contains(member.Node.Results[0]) && member.Node.Results.Count == 1;
            (follows ? behind : inRow).Add(member);
            if (!follows)
                foreach (Operand operand in member.Node.Operands) needed.Add(operand.Value);
        }

        inRow.Reverse();
        behind.Reverse();
        bool cheap = behind.Sum(m => FusionGroup.Weight(((MapNode)m.Node).Body)) <= CheapOperations;
        return cheap ? (group.Members, []) : (inRow, behind);
    }
}
