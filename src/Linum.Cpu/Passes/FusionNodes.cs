using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The nodes and values of a program by number, while <see cref="GroupFusion"/> joins nodes: which node makes a value, what a node reads, and how it stands in its group. Kept once for all
/// groups: in a long program sets of values for each node were most of the memory that compiling it took.
/// </summary>
internal sealed class FusionNodes
{
    private readonly LoopGraph graph;
    private readonly Dictionary<LoopValue, int> numbers;

    /// <summary>The node that makes each value; -1 for what is given.</summary>
    private readonly List<int> makers;

    /// <summary>What nodes read, each value once for a node, the first node's values first.</summary>
    private readonly List<int> reads;

    private readonly int[] firstRead;
    private readonly FusionGroup[] groups;
    private readonly RowMember[] members;
    private readonly RowMember[] moved;

    public FusionNodes(LoopGraph graph)
    {
        this.graph = graph;
        Count = graph.Nodes.Count;
        int values = Count + graph.Inputs.Count + graph.Constants.Count;
        (numbers, makers, reads) = (new(values), new(values), new(values));
        firstRead = new int[Count + 1];
        groups = new FusionGroup[Count];
        (members, moved) = (new RowMember[Count], new RowMember[Count]);
        for (int n = 0; n < Count; n++)
        {
            int first = firstRead[n] = reads.Count;
            foreach (Operand operand in graph.Nodes[n].Operands)
            {
                int value = Numbered(operand.Value, -1);
                if (reads.IndexOf(value, first) < 0) reads.Add(value);
            }

            foreach (LoopValue result in graph.Nodes[n].Results) Numbered(result, n);
            (groups[n], RowLevel level) = FusionGroup.Of(n, graph.Nodes[n]);
            members[n] = new(graph.Nodes[n], level);
        }

        firstRead[Count] = reads.Count;
        HashSet<LoopValue> outputs = [.. graph.Outputs];
        foreach (LoopValue output in outputs)
            if (MakerOf(NumberOf(output)) is FusionGroup maker) maker.Outputs++;
    }

    /// <summary>How many nodes there are.</summary>
    public int Count { get; }

    /// <summary>How many values there are.</summary>
    public int Values => makers.Count;

    /// <summary>A node as it was given.</summary>
    public LoopNode this[int node] => graph.Nodes[node];

    /// <summary>A node as it stands in its group.</summary>
    public RowMember Member(int node) => members[node];

    /// <summary>A node as <see cref="Place"/> last placed it.</summary>
    public RowMember Moved(int node) => moved[node];

    /// <summary>The group that a node is in now.</summary>
    public FusionGroup GroupOf(int node) => groups[node];

    /// <summary>The number of a value.</summary>
    public int NumberOf(LoopValue value) => Numbered(value, -1);

    /// <summary>The group that makes a value; null for what is given.</summary>
    public FusionGroup? MakerOf(int value) => makers[value] < 0 ? null : groups[makers[value]];

    /// <summary>What a node reads, each value once.</summary>
    public ReadOnlySpan<int> Reads(int node) => CollectionsMarshal.AsSpan(reads)[firstRead[node]..firstRead[node + 1]];

    private int Numbered(LoopValue value, int maker)
    {
        if (numbers.TryGetValue(value, out int number)) return number;
        numbers[value] = number = makers.Count;
        makers.Add(maker);
        return number;
    }

    /// <summary>Finds how the members of a group would stand in the frame of another; false if one cannot.</summary>
    public bool Place(FusionGroup group, FusionGroup frame)
    {
        foreach (int node in group.Members)
        {
            if (RowFrame.Place(members[node], frame.Space, frame.Split) is not RowMember placed) return false;
            moved[node] = placed;
        }

        return true;
    }

    /// <summary>Moves the members of a group to another, as they were placed.</summary>
    public void Join(FusionGroup frame, FusionGroup other, int order)
    {
        frame.Take(this, other, order);
        foreach (int node in other.Members) (groups[node], members[node]) = (frame, moved[node]);
    }

    /// <summary>Where the node stands that makes a value, if it is in a group or was placed to join it; else null.</summary>
    public RowLevel? LevelIn(FusionGroup group, FusionGroup joining, LoopValue value)
    {
        int maker = makers[NumberOf(value)];
        if (maker < 0) return null;
        return groups[maker] == joining ? moved[maker].Level : groups[maker] == group ? members[maker].Level : null;
    }

    /// <summary>By number of value, whether another group than its own or the caller of the program reads it.</summary>
    public bool[] ReadOutside()
    {
        var outside = new bool[Values];
        for (int n = 0; n < Count; n++)
            foreach (int value in Reads(n)) outside[value] |= MakerOf(value) != groups[n];
        foreach (LoopValue output in graph.Outputs) outside[NumberOf(output)] = true;
        return outside;
    }
}
