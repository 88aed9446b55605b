using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Makes a step of every node: an emitted kernel or a routine over the slots of its arrays. Small maps of one kernel that follow each other are one step.</summary>
/// <remarks><code>
/// before: %1:f32[8] = map(8,) %0    %2:f32[] = reduce Sum [0] %1    %1 at arena 0, %2 at output 0
/// after:  slots: 0 input 0, 1 arena 0, 2 output 0    steps: map kernel over slots 0 1, reduction over slots 1 2
/// before: %4 = map(8,) f %0    %5 = map(3,) f %1    %6 = map(8,) f %2    %7 = map(5,) f %3
/// after:  steps: map kernel over slots 0 4, over slots 1 5, over slots 2 6, over slots 3 7, called once
/// </code></remarks>
internal sealed class EmitKernels
{
    /// <summary>With fewer steps, waking threads takes longer than what they save: a kernel takes 0.2 to 1 ms to compile, and many are known.</summary>
    private const int StepsForThreads = 4;

    private readonly Schedule schedule;
    private readonly BufferPlan plan;
    private readonly Dictionary<LoopValue, int> slots = [];
    private readonly List<Place> places = [];

    private readonly HashSet<LoopValue> read;
    private readonly bool isNear;
    private readonly MapCall?[] calls;

    private EmitKernels(Schedule schedule)
    {
        (this.schedule, plan) = (schedule, schedule.Plan);
        calls = new MapCall?[plan.Graph.Nodes.Count];
        isNear = NearResults.Round(plan, CacheSizes.Third) > 0;
        // What is written over in a few places is not read as a whole.
        read = [.. plan.Graph.Nodes.ToArray().SelectMany(n => n.Operands.ToArray()[(n is RoutineNode { Lowered: Lowered.Scatter or Lowered.DynamicUpdateSlice } ? 1 : 0)..]).Select(o => o.Value)];
    }

    /// <param name="schedule">The nodes with their memory and shares.</param>
    /// <param name="isBody">Whether it is the body of control flow, whose kernels may never be called.</param>
    public static CompiledProgram Run(Schedule schedule, bool isBody = false)
    {
        EmitKernels emitter = new(schedule);
        BufferPlan plan = schedule.Plan;
        LoopNode[] nodes = plan.Graph.Nodes.ToArray();
        foreach (LoopNode node in nodes) emitter.Wire(node);
        List<Range> pieces = emitter.Pieces();
        var steps = new Step[pieces.Count];
        void Emit(int number)
        {
            Range piece = pieces[number];
            Step step = emitter.StepOf(piece);
            if (!isBody) step.Prepare();
            steps[number] = emitter.Watched(step, nodes.AsSpan(piece));
        }

        // A record belongs to the thread that asked for it.
        if (CompilationRecord.Current is null && (steps.Length >= StepsForThreads || emitter.HasNewMaps(pieces))) WorkerPool.Instance.Run(steps.Length, 0, Emit);
        else for (int i = 0; i < steps.Length; i++) Emit(i);
        CpuBuffer[] constants = [.. plan.Graph.Constants.ToArray().Select(c => ConstantBuffer(c.Array))];
        return new(plan, [.. emitter.places], steps, constants);
    }

    private static CpuBuffer ConstantBuffer(ConcreteArray array)
    {
        // A use of its own: the array may be deleted while the program lives.
        if (array is { Literal: null, Buffer: CpuBuffer buffer }) return new(buffer.Kind, buffer.Share(), buffer.Offset);
        return CpuBackend.Copy(array.ToBytes(), array.Type.Strong, new Device(CpuBackend.BackendName, 0));
    }

    /// <summary>Numbers the slots of a node. Afterwards they are only looked up, by any thread.</summary>
    private void Wire(LoopNode node)
    {
        foreach (Operand operand in node.Operands) Slot(operand.Value);
        foreach (LoopValue result in node.Results) Slot(result);
    }

    private int Slot(LoopValue value)
    {
        if (!slots.TryGetValue(value, out int slot))
        {
            slots[value] = slot = places.Count;
            places.Add(plan.Places[value]);
        }

        return slot;
    }

    /// <summary>The nodes of each step.</summary>
    private List<Range> Pieces()
    {
        List<Range> pieces = [];
        for (int n = 0, length; n < plan.Graph.Nodes.Count; n += length)
        {
            length = MapSeriesStep.Length(schedule, n, CallOf);
            pieces.Add(n..(n + length));
        }

        return pieces;
    }

    /// <summary>Whether several maps need a kernel at once that is not there: then waking threads is worth it, however few the steps are.</summary>
    private bool HasNewMaps(List<Range> pieces)
    {
        // Then asking for a loop emits it.
        if (FirstRuns.AreNone) return false;
        int count = 0;
        foreach (Range piece in pieces)
        {
            (int first, int length) = piece.GetOffsetAndLength(calls.Length);
            if (plan.Graph.Nodes[first] is not MapNode || CallOf(first) is not { Space.IsFlat: true } call) continue;
            MapLoop loop = length > 1 ? MapKernel.Get(call.Key with { IsSeries = true }) : call.Loop;
            long elements = 0;
            foreach (MapCall? map in calls.AsSpan(piece)) elements += map!.Space.Count;
            if (!loop.IsEmitted && loop.Needs(elements)) count++;
        }

        return count > 1;
    }

    /// <summary>What a map is called with, found once.</summary>
    private MapCall CallOf(int number) => calls[number] ??= MapCall.Of((MapNode)plan.Graph.Nodes[number], SlotsOf(plan.Graph.Nodes[number]));

    private int[] SlotsOf(LoopNode node) => [.. node.Operands.ToArray().Select(o => Slot(o.Value)), .. node.Results.ToArray().Select(Slot)];

    private Step Watched(Step step, ReadOnlySpan<LoopNode> nodes)
    {
        if (PoisonedMemory.IsOn) step = new PoisoningStep(step, [.. PoisoningStep.Apart(plan, nodes).Select(r => (Slot(r), r.Type.ByteCount))]);
        return PassLog.Times ? new TimedStep(step, LoopPrinter.Describe(nodes[0]) + (nodes.Length > 1 ? $" and {nodes.Length - 1} more" : "")) : step;
    }

    /// <summary>Whether what a node computes are large results of the program that nothing in it reads.</summary>
    private bool Streams(LoopNode node)
    {
        bool any = false;
        if (isNear) return false;
        foreach (LoopValue result in node.Results)
        {
            if (result.Type.DType.Size < 4 || plan.Places[result].Kind != PlaceKind.Output || read.Contains(result)) return false;
            any |= Bulk.Streams(result.Type.ByteCount);
        }

        return any;
    }

    private Step StepOf(Range piece)
    {
        (int first, int length) = piece.GetOffsetAndLength(calls.Length);
        if (length > 1) return new MapSeriesStep([.. calls.AsSpan(piece)!]);
        LoopNode node = plan.Graph.Nodes[first];
        Partition partition = schedule.Partitions[first];
        if (node is not MapNode map) return StepOf(node, partition);
        return MapStep.Suits(map) ? new MapStep(CallOf(first), partition, Streams(map)) : StepOf(RowFrame.OfMap(map), partition);
    }

    private unsafe Step StepOf(LoopNode node, Partition partition)
    {
        int[] operands = [.. node.Operands.ToArray().Select(o => Slot(o.Value))], results = [.. node.Results.ToArray().Select(Slot)], all = [.. operands, .. results];
        switch (node)
        {
            case RowsNode rows:
                return new RowsStep(rows, all, partition, Streams(rows), PoisoningStep.Apart(plan, [rows]).Count() == rows.Results.Count);
            case CopyNode copy:
                StridedCopy strided = StridedCopy.Of(copy, streams: !isNear);
                nint offset = (nint)(copy.Source.Offset * copy.Source.DType.Size);
                return new RoutineStep(all, a => strided.Run(a[0] + offset, a[1], partition));
            case ContractNode contract:
                return new RoutineStep(all, new Contraction(contract, partition));
            case ConvolveNode convolve:
                return new RoutineStep(all, Convolution(new(convolve), partition, ProductEpilogue.Of(convolve.Epilogue), Streams(convolve)));
            case RoutineNode routine:
                return Routine(all, routine, partition, Streams(routine));
            case ControlNode control:
                return Control(control, operands, results);
            default:
                throw new InternalErrorException($"{node.GetType().Name} has no step.");
        }
    }

    /// <summary>Zeros between elements are left out; depthwise convolutions vector by vector, along rows or along features; products of few channels with few results along lines, other products with many places and few results with examples as rows; the others with places as rows.</summary>
    private static IRoutine Convolution(ConvolutionShape shape, Partition partition, ProductEpilogue? epilogue, bool streams, bool isPart = false)
    {
        int last = shape.Axes.Length - 1;
        if (shape.IsOuterSpread) return Apart(axis => axis < last - 1);
        if (DepthwisePlanes.Suits(shape))
        {
            if (shape.Rows.InputDilation > 1) return Apart(axis => axis == last - 1);
            return PlanePieces.Of(shape, partition, streams) is PlanePieces pieces ? pieces : new DepthwisePlanes(shape, partition, streams);
        }

        if (shape.IsSpread && (shape.IsDepthwise || shape.HasFewResults)) return Apart(axis => axis >= last - 1);
        if (shape.IsDepthwise) return new DepthwiseConvolution(shape, partition, streams);
        if (DepthwiseCorrelation.Suits(shape)) return new DepthwiseCorrelation(shape, partition);
        if (LineCorrelation.Suits(shape)) return new LineCorrelation(shape, partition);
        return shape.HasFewResults ? new CorrelatingConvolution(shape, partition) : new WindowConvolution(shape, partition, epilogue);

        PhasedConvolution Apart(Func<int, bool> takes) => new(shape, partition, takes, clears: !isPart, s => Convolution(s, partition, null, streams, isPart: true));
    }

    private static Step Control(ControlNode control, int[] operands, int[] results) => control.Primitive switch
    {
        Cond => new CondStep([.. control.Bodies.ToArray().Select(b => new CallStep(b, operands[1..], results))], operands[0]),
        While loop => Loop(loop, control, operands, results),
        Scan scan => (Step?)ScalarLoopStep.Of(scan, control.Bodies[0], operands, results) ?? new ScanStep(scan, control.Bodies[0], operands, results),
        _ => new CallStep(control.Bodies[0], operands, results),
    };

    private static Step Loop(While loop, ControlNode control, int[] operands, int[] results)
    {
        WhileStep written = new(loop, control.Bodies[0], control.Bodies[1], operands, results);
        return ScalarLoopStep.Of(loop, control.Bodies[0], control.Bodies[1], operands, results, overLanes: () => LaneLoopStep.Of(FuseLanes.Run(loop, control.Operands), operands, results, written)) ?? written;
    }

    private static unsafe RoutineStep Routine(int[] all, RoutineNode node, Partition partition, bool streams)
    {
        ArrayType[] inputs = [.. node.Operands.ToArray().Select(o => new ArrayType(o.DType, o.Shape))], outputs = [.. node.Results.ToArray().Select(r => r.Type)];
        switch (node.Lowered)
        {
            case Lowered.Pad pad: return new(all, new Padding(pad, inputs[0], outputs[0].Shape, partition).Run);
            case Lowered.Concatenate concatenate: return new(all, new Joining(concatenate.Axis, inputs, outputs[0], partition).Run);
            case Lowered.Reduce reduce: return new(all, new Reduction(reduce, inputs[0], partition));
            case Lowered.ArgReduce reduce: return new(all, new ArgReduction(reduce, inputs[0], outputs[0].DType, partition));
            case Lowered.Cumulative cumulative: return new(all, new RunningCombination(cumulative, inputs[0], partition));
            case Lowered.DynamicSlice: return new(all, new DynamicWindow(inputs[0], outputs[0].Shape, [.. inputs[1..].Select(t => t.DType)], partition).Slice);
            case Lowered.DynamicUpdateSlice: return new(all, new DynamicWindow(inputs[0], inputs[1].Shape, [.. inputs[2..].Select(t => t.DType)], partition).Update);
            case Lowered.Gather gather: return new(all, new Gathering(gather, inputs[0], inputs[1], outputs[0], partition));
            case Lowered.Scatter scatter: return new(all, new Scattering(scatter, outputs[0], inputs[1], inputs[2], partition, FoldFills.IsFill(node), streams));
            case Lowered.Sort sort: return new(all, new Sorting(inputs, sort.Axis, sort.Keys, partition));
            case Lowered.TopK topK: return new(all, new TopElements(inputs[0], topK.K, partition));
            case Lowered.Cholesky or Lowered.Lu or Lowered.TriangularSolve or Lowered.Solve: return new(all, MatrixShape.Routine(node.Lowered, inputs, partition));
            case Lowered.CopyBytes:
                long bytes = outputs[0].ByteCount;
                return new(all, a => Buffer.MemoryCopy((void*)a[0], (void*)a[1], bytes, bytes));
            default: throw new InternalErrorException($"{node.Lowered.GetType().Name} has no routine.");
        }
    }
}
