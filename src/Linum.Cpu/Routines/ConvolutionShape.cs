using System.Numerics;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A convolution in bytes: sizes and steps of examples, features, outputs and places in the arrays. There are at least two spatial axes, the last two of which are called rows and places
/// in a row. Examples, features and outputs are those of one group.
/// </summary>
internal sealed record ConvolutionShape
{
    /// <summary>Rows of results with fewer places may be computed with examples as rows. It is part of the order of sums, so the same on every machine and for registers of any width.</summary>
    private const int FewResults = 24;

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
        var axes = new Axis[Math.Max(d.Spatial, 2)];
        int missing = axes.Length - d.Spatial;
        for (int i = 0; i < axes.Length; i++)
        {
            int a = i - missing;
            axes[i] = a < 0
                ? new(1, 1, 1, 1, 0, 1, 1, 0, 0, 0)
                : new(x.Shape[d.Input[a + 2]], kernel.Shape[d.Kernel[a + 2]], result[d.Output[a + 2]], d.Strides[a], d.Low[a], d.InputDilation[a], d.KernelDilation[a],
                    x.Strides[d.Input[a + 2]] * Size, kernel.Strides[d.Kernel[a + 2]] * Size, strides[d.Output[a + 2]] * Size);
        }

        Axes = axes;
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
        public int Needed(int places)
        {
            if (places == 0) return 0;
            long needed = (places - 1L) * Stride + (Taps - 1L) * TapDilation + 1;
            return needed <= int.MaxValue ? (int)needed : throw new ShapeException($"A convolution: {places} results along an axis meet {needed} places of the padded input, which is more than {int.MaxValue}. Use less padding, or smaller strides and dilations.");
        }

        /// <summary>The place in the input that is at a place of the padded one; -1 if there is a zero.</summary>
        public int Source(int padded)
        {
            int place = padded - Low;
            if (InputDilation == 1) return (uint)place < (uint)Inputs ? place : -1;
            return place < 0 || place % InputDilation != 0 || place / InputDilation >= Inputs ? -1 : place / InputDilation;
        }

        /// <summary>The places from one on that meet the same places of the kernel, as an axis of an input without zeros between its elements, with where its kernel and its result begin in bytes.</summary>
        public (Axis Axis, long Kernel, long Y) Phase(int first)
        {
            int apart = PhaseCount, distance = TapDistance, tap = FirstTap(first, distance);
            int taps = (Taps - tap + distance - 1) / distance, places = first < Places ? (Places - first + apart - 1) / apart : 0;
            int low = taps == 0 ? 0 : (int)((Low - (long)first * Stride - (long)tap * TapDilation) / InputDilation);
            Axis axis = new(Inputs, taps, places, Stride / (InputDilation / apart), low, 1, TapDilation / (InputDilation / distance), StepX, StepKernel * distance, StepY * apart);
            return (axis, tap * StepKernel, first * StepY);
        }

        /// <summary>The phases that have places and meet some of the kernel, each with where its kernel and its result begin.</summary>
        public (Axis Axis, long Kernel, long Y)[] MeetingPhases()
        {
            if (Places == 0) return [];
            int distance = TapDistance;
            return [.. Enumerable.Range(0, UsedPhases).Where(first => FirstTap(first, distance) < Taps).Select(Phase)];
        }

        /// <summary>The first place of the kernel that meets an element at a place of the result; behind the last if none does.</summary>
        private int FirstTap(int first, int distance)
        {
            long at = (long)first * Stride - Low;
            int tap = 0, most = Math.Min(distance, Taps);
            for (; tap < most && at % InputDilation != 0; at += TapDilation) tap++;
            return tap < most ? tap : Taps;
        }

        /// <summary>How far apart places of the kernel are that meet elements at the same place of the result.</summary>
        private int TapDistance => InputDilation / (int)BigInteger.GreatestCommonDivisor(TapDilation, InputDilation);

        /// <summary>The axis that has all places of the input that the phases need, with as many places of the result as the longest of them.</summary>
        public Axis Frame()
        {
            if (InputDilation == 1) return this;
            // The first phase has most places.
            Axis longest = Phase(0).Axis;
            Axis[] phases = [.. MeetingPhases().Select(p => p.Axis)];
            int low = phases.Select(p => p.Low).DefaultIfEmpty().Max(), dilation = longest.TapDilation, reach = phases.Select(p => low - p.Low + (p.Taps - 1) * dilation).DefaultIfEmpty().Max();
            return longest with { Low = low, Taps = (reach + dilation - 1) / dilation + 1 };
        }

        /// <summary>How many phases may have places: the input's dilation may be very large.</summary>
        public int UsedPhases => Math.Max(1, Math.Min(PhaseCount, Places));

        /// <summary>How far apart places are that meet the same places of the kernel.</summary>
        public int PhaseCount => InputDilation / (int)BigInteger.GreatestCommonDivisor(Stride, InputDilation);
    }

    public DType Type { get; }

    public int Size { get; }

    public nint OffsetX { get; }

    public nint OffsetKernel { get; private init; }

    /// <summary>Where its part of the result begins.</summary>
    public nint OffsetY { get; private init; }

    public int Groups { get; }

    public int Examples { get; }

    public int Features { get; }

    public int Outputs { get; }

    public long ExampleX { get; }

    public long FeatureX { get; }

    public long ExampleY { get; private init; }

    public long OutputY { get; private init; }

    public long OutputKernel { get; }

    public long FeatureKernel { get; }

    public long GroupX { get; }

    public long GroupKernel { get; }

    public long GroupY { get; }

    /// <summary>The spatial axes.</summary>
    public Axis[] Axes
    {
        get;
        init
        {
            field = value;
            (Taps, Places) = (1, 1);
            foreach (Axis axis in value) (Taps, Places) = (Taps * axis.Taps, Places * axis.Places);
        }
    }

    /// <summary>Places in the kernel.</summary>
    public long Taps { get; private set; }

    /// <summary>Places in the output.</summary>
    public long Places { get; private set; }

    /// <summary>The axis of rows.</summary>
    public Axis Rows => Axes[^2];

    /// <summary>The axis of places in a row.</summary>
    public Axis Row => Axes[^1];

    /// <summary>How many products there are.</summary>
    public long Products => Groups * (long)Examples * Places * Outputs * Features * Taps;

    /// <summary>How many of them are computed: all but those with zeros between elements.</summary>
    public long Work => IsSpread ? Phases(_ => true).Sum(p => p.Products) : Products;

    /// <summary>Whether each feature is convolved by itself, and there are several.</summary>
    public bool IsDepthwise => Groups > 1 && IsByFeature;

    /// <summary>Whether each feature is convolved by itself.</summary>
    public bool IsByFeature => Features == 1 && Outputs == 1 && Row.Taps <= Row.Places;

    /// <summary>Whether a row has fewer results than terms, as in the derivative by a kernel.</summary>
    public bool HasFewResults => Row.Places < Row.Taps && Row.Places < FewResults;

    /// <summary>Whether there are zeros between the elements of the input.</summary>
    public bool IsSpread => Array.Exists(Axes, a => a.InputDilation > 1);

    /// <summary>Whether there are along the axes before rows.</summary>
    public bool IsOuterSpread => Array.Exists(Axes[..^2], a => a.InputDilation > 1);

    /// <summary>
    /// The same convolution as some of an input without zeros between its elements along an axis, each of which computes a part of the result: places that are as many apart as the input's dilation meet
    /// the same places of the kernel. Those that meet none are left out: they are zeros.
    /// </summary>
    /// <param name="takes">The numbers of the axes.</param>
    public IEnumerable<ConvolutionShape> Phases(Func<int, bool> takes)
    {
        IEnumerable<ConvolutionShape> phases = Products == 0 ? [] : [this];
        for (int i = 0; i < Axes.Length; i++)
        {
            if (!takes(i) || Axes[i].InputDilation == 1) continue;
            int number = i;
            (Axis Axis, long Kernel, long Y)[] along = Axes[i].MeetingPhases();
            phases = phases.SelectMany(p => along.Select(a => p with
            {
                Axes = [.. p.Axes[..number], a.Axis, .. p.Axes[(number + 1)..]],
                OffsetKernel = p.OffsetKernel + (nint)a.Kernel,
                OffsetY = p.OffsetY + (nint)a.Y,
            }));
        }

        return phases;
    }

    /// <summary>The same with the places of the last two axes that all phases along them need.</summary>
    public ConvolutionShape Frame() => this with { Axes = [.. Axes[..^2], Rows.Frame(), Row.Frame()] };

    /// <summary>The same for some places of each row. Of a single row they lie side by side as the rows of a result do, and may go past the caches as these.</summary>
    public ConvolutionShape OfRows(int first, int places) => this with
    {
        OffsetY = OffsetY + (nint)(first * Row.StepY),
        Axes = [.. Axes[..^2], Rows.Places == 1 ? Rows with { StepY = places * Row.StepY } : Rows, Row with { Places = places, Low = Row.Low - first * Row.Stride }],
    };

    /// <summary>The same with results side by side from row to row, so many bytes for a place.</summary>
    public ConvolutionShape Staged(long place) => this with { OffsetY = 0, OutputY = Size, Axes = [.. Axes[..^2], Rows with { StepY = Row.Places * place }, Row with { StepY = place }] };

    /// <summary>The same with results of a group in memory of their own: place after place, at each the examples, and for each example its outputs side by side and filled up.</summary>
    public ConvolutionShape StagedByPlace(int columns)
    {
        var axes = new Axis[Axes.Length];
        long line = columns * Size, step = Examples * line;
        for (int i = axes.Length - 1; i >= 0; step *= axes[i--].Places) axes[i] = Axes[i] with { StepY = step };
        return this with { OffsetY = 0, OutputY = Size, ExampleY = line, Axes = axes };
    }

    /// <summary>Whether the places of a feature are one run of the result; of one place alone it is not said.</summary>
    public bool HasPlacesLast => Row.StepY == Size && OutputY == Places * Size && Places > 1;

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
        if (elements > 0 && (Features == 0 || Taps == 0)) NativeMemory.Clear((void*)y, (nuint)(elements * Size));
        return Products == 0;
    }
}
