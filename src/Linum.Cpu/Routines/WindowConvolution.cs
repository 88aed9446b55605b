using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Convolutions as matrix products that are never written down: the rows of A are the places of a row of the result, and what a place needs lies in lines of the image, one piece after
/// another. Lines are copied with their padding, a few at a time, so that they stay in the second cache; the kernel is packed once.
/// </summary>
/// <remarks>The order in which products are added follows from the shape: blocks of features, in these places in the kernel, in these features.</remarks>
internal sealed unsafe class WindowConvolution : IRoutine
{
    /// <summary>Features of a block. It is part of the order of sums, so the same on every machine.</summary>
    private const int BlockFeatures = 128;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly ProductBlock block;
    private readonly ProductEpilogue? epilogue;
    private readonly Action<int, nint> part;
    private readonly Action<int, nint> pack;
    private readonly Block[] blocks;
    private readonly Offsets kernelOutputs;
    private readonly long outerPlaces = 1;
    private readonly long outerTaps = 1;
    private readonly int rowsAtOnce;
    private readonly int rowBlocks;
    private readonly int linesAtOnce;
    private readonly int examplesAtOnce = 1;
    private readonly int exampleBlocks;
    private readonly int panels;
    private readonly long groupBytes;

    /// <summary>A block of features.</summary>
    /// <param name="First">The first feature.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Kernel">Where places and features are in the kernel.</param>
    /// <param name="Packed">Bytes of the packed kernel before this block.</param>
    /// <param name="Length">Elements of a piece.</param>
    /// <param name="Pieces">Where pieces begin in the lines.</param>
    /// <param name="AtOnce">How many pieces a panel of the kernel has in the first cache.</param>
    private sealed record Block(int First, int Count, Offsets Kernel, long Packed, int Length, nint[] Pieces, int AtOnce);

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
        lines = new(shape, shape.FeatureX);
        Offsets places = new([0], [shape.Row.Places], [shape.Row.StepY / shape.Size], shape.Size), outputs = new([0], [shape.Outputs], [shape.OutputY / shape.Size], shape.Size);
        block = new(shape.Type, places, outputs);
        kernelOutputs = new([0], [shape.Outputs], [shape.OutputKernel / shape.Size], shape.Size);
        (part, pack) = (Part, Pack);
        blocks = [];
        if (shape.Products == 0) return;
        for (int i = 0; i < shape.Axes.Length - 2; i++) (outerPlaces, outerTaps) = (outerPlaces * shape.Axes[i].Places, outerTaps * shape.Axes[i].Taps);
        ConvolutionShape.Axis rows = shape.Rows;
        int features = Math.Min(shape.Features, BlockFeatures);
        long room = CacheSizes.Second / 2 / (lines.Bytes(features) * outerTaps) - (rows.Taps - 1) * rows.TapDilation - 1;
        rowsAtOnce = (int)Math.Clamp(room / rows.Stride + 1, 1, rows.Places);
        rowBlocks = (rows.Places + rowsAtOnce - 1) / rowsAtOnce;
        rowsAtOnce = (rows.Places + rowBlocks - 1) / rowBlocks;
        linesAtOnce = rows.Needed(rowsAtOnce);
        // Small images share what has been read of the kernel.
        if (rowBlocks == 1) examplesAtOnce = (int)Math.Clamp(CacheSizes.Second / 2 / (lines.Bytes(features) * outerTaps * linesAtOnce), 1, Math.Max(1, shape.Examples / (2 * WorkerPool.Instance.Workers)));
        exampleBlocks = (shape.Examples + examplesAtOnce - 1) / examplesAtOnce;
        panels = (shape.Outputs + block.PanelColumns - 1) / block.PanelColumns;
        blocks = [.. Enumerable.Range(0, (shape.Features + BlockFeatures - 1) / BlockFeatures).Select(i => BlockOf(i * BlockFeatures))];
        groupBytes = shape.Taps * shape.Features * panels * block.PanelColumns * shape.Size;
    }

    private Block BlockOf(int first)
    {
        int count = Math.Min(BlockFeatures, shape.Features - first), size = shape.Size, rank = shape.Axes.Length;
        Offsets kernel = new([.. Enumerable.Range(0, rank + 1)], [.. shape.Axes.Select(a => a.Taps), count], [.. shape.Axes.Select(a => a.StepKernel / size), shape.FeatureKernel / size], size);
        // Half of the first cache is for a panel of the kernel.
        long most = Math.Max(CacheSizes.First * 3 / 4 / (block.PanelColumns * size), 64);
        bool joins = shape.Row.TapDilation == 1 && shape.Row.Taps * count <= most;
        int length = joins ? shape.Row.Taps * count : count, perRow = joins ? 1 : shape.Row.Taps;
        var pieces = new nint[outerTaps * shape.Rows.Taps * perRow];
        for (int i = 0; i < pieces.Length; i++)
        {
            int tap = i % perRow, row = i / perRow % shape.Rows.Taps, outer = i / perRow / shape.Rows.Taps;
            pieces[i] = (outer * linesAtOnce + row * shape.Rows.TapDilation) * lines.Bytes(count) + (nint)tap * shape.Row.TapDilation * count * size;
        }

        return new(first, count, kernel, first * shape.Taps * panels * block.PanelColumns * size, length, pieces, (int)Math.Max(1, most / length));
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
    private nint LinesBytes => (nint)outerTaps * linesAtOnce * lines.Bytes(blocks[0].Count);

    /// <summary>What a thread takes for so many examples: their lines, and the edges of results.</summary>
    private long PartBytes(int examples) => examples * LinesBytes + block.EdgeBytes(shape.Row.Places);

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        nint y = arrays[epilogue?.Target ?? 2];
        if (shape.IsEmpty(y))
        {
            epilogue?.Run(arrays, 0, shape.Examples * shape.Places, 0, shape.Groups * shape.Outputs);
            return;
        }

        using Scratch packed = new(PackedBytes);
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = y, Packed = packed.Address, Arrays = arrays };
        Share(shape.Groups * blocks.Length * panels, pack, &call);
        Share(checked((int)(shape.Groups * exampleBlocks * outerPlaces * rowBlocks)), part, &call);
    }

    private void Share(int count, Action<int, nint> work, Call* call)
    {
        if (partition.Parts > 1) WorkerPool.Instance.Run(count, partition.Workers, work, (nint)call, inOrder: true);
        else for (int i = 0; i < count; i++) work(i, (nint)call);
    }

    /// <summary>One panel of one block of features of a group's kernel.</summary>
    private void Pack(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int panel = item % panels, group = item / panels / blocks.Length, width = block.PanelColumns;
        Block b = blocks[item / panels % blocks.Length];
        long depth = shape.Taps * b.Count;
        nint to = call->Packed + (nint)(group * groupBytes + b.Packed + panel * depth * width * shape.Size);
        nint from = call->Kernel + (nint)(group * shape.GroupKernel + b.First * shape.FeatureKernel);
        Panels.Pack(from, kernelOutputs, b.Kernel, to, panel * width, Math.Min((panel + 1) * width, shape.Outputs), width, 0, depth, shape.Size);
    }

    /// <summary>Some rows of one example, or of some if they have few.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int rowBlock = item % rowBlocks, first = rowBlock * rowsAtOnce, behind = Math.Min(first + rowsAtOnce, shape.Rows.Places);
        if (first >= behind) return;
        long outer = item / rowBlocks % outerPlaces, example = item / rowBlocks / outerPlaces % exampleBlocks * examplesAtOnce, group = item / rowBlocks / outerPlaces / exampleBlocks;
        int examples = (int)Math.Min(examplesAtOnce, shape.Examples - example);
        nint x = call->X + (nint)(group * shape.GroupX + example * shape.ExampleX), y = call->Y + (nint)(group * shape.GroupY + example * shape.ExampleY);
        nint linesBytes = LinesBytes;
        using Scratch memory = new(PartBytes(examples));
        long outerRow = outer * shape.Rows.Places;
        int outerAxes = shape.Axes.Length - 2;
        int* places = stackalloc int[outerAxes + 1];
        for (int i = outerAxes - 1; i >= 0; outer /= shape.Axes[i].Places, i--)
        {
            places[i] = (int)(outer % shape.Axes[i].Places);
            y += (nint)(places[i] * shape.Axes[i].StepY);
        }

        foreach (Block b in blocks)
        {
            for (int e = 0; e < examples; e++) Fill(x + (nint)(e * shape.ExampleX + b.First * shape.FeatureX), memory.Address + e * linesBytes, b.Count, places, first, behind);
            Multiply(b, call->Packed + (nint)(group * groupBytes + b.Packed), memory.Address, y, first, behind, examples, linesBytes);
        }

        for (int e = 0; e < examples && epilogue is not null; e++)
        {
            long row = (example + e) * outerPlaces * shape.Rows.Places + outerRow;
            epilogue.Run(call->Arrays, (row + first) * shape.Row.Places, (row + behind) * shape.Row.Places, group * shape.Outputs, shape.Outputs);
        }
    }

    /// <summary>The lines that some rows of the result need.</summary>
    private void Fill(nint x, nint to, int features, int* places, int firstRow, int behindRow)
    {
        ConvolutionShape.Axis rows = shape.Rows;
        int needed = rows.Needed(behindRow - firstRow);
        nint bytes = lines.Bytes(features);
        for (long outer = 0; outer < outerTaps; outer++)
        {
            nint plane = x, target = to + (nint)outer * linesAtOnce * bytes;
            bool inside = true;
            long rest = outer;
            for (int i = shape.Axes.Length - 3; i >= 0; i--)
            {
                ConvolutionShape.Axis axis = shape.Axes[i];
                int source = axis.Source(places[i] * axis.Stride + (int)(rest % axis.Taps) * axis.TapDilation);
                rest /= axis.Taps;
                inside &= source >= 0;
                plane += (nint)(source * axis.StepX);
            }

            for (int line = 0; line < needed; line++, target += bytes)
            {
                int source = inside ? rows.Source(firstRow * rows.Stride + line) : -1;
                if (source < 0) lines.Clear(target, features);
                else lines.Copy(plane + (nint)(source * rows.StepX), target, features, features);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(Block b, nint packed, nint strip, nint y, int firstRow, int behindRow, int examples, nint linesBytes)
    {
        int width = block.PanelColumns, size = shape.Size;
        TileCall call = new() { RowA = (nint)shape.Row.Stride * b.Count * size, StepB = width * size };
        fixed (nint* pieces = b.Pieces)
        {
            for (int p = 0; p < b.Pieces.Length; p += b.AtOnce)
            {
                call.Pieces = Math.Min(b.AtOnce, b.Pieces.Length - p);
                call.PieceA = pieces + p;
                for (int panel = 0; panel < panels; panel++)
                {
                    nint kernel = packed + (nint)(panel * shape.Taps * b.Count + (long)p * b.Length) * width * size;
                    int columns = Math.Min(width, shape.Outputs - panel * width);
                    for (int e = 0; e < examples; e++)
                    {
                        Panel(b, strip + e * linesBytes, kernel, y + (nint)(e * shape.ExampleY + firstRow * shape.Rows.StepY), behindRow - firstRow, panel * width, columns, ref call, b.First > 0 || p > 0,
                            strip + examples * linesBytes);
                    }
                }
            }
        }
    }

    /// <summary>A panel of outputs at some rows. Short rows are a tile or two, one below the other from row to row.</summary>
    private void Panel(Block b, nint strip, nint kernel, nint y, int rows, int column, int columns, ref TileCall call, bool adds, nint edge)
    {
        int places = shape.Row.Places;
        nint bytes = lines.Bytes(b.Count) * shape.Rows.Stride;
        if (places <= 2 * ContractionKernel.Rows)
        {
            int tiles = places > ContractionKernel.Rows ? 2 : 1, done = 0;
            (call.TileA, call.TileC) = (bytes, (nint)shape.Rows.StepY);
            for (int t = 0; t < tiles; t++)
            {
                int height = (places - done + tiles - t - 1) / (tiles - t);
                if (!block.TryTiles(strip + done * call.RowA, kernel, y + (nint)(done * shape.Row.StepY), rows, height, column, columns, b.Length, ref call, lines: true, adds)) break;
                done += height;
            }

            if (done == places) return;
        }

        call.TileA = ContractionKernel.Rows * call.RowA;
        for (int row = 0; row < rows; row++)
            block.Run(strip + row * bytes, kernel, y + (nint)(row * shape.Rows.StepY), 0, places, column, columns, b.Length, ref call, lines: true, adds, edge);
    }
}
