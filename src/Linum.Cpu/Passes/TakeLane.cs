using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A program of one lane.</summary>
/// <param name="Graph">The program: its inputs are those below, then what it may ask of all lanes; its outputs the results, then for each such question what one lane answers.</param>
/// <param name="Inputs">What it reads of the inputs of the program of all lanes.</param>
/// <param name="Questions">How many questions it asks of all lanes: whether any lane answers yes.</param>
internal sealed record LaneGraph(LoopGraph Graph, ValueList<LaneInput> Inputs, int Questions);

/// <summary>An input of a lane.</summary>
/// <param name="Number">The number of the input.</param>
/// <param name="Axes">Which of its axes number the lanes; -1 where it is the same along an axis of lanes.</param>
internal readonly record struct LaneInput(int Number, ValueList<int> Axes);

/// <summary>
/// From a program whose results have lanes in front to the program of one lane. Which axes number lanes follows from the results backwards: a node whose result has lanes along an axis reads its operands
/// lane by lane there, or stands still. Where a lane would read another lane there is no such program.
/// </summary>
/// <remarks><code>
/// before: %1:f32[8,3] = map(8, 3) %0 %0   %2:f32[8] = reduce Sum [1] %1   %3:f32[8,3] = map(8, 3) %0 %2(8, 3):(1, 0)    with lanes (8,)
/// after:  %1:f32[3] = map(3,) %0 %0       %2:f32[] = reduce Sum [0] %1    %3:f32[3] = map(3,) %0 %2(3,):(0)
/// </code></remarks>
internal sealed class TakeLane
{
    private readonly LoopGraph graph;
    private readonly Shape lanes;
    private readonly Dictionary<LoopValue, List<ValueList<int>>> asked = [];
    private readonly List<Reading> readings = [];
    private readonly Dictionary<(LoopValue Value, ValueList<int> Axes), LoopValue> taken = [];
    private readonly List<LoopNode> nodes = [];

    /// <summary>A node with the axes of lanes of its results, and those of what each operand reads.</summary>
    private readonly record struct Reading(LoopNode Node, ValueList<int> Axes, LaneOperand[] Operands, bool IsQuestion);

    /// <summary>Which axes of an operand number lanes, as it is read and as it lies.</summary>
    private readonly record struct LaneOperand(ValueList<int> Read, ValueList<int> Value);

    private TakeLane(LoopGraph graph, Shape lanes) => (this.graph, this.lanes) = (graph, lanes);

    /// <summary>The axes of lanes among those in front: along an axis of one there is nothing to tell apart.</summary>
    public static ValueList<int> Front(Shape lanes) => [.. Enumerable.Range(0, lanes.Rank).Where(a => lanes[a] > 1)];

    /// <summary>Their sizes.</summary>
    public static Shape Axes(Shape lanes) => [.. Front(lanes).ToArray().Select(a => lanes[a])];

    /// <summary>The program of one lane; null if lanes mix.</summary>
    /// <param name="graph">A program as it was lowered, without control flow.</param>
    /// <param name="lanes">The leading axes of all results.</param>
    public static LaneGraph? Run(LoopGraph graph, Shape lanes)
    {
        ValueList<int> axes = Front(lanes);
        TakeLane take = new(graph, Axes(lanes));
        foreach (LoopValue output in graph.Outputs)
        {
            if (output.Type.Rank < lanes.Rank || output.Type.Shape.Count == 0) return null;
            for (int a = 0; a < lanes.Rank; a++)
                if (output.Type.Shape[a] != lanes[a]) return null;
            take.Ask(output, axes);
        }

        return take.FindReadings() ? take.Write(axes) : null;
    }

    private void Ask(LoopValue value, ValueList<int> axes)
    {
        if (!asked.TryGetValue(value, out List<ValueList<int>>? known)) asked[value] = known = [];
        if (!known.Contains(axes)) known.Add(axes);
    }

    /// <summary>From the results to the inputs: what is asked of each value.</summary>
    private bool FindReadings()
    {
        for (int n = graph.Nodes.Count - 1; n >= 0; n--)
        {
            LoopNode node = graph.Nodes[n];
            List<ValueList<int>> all = [.. node.Results.ToArray().SelectMany(r => asked.TryGetValue(r, out List<ValueList<int>>? axes) ? axes : []).Distinct()];
            foreach (ValueList<int> axes in all)
            {
                if (ReadingOf(node, axes) is not Reading reading) return false;
                readings.Add(reading);
                for (int i = 0; i < node.Operands.Count; i++) Ask(node.Operands[i].Value, reading.Operands[i].Value);
            }
        }

        readings.Reverse();
        return true;
    }

    private LaneGraph? Write(ValueList<int> axes)
    {
        List<LoopValue> inputs = [];
        List<LaneInput> read = [];
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            foreach (ValueList<int> of in asked.GetValueOrDefault(graph.Inputs[i]) ?? [])
            {
                inputs.Add(Lane(graph.Inputs[i], of));
                read.Add(new(i, of));
            }
        }

        List<LoopConstant> constants = [];
        foreach (LoopConstant constant in graph.Constants)
        {
            foreach (ValueList<int> of in asked.GetValueOrDefault(constant.Value) ?? [])
            {
                if (LanesIn(of) > 0) return null;
                constants.Add(constant with { Value = Lane(constant.Value, of) });
            }
        }

        List<LoopValue> answers = [];
        foreach (Reading reading in readings)
        {
            if (reading.IsQuestion)
            {
                inputs.Add(Lane(reading.Node.Results[0], reading.Axes));
                answers.Add(Lane(reading.Node.Operands[0].Value, reading.Operands[0].Value));
            }
            else if (!Write(reading))
            {
                return null;
            }
        }

        LoopValue[] outputs = [.. graph.Outputs.ToArray().Select(o => taken[(o, axes)]), .. answers];
        return new(FoldViews.WithoutDeadNodes(new([.. inputs], [.. constants], [.. nodes], outputs)), [.. read], answers.Count);
    }

    /// <summary>A value as one lane has it.</summary>
    private LoopValue Lane(LoopValue value, ValueList<int> axes)
    {
        if (!taken.TryGetValue((value, axes), out LoopValue? lane)) taken[(value, axes)] = lane = new(value.Type with { Shape = Without(value.Type.Shape, axes) });
        return lane;
    }

    private static int LanesIn(ValueList<int> axes)
    {
        int count = 0;
        foreach (int axis in axes)
            if (axis >= 0) count++;
        return count;
    }

    private static Shape Without(Shape shape, ValueList<int> axes) => [.. Enumerable.Range(0, shape.Rank).Where(a => !axes.Contains(a)).Select(a => shape[a])];

    private static ValueList<int> Without(ValueList<int> perAxis, ValueList<int> axes) => [.. perAxis.ToArray().Where((_, a) => !axes.Contains(a))];

    /// <summary>An axis under its number once lanes are gone.</summary>
    public static int Left(int axis, ValueList<int> axes) => axis - axes.ToArray().Count(a => a >= 0 && a < axis);

    private Reading? ReadingOf(LoopNode node, ValueList<int> axes)
    {
        switch (node)
        {
            case MapNode map when map.Results.ToArray().All(r => r.Type.Shape == map.Shape) && !map.Body.Steps.ToArray().Any(s => s.Op == ScalarOp.Index && axes.Contains(s.A)):
                return Of([.. map.Operands.ToArray().Select(_ => axes)]);
            case CopyNode copy when copy.Source.Shape == copy.Result.Type.Shape:
                return Of([axes]);
            case RoutineNode { Lowered: Lowered.Reduce reduce } routine when routine.Operands[0].IsWhole:
                int[] kept = [.. Enumerable.Range(0, routine.Operands[0].Shape.Rank).Where(a => !reduce.Axes.Contains(a))];
                ValueList<int> source = [.. axes.ToArray().Select(a => a < 0 ? -1 : kept[a])];
                return reduce.Kind == ReduceKind.Or && OverLanes(reduce, routine, source) is ValueList<int> all ? Of([all], isQuestion: true) : Of([source]);
            case RoutineNode { Lowered: Lowered.Concatenate join } when !axes.Contains(join.Axis):
                return Of([.. node.Operands.ToArray().Select(_ => axes)]);
            case RoutineNode { Lowered: Lowered.Pad pad } when axes.ToArray().All(a => a < 0 || (pad.Low[a] == 0 && pad.High[a] == 0 && pad.Interior[a] == 0)):
                return Of([axes, [.. axes.ToArray().Select(_ => -1)]]);
            case ContractNode { Epilogue: null } contract when contract.ResultStrides.Span.SequenceEqual(Operand.Dense(contract.Results[0].Type.Shape)):
                ContractAxes products = new(contract);
                return Of([[.. axes.ToArray().Select(a => a < 0 ? -1 : products.Left[a])], [.. axes.ToArray().Select(a => a < 0 ? -1 : products.Right[a])]]);
            default:
                return null;
        }

        Reading? Of(ValueList<int>[] read, bool isQuestion = false)
        {
            var operands = new LaneOperand[read.Length];
            for (int i = 0; i < read.Length; i++)
            {
                if (LanesOf(node.Operands[i], read[i]) is not ValueList<int> value) return null;
                operands[i] = new(read[i], value);
            }

            return new(node, axes, operands, isQuestion);
        }
    }

    /// <summary>The axes of lanes of what is combined, if axes along which the result is the same for all lanes are those that disappear; else null.</summary>
    private ValueList<int>? OverLanes(Lowered.Reduce reduce, RoutineNode node, ValueList<int> source)
    {
        int[] all = source.ToArray();
        int next = 0;
        foreach (int axis in reduce.Axes)
        {
            while (next < all.Length && (all[next] >= 0 || lanes[next] != node.Operands[0].Shape[axis])) next++;
            if (next == all.Length) return null;
            all[next] = axis;
        }

        // What is left must be one answer.
        if (node.Operands[0].DType != DType.Bool || Without(node.Operands[0].Shape, all).Count != 1) return null;
        return new ValueList<int>(all);
    }

    /// <summary>The axes of the operand's value along which it reads lane by lane where it is read with lanes along some axes; null if it does otherwise.</summary>
    private ValueList<int>? LanesOf(Operand operand, ValueList<int> read)
    {
        Shape shape = operand.Value.Type.Shape;
        if (shape.Count == 0) return null;
        long[] dense = Operand.Dense(shape);
        int[] axes = new int[read.Count];
        for (int k = 0; k < axes.Length; k++)
        {
            axes[k] = -1;
            if (read[k] < 0 || operand.Strides[read[k]] == 0) continue;
            for (int a = 0; a < shape.Rank; a++)
                if (shape[a] == lanes[k] && dense[a] == operand.Strides[read[k]]) axes[k] = a;
            if (axes[k] < 0 || axes.AsSpan(0, k).Contains(axes[k])) return null;
        }

        return new ValueList<int>(axes);
    }

    /// <summary>What one lane reads of an operand; null if it leaves its lane.</summary>
    private Operand? Taken(Operand operand, LaneOperand of)
    {
        Shape shape = operand.Value.Type.Shape;
        // Axes side by side that are no lanes are one run in memory, with and without lanes.
        List<(long Stride, long Size, long Lane, bool IsLane)> runs = [];
        long stride = 1, lane = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            bool isLane = of.Value.Contains(axis);
            if (runs.Count > 0 && !isLane && !runs[^1].IsLane) runs[^1] = runs[^1] with { Size = runs[^1].Size * shape[axis] };
            else runs.Add((stride, shape[axis], lane, isLane));
            stride *= shape[axis];
            if (!isLane) lane *= shape[axis];
        }

        if (operand.Offset < 0) return null;
        long rest = operand.Offset, offset = 0;
        long[] low = new long[runs.Count], high = new long[runs.Count];
        for (int r = runs.Count - 1; r >= 0; r--)
        {
            low[r] = high[r] = rest / runs[r].Stride;
            rest %= runs[r].Stride;
            offset += low[r] * runs[r].Lane;
        }

        List<int> sizes = [];
        List<long> strides = [];
        for (int axis = 0; axis < operand.Shape.Rank; axis++)
        {
            if (of.Read.Contains(axis)) continue;
            sizes.Add(operand.Shape[axis]);
            strides.Add(0);
            if (operand.Strides[axis] == 0 || operand.Shape[axis] <= 1) continue;
            int run = runs.FindLastIndex(r => !r.IsLane && r.Size > 1 && operand.Strides[axis] % r.Stride == 0);
            if (run < 0) return null;
            long steps = operand.Strides[axis] / runs[run].Stride, distance = steps * (operand.Shape[axis] - 1);
            (distance > 0 ? ref high[run] : ref low[run]) += distance;
            strides[^1] = steps * runs[run].Lane;
        }

        for (int r = 0; r < runs.Count; r++)
            if (low[r] < 0 || high[r] >= (runs[r].IsLane ? 1 : runs[r].Size)) return null;
        return rest == 0 ? new(Lane(operand.Value, of.Value), [.. sizes], [.. strides], offset) : null;
    }

    /// <summary>Writes what one lane computes of a node.</summary>
    private bool Write(Reading reading)
    {
        ValueList<int> axes = reading.Axes;
        var operands = new Operand[reading.Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (Taken(reading.Node.Operands[i], reading.Operands[i]) is not Operand operand) return false;
            operands[i] = operand;
        }

        LoopValue[] results = [.. reading.Node.Results.ToArray().Select(r => Lane(r, axes))];
        switch (reading.Node)
        {
            case MapNode map:
                ScalarStep[] steps = [.. map.Body.Steps.ToArray().Select(s => s.Op == ScalarOp.Index ? s with { A = Left(s.A, axes) } : s)];
                nodes.Add(new MapNode(Without(map.Shape, axes), map.Body with { Steps = steps }, operands, results));
                break;
            case CopyNode:
                nodes.Add(new CopyNode(operands[0], results[0]));
                break;
            case RoutineNode { Lowered: Lowered.Reduce reduce }:
                nodes.Add(new RoutineNode(reduce with { Axes = [.. reduce.Axes.ToArray().Select(a => Left(a, reading.Operands[0].Read))] }, operands, results));
                break;
            case RoutineNode { Lowered: Lowered.Concatenate join }:
                nodes.Add(new RoutineNode(join with { Axis = Left(join.Axis, axes) }, operands, results));
                break;
            case RoutineNode { Lowered: Lowered.Pad pad }:
                nodes.Add(new RoutineNode(new Lowered.Pad(Without(pad.Low, axes), Without(pad.High, axes), Without(pad.Interior, axes)), operands, results));
                break;
            case ContractNode contract:
                nodes.AddRange(new ContractAxes(contract).Products(operands, reading.Operands[0].Read, reading.Operands[1].Read, axes, results[0]));
                break;
        }

        // What a routine reads must lie as it wants it.
        return nodes[^1].TakesViews || operands.All(o => o.IsWhole && o.Shape == o.Value.Type.Shape) || reading.Node is ContractNode;
    }
}
