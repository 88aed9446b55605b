using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where a node stands in a group over rows.</summary>
internal enum RowLevel
{
    /// <summary>A map over all elements.</summary>
    Elements,
    /// <summary>A map over rows.</summary>
    Rows,
    /// <summary>A reduction of each row.</summary>
    Reduce,
    /// <summary>A reduction over rows.</summary>
    Columns,
}

/// <summary>A node as it stands in a group: its operands in the shape of the group's space.</summary>
internal readonly record struct RowMember(LoopNode Node, RowLevel Level);

/// <summary>Writes one node that computes what maps and reductions over the same rows do; <see cref="GroupFusion"/> says which.</summary>
/// <remarks><code>
/// before: %1:f32[4] = reduce Max [1] %0    %2:f32[4,9] = map(4, 9) %0 %1(4, 9):(1, 0)   s2 = s0 - s1
/// after:  %2:f32[4,9] = rows(4 | 9) %0     s0 = input 0, s1 = Max over s0, s2 = s0 - s1
/// </code></remarks>
internal sealed class FuseRows
{
    private readonly Shape space;
    private readonly int split;
    private readonly List<RowStep> steps = [];
    private readonly Dictionary<RowStep, int> known = [];
    private readonly List<Operand> operands = [];
    private readonly Dictionary<Operand, int> numbers = [];
    private readonly Dictionary<LoopValue, int[]> computed = [];
    private readonly List<LoopValue> results = [];
    private readonly List<RowOutput> outputs = [];

    private FuseRows(Shape space, int split) => (this.space, this.split) = (space, split);

    /// <summary>The joined node.</summary>
    /// <param name="space">The shape that elements range over.</param>
    /// <param name="split">How many leading axes number the rows.</param>
    /// <param name="members">Nodes in order.</param>
    /// <param name="isNeeded">Which results are read by others.</param>
    public static RowsNode Run(Shape space, int split, IEnumerable<RowMember> members, Func<LoopValue, bool> isNeeded)
    {
        FuseRows fuse = new(space, split);
        foreach (RowMember member in members) fuse.Add(member, isNeeded);
        RowBody body = new([.. fuse.operands.Select(o => o.DType)], [.. fuse.operands.Select(o => RowsNode.IsRow(o, split))], [.. fuse.steps], [.. fuse.outputs]);
        return new(space, split, body, [.. fuse.operands], [.. fuse.results]);
    }

    private void Add(RowMember member, Func<LoopValue, bool> isNeeded)
    {
        LoopValue result = member.Node.Results[0];
        if (member.Node is not RoutineNode { Lowered: Lowered.Reduce reduce })
        {
            AddMap((MapNode)member.Node, member.Level == RowLevel.Rows ? RowOutputKind.Rows : RowOutputKind.Elements, isNeeded);
            return;
        }

        int source = Source(new(ScalarOp.Input, member.Node.Operands[0].DType, B: 0), member.Node.Operands[0]);
        if (member.Level == RowLevel.Columns)
        {
            results.Add(result);
            outputs.Add(new(result.Type.DType, source, RowOutputKind.Columns, reduce.Kind, KeptAxes(result.Type.Shape)));
            return;
        }

        int over = Append(new(new(CombineFunction.Operation(reduce.Kind), result.Type.DType, source), reduce.Kind));
        computed[result] = [over];
        if (!isNeeded(result)) return;
        results.Add(result);
        outputs.Add(new(result.Type.DType, over, RowOutputKind.Rows));
    }

    private int KeptAxes(Shape result)
    {
        long row = 1, kept = 1;
        for (int axis = split; axis < space.Rank; axis++) row *= space[axis];
        int axes = 0;
        while (kept * row < result.Count) kept *= space[axes++];
        return axes;
    }

    private void AddMap(MapNode map, RowOutputKind kind, Func<LoopValue, bool> isNeeded)
    {
        var moved = new int[map.Body.Steps.Count];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep s = map.Body.Steps[i];
            moved[i] = s.Op switch
            {
                ScalarOp.Input => Source(s, map.Operands[s.A]),
                ScalarOp.Constant or ScalarOp.Index => Append(new(s)),
                _ => Append(new(s with { A = s.A < 0 ? -1 : moved[s.A], B = s.B < 0 ? -1 : moved[s.B], C = s.C < 0 ? -1 : moved[s.C] })),
            };
        }

        int next = 0;
        foreach (LoopValue result in map.Results)
        {
            var parts = new int[result.Type.DType.Components];
            for (int c = 0; c < parts.Length; c++) parts[c] = moved[map.Body.Results[next++]];
            computed[result] = parts;
            if (!isNeeded(result)) continue;
            results.Add(result);
            outputs.Add(new(result.Type.DType, parts[0], kind, Second: parts.Length > 1 ? parts[1] : -1));
        }
    }

    /// <summary>The step that gives an operand's element: one that computed it, or one that reads it.</summary>
    private int Source(ScalarStep input, Operand operand)
    {
        if (computed.TryGetValue(operand.Value, out int[]? parts)) return parts[input.B];
        Operand whole = Extended(operand);
        if (!numbers.TryGetValue(whole, out int number))
        {
            numbers[whole] = number = operands.Count;
            operands.Add(whole);
        }

        return Append(new(input with { A = number }));
    }

    /// <summary>An operand over rows as one over the space.</summary>
    private Operand Extended(Operand operand)
    {
        if (operand.Shape.Rank == space.Rank) return operand;
        var strides = new long[space.Rank];
        operand.Strides.Span.CopyTo(strides);
        return new(operand.Value, space, strides, operand.Offset);
    }

    private int Append(RowStep step)
    {
        if (!known.TryGetValue(step, out int number))
        {
            known[step] = number = steps.Count;
            steps.Add(step);
        }

        return number;
    }
}
