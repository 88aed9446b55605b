using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How nodes stand in a space that is seen as rows.</summary>
internal static class RowFrame
{
    /// <summary>Shorter rows are left to a routine, which turns them into columns.</summary>
    public const int ShortestRow = 8;

    /// <summary>The frame that a reduction asks for: its operand's shape, with rows along the reduced axes if these are the last, else along what follows them; null if it cannot have one.</summary>
    public static (Shape Space, int Split, RowLevel Level)? OfReduction(LoopNode node)
    {
        if (node is not RoutineNode { Lowered: Lowered.Reduce reduce } || !RegisterCombination.Supports(reduce.Kind, node.Operands[0].DType)) return null;
        Shape shape = node.Operands[0].Shape;
        int firstReduced = -1, lastReduced = -1, lastKept = -1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            if (!reduce.Axes.Span.Contains(axis)) lastKept = axis;
            else
            {
                if (firstReduced < 0) firstReduced = axis;
                // Reduced axes must stand together.
                else if (lastKept > lastReduced) return null;
                lastReduced = axis;
            }
        }

        if (firstReduced < 0 || shape.Count == 0) return null;
        bool alongRow = lastKept < firstReduced;
        int split = alongRow ? firstReduced : lastReduced + 1;
        if (Length(shape, split) < ShortestRow || Length(shape, split) > int.MaxValue) return null;
        return (shape, split, alongRow ? RowLevel.Reduce : RowLevel.Columns);
    }

    /// <summary>A map as a node over rows: those of the trailing axes along which every operand stands still or goes on.</summary>
    public static RowsNode OfMap(MapNode map)
    {
        int split = map.Shape.Rank;
        while (split > 0 && KnowsPositions(map, map.Shape, split - 1) && map.Operands.ToArray().All(o => RowsNode.IsRow(o, split - 1) || CanWalk(RowLevel.Elements, o, split - 1))) split--;
        return FuseRows.Run(map.Shape, split, [new(map, RowLevel.Elements)], _ => true);
    }

    /// <summary>A map as a node over rows of a given length, along which operands stand still or go on by one; null if it cannot be.</summary>
    public static RowsNode? OfMap(MapNode map, long length)
    {
        int split = map.Shape.Rank;
        while (split > 0 && Length(map.Shape, split) < length) split--;
        if (Length(map.Shape, split) != length || !KnowsPositions(map, map.Shape, split) || !map.Operands.ToArray().All(o => CanWalk(RowLevel.Elements, o, split) && RowsNode.Stride(o, split) is 0 or 1)) return null;
        return FuseRows.Run(map.Shape, split, [new(map, RowLevel.Elements)], _ => true);
    }

    private static long Length(Shape space, int split)
    {
        long length = 1;
        for (int axis = split; axis < space.Rank; axis++) length *= space[axis];
        return length;
    }

    private static long Rows(Shape space, int split)
    {
        long rows = 1;
        for (int axis = 0; axis < split; axis++) rows *= space[axis];
        return rows;
    }

    /// <summary>A member as it would stand in another frame; null if it cannot.</summary>
    public static RowMember? Place(RowMember member, Shape space, int split)
    {
        if (member.Node is MapNode map)
        {
            if (InShape(map, space) is MapNode whole) return member with { Node = whole, Level = RowLevel.Elements };
            // A value per row is in one register.
            if (split < 0 || map.Results.ToArray().Any(r => r.Type.DType.Components > 1)) return null;
            return InShape(map, space[..split]) is MapNode row ? member with { Node = row, Level = RowLevel.Rows } : null;
        }

        if (split < 0) return null;
        (Shape own, int ownSplit, RowLevel level) = OfReduction(member.Node)!.Value;
        if (own.Count != space.Count || Length(own, ownSplit) != Length(space, split)) return null;
        Shape result = member.Node.Results[0].Type.Shape;
        if (Reduced(space, split, level, result.Count / Length(own, ownSplit)) is not ValueList<int> reduced || Views.Reshape(member.Node.Operands[0], space) is not Operand moved) return null;
        var node = (RoutineNode)member.Node;
        // Its axes are those of the new shape, so that it can be placed again.
        return member with { Node = node with { Lowered = ((Lowered.Reduce)node.Lowered) with { Axes = reduced }, Operands = [moved] }, Level = level };
    }

    /// <summary>The axes that a reduction combines in a space: those of a row, or those that number rows but for the first, which have so many elements; null if no axes have.</summary>
    private static ValueList<int>? Reduced(Shape space, int split, RowLevel level, long kept)
    {
        if (level == RowLevel.Reduce) return [.. Enumerable.Range(split, space.Rank - split)];
        long count = 1;
        int first = 0;
        for (; first < split && count < kept; first++) count *= space[first];
        return count == kept ? [.. Enumerable.Range(first, split - first)] : null;
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

    /// <summary>Whether a group can take the members of another: what they read of each other they read in order, and what they read of others can be walked along rows.</summary>
    /// <param name="nodes">The nodes, those of the other group placed in the group's frame.</param>
    /// <param name="group">The group.</param>
    /// <param name="other">The other group.</param>
    public static bool IsSound(FusionNodes nodes, FusionGroup group, FusionGroup other)
    {
        Shape space = group.Space;
        int split = group.Split;
        bool isLong = split >= 0 && RowsStep.IsLong(Rows(space, split), Length(space, split));
        foreach (int number in other.Members)
        {
            RowMember member = nodes.Moved(number);
            if (!CanStand(member, space, split, isLong)) return false;
            foreach (Operand operand in member.Node.Operands)
            {
                if (nodes.LevelIn(group, other, operand.Value) is RowLevel from)
                {
                    if (!CanRead(member.Level, from, operand, split, isLong)) return false;
                }
                else if (split >= 0 && !CanWalk(member.Level, operand, split))
                {
                    return false;
                }
            }
        }

        // What the group reads of the new members: its own that stand behind the first of them.
        for (int m = group.Members.Length - 1; m >= 0 && group.Members[m] > other.Members[0]; m--)
        {
            RowMember member = nodes.Member(group.Members[m]);
            foreach (Operand operand in member.Node.Operands)
                if (nodes.LevelIn(other, other, operand.Value) is RowLevel from && !CanRead(member.Level, from, operand, split, isLong)) return false;
        }

        return !isLong || !(HasLevel(RowLevel.Columns) && HasLevel(RowLevel.Reduce));

        bool HasLevel(RowLevel level)
        {
            foreach (int number in group.Members)
                if (nodes.Member(number).Level == level) return true;
            foreach (int number in other.Members)
                if (nodes.Moved(number).Level == level) return true;
            return false;
        }
    }

    /// <summary>A row that is cut into pieces does not know its values, and all know positions along a row only where they are those along one axis.</summary>
    private static bool CanStand(RowMember member, Shape space, int split, bool isLong)
    {
        if (split < 0) return true;
        if (member.Level == RowLevel.Rows) return !isLong;
        return member.Node is not MapNode map || KnowsPositions(map, space, split);
    }

    /// <summary>Whether the positions along a row that a map asks for are those along one axis.</summary>
    private static bool KnowsPositions(MapNode map, Shape space, int split)
    {
        foreach (ScalarStep step in map.Body.Steps)
        {
            if (step.Op != ScalarOp.Index || step.A < split) continue;
            for (int axis = split; axis < space.Rank; axis++)
                if (axis != step.A && space[axis] != 1) return false;
        }

        return true;
    }

    private static bool CanRead(RowLevel reader, RowLevel from, Operand operand, int split, bool isLong)
    {
        if (from == RowLevel.Columns) return false;
        bool fromRow = from is RowLevel.Rows or RowLevel.Reduce;
        if (reader == RowLevel.Rows) return fromRow && operand.IsWhole;
        if (!fromRow) return operand.IsWhole;
        return !isLong && reader == RowLevel.Elements && IsSpread(operand, split);
    }

    /// <summary>Whether every element of a row reads that row's value.</summary>
    private static bool IsSpread(Operand operand, int split)
    {
        if (operand.Offset != 0 || !RowsNode.IsRow(operand, split)) return false;
        long step = 1;
        for (int axis = split - 1; axis >= 0; axis--)
        {
            if (operand.Shape[axis] != 1 && operand.Strides[axis] != step) return false;
            step *= operand.Shape[axis];
        }

        return operand.Value.Type.Shape.Count == step;
    }

    /// <summary>Whether a row of an operand stands still or goes on.</summary>
    public static bool CanWalk(RowLevel reader, Operand operand, int split)
    {
        if (reader == RowLevel.Rows) return true;
        return RowsNode.IsRow(operand, split) ? reader == RowLevel.Elements : GoesOn(operand, split);
    }

    /// <summary>Whether a row has one element.</summary>
    private static bool IsOnePerRow(Shape space, int split) => Length(space, split) == 1;

    /// <summary>Whether the elements of a row of an operand follow each other, or lie apart or backwards in one step that a kernel can take.</summary>
    public static bool GoesOn(Operand operand, int split)
    {
        long step = RowsNode.Stride(operand, split);
        if (step == 0 ? !IsOnePerRow(operand.Shape, split) : !StridedLoads.Covers(operand.DType, step)) return false;
        for (int axis = operand.Shape.Rank - 1; axis >= split; axis--)
        {
            if (operand.Shape[axis] == 1) continue;
            if (operand.Strides[axis] != step) return false;
            step *= operand.Shape[axis];
        }

        return true;
    }
}
