using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Nodes that may become one kernel; see <see cref="GroupFusion"/>.</summary>
internal sealed class FusionGroup
{
    public FusionGroup(int order, Shape space, int split, List<RowMember> members, int operations)
    {
        (Order, Space, Split, Members, Operations) = (order, space, split, members, operations);
        foreach (RowMember member in members)
            foreach (Operand operand in member.Node.Operands) Reads.Add(operand.Value);
    }

    /// <summary>Where the group stands: every group stands behind those that it needs.</summary>
    public int Order { get; }

    /// <summary>The shape that elements range over.</summary>
    public Shape Space { get; }

    /// <summary>How many leading axes number rows; -1 for maps alone.</summary>
    public int Split { get; }

    /// <summary>Whether there is a reduction.</summary>
    public bool IsRows => Split >= 0;

    /// <summary>The nodes in order.</summary>
    public List<RowMember> Members { get; }

    /// <summary>How many operations there are.</summary>
    public int Operations { get; }

    /// <summary>Whether anything can join.</summary>
    public bool IsFusable => Operations >= 0;

    /// <summary>What the members read.</summary>
    public HashSet<LoopValue> Reads { get; } = [];

    /// <summary>The groups that this one reads from.</summary>
    public HashSet<FusionGroup> Before { get; } = [];

    /// <summary>The groups that read from this one.</summary>
    public HashSet<FusionGroup> After { get; } = [];

    /// <summary>The group that this one is a part of now.</summary>
    public FusionGroup? JoinedTo { get; set; }

    /// <summary>The group of one node.</summary>
    public static FusionGroup Of(int number, LoopNode node)
    {
        if (node is MapNode map)
        {
            bool isVector = VectorSupport.Covers(map);
            return new(number, map.Shape, -1, [new(number, node, RowLevel.Elements)], isVector ? Weight(map.Body) : -1);
        }

        if (RowFrame.OfReduction(node) is (Shape space, int split, RowLevel level)) return new(number, space, split, [new(number, node, level)], 1);
        return new(number, [], -1, [new(number, node, RowLevel.Elements)], -1);
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
