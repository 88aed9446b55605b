namespace Linum.Cpu;

/// <summary>
/// The places of a result that meet the same places of the kernel, for <see cref="WindowConvolution"/>: how they walk through lines of the image that they share with others. An input without zeros
/// between its elements has one phase.
/// </summary>
internal sealed class WindowPhase
{
    /// <summary>Features of a block. It is part of the order of sums, so the same on every machine.</summary>
    public const int BlockFeatures = 128;

    /// <summary>A block of features.</summary>
    /// <param name="First">The first feature.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Kernel">Where places and features are in the kernel.</param>
    /// <param name="Packed">Bytes of the packed kernel before this block.</param>
    /// <param name="Length">Elements of a piece.</param>
    /// <param name="Pieces">Where pieces begin in the lines.</param>
    /// <param name="AtOnce">How many pieces a panel of the kernel has in the first cache.</param>
    public sealed record Block(int First, int Count, Offsets Kernel, long Packed, int Length, nint[] Pieces, int AtOnce);

    /// <param name="shape">What the phase computes.</param>
    /// <param name="frame">The convolution whose lines it reads.</param>
    /// <param name="lines">These lines.</param>
    /// <param name="linesAtOnce">How many lie one after the other for each place along the axes before rows.</param>
    /// <param name="columns">The columns of all panels of the kernel.</param>
    /// <param name="panelColumns">The columns of one.</param>
    /// <param name="packed">Bytes of the packed kernel before this phase.</param>
    public WindowPhase(ConvolutionShape shape, ConvolutionShape frame, ImageLines lines, int linesAtOnce, int columns, int panelColumns, long packed)
    {
        Shape = shape;
        Blocks = [.. Enumerable.Range(0, (shape.Features + BlockFeatures - 1) / BlockFeatures).Select(i => BlockOf(i * BlockFeatures))];
        PackedBytes = shape.Taps * shape.Features * columns * shape.Size;

        Block BlockOf(int first)
        {
            int count = Math.Min(BlockFeatures, shape.Features - first), size = shape.Size, rank = shape.Axes.Length;
            (ConvolutionShape.Axis rows, ConvolutionShape.Axis row) = (shape.Rows, shape.Row);
            Offsets kernel = new([.. Enumerable.Range(0, rank + 1)], [.. shape.Axes.Select(a => a.Taps), count], [.. shape.Axes.Select(a => a.StepKernel / size), shape.FeatureKernel / size], size);
            // Half of the first cache is for a panel of the kernel.
            long most = Math.Max(CacheSizes.First * 3 / 4 / (panelColumns * size), 64);
            bool joins = row.TapDilation == 1 && row.Taps * count <= most;
            int length = joins ? row.Taps * count : count, perRow = joins ? 1 : row.Taps;
            var pieces = new nint[shape.OuterTaps * rows.Taps * perRow];
            for (int i = 0; i < pieces.Length; i++)
            {
                int tap = i % perRow * row.TapDilation + frame.Row.Low - row.Low, line = i / perRow % rows.Taps * rows.TapDilation + frame.Rows.Low - rows.Low, outer = i / perRow / rows.Taps;
                pieces[i] = (outer * linesAtOnce + line) * lines.Bytes(count) + (nint)tap * count * size;
            }

            return new(first, count, kernel, packed + first * shape.Taps * columns * size, length, pieces, (int)Math.Max(1, most / length));
        }
    }

    /// <summary>What it computes.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Its blocks of features.</summary>
    public Block[] Blocks { get; }

    /// <summary>Bytes of its packed kernel, of a group.</summary>
    public long PackedBytes { get; }
}
