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
    internal const int MostOperations = 200;

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
    internal const int MostArrays = 24;

    /// <summary>A computation on values per row that nothing in the row needs is done for many rows at a time instead, if it has more operations than this.</summary>
    private const int CheapOperations = 4;

    /// <summary>
    /// So many operations on a value of a row, which fills a register there, may stand between two passes over it, and one more for each <see cref="ElementsPerOperation"/> elements. With more the
    /// row is passed over by two kernels, and the value computed for many rows at a time between them. A million numbers, minima of two turns, 512 bits (2026-11-28): the gradient of a logistic
    /// regression in rows of 20, 64, 128, 512 and 1024 takes 305, 80, 63, 51 and 59 µs for 1350, 445, 250, 106 and 85, rows times the sigmoid of their sum in rows of 20, 32, 64 and 128 170, 99, 84
    /// and 78 for 400, 163, 97 and 78, log-softmax in rows of 32, 64 and 128 324, 229 and 187 for 487, 298 and 214. With one for each 16, rows of 256 took a quarter longer; counted by time,
    /// where a division is six, layer norm in rows of 20 took 595 for 367.
    /// </summary>
    private const int ValueOperations = 4;

    private const int ElementsPerOperation = 8;

    /// <summary>
    /// What a kernel more costs, in operations: for 256 rows of 32 and of 100 times the sigmoid of their sum, 3072 and 1024 too many, two kernels took 2.5 and 4.5 to 6.6 µs for 1.9 and 4.2; with
    /// 6900 and 8100 too many (log-softmax of [256, 32], a logistic regression with [64, 32]) 3.5 to 4.2 for 4.5 and 0.97 for 2.8.
    /// </summary>
    private const long KernelOperations = 1 << 12;

    /// <summary>Kernels over rows that read the same array of so many elements become one.</summary>
    private const long LargeArray = 1 << 14;

    private readonly LoopGraph graph;
    private readonly FusionNodes nodes;

    private GroupFusion(LoopGraph graph) => (this.graph, nodes) = (graph, new(graph));

    public static LoopGraph Run(LoopGraph graph) => new GroupFusion(graph).Fuse();

    private LoopGraph Fuse()
    {
        bool any = false;
        // The last group that reads each value, if that is a large array; as the number of a node in it.
        var lastReaders = new int[nodes.Values];
        Array.Fill(lastReaders, -1);
        List<FusionGroup> needed = [];
        for (int n = 0; n < nodes.Count; n++)
        {
            any |= nodes.GroupOf(n).IsRows;
            if (nodes.GroupOf(n).IsFusable)
            {
                needed.Clear();
                foreach (int value in nodes.Reads(n))
                    if (nodes.MakerOf(value) is FusionGroup maker && !needed.Contains(maker)) needed.Add(maker);
                // The latest first: what it needs itself then stands before it.
                if (needed.Count > 1) needed.Sort((x, y) => y.Order.CompareTo(x.Order));
                foreach (FusionGroup other in needed) any |= TryJoin(nodes.GroupOf(n), other.Current);
                foreach (Operand operand in nodes[n].Operands)
                {
                    if (operand.Shape.Count < LargeArray || !operand.IsWhole) continue;
                    ref int last = ref lastReaders[nodes.NumberOf(operand.Value)];
                    if (last >= 0 && nodes.GroupOf(last) is { } sibling && (sibling.IsRows || nodes.GroupOf(n).IsRows)) any |= TryJoin(nodes.GroupOf(n), sibling);
                    last = n;
                }
            }

            // Noted behind the attempts to join, which need not be told that the one reads from the other: so a chain that is one group has nothing to note.
            foreach (int value in nodes.Reads(n))
                if (nodes.MakerOf(value) is FusionGroup maker && maker != nodes.GroupOf(n)) maker.AddReader(nodes.GroupOf(n));
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. InOrder()] }) : graph;
    }

    /// <summary>Joins two groups if one can take the frame of the other, their values fit, and an order of groups remains.</summary>
    private bool TryJoin(FusionGroup a, FusionGroup b)
    {
        if (a == b || !a.IsFusable || !b.IsFusable || a.Operations + b.Operations > MostOperationsTogether) return false;
        (FusionGroup first, FusionGroup last) = a.Order < b.Order ? (a, b) : (b, a);
        if (a.Operations + b.Operations > MostOperations && Math.Min(a.Operations, b.Operations) > FewOperations && HandedOver(first, last) < ManyArrays) return false;
        bool early = true, late = true;
        foreach (int value in last.Reads(nodes))
            if (nodes.MakerOf(value) is FusionGroup maker) early &= maker == first || maker.Order < first.Order;
        if (!early)
            foreach (FusionGroup reader in first.Readers()) late &= reader == last || reader.Order > last.Order;
        if (!early && !late) return false;
        if (ArraysOf(a, b) > MostArrays) return false;
        // The frame of the group that has rows; else that of the one that was first.
        FusionGroup frame = last.IsRows && !first.IsRows ? last : first, other = frame == first ? last : first;
        if (!nodes.Place(other, frame) || !RowFrame.IsSound(nodes, frame, other) || AsksMuchOfValues(frame, other)) return false;
        nodes.Join(frame, other, early ? first.Order : last.Order);
        return true;
    }

    /// <summary>Whether elements of rows would wait for so long computations on a value for each row that another kernel takes less.</summary>
    private bool AsksMuchOfValues(FusionGroup frame, FusionGroup other)
    {
        if (!frame.IsRows) return false;
        long rows = 1, length = 1, operations = 0;
        for (int axis = 0; axis < frame.Space.Rank; axis++) (rows, length) = axis < frame.Split ? (rows * frame.Space[axis], length) : (rows, length * frame.Space[axis]);
        foreach (int node in frame.Members) operations += Work(nodes.Member(node));
        foreach (int node in other.Members) operations += Work(nodes.Moved(node));
        // Mostly there is too little, whatever is needed of it.
        if (!IsMuch()) return false;
        operations = 0;
        HashSet<LoopValue> needed = [];
        int i = frame.Members.Length - 1, j = other.Members.Length - 1;
        while (i >= 0 || j >= 0)
        {
            bool isOwn = j < 0 || (i >= 0 && frame.Members[i] > other.Members[j]);
            RowMember member = isOwn ? nodes.Member(frame.Members[i--]) : nodes.Moved(other.Members[j--]);
            // What only follows on rows is not made with them (Divide).
            if (member.Level == RowLevel.Rows && !member.Node.Results.ToArray().Any(needed.Contains)) continue;
            operations += Work(member);
            foreach (Operand operand in member.Node.Operands) needed.Add(operand.Value);
        }

        return IsMuch();

        static int Work(RowMember member) => member.Level == RowLevel.Rows ? FusionGroup.Weight(((MapNode)member.Node).Body) : 0;

        bool IsMuch() => rows * (operations - ValueOperations - length / ElementsPerOperation) > KernelOperations;
    }

    private int HandedOver(FusionGroup first, FusionGroup last)
    {
        int count = 0;
        foreach (int value in last.Reads(nodes))
            if (nodes.MakerOf(value) == first) count++;
        return count;
    }

    /// <summary>The arrays that a joined group would read and return to the program.</summary>
    private int ArraysOf(FusionGroup a, FusionGroup b)
    {
        int count = a.Outputs + b.Outputs;
        foreach (int value in a.Reads(nodes))
            if (nodes.MakerOf(value) != b) count++;
        foreach (int value in b.Reads(nodes))
            if (nodes.MakerOf(value) != a && !a.Reads(nodes).Contains(value)) count++;
        return count;
    }

    /// <summary>The groups as nodes, each behind those it needs.</summary>
    private List<LoopNode> InOrder()
    {
        var groups = new FusionGroup?[nodes.Count];
        for (int n = 0; n < groups.Length; n++) groups[nodes.GroupOf(n).Order] = nodes.GroupOf(n);
        bool[] outside = nodes.ReadOutside();
        List<LoopNode> ordered = [];
        ScalarBuilder builder = new();
        foreach (FusionGroup? group in groups)
        {
            if (group is null) continue;
            if (!group.IsRows)
            {
                ordered.Add(group.Members.Length == 1 ? nodes[group.Members[0]] : FuseMaps.Run(Maps(group.Members), IsRead, builder));
                continue;
            }

            (int[] inRow, int[] behind) = Divide(group);
            HashSet<LoopValue> later = [.. behind.SelectMany(n => nodes[n].Operands.ToArray().Select(o => o.Value))];
            ordered.Add(FuseRows.Run(group.Space, group.Split, inRow.Select(nodes.Member), v => IsRead(v) || later.Contains(v)));
            if (behind.Length > 0) ordered.Add(FuseMaps.Run(Maps(behind), IsRead, builder));
        }

        return ordered;

        bool IsRead(LoopValue value) => outside[nodes.NumberOf(value)];
    }

    /// <summary>Maps as they stand in their group.</summary>
    private MapNode[] Maps(ReadOnlySpan<int> numbers)
    {
        var maps = new MapNode[numbers.Length];
        for (int i = 0; i < maps.Length; i++) maps[i] = (MapNode)nodes.Member(numbers[i]).Node;
        return maps;
    }

    /// <summary>What is computed with rows, and the maps over rows that only follow on it.</summary>
    private (int[] InRow, int[] Behind) Divide(FusionGroup group)
    {
        HashSet<LoopValue> needed = [];
        List<int> inRow = [], behind = [];
        for (int i = group.Members.Length - 1; i >= 0; i--)
        {
            RowMember member = nodes.Member(group.Members[i]);
            bool follows = member.Level == RowLevel.Rows && !needed.Contains(member.Node.Results[0]) && member.Node.Results.Count == 1;
            (follows ? behind : inRow).Add(group.Members[i]);
            if (!follows)
                foreach (Operand operand in member.Node.Operands) needed.Add(operand.Value);
        }

        inRow.Reverse();
        behind.Reverse();
        bool cheap = behind.Sum(n => FusionGroup.Weight(((MapNode)nodes.Member(n).Node).Body)) <= CheapOperations;
        return cheap ? (group.Members.ToArray(), []) : ([.. inRow], [.. behind]);
    }
}
