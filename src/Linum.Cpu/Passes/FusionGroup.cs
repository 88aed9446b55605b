using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Nodes that may become one kernel; see <see cref="GroupFusion"/>. Most hold one node when they are made and are joined to another at once, so the lists are made when there is something to list.</summary>
internal sealed class FusionGroup
{
    private readonly int only;
    private List<int>? members;
    private List<int>? reads;
    private List<FusionGroup>? readers;
    private bool isListed;

    private FusionGroup(int number, Shape space, int split, int operations) => (only, Order, Space, Split, Operations) = (number, number, space, split, operations);

    /// <summary>Where the group stands: every group stands behind those that it needs.</summary>
    public int Order { get; private set; }

    /// <summary>The shape that elements range over.</summary>
    public Shape Space { get; }

    /// <summary>How many leading axes number rows; -1 for maps alone.</summary>
    public int Split { get; }

    /// <summary>Whether there is a reduction.</summary>
    public bool IsRows => Split >= 0;

    /// <summary>The numbers of the nodes in order.</summary>
    public ReadOnlySpan<int> Members => members is null ? new ReadOnlySpan<int>(in only) : CollectionsMarshal.AsSpan(members);

    /// <summary>How many operations there are; -1 if nothing can join.</summary>
    public int Operations { get; private set; }

    /// <summary>Whether anything can join.</summary>
    public bool IsFusable => Operations >= 0;

    /// <summary>How many results of the program there are among what the members compute.</summary>
    public int Outputs { get; set; }

    /// <summary>The group that this one is a part of now.</summary>
    private FusionGroup? JoinedTo { get; set; }

    /// <summary>The group that the members are in now.</summary>
    public FusionGroup Current
    {
        get
        {
            FusionGroup group = this;
            while (group.JoinedTo is FusionGroup next) group = next;
            return group;
        }
    }

    /// <summary>The group of one node, and where the node stands in it.</summary>
    public static (FusionGroup Group, RowLevel Level) Of(int number, LoopNode node)
    {
        if (node is MapNode map) return (new(number, map.Shape, -1, VectorSupport.Covers(map.Body) ? Weight(map.Body) : -1), RowLevel.Elements);
        if (RowFrame.OfReduction(node) is (Shape space, int split, RowLevel level)) return (new(number, space, split, 1), level);
        return (new(number, [], -1, -1), RowLevel.Elements);
    }

    /// <summary>The operations of a body.</summary>
    public static int Weight(ScalarFunction body)
    {
        int weight = 0;
        foreach (ScalarStep step in body.Steps) weight += ScalarCost.Weight(step);
        return weight;
    }

    /// <summary>The values that members read and none of them makes, each once.</summary>
    public ReadOnlySpan<int> Reads(FusionNodes nodes) => reads is null ? nodes.Reads(only) : CollectionsMarshal.AsSpan(reads);

    /// <summary>Notes that another group reads from this one.</summary>
    public void AddReader(FusionGroup reader)
    {
        readers ??= [];
        if (readers.Count == 0 || readers[^1] != reader) readers.Add(reader);
    }

    /// <summary>The other groups that read from this one, each once.</summary>
    public ReadOnlySpan<FusionGroup> Readers()
    {
        if (readers is null) return [];
        // Those that were noted may be parts of one group by now, or of this one.
        foreach (FusionGroup reader in readers) reader.Current.isListed = false;
        int kept = 0;
        for (int i = 0; i < readers.Count; i++)
        {
            FusionGroup reader = readers[i].Current;
            if (reader == this || reader.isListed) continue;
            reader.isListed = true;
            readers[kept++] = reader;
        }

        readers.RemoveRange(kept, readers.Count - kept);
        return CollectionsMarshal.AsSpan(readers);
    }

    /// <summary>Takes the members of another group in.</summary>
    /// <param name="nodes">The nodes, which know that group as the other's still.</param>
    /// <param name="other">The other group.</param>
    /// <param name="order">Where the joined group stands.</param>
    public void Take(FusionNodes nodes, FusionGroup other, int order)
    {
        reads ??= [.. nodes.Reads(only)];
        for (int i = reads.Count - 1; i >= 0; i--)
            if (nodes.MakerOf(reads[i]) == other) reads.RemoveAt(i);
        foreach (int value in other.Reads(nodes))
            if (nodes.MakerOf(value) != this && !reads.Contains(value)) reads.Add(value);
        members ??= [only];
        bool follows = other.Members[0] > members[^1];
        members.AddRange(other.Members);
        if (!follows) members.Sort();
        if (other.readers is not null) (readers ??= []).AddRange(other.readers);
        Order = order;
        Operations += other.Operations;
        Outputs += other.Outputs;
        other.JoinedTo = this;
    }
}
