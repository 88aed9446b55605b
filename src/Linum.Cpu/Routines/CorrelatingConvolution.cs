using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Convolutions with few results and many terms each, as derivatives by a kernel are: matrix products whose rows are the examples, of which a few lie side by side for each place of an
/// image, and whose summed axis is the places in the kernel. An image of all examples of a feature and its part of the kernel are packed at a time, and shared by all results. Results whose outputs do
/// not lie side by side are added up so aside.
/// </summary>
/// <remarks>The order in which products are added follows from the shape: features, in these the places in the kernel.</remarks>
internal sealed unsafe class CorrelatingConvolution : IRoutine
{
    /// <summary>Into so many parts the copying of an image is cut.</summary>
    private const int LineParts = 8;

    private readonly ConvolutionShape shape;
    private readonly ConvolutionShape made;
    private readonly int columns;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly ProductBlock block;
    private readonly Action<int, nint> part;
    private readonly Action<int, nint> ofGroup;
    private readonly Offsets kernelPlaces;
    private readonly Offsets kernelOutputs;
    private readonly int exampleWidth;
    private readonly int exampleBlocks;
    private readonly int panels;
    private readonly int rowsAtOnce;
    private readonly int rowParts;
    private readonly int columnParts;
    private readonly long planes = 1;
    private readonly int linesPerPlane;
    private readonly nint imageBytes;
    private readonly nint kernelBytes;
    private readonly bool joins;
    private readonly bool sharesGroups;

    private struct Arrays
    {
        public nint X;
        public nint Kernel;
        public nint Y;
    }

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
        public nint Lines;
        public nint Packed;
        public bool Adds;
        public int PackedParts;
    }

    public CorrelatingConvolution(ConvolutionShape shape, Partition partition)
    {
        (this.shape, this.partition) = (shape, partition);
        lines = new(shape, shape.ExampleX);
        int size = shape.Size, rank = shape.Axes.Length;
        exampleWidth = Math.Min(shape.Examples, ContractionKernel.Rows);
        exampleBlocks = (shape.Examples + exampleWidth - 1) / Math.Max(1, exampleWidth);
        // With few examples the places of a row join them in a tile.
        joins = shape.Row.Stride == 1 && exampleBlocks == 1 && 2 * exampleWidth <= ContractionKernel.Rows;
        int lanes = ContractionKernel.Lanes(shape.Type);
        columns = shape.OutputY == size ? shape.Outputs : (shape.Outputs + lanes - 1) / lanes * lanes;
        made = shape.OutputY == size ? shape : shape.StagedByPlace(columns);
        Offsets rows = joins
            ? new([0, 1], [shape.Row.Places, exampleWidth], [made.Row.StepY / size, made.ExampleY / size], size)
            : new([0], [exampleWidth], [made.ExampleY / size], size);
        block = new(shape.Type, rows, new([0], [columns], [made.OutputY / size], size));
        kernelPlaces = new([.. Enumerable.Range(0, rank)], [.. shape.Axes.Select(a => a.Taps)], [.. shape.Axes.Select(a => a.StepKernel / size)], size);
        kernelOutputs = new([0], [shape.Outputs], [shape.OutputKernel / size], size);
        (part, ofGroup) = (Part, Group);
        panels = (shape.Outputs + block.PanelColumns - 1) / block.PanelColumns;
        rowsAtOnce = (int)Math.Clamp(CacheSizes.First / 2 / (block.PanelColumns * size) / Math.Max(1, shape.Row.Taps), 1, Math.Max(1, shape.Rows.Taps));
        for (int i = 0; i < rank - 2; i++) planes *= shape.Axes[i].Needed(shape.Axes[i].Places);
        linesPerPlane = shape.Rows.Needed(shape.Rows.Places);
        imageBytes = (nint)(planes * linesPerPlane) * lines.Bytes(exampleWidth);
        kernelBytes = (nint)(shape.Taps * block.PanelColumns * size);
        int parts = Math.Min(partition.Parts, 4 * WorkerPool.Instance.Workers);
        columnParts = Math.Clamp(panels, 1, Math.Max(1, parts));
        rowParts = Math.Clamp(parts / columnParts, 1, Math.Max(1, exampleBlocks));
        // A thread that has a group for itself waits for no other.
        sharesGroups = partition.Parts > 1 && shape.Groups >= WorkerPool.Instance.Workers && shape.Groups > 1;
    }

    public long WorkingBytes
    {
        get
        {
            if (shape.Products == 0) return 0;
            if (partition.Parts <= 1) return PackedBytes + EdgeBytes;
            return sharesGroups ? WorkerPool.Instance.Threads(shape.Groups, partition.Workers) * (PackedBytes + EdgeBytes) : PackedBytes + EdgeBytes * WorkerPool.Instance.Threads(rowParts * columnParts, partition.Workers);
        }
    }

    /// <summary>The padded image, the kernel in panels, and results that are added up aside.</summary>
    private long PackedBytes => (long)imageBytes * exampleBlocks + (long)kernelBytes * panels + StagedBytes;

    /// <summary>The results of a group that are added up aside.</summary>
    private long StagedBytes => ReferenceEquals(made, shape) ? 0 : shape.Places * shape.Examples * made.ExampleY;

    /// <summary>The edges of results, for a thread.</summary>
    private long EdgeBytes => block.EdgeBytes((long)exampleWidth * shape.Row.Places);

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        Arrays call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] + shape.OffsetY };
        if (sharesGroups) WorkerPool.Instance.Run(shape.Groups, partition.Workers, ofGroup, (nint)(&call));
        else for (int g = 0; g < shape.Groups; g++) Group(g, (nint)(&call));
    }

    /// <summary>All results of a group.</summary>
    private void Group(int group, nint shared)
    {
        Arrays* arrays = (Arrays*)shared;
        using Scratch memory = new(PackedBytes);
        bool isStaged = !ReferenceEquals(made, shape);
        nint y = arrays->Y + (nint)(group * shape.GroupY), packed = memory.Address + imageBytes * exampleBlocks, staged = packed + kernelBytes * panels;
        for (int feature = 0; feature < shape.Features; feature++)
        {
            Call call = new()
            {
                X = arrays->X + (nint)(group * shape.GroupX + feature * shape.FeatureX),
                Kernel = arrays->Kernel + (nint)(group * shape.GroupKernel + feature * shape.FeatureKernel),
                Y = isStaged ? staged : y,
                Lines = memory.Address,
                Packed = packed,
                Adds = feature > 0,
            };
            int count = LineParts + panels + rowParts * columnParts;
            if (partition.Parts > 1 && !sharesGroups) WorkerPool.Instance.Run(count, partition.Workers, part, (nint)(&call), inOrder: true);
            else for (int i = 0; i < count; i++) Part(i, (nint)(&call));
        }

        if (isStaged) Spread(staged, y);
    }

    /// <summary>Results from where they are added up to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(nint from, nint y)
    {
        for (long place = 0; place < shape.Places; place++)
        {
            nint to = y + shape.OuterY(place / shape.Row.Places / shape.Rows.Places) + (nint)(place / shape.Row.Places % shape.Rows.Places * shape.Rows.StepY + place % shape.Row.Places * shape.Row.StepY);
            for (int example = 0; example < shape.Examples; example++, from += (nint)made.ExampleY)
            {
                nint target = to + (nint)(example * shape.ExampleY);
                for (int output = 0; output < shape.Outputs; output++, target += (nint)shape.OutputY)
                {
                    if (shape.Size == 4) *(uint*)target = ((uint*)from)[output];
                    else *(ulong*)target = ((ulong*)from)[output];
                }
            }
        }
    }

    /// <summary>A part of the work: some examples or a panel of the kernel to pack, or a block of results.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int width = block.PanelColumns, packing = LineParts + panels;
        if (item < packing)
        {
            long all = planes * linesPerPlane;
            if (item < LineParts) Fill(call->X, call->Lines, all * item / LineParts, all * (item + 1) / LineParts);
            else
            {
                int panel = item - LineParts;
                Panels.Pack(call->Kernel, kernelOutputs, kernelPlaces, call->Packed + panel * kernelBytes, panel * width, Math.Min((panel + 1) * width, shape.Outputs), width, 0, shape.Taps, shape.Size);
            }

            Interlocked.Increment(ref call->PackedParts);
            return;
        }

        // Parts are begun in order, so that all packing has begun.
        EvenWait wait = default;
        while (Volatile.Read(ref call->PackedParts) < packing) wait.Once();
        item -= packing;
        int row = item / columnParts, column = item % columnParts;
        using Scratch edge = new(EdgeBytes);
        Multiply(*call, exampleBlocks * row / rowParts, exampleBlocks * (row + 1) / rowParts, panels * column / columnParts, panels * (column + 1) / columnParts, edge.Address);
    }

    /// <summary>Some lines of the padded image, of all examples.</summary>
    private void Fill(nint x, nint to, long first, long behind)
    {
        for (long line = first; line < behind; line++)
        {
            int source = shape.Rows.Source((int)(line % linesPerPlane));
            bool inside = source >= 0;
            nint from = x + (nint)(source * shape.Rows.StepX);
            long rest = line / linesPerPlane;
            for (int i = shape.Axes.Length - 3; i >= 0; i--)
            {
                ConvolutionShape.Axis axis = shape.Axes[i];
                int needed = axis.Needed(axis.Places), outer = axis.Source((int)(rest % needed));
                rest /= needed;
                inside &= outer >= 0;
                from += (nint)(outer * axis.StepX);
            }

            for (int b = 0; b < exampleBlocks; b++)
            {
                int examples = Math.Min(exampleWidth, shape.Examples - b * exampleWidth);
                nint target = to + b * imageBytes + (nint)line * lines.Bytes(examples);
                if (inside) lines.Copy(from + (nint)(b * exampleWidth * shape.ExampleX), target, examples, examples);
                else lines.Clear(target, examples);
            }
        }
    }

    /// <summary>Blocks of examples times panels of outputs, at all places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(Call shared, int example0, int example1, int panel0, int panel1, nint edge)
    {
        int outerAxes = shape.Axes.Length - 2, size = shape.Size, width = block.PanelColumns;
        ConvolutionShape.Axis rows = made.Rows, row = made.Row;
        long outerTaps = 1, outerPlaces = 1;
        for (int i = 0; i < outerAxes; i++) (outerTaps, outerPlaces) = (outerTaps * shape.Axes[i].Taps, outerPlaces * shape.Axes[i].Places);
        nint* pieces = stackalloc nint[rowsAtOnce];
        TileCall call = new() { RowA = size, StepB = width * size, PieceA = pieces };
        for (long outerTap = 0; outerTap < outerTaps; outerTap++)
        {
            for (int tap = 0; tap < rows.Taps; tap += rowsAtOnce)
            {
                call.Pieces = Math.Min(rowsAtOnce, rows.Taps - tap);
                bool adds = shared.Adds || outerTap > 0 || tap > 0;
                for (int panel = panel0; panel < panel1; panel++)
                {
                    nint kernel = shared.Packed + panel * kernelBytes + (nint)((outerTap * rows.Taps + tap) * row.Taps) * width * size;
                    int inPanel = Math.Min(width, columns - panel * width);
                    for (long place = 0; place < outerPlaces * rows.Places; place++)
                    {
                        (long plane, nint y) = Plane(place / rows.Places, outerTap);
                        int first = (int)(place % rows.Places);
                        y += shared.Y + (nint)(first * rows.StepY);
                        for (int b = example0; b < example1; b++)
                        {
                            int examples = Math.Min(exampleWidth, shape.Examples - b * exampleWidth);
                            nint bytes = lines.Bytes(examples), a = shared.Lines + b * imageBytes + (nint)(plane * linesPerPlane + first * rows.Stride + tap * rows.TapDilation) * bytes;
                            for (int i = 0; i < call.Pieces; i++) pieces[i] = i * rows.TapDilation * bytes;
                            call.StepA = row.TapDilation * examples * size;
                            call.TileA = ContractionKernel.Rows * size;
                            nint c = y + (nint)(b * exampleWidth * made.ExampleY);
                            if (joins)
                            {
                                block.Run(a, kernel, c, 0, (long)row.Places * examples, panel * width, inPanel, row.Taps, ref call, lines: false, adds, edge);
                                continue;
                            }

                            (call.TileA, call.TileC) = ((nint)row.Stride * examples * size, (nint)row.StepY);
                            if (block.TryTiles(a, kernel, c, row.Places, examples, panel * width, inPanel, row.Taps, ref call, lines: false, adds)) continue;
                            call.TileA = ContractionKernel.Rows * size;
                            for (int q = 0; q < row.Places; q++)
                                block.Run(a + q * row.Stride * examples * size, kernel, c + (nint)(q * row.StepY), 0, examples, panel * width, inPanel, row.Taps, ref call, lines: false, adds, edge);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Which plane of the padded image meets a place in the kernel at a place of the result, and where that is in the result.</summary>
    private (long Plane, nint Y) Plane(long place, long tap)
    {
        long plane = 0, scale = 1;
        nint y = 0;
        for (int i = shape.Axes.Length - 3; i >= 0; i--)
        {
            ConvolutionShape.Axis axis = made.Axes[i];
            plane += scale * (place % axis.Places * axis.Stride + tap % axis.Taps * axis.TapDilation);
            scale *= axis.Needed(axis.Places);
            y += (nint)(place % axis.Places * axis.StepY);
            (place, tap) = (place / axis.Places, tap / axis.Taps);
        }

        return (plane, y);
    }
}
