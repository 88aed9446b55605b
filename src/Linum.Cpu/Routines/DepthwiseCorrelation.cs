using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Convolutions with few results and many terms each, of each group of one example by itself, as derivatives by depthwise kernels are: some groups side by side in registers. Lines of the image are copied
/// with their zeros, and those of the kernel if groups do not lie side by side in it; each part adds up some lines, and what parts have is added in their order.
/// </summary>
/// <remarks>The order in which products are added follows from the shape: in a part features, in these the places in the kernel; then parts.</remarks>
internal sealed unsafe class DepthwiseCorrelation : IRoutine
{
    /// <summary>Groups that are done together.</summary>
    private const int MostGroups = 64;

    /// <summary>A group has at most so many results: each part has sums of its own for all of them.</summary>
    private const long MostResults = 512;

    /// <summary>Lines are cut into at most so many parts.</summary>
    private const int MostParts = 32;

    /// <summary>A part has at least so many products.</summary>
    private const long PartProducts = 1 << 16;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly Action<int, nint> part;
    private readonly Action<int, nint> combine;
    private readonly int width;
    private readonly int groupBlocks;
    private readonly long outerPlaces;
    private readonly long outerTaps;
    private readonly int places;
    private readonly long allLines;
    private readonly int lineParts;
    private readonly int linesAtOnce;
    private readonly nint sumBytes;

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
        public nint Sums;
    }

    public DepthwiseCorrelation(ConvolutionShape shape, Partition partition)
    {
        (this.shape, this.partition) = (shape, partition);
        lines = new(shape, shape.GroupX);
        (part, combine) = (Part, Combine);
        int lanes = DepthwiseTile.Register / shape.Size;
        width = Math.Min((shape.Groups + lanes - 1) / lanes * lanes, MostGroups);
        groupBlocks = (shape.Groups + width - 1) / width;
        (outerPlaces, outerTaps) = (shape.OuterPlaces, shape.OuterTaps);
        places = shape.Rows.Places * shape.Row.Places;
        if (shape.Products == 0) return;
        allLines = shape.Features * outerTaps * shape.Rows.Taps;
        lineParts = (int)Math.Clamp(Math.Min(allLines, shape.Products / groupBlocks / PartProducts), 1, MostParts);
        long room = CacheSizes.Second / 2 - shape.Rows.Places * shape.Rows.Stride * lines.Bytes(width);
        linesAtOnce = (int)Math.Clamp(room / (shape.Rows.TapDilation * lines.Bytes(width) + KernelLine), 1, shape.Rows.Taps);
        sumBytes = (nint)(shape.Outputs * outerPlaces * places * width * shape.Size);
    }

    /// <summary>Whether a convolution is one of these.</summary>
    public static bool Suits(ConvolutionShape shape) => shape.HasFewResults && shape.Groups > 1 && shape.Examples == 1 && shape.Outputs <= 4 && shape.Outputs * shape.Places <= MostResults;

    public long WorkingBytes
    {
        get
        {
            if (shape.Products == 0) return 0;
            int items = groupBlocks * lineParts, threads = partition.Parts > 1 ? WorkerPool.Instance.Threads(items, partition.Workers) : 1;
            return items * (long)sumBytes + threads * PartBytes;
        }
    }

    /// <summary>A line of the kernel.</summary>
    private nint KernelLine => (nint)shape.Row.Taps * width * shape.Size;

    private nint ImageBytes => shape.Rows.Needed(shape.Rows.Places) * lines.Bytes(width) - (shape.Rows.Taps - linesAtOnce) * shape.Rows.TapDilation * lines.Bytes(width);

    /// <summary>What a part takes: lines of the image and of the kernel.</summary>
    private long PartBytes => ImageBytes + linesAtOnce * KernelLine;

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        int items = groupBlocks * lineParts;
        using Scratch sums = new(items * (long)sumBytes);
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] + shape.OffsetY, Sums = sums.Address };
        Share(items, part, &call);
        Share(groupBlocks, combine, &call);
    }

    private void Share(int count, Action<int, nint> work, Call* call)
    {
        if (partition.Parts > 1 && count > 1) WorkerPool.Instance.Run(count, partition.Workers, work, (nint)call);
        else for (int i = 0; i < count; i++) work(i, (nint)call);
    }

    /// <summary>Some lines of the kernel of some groups.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int number = item / groupBlocks, first = item % groupBlocks * width, groups = Math.Min(width, shape.Groups - first), rowTaps = shape.Rows.Taps;
        long line = allLines * number / lineParts, behind = allLines * (number + 1) / lineParts;
        nint sums = call->Sums + item * sumBytes, x = call->X + (nint)(first * shape.GroupX), kernel = call->Kernel + (nint)(first * shape.GroupKernel);
        new Span<byte>((void*)sums, (int)sumBytes).Clear();
        bool inPlace = shape.GroupKernel == shape.Size && groups == width;
        using Scratch memory = new(PartBytes);
        while (line < behind)
        {
            int row = (int)(line % rowTaps), count = (int)Math.Min(Math.Min(linesAtOnce, rowTaps - row), behind - line);
            long outer = line / rowTaps % outerTaps, feature = line / rowTaps / outerTaps;
            for (int output = 0; output < shape.Outputs; output++)
            {
                nint from = kernel + (nint)(feature * shape.FeatureKernel + output * shape.OutputKernel + row * shape.Rows.StepKernel) + shape.TapOffset(outer * rowTaps * shape.Row.Taps);
                (nint first, nint line, nint step) read = inPlace ? (from, (nint)shape.Rows.StepKernel, (nint)shape.Row.StepKernel) : (memory.Address + ImageBytes, KernelLine, width * shape.Size);
                for (int i = 0; i < count && !inPlace; i++) Turn(from + (nint)(i * shape.Rows.StepKernel), read.first + i * KernelLine, groups);
                for (long place = 0; place < outerPlaces; place++)
                {
                    // The lines of the image are those of the output before.
                    if (output == 0 || outerPlaces > 1) Fill(x + (nint)(feature * shape.FeatureX), memory.Address, groups, shape.OuterX(place, outer), row, count);
                    Add(memory.Address, read, count, sums + (nint)((output * outerPlaces + place) * places * width * shape.Size));
                }
            }

            line += count;
        }
    }

    /// <summary>The lines of the image that some lines of the kernel meet.</summary>
    private void Fill(nint x, nint to, int groups, nint? plane, int tap, int count)
    {
        ConvolutionShape.Axis rows = shape.Rows;
        int needed = (count - 1) * rows.TapDilation + (rows.Places - 1) * rows.Stride + 1;
        nint bytes = lines.Bytes(width);
        for (int line = 0; line < needed; line++, to += bytes)
        {
            int source = rows.Source(tap * rows.TapDilation + line);
            if (plane is nint at && source >= 0) lines.Copy(x + at + (nint)(source * rows.StepX), to, groups, width);
            else lines.Clear(to, width);
        }
    }

    /// <summary>What some lines of the kernel add to all places.</summary>
    private void Add(nint image, (nint First, nint Line, nint Step) kernel, int count, nint sums)
    {
        ConvolutionShape.Axis rows = shape.Rows, row = shape.Row;
        nint place = width * shape.Size;
        nint* x = stackalloc nint[places];
        for (int i = 0; i < places; i++) x[i] = image + i / row.Places * rows.Stride * lines.Bytes(width) + i % row.Places * row.Stride * place;
        CorrelationCall call = new() { X = x, Places = places, Count = row.Taps, StepX = row.TapDilation * place, StepKernel = kernel.Step, Bytes = place, Sums = sums };
        for (int i = 0; i < count; i++)
        {
            call.Kernel = kernel.First + i * kernel.Line;
            CorrelationTile.Run(call, shape.Type);
            for (int p = 0; p < places; p++) x[p] += rows.TapDilation * lines.Bytes(width);
        }
    }

    /// <summary>A line of the kernel with the groups of a place side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(nint from, nint to, int groups)
    {
        int size = shape.Size;
        if (groups < width) new Span<byte>((void*)to, (int)KernelLine).Clear();
        if (shape.Row.StepKernel == size)
        {
            TransposedTile.Copy((byte*)from, (nint)shape.GroupKernel, (byte*)to, width * size, shape.Row.Taps, groups, size);
            return;
        }

        for (int tap = 0; tap < shape.Row.Taps; tap++, to += width * size)
        {
            for (int g = 0; g < groups; g++)
            {
                nint source = from + (nint)(tap * shape.Row.StepKernel + g * shape.GroupKernel);
                if (size == 4) ((uint*)to)[g] = *(uint*)source;
                else ((ulong*)to)[g] = *(ulong*)source;
            }
        }
    }

    /// <summary>The results of some groups from what parts have.</summary>
    private void Combine(int block, nint shared)
    {
        Call* call = (Call*)shared;
        nint sums = call->Sums + block * sumBytes;
        for (int number = 1; number < lineParts; number++) CorrelationTile.Add(sums, sums + number * groupBlocks * sumBytes, sumBytes, shape.Type);
        int first = block * width, groups = Math.Min(width, shape.Groups - first), size = shape.Size;
        for (int output = 0; output < shape.Outputs; output++)
        {
            for (long outer = 0; outer < outerPlaces; outer++)
            {
                for (int place = 0; place < places; place++, sums += width * size)
                {
                    nint to = call->Y + (nint)(first * shape.GroupY + output * shape.OutputY + place / shape.Row.Places * shape.Rows.StepY + place % shape.Row.Places * shape.Row.StepY) + shape.OuterY(outer);
                    for (int g = 0; g < groups; g++, to += (nint)shape.GroupY)
                    {
                        if (size == 4) *(uint*)to = ((uint*)sums)[g];
                        else *(ulong*)to = ((ulong*)sums)[g];
                    }
                }
            }
        }
    }
}
