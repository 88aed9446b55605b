using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The loops around an elementwise kernel: axes of size 1 are left out, axes that every array walks through as one are joined, and the last one is the kernel's.</summary>
internal sealed class MapSpace
{
    public MapSpace(MapNode node)
    {
        int rank = node.Shape.Rank, inputs = node.Operands.Count, arrays = inputs + node.Results.Count;
        Count = node.Shape.Count;
        long[] dense = Operand.Dense(node.Shape);
        var steps = new long[arrays][];
        Sizes = new int[arrays];
        Offsets = new nint[arrays];
        for (int i = 0; i < arrays; i++)
        {
            bool isInput = i < inputs;
            steps[i] = isInput ? node.Operands[i].Strides.ToArray() : dense;
            Sizes[i] = isInput ? node.Operands[i].DType.Size : node.Results[i - inputs].Type.DType.Size;
            Offsets[i] = isInput ? (nint)(node.Operands[i].Offset * Sizes[i]) : 0;
        }

        bool[] asked = AskedAxes(node.Body, rank);
        List<(long Size, long[] Steps, int Axis)> axes = [];
        for (int axis = 0; axis < rank; axis++)
        {
            if (node.Shape[axis] == 1) continue;
            int a = axis;
            long[] mine = [.. steps.Select(s => s[a])];
            if (axes.Count > 0 && !asked[axis] && !asked[axes[^1].Axis] && Joins(axes[^1].Steps, mine, node.Shape[axis])) axes[^1] = (axes[^1].Size * node.Shape[axis], mine, axis);
            else axes.Add((node.Shape[axis], mine, axis));
        }

        if (axes.Count == 0) axes.Add((1, [.. steps.Select((_, i) => i < inputs ? 0L : 1L)], -1));
        (long rowLength, long[] last, _) = axes[^1];
        RowLength = rowLength;
        OuterSizes = [.. axes.Take(axes.Count - 1).Select(a => a.Size)];
        OuterSteps = new long[arrays][];
        for (int i = 0; i < arrays; i++)
        {
            int array = i;
            OuterSteps[i] = [.. axes.Take(axes.Count - 1).Select(a => a.Steps[array] * Sizes[array])];
        }

        var scalars = new bool[inputs];
        for (int i = 0; i < inputs; i++) scalars[i] = last[i] == 0;
        Scalars = scalars;
        Strides = StridedLoads.Listed(last.AsSpan(0, inputs));
        IsFlat = OuterSizes.Length == 0;
        Body = Renumbered(node.Body, axes);
        LastAxis = AskedAxes(Body, axes.Count).Contains(true) ? axes.Count - 1 : -1;
    }

    /// <summary>How many elements.</summary>
    public long Count { get; }

    /// <summary>How many elements the kernel does at a time.</summary>
    public long RowLength { get; }

    /// <summary>The axes around the kernel.</summary>
    public long[] OuterSizes { get; }

    /// <summary>Per array and outer axis the bytes of a step.</summary>
    public long[][] OuterSteps { get; }

    /// <summary>Bytes of an element, per array.</summary>
    public int[] Sizes { get; }

    /// <summary>Bytes before the first element, per array.</summary>
    public nint[] Offsets { get; }

    /// <summary>Which inputs stay at one element along the last axis.</summary>
    public ValueList<bool> Scalars { get; }

    /// <summary>How far inputs go on from one element to the next along the last axis (<see cref="StridedLoads.Listed"/>).</summary>
    public ValueList<int> Strides { get; }

    /// <summary>Whether there is only the kernel's axis.</summary>
    public bool IsFlat { get; }

    /// <summary>The body, its positions along the axes that are left.</summary>
    public ScalarFunction Body { get; }

    /// <summary>The number of the last axis, if the body asks for positions; else -1.</summary>
    public int LastAxis { get; }

    private static bool Joins(long[] outer, long[] inner, int innerSize)
    {
        for (int i = 0; i < outer.Length; i++)
            if (outer[i] != inner[i] * innerSize) return false;
        return true;
    }

    private static bool[] AskedAxes(ScalarFunction body, int rank)
    {
        var asked = new bool[rank];
        foreach (ScalarStep step in body.Steps)
            if (step.Op == ScalarOp.Index) asked[step.A] = true;
        return asked;
    }

    private static ScalarFunction Renumbered(ScalarFunction body, List<(long Size, long[] Steps, int Axis)> axes)
    {
        ScalarStep[]? steps = null;
        for (int i = 0; i < body.Steps.Count; i++)
        {
            ScalarStep step = body.Steps[i];
            if (step.Op != ScalarOp.Index) continue;
            int axis = NumberOf(step.A);
            // Along an axis of size 1 the position is 0.
            (steps ??= body.Steps.ToArray())[i] = axis >= 0 ? step with { A = axis } : new(ScalarOp.Constant, step.DType);
        }

        return steps is null ? body : body with { Steps = new(steps) };

        int NumberOf(int asked) => axes.FindIndex(a => a.Axis == asked);
    }
}
