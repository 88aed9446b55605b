using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Convolutions as matrix products that are never written down: the rows of A are the places of a row of the result, and what a place needs lies in lines of the image, one piece after
/// another. Lines are copied with their padding, a few at a time, so that they stay in the second cache; the kernel is packed once. Zeros between elements are not copied: places of the result that
/// meet the same places of the kernel are computed together (<see cref="WindowPhase"/>). Results whose features do not lie side by side are computed so aside, and turned.
/// </summary>
/// <remarks>The order in which products are added follows from the shape: blocks of features, in these places in the kernel, in these features.</remarks>
internal sealed unsafe class WindowConvolution : IRoutine
{
    private readonly ConvolutionShape shape;
    private readonly ConvolutionShape frame;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly ProductBlock block;
    private readonly ProductEpilogue? epilogue;
    private readonly Action<int, nint> part;
    private readonly Action<int, nint> pack;
    private readonly WindowPhase[] phases = [];
    private readonly Offsets kernelOutputs;
    private readonly long outerPlaces;
    private readonly long outerTaps;
    private readonly int rowPhases;
    private readonly int rowsAtOnce;
    private readonly int rowBlocks;
    private readonly int linesAtOnce;
    private readonly int examplesAtOnce = 1;
    private readonly int exampleBlocks;
    private readonly int panels;
    private readonly int featureBlocks;
    private readonly long groupBytes;
    private readonly bool isStaged;
    private readonly nint stagedPlace;
    private readonly bool leavesZeros;

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
        public nint Packed;
        public nint* Arrays;
    }

    public WindowConvolution(ConvolutionShape shape, Partition partition, ProductEpilogue? epilogue)
    {
        (this.shape, this.partition, this.epilogue) = (shape, partition, epilogue);
        int size = shape.Size, lanes = ContractionKernel.Lanes(shape.Type), columns = (shape.Outputs + lanes - 1) / lanes * lanes;
        frame = shape.Frame();
        lines = new(frame, shape.FeatureX);
        isStaged = shape.OutputY != size;
        stagedPlace = columns * size;
        ConvolutionShape made = isStaged ? shape.Staged(stagedPlace) : shape;
        ConvolutionShape[] parts = [.. made.Phases(axis => axis >= shape.Axes.Length - 2)];
        long step = parts.Length > 0 ? parts[0].Row.StepY : made.Row.StepY;
        block = new(shape.Type, new([0], [frame.Row.Places], [step / size], size), new([0], [isStaged ? columns : shape.Outputs], [made.OutputY / size], size));
        kernelOutputs = new([0], [shape.Outputs], [shape.OutputKernel / size], size);
        (part, pack) = (Part, Pack);
        if (shape.Products == 0) return;
        (outerPlaces, outerTaps, rowPhases) = (shape.OuterPlaces, shape.OuterTaps, shape.Rows.UsedPhases);
        leavesZeros = parts.Sum(p => p.Places) < shape.Places;
        ConvolutionShape.Axis rows = frame.Rows;
        int features = Math.Min(shape.Features, WindowPhase.BlockFeatures);
        long room = CacheSizes.Second / 2 / (lines.Bytes(features) * outerTaps) - (rows.Taps - 1) * rows.TapDilation - 1, stage = isStaged ? CacheSizes.Second / 4 / StagedBytes(1) : rows.Places;
        rowsAtOnce = (int)Math.Clamp(Math.Min(room / rows.Stride + 1, stage), 1, rows.Places);
        rowBlocks = (rows.Places + rowsAtOnce - 1) / rowsAtOnce;
        rowsAtOnce = (rows.Places + rowBlocks - 1) / rowBlocks;
        linesAtOnce = rows.Needed(rowsAtOnce);
        // Small images share what has been read of the kernel.
        long exampleBytes = lines.Bytes(features) * outerTaps * linesAtOnce + StagedBytes(rowsAtOnce);
        if (rowBlocks == 1) examplesAtOnce = (int)Math.Clamp(CacheSizes.Second / 2 / exampleBytes, 1, Math.Max(1, shape.Examples / (2 * WorkerPool.Instance.Workers)));
        exampleBlocks = (shape.Examples + examplesAtOnce - 1) / examplesAtOnce;
        panels = (shape.Outputs + block.PanelColumns - 1) / block.PanelColumns;
        featureBlocks = (shape.Features + WindowPhase.BlockFeatures - 1) / WindowPhase.BlockFeatures;
        phases = new WindowPhase[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            phases[i] = new(parts[i], frame, lines, linesAtOnce, panels * block.PanelColumns, block.PanelColumns, groupBytes);
            groupBytes += phases[i].PackedBytes;
        }
    }

    public long WorkingBytes
    {
        get
        {
            if (shape.Products == 0) return epilogue?.WorkingBytes ?? 0;
            int items = checked((int)(shape.Groups * exampleBlocks * outerPlaces * rowBlocks)), threads = partition.Parts > 1 ? WorkerPool.Instance.Threads(items, partition.Workers) : 1;
            return PackedBytes + threads * (PartBytes(Math.Min(examplesAtOnce, shape.Examples)) + (epilogue?.WorkingBytes ?? 0));
        }
    }

    /// <summary>The kernel in panels.</summary>
    private long PackedBytes => groupBytes * shape.Groups;

    /// <summary>The lines of the image that an example's part needs.</summary>
    private nint LinesBytes => (nint)outerTaps * linesAtOnce * lines.Bytes(Math.Min(shape.Features, WindowPhase.BlockFeatures));

    /// <summary>What so many rows of each phase take that are computed aside.</summary>
    private nint StagedBytes(int rows) => isStaged ? (nint)rows * rowPhases * shape.Row.Places * stagedPlace : 0;

    /// <summary>What a thread takes for so many examples: their lines, results that are computed aside, and the edges of others.</summary>
    private long PartBytes(int examples) => examples * (LinesBytes + StagedBytes(rowsAtOnce)) + (isStaged ? 0 : block.EdgeBytes(frame.Row.Places));

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        nint y = arrays[epilogue?.Target ?? 2];
        if (shape.IsEmpty(y))
        {
            long features = shape.Groups * (long)shape.Outputs;
            if (shape.HasPlacesLast) epilogue?.Run(arrays, 0, shape.Examples * features, 0, shape.Places);
            else epilogue?.Run(arrays, 0, shape.Examples * shape.Places, 0, features);
            return;
        }

        using Scratch packed = new(PackedBytes);
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1], Y = y, Packed = packed.Address, Arrays = arrays };
        Share(phases.Length * shape.Groups * featureBlocks * panels, pack, &call);
        Share(checked((int)(shape.Groups * exampleBlocks * outerPlaces * rowBlocks)), part, &call);
    }

    private void Share(int count, Action<int, nint> work, Call* call)
    {
        if (partition.Parts > 1) WorkerPool.Instance.Run(count, partition.Workers, work, (nint)call, inOrder: true);
        else for (int i = 0; i < count; i++) work(i, (nint)call);
    }

    /// <summary>One panel of one block of features of a phase of a group's kernel.</summary>
    private void Pack(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int panel = item % panels, number = item / panels % featureBlocks, group = item / panels / featureBlocks % shape.Groups, width = block.PanelColumns;
        WindowPhase phase = phases[item / panels / featureBlocks / shape.Groups];
        WindowPhase.Block b = phase.Blocks[number];
        long depth = phase.Shape.Taps * b.Count;
        nint to = call->Packed + (nint)(group * groupBytes + b.Packed + panel * depth * width * shape.Size);
        nint from = call->Kernel + phase.Shape.OffsetKernel + (nint)(group * shape.GroupKernel + b.First * shape.FeatureKernel);
        Panels.Pack(from, kernelOutputs, b.Kernel, to, panel * width, Math.Min((panel + 1) * width, shape.Outputs), width, 0, depth, shape.Size);
    }

    /// <summary>Some rows of one example, or of some if they have few.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int rowBlock = item % rowBlocks, first = rowBlock * rowsAtOnce, behind = Math.Min(first + rowsAtOnce, frame.Rows.Places);
        if (first >= behind) return;
        long outer = item / rowBlocks % outerPlaces, example = item / rowBlocks / outerPlaces % exampleBlocks * examplesAtOnce, group = item / rowBlocks / outerPlaces / exampleBlocks;
        int examples = (int)Math.Min(examplesAtOnce, shape.Examples - example), firstRow = first * rowPhases, behindRow = Math.Min(behind * rowPhases, shape.Rows.Places);
        nint x = call->X + (nint)(group * shape.GroupX + example * shape.ExampleX);
        nint y = call->Y + (nint)(group * shape.GroupY + example * shape.ExampleY + firstRow * shape.Rows.StepY) + shape.OuterY(outer), linesBytes = LinesBytes;
        using Scratch memory = new(PartBytes(examples));
        nint behindLines = memory.Address + examples * linesBytes, made = isStaged ? behindLines : y, madeExample = isStaged ? StagedBytes(rowsAtOnce) : (nint)shape.ExampleY;
        for (int e = 0; e < examples && leavesZeros; e++) Clear(made + e * madeExample, firstRow, behindRow);
        for (int number = 0; number < featureBlocks; number++)
        {
            int begin = number * WindowPhase.BlockFeatures, features = Math.Min(WindowPhase.BlockFeatures, shape.Features - begin);
            for (int e = 0; e < examples; e++) Fill(x + (nint)(e * shape.ExampleX + begin * shape.FeatureX), memory.Address + e * linesBytes, features, outer, first, behind);
            foreach (WindowPhase phase in phases)
            {
                int rows = Math.Min(behind, phase.Shape.Rows.Places) - first;
                WindowPhase.Block b = phase.Blocks[number];
                Multiply(phase.Shape, b, call->Packed + (nint)(group * groupBytes + b.Packed), memory.Address, made + phase.Shape.OffsetY, rows, examples, linesBytes, madeExample, behindLines);
            }
        }

        for (int e = 0; e < examples && isStaged; e++) Turn(made + e * madeExample, y + (nint)(e * shape.ExampleY) + shape.OffsetY, behindRow - firstRow);
        for (int e = 0; e < examples && epilogue is not null; e++)
        {
            long row = outer * shape.Rows.Places, firstPlace = (row + firstRow) * shape.Row.Places, behindPlace = (row + behindRow) * shape.Row.Places;
            if (shape.HasPlacesLast)
            {
                long feature = ((example + e) * shape.Groups + group) * shape.Outputs;
                epilogue.Run(call->Arrays, feature, feature + shape.Outputs, firstPlace, behindPlace - firstPlace);
                continue;
            }

            long before = (example + e) * shape.Places;
            epilogue.Run(call->Arrays, before + firstPlace, before + behindPlace, group * shape.Outputs, shape.Outputs);
        }
    }

    /// <summary>Rows of results, some of which no product is added to, as zeros.</summary>
    private void Clear(nint made, int firstRow, int behindRow)
    {
        nint bytes = isStaged ? stagedPlace : shape.Outputs * shape.Size;
        (nint rowStep, nint step) = isStaged ? (shape.Row.Places * stagedPlace, stagedPlace) : ((nint)shape.Rows.StepY, (nint)shape.Row.StepY);
        for (int row = 0; row < behindRow - firstRow; row++)
            for (int place = 0; place < shape.Row.Places; place++) new Span<byte>((void*)(made + (isStaged ? 0 : shape.OffsetY) + row * rowStep + place * step), (int)bytes).Clear();
    }

    /// <summary>Results from where their features lie side by side to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(nint from, nint to, int rows)
    {
        int size = shape.Size, places = shape.Row.Places;
        if (shape.Row.StepY == size)
        {
            bool joined = shape.Rows.StepY == places * size;
            nint line = places * stagedPlace;
            for (int row = 0; row < (joined ? 1 : rows); row++)
                TransposedTile.Copy((byte*)from + row * line, stagedPlace, (byte*)to + (nint)(row * shape.Rows.StepY), (nint)shape.OutputY, shape.Outputs, joined ? rows * places : places, size);
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < places; place++, from += stagedPlace)
            {
                nint target = to + (nint)(row * shape.Rows.StepY + place * shape.Row.StepY);
                for (int output = 0; output < shape.Outputs; output++, target += (nint)shape.OutputY)
                {
                    if (size == 4) *(uint*)target = ((uint*)from)[output];
                    else *(ulong*)target = ((ulong*)from)[output];
                }
            }
        }
    }

    /// <summary>The lines that some rows of the result need.</summary>
    private void Fill(nint x, nint to, int features, long outer, int firstRow, int behindRow)
    {
        ConvolutionShape.Axis rows = frame.Rows;
        int needed = rows.Needed(behindRow - firstRow);
        nint bytes = lines.Bytes(features);
        for (long tap = 0; tap < outerTaps; tap++)
        {
            nint? plane = shape.OuterX(outer, tap);
            nint target = to + (nint)tap * linesAtOnce * bytes;
            for (int line = 0; line < needed; line++, target += bytes)
            {
                int source = rows.Source(firstRow * rows.Stride + line);
                if (plane is nint at && source >= 0) lines.Copy(x + at + (nint)(source * rows.StepX), target, features, features);
                else lines.Clear(target, features);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(ConvolutionShape phase, WindowPhase.Block b, nint packed, nint strip, nint made, int rows, int examples, nint linesBytes, nint madeExample, nint edge)
    {
        int width = block.PanelColumns, size = shape.Size, last = isStaged ? (int)(stagedPlace / size) : shape.Outputs;
        TileCall call = new() { RowA = (nint)phase.Row.Stride * b.Count * size, StepB = width * size };
        fixed (nint* pieces = b.Pieces)
        {
            for (int p = 0; p < b.Pieces.Length && rows > 0; p += b.AtOnce)
            {
                call.Pieces = Math.Min(b.AtOnce, b.Pieces.Length - p);
                call.PieceA = pieces + p;
                for (int panel = 0; panel < panels; panel++)
                {
                    nint kernel = packed + (nint)(panel * phase.Taps * b.Count + (long)p * b.Length) * width * size;
                    int columns = Math.Min(width, last - panel * width);
                    for (int e = 0; e < examples; e++) Panel(phase, b, strip + e * linesBytes, kernel, made + e * madeExample, rows, panel * width, columns, ref call, b.First > 0 || p > 0, edge);
                }
            }
        }
    }

    /// <summary>A panel of outputs at some rows. Short rows are a tile or two, one below the other from row to row.</summary>
    private void Panel(ConvolutionShape phase, WindowPhase.Block b, nint strip, nint kernel, nint made, int rows, int column, int columns, ref TileCall call, bool adds, nint edge)
    {
        int places = phase.Row.Places;
        nint bytes = lines.Bytes(b.Count) * phase.Rows.Stride;
        if (places <= 2 * ContractionKernel.Rows)
        {
            int tiles = places > ContractionKernel.Rows ? 2 : 1, done = 0;
            (call.TileA, call.TileC) = (bytes, (nint)phase.Rows.StepY);
            for (int t = 0; t < tiles; t++)
            {
                int height = (places - done + tiles - t - 1) / (tiles - t);
                if (!block.TryTiles(strip + done * call.RowA, kernel, made + (nint)(done * phase.Row.StepY), rows, height, column, columns, b.Length, ref call, lines: true, adds)) break;
                done += height;
            }

            if (done == places) return;
        }

        call.TileA = ContractionKernel.Rows * call.RowA;
        for (int row = 0; row < rows; row++)
            block.Run(strip + row * bytes, kernel, made + (nint)(row * phase.Rows.StepY), 0, places, column, columns, b.Length, ref call, lines: true, adds, edge);
    }
}
