using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Nodes that may become one kernel; see <see cref="GroupFusion"/>.</summary>
internal sealed class FusionGroup
{
    private FusionGroup(int order, Shape space, int split, int operations) => (Order, Space, Split, Operations) = (order, space, split, operations);

    /// <summary>Where the group stands: every group stands behind those that it needs.</summary>
    public int Order { get; private set; }

    /// <summary>The shape that elements range over.</summary>
    public Shape Space { get; }

    /// <summary>How many leading axes number rows; -1 for maps alone.</summary>
    public int Split { get; }

    /// <summary>Whether there is a reduction.</summary>
    public bool IsRows => Split >= 0;

    /// <summary>The nodes in order.</summary>
    public List<RowMember> Members { get; } = [];

    /// <summary>How many operations there are; -1 if nothing can join.</summary>
    public int Operations { get; private set; }

    /// <summary>Whether anything can join.</summary>
    public bool IsFusable => Operations >= 0;

    /// <summary>How many results of the program there are among what the members compute.</summary>
    public int Outputs { get; set; }

    /// <summary>What the members compute, and where those stand that do.</summary>
    public Dictionary<LoopValue, RowLevel> Made { get; } = [];

    /// <summary>What the members read and do not compute.</summary>
    public HashSet<LoopValue> Reads { get; } = [];

    /// <summary>The groups that this one reads from.</summary>
    public HashSet<FusionGroup> Before { get; } = [];

    /// <summary>The groups that read from this one.</summary>
    public HashSet<FusionGroup> After { get; } = [];

    /// <summary>The group that this one is a part of now.</summary>
    public FusionGroup? JoinedTo { get; private set; }

    /// <summary>The group of one node.</summary>
    public static FusionGroup Of(int number, LoopNode node)
    {
        if (node is MapNode map)
        {
            bool isVector = VectorSupport.Covers(map.Body);
            return new FusionGroup(number, map.Shape, -1, isVector ? Weight(map.Body) : -1).With(new(number, node, RowLevel.Elements));
        }

        if (RowFrame.OfReduction(node) is (Shape space, int split, RowLevel level)) return new FusionGroup(number, space, split, 1).With(new(number, node, level));
        return new FusionGroup(number, [], -1, -1).With(new(number, node, RowLevel.Elements));
    }

    private FusionGroup With(RowMember member)
    {
        Members.Add(member);
        foreach (Operand operand in member.Node.Operands)
            if (!Made.ContainsKey(operand.Value)) Reads.Add(operand.Value);
        foreach (LoopValue result in member.Node.Results)
        {
            Made[result] = member.Level;
            Reads.Remove(result);
        }

        return this;
    }

    /// <summary>Takes the members of another group in, as they stand in this one's frame.</summary>
    /// <param name="other">The other group.</param>
    /// <param name="moved">Its members.</param>
    /// <param name="order">Where the joined group stands.</param>
    public void Take(FusionGroup other, List<RowMember> moved, int order)
    {
        bool follows = moved[0].Number > Members[^1].Number;
        foreach (RowMember member in moved) With(member);
        if (!follows) Members.Sort((x, y) => x.Number.CompareTo(y.Number));
        Order = order;
        Operations += other.Operations;
        Outputs += other.Outputs;
        foreach (FusionGroup before in other.Before) Turn(before.After, other, before, Before);
        foreach (FusionGroup after in other.After) Turn(after.Before, other, after, After);
        Before.Remove(other);
        After.Remove(other);
        other.JoinedTo = this;
    }

    private void Turn(HashSet<FusionGroup> theirs, FusionGroup other, FusionGroup neighbour, HashSet<FusionGroup> mine)
    {
        theirs.Remove(other);
        if (neighbour == this) return;
        theirs.Add(this);
        mine.Add(neighbour);
    }

    /// <summary>The operations of a body.</summary>
    public static int Weight(ScalarFunction body)
    {
        int weight = 0;
        foreach (ScalarStep step in body.Steps)
            if (step.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index)) weight += step.DType.Size == 8 ? 2 : 1;
        return weight;
    }

    /// <summary>The members as they would stand in the frame of another group; null if one cannot.</summary>
    public List<RowMember>? InFrame(FusionGroup frame)
    {
        List<RowMember> moved = [];
        foreach (RowMember member in Members)
        {
            if (RowFrame.Place(member, frame.Space, frame.Split) is not RowMember placed) return null;
            moved.Add(placed);
        }

        return moved;
    }
}
