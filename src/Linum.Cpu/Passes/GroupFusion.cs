using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Joins elementwise nodes that hand results to each other into one node: its kernel keeps them in registers. A result that others read as well is stored besides. Nothing is computed
/// twice, and no bit changes, since a step in a kernel is the step it was.
/// </summary>
/// <remarks><code>
/// before: %2:f32[8] = map(8,) %0 %1    s0 = input 0, s1 = input 1, s2 = s0 * s1
///         %3:f32[8] = map(8,) %2 %0    s0 = input 0, s1 = input 1, s2 = s0 + s1
/// after:  %3:f32[8] = map(8,) %0 %1    s0 = input 0, s1 = input 1, s2 = s0 * s1, s3 = s2 + s0
/// </code></remarks>
internal sealed class GroupFusion
{
    /// <summary>So many operations a kernel may have; the JIT compiler gives up optimizing a few times above (architecture 13.4). 64-bit operations in two registers count twice.</summary>
    private const int MostOperations = 200;

    /// <summary>So many arrays a kernel may read and write: their addresses are in registers or on the stack.</summary>
    private const int MostArrays = 24;

    private readonly LoopGraph graph;
    private readonly LoopNode[] nodes;
    private readonly int[] groupOf;
    private readonly Group[] groups;
    private readonly Dictionary<LoopValue, int> producers = [];

    private sealed class Group(int count)
    {
        public List<int> Members { get; } = [];

        public int Operations { get; set; }

        public bool IsVector { get; set; }

        /// <summary>The groups that must run before.</summary>
        public ulong[] Before { get; } = new ulong[(count + 63) / 64];

        public bool Has(int group) => (Before[group >> 6] >> (group & 63) & 1) != 0;

        public void Add(int group) => Before[group >> 6] |= 1UL << (group & 63);

        public void Add(Group other)
        {
            for (int i = 0; i < Before.Length; i++) Before[i] |= other.Before[i];
        }
    }

    private GroupFusion(LoopGraph graph)
    {
        this.graph = graph;
        nodes = graph.Nodes.ToArray();
        groupOf = new int[nodes.Length];
        groups = new Group[nodes.Length];
    }

    public static LoopGraph Run(LoopGraph graph) => new GroupFusion(graph).Fuse();

    private LoopGraph Fuse()
    {
        for (int n = 0; n < nodes.Length; n++)
        {
            groupOf[n] = n;
            Group group = groups[n] = new(nodes.Length);
            group.Members.Add(n);
            foreach (int before in Predecessors(n))
            {
                group.Add(before);
                group.Add(groups[before]);
            }

            foreach (LoopValue result in nodes[n].Results) producers[result] = n;
            if (nodes[n] is not MapNode map) continue;
            group.Operations = Weight(map.Body);
            group.IsVector = IsVector(map);
            foreach (int before in Predecessors(n))
                if (nodes[groups[before].Members[0]] is MapNode) TryJoin(n, before);
        }

        if (groupOf.Select((g, n) => g == n).All(same => same)) return graph;
        return FoldViews.WithoutDeadNodes(graph with { Nodes = [.. InOrder()] });
    }

    private List<int> Predecessors(int n)
    {
        List<int> before = [];
        foreach (Operand operand in nodes[n].Operands)
            if (producers.TryGetValue(operand.Value, out int producer) && groupOf[producer] != groupOf[n] && !before.Contains(groupOf[producer])) before.Add(groupOf[producer]);
        return before;
    }

    private static int Weight(ScalarFunction body)
    {
        int weight = 0;
        foreach (ScalarStep step in body.Steps)
            if (step.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index)) weight += step.DType.Size == 8 ? 2 : 1;
        return weight;
    }

    private static bool IsVector(MapNode map)
    {
        MapSpace space = new(map);
        return VectorSupport.Covers(StepLegalizer.Run(space.Body), space.Scalars);
    }

    /// <summary>Joins a node's group with one that it reads from, if all that it reads from there is read in order, and no third group stands between them.</summary>
    private void TryJoin(int n, int other)
    {
        if (groupOf[n] == other) return;
        Group mine = groups[groupOf[n]], theirs = groups[other];
        if (mine.IsVector != theirs.IsVector || mine.Operations + theirs.Operations > MostOperations) return;
        var target = (MapNode)nodes[theirs.Members[0]];
        List<(int, MapNode)> reshaped = [];
        foreach (int member in mine.Members)
        {
            if (InShape((MapNode)nodes[member], target.Shape) is not MapNode moved) return;
            foreach (Operand operand in moved.Operands)
                if (producers.TryGetValue(operand.Value, out int producer) && groupOf[producer] == other && !operand.IsWhole) return;
            reshaped.Add((member, moved));
        }

        int me = groupOf[n];
        if (StandsBetween(me, other) || StandsBetween(other, me)) return;
        HashSet<LoopValue> inside = [.. mine.Members.Concat(theirs.Members).SelectMany(m => nodes[m].Results.ToArray())];
        HashSet<LoopValue> arrays = [.. mine.Members.Concat(theirs.Members).SelectMany(m => nodes[m].Operands.ToArray().Select(o => o.Value))];
        arrays.ExceptWith(inside);
        if (arrays.Count + inside.Count(IsReadOutside) > MostArrays) return;
        bool IsReadOutside(LoopValue value) => graph.Outputs.Span.Contains(value);

        foreach ((int member, MapNode moved) in reshaped) nodes[member] = moved;
        foreach (int member in mine.Members) groupOf[member] = other;
        theirs.Members.AddRange(mine.Members);
        theirs.Members.Sort();
        theirs.Operations += mine.Operations;
        theirs.Add(mine);
        theirs.Before[other >> 6] &= ~(1UL << (other & 63));
        theirs.Before[me >> 6] &= ~(1UL << (me & 63));
        foreach (Group group in groups)
        {
            if (group is null || group == theirs || (!group.Has(me) && !group.Has(other))) continue;
            group.Add(other);
            group.Add(theirs);
        }
    }

    /// <summary>Whether some other group needs the first and is needed by the second.</summary>
    private bool StandsBetween(int first, int second)
    {
        Group last = groups[second];
        for (int g = 0; g < groups.Length && groups[g] is not null; g++)
            if (g != first && groupOf[g] == g && last.Has(g) && groups[g].Has(first)) return true;
        return false;
    }

    /// <summary>The node over another shape of the same count; null if its operands cannot be read so.</summary>
    private static MapNode? InShape(MapNode map, Shape shape)
    {
        if (map.Shape == shape) return map;
        if (map.Shape.Count != shape.Count) return null;
        foreach (ScalarStep step in map.Body.Steps)
            if (step.Op == ScalarOp.Index) return null;
        var operands = new Operand[map.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            if (Views.Reshape(map.Operands[i], shape) is not Operand moved || !FoldViews.SuitsMap(moved)) return null;
            operands[i] = moved;
        }

        return map with { Shape = shape, Operands = operands };
    }

    /// <summary>The groups as nodes, each behind those it needs.</summary>
    private List<LoopNode> InOrder()
    {
        List<LoopNode> ordered = [];
        var done = new bool[nodes.Length];
        Dictionary<LoopValue, HashSet<int>> readers = [];
        for (int n = 0; n < nodes.Length; n++)
        {
            foreach (Operand operand in nodes[n].Operands)
            {
                if (!readers.TryGetValue(operand.Value, out HashSet<int>? set)) readers[operand.Value] = set = [];
                set.Add(groupOf[n]);
            }
        }

        foreach (LoopValue output in graph.Outputs)
        {
            if (!readers.TryGetValue(output, out HashSet<int>? set)) readers[output] = set = [];
            set.Add(-1);
        }

        for (int n = 0; n < nodes.Length; n++) Visit(groupOf[n]);
        return ordered;

        void Visit(int g)
        {
            if (done[g]) return;
            done[g] = true;
            foreach (int member in groups[g].Members)
                foreach (int before in Predecessors(member)) Visit(before);
            ordered.Add(groups[g].Members.Count == 1 ? nodes[g] : FuseMaps.Run([.. groups[g].Members.Select(m => (MapNode)nodes[m])], value => readers.TryGetValue(value, out HashSet<int>? set) && set.Any(r => r != g)));
        }
    }
}
