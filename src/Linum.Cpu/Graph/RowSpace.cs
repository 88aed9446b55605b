using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The loops of a rows node: axes of size 1 are left out, the axes of a row are one, and leading axes that every array walks through as one are joined. The last of these is the
/// kernel's row loop.
/// </summary>
internal sealed class RowSpace
{
    /// <summary>The number that a body uses for positions along the row.</summary>
    public const int RowAxis = -2;

    public RowSpace(RowsNode node)
    {
        int inputs = node.Operands.Count, arrays = inputs + node.Results.Count;
        var steps = new long[arrays][];
        Sizes = new int[arrays];
        Offsets = new nint[arrays];
        for (int i = 0; i < arrays; i++)
        {
            bool isInput = i < inputs;
            steps[i] = isInput ? node.Operands[i].Strides.ToArray() : node.ResultStrides(i - inputs);
            Sizes[i] = isInput ? node.Operands[i].DType.Size : node.Results[i - inputs].Type.DType.Size;
            Offsets[i] = isInput ? (nint)(node.Operands[i].Offset * Sizes[i]) : 0;
        }

        var walked = new long[inputs];
        ElementSteps = new nint[arrays];
        for (int i = 0; i < arrays; i++)
        {
            long step = i < inputs ? walked[i] = RowsNode.Stride(node.Operands[i], node.Split) : node.Body.Outputs[i - inputs].Kind == RowOutputKind.Rows ? 0 : 1;
            ElementSteps[i] = (nint)(step * Sizes[i]);
        }

        Strides = StridedLoads.Listed(walked);
        Length = 1;
        for (int axis = node.Split; axis < node.Space.Rank; axis++) Length *= node.Space[axis];
        bool[] asked = new bool[node.Space.Rank];
        foreach (RowStep step in node.Body.Steps)
            if (step.Step.Op == ScalarOp.Index) asked[step.Step.A] = true;
        List<(long Size, long[] Steps, int Axis)> axes = [];
        for (int axis = 0; axis < node.Split; axis++)
        {
            if (node.Space[axis] == 1) continue;
            int a = axis;
            long[] mine = [.. steps.Select(s => s[a])];
            if (axes.Count > 0 && !asked[axis] && !asked[axes[^1].Axis] && Joins(axes[^1].Steps, mine, node.Space[axis])) axes[^1] = (axes[^1].Size * node.Space[axis], mine, axis);
            else axes.Add((node.Space[axis], mine, axis));
        }

        if (axes.Count == 0) axes.Add((1, new long[arrays], -1));
        AxisSizes = [.. axes.Select(a => a.Size)];
        AxisSteps = new long[arrays][];
        for (int i = 0; i < arrays; i++)
        {
            int array = i;
            AxisSteps[i] = [.. axes.Select(a => a.Steps[array] * Sizes[array])];
        }

        Rows = 1;
        foreach (long size in AxisSizes) Rows *= size;
        Body = Renumbered(node, axes);
    }

    /// <summary>How many rows.</summary>
    public long Rows { get; }

    /// <summary>How many elements a row has.</summary>
    public long Length { get; }

    /// <summary>The axes over rows.</summary>
    public long[] AxisSizes { get; }

    /// <summary>Per array and axis the bytes of a step.</summary>
    public long[][] AxisSteps { get; }

    /// <summary>Per array the bytes from one element of a row to the next; 0 where it has one for each row.</summary>
    public nint[] ElementSteps { get; }

    /// <summary>How far operands go on from one element of a row to the next (<see cref="StridedLoads.Listed"/>).</summary>
    public ValueList<int> Strides { get; }

    /// <summary>Bytes of an element, per array.</summary>
    public int[] Sizes { get; }

    /// <summary>Bytes before the first element, per array.</summary>
    public nint[] Offsets { get; }

    /// <summary>The body, its positions along the axes that are left or <see cref="RowAxis"/>.</summary>
    public RowBody Body { get; }

    private static bool Joins(long[] outer, long[] inner, int innerSize)
    {
        for (int i = 0; i < outer.Length; i++)
            if (outer[i] != inner[i] * innerSize) return false;
        return true;
    }

    private static RowBody Renumbered(RowsNode node, List<(long Size, long[] Steps, int Axis)> axes)
    {
        bool any = false;
        RowStep[] steps = node.Body.Steps.ToArray();
        for (int i = 0; i < steps.Length; i++)
        {
            ScalarStep s = steps[i].Step;
            if (s.Op != ScalarOp.Index) continue;
            any = true;
            int axis = axes.FindIndex(a => a.Axis == s.A);
            // Along an axis of size 1 the position is 0.
            steps[i] = s.A >= node.Split && node.Space[s.A] > 1 ? new(s with { A = RowAxis }) : axis >= 0 ? new(s with { A = axis }) : new(new(ScalarOp.Constant, s.DType));
        }

        return any ? node.Body with { Steps = steps } : node.Body;
    }
}
