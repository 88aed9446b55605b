using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A convolution in bytes: sizes and steps of examples, features, outputs and places in the arrays. There are at least two spatial axes, the last two of which are called rows and places
/// in a row. Examples, features and outputs are those of one group.
/// </summary>
internal sealed class ConvolutionShape
{
    public ConvolutionShape(ConvolveNode node)
    {
        ConvolveDimensions d = node.Dimensions;
        Operand x = node.Operands[0], kernel = node.Operands[1];
        Shape result = d.Result(x.Shape, kernel.Shape);
        long[] strides = Operand.Dense(result);
        Type = x.DType;
        Size = Type.Size;
        (OffsetX, OffsetKernel) = ((nint)(x.Offset * Size), (nint)(kernel.Offset * Size));
        Groups = d.FeatureGroups * d.BatchGroups;
        (Examples, Features, Outputs) = (x.Shape[d.Input[0]] / d.BatchGroups, kernel.Shape[d.Kernel[1]], kernel.Shape[d.Kernel[0]] / Groups);
        (ExampleX, FeatureX, ExampleY, OutputY) = (x.Strides[d.Input[0]] * Size, x.Strides[d.Input[1]] * Size, strides[d.Output[0]] * Size, strides[d.Output[1]] * Size);
        (OutputKernel, FeatureKernel) = (kernel.Strides[d.Kernel[0]] * Size, kernel.Strides[d.Kernel[1]] * Size);
        (GroupX, GroupKernel, GroupY) = (d.BatchGroups > 1 ? Examples * ExampleX : Features * FeatureX, Outputs * OutputKernel, Outputs * OutputY);
        Axes = new Axis[Math.Max(d.Spatial, 2)];
        int missing = Axes.Length - d.Spatial;
        for (int i = 0; i < Axes.Length; i++)
        {
            int a = i - missing;
            Axes[i] = a < 0
                ? new(1, 1, 1, 1, 0, 1, 1, 0, 0, 0)
                : new(x.Shape[d.Input[a + 2]], kernel.Shape[d.Kernel[a + 2]], result[d.Output[a + 2]], d.Strides[a], d.Low[a], d.InputDilation[a], d.KernelDilation[a],
                    x.Strides[d.Input[a + 2]] * Size, kernel.Strides[d.Kernel[a + 2]] * Size, strides[d.Output[a + 2]] * Size);
        }

        (Taps, Places) = (1, 1);
        foreach (Axis axis in Axes) (Taps, Places) = (Taps * axis.Taps, Places * axis.Places);
    }

    /// <summary>A spatial axis.</summary>
    /// <param name="Inputs">Places in the input.</param>
    /// <param name="Taps">Places in the kernel.</param>
    /// <param name="Places">Places in the output.</param>
    /// <param name="Stride">How far the kernel moves.</param>
    /// <param name="Low">Zeros before the input.</param>
    /// <param name="InputDilation">The distance of neighbours in the input.</param>
    /// <param name="TapDilation">The distance of neighbours in the kernel.</param>
    /// <param name="StepX">Bytes from place to place in the input.</param>
    /// <param name="StepKernel">Bytes in the kernel.</param>
    /// <param name="StepY">Bytes in the output.</param>
    public sealed record Axis(int Inputs, int Taps, int Places, int Stride, int Low, int InputDilation, int TapDilation, long StepX, long StepKernel, long StepY)
    {
        /// <summary>How many neighbouring places of the padded input so many results need.</summary>
        public int Needed(int places) => (places - 1) * Stride + (Taps - 1) * TapDilation + 1;

        /// <summary>The place in the input that is at a place of the padded one; -1 if there is a zero.</summary>
        public int Source(int padded)
        {
            int place = padded - Low;
            if (InputDilation == 1) return (uint)place < (uint)Inputs ? place : -1;
            return place < 0 || place % InputDilation != 0 || place / InputDilation >= Inputs ? -1 : place / InputDilation;
        }
    }

    public DType Type { get; }

    public int Size { get; }

    public nint OffsetX { get; }

    public nint OffsetKernel { get; }

    public int Groups { get; }

    public int Examples { get; }

    public int Features { get; }

    public int Outputs { get; }

    public long ExampleX { get; }

    public long FeatureX { get; }

    public long ExampleY { get; }

    public long OutputY { get; }

    public long OutputKernel { get; }

    public long FeatureKernel { get; }

    public long GroupX { get; }

    public long GroupKernel { get; }

    public long GroupY { get; }

    /// <summary>The spatial axes.</summary>
    public Axis[] Axes { get; }

    /// <summary>Places in the kernel.</summary>
    public long Taps { get; }

    /// <summary>Places in the output.</summary>
    public long Places { get; }

    /// <summary>The axis of rows.</summary>
    public Axis Rows => Axes[^2];

    /// <summary>The axis of places in a row.</summary>
    public Axis Row => Axes[^1];

    /// <summary>How many products there are.</summary>
    public long Products => Groups * (long)Examples * Places * Outputs * Features * Taps;

    /// <summary>Whether each feature is convolved by itself.</summary>
    public bool IsDepthwise => Groups > 1 && Features == 1 && Outputs == 1 && Row.Taps <= Row.Places;

    /// <summary>Whether a row has fewer results than terms, as in the derivative by a kernel.</summary>
    public bool HasFewResults => Row.Places < Row.Taps && Row.Places < 2 * ContractionKernel.Rows;

    /// <summary>Places of the result along the axes before rows.</summary>
    public long OuterPlaces => Axes[..^2].Aggregate(1L, (count, axis) => count * axis.Places);

    /// <summary>Places in the kernel along the axes before rows.</summary>
    public long OuterTaps => Axes[..^2].Aggregate(1L, (count, axis) => count * axis.Taps);

    /// <summary>Where a place along the axes before rows is in the result.</summary>
    public nint OuterY(long place)
    {
        nint y = 0;
        for (int i = Axes.Length - 3; i >= 0; place /= Axes[i].Places, i--) y += (nint)(place % Axes[i].Places * Axes[i].StepY);
        return y;
    }

    /// <summary>Where the image is that a place of the kernel meets at a place of the result, both along the axes before rows; null if zeros are there.</summary>
    public nint? OuterX(long place, long tap)
    {
        nint x = 0;
        for (int i = Axes.Length - 3; i >= 0; i--)
        {
            Axis axis = Axes[i];
            int source = axis.Source((int)(place % axis.Places) * axis.Stride + (int)(tap % axis.Taps) * axis.TapDilation);
            if (source < 0) return null;
            x += (nint)(source * axis.StepX);
            (place, tap) = (place / axis.Places, tap / axis.Taps);
        }

        return x;
    }

    /// <summary>Where a place of the kernel is in it; the last axis counts fastest.</summary>
    public nint TapOffset(long tap)
    {
        nint offset = 0;
        for (int i = Axes.Length - 1; i >= 0; tap /= Axes[i].Taps, i--) offset += (nint)(tap % Axes[i].Taps * Axes[i].StepKernel);
        return offset;
    }

    /// <summary>The result where it has elements but no products.</summary>
    public unsafe bool IsEmpty(nint y)
    {
        long elements = Groups * (long)Examples * Outputs * Places;
        if (elements > 0 && (Features == 0 || Taps == 0)) new Span<byte>((void*)y, checked((int)(elements * Size))).Clear();
        return Products == 0;
    }
}
