namespace Linum.Cpu;

/// <summary>
/// Convolutions of an input with zeros between its elements, as derivatives of strided convolutions by the image are: places of the result that are as many apart as the elements meet the same places
/// of the kernel, so each such set of places is a convolution of the elements alone with a part of the kernel. No zero between elements is multiplied.
/// </summary>
internal sealed unsafe class PhasedConvolution : IRoutine
{
    /// <summary>Into so many parts the result is cut to be filled with zeros.</summary>
    private const int ClearParts = 16;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly IRoutine[] phases;
    private readonly Action<int, nint> clear;
    private readonly long resultBytes;
    private readonly bool leavesZeros;

    /// <param name="shape">The convolution.</param>
    /// <param name="partition">How to share the work out.</param>
    /// <param name="takes">The axes along which it is taken apart.</param>
    /// <param name="clears">Whether to fill the result with zeros first if not all of it is computed.</param>
    /// <param name="routine">What computes one of an input without zeros between its elements.</param>
    public PhasedConvolution(ConvolutionShape shape, Partition partition, Func<int, bool> takes, bool clears, Func<ConvolutionShape, IRoutine> routine)
    {
        (this.shape, this.partition) = (shape, partition);
        phases = [.. shape.Phases(takes).Select(routine)];
        leavesZeros = clears && shape.Phases(_ => true).Sum(p => p.Places) < shape.Places;
        resultBytes = shape.Groups * (long)shape.Examples * shape.Outputs * shape.Places * shape.Size;
        clear = Clear;
    }

    public long WorkingBytes => phases.Length == 0 ? 0 : phases.Max(p => p.WorkingBytes);

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        if (leavesZeros)
        {
            if (partition.Parts > 1) WorkerPool.Instance.Run(ClearParts, partition.Workers, clear, arrays[2]);
            else for (int i = 0; i < ClearParts; i++) Clear(i, arrays[2]);
        }

        foreach (IRoutine phase in phases) phase.Run(arrays);
    }

    private void Clear(int part, nint y)
    {
        long first = resultBytes * part / ClearParts, behind = resultBytes * (part + 1) / ClearParts;
        Bulk.Fill((byte*)y + first, (byte)0, behind - first, stream: false);
    }
}
