using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Convolutions of each feature by itself, some features side by side in registers. Lines of the image are copied with their zeros; a large image in which features lie side by
/// side is read in place, in blocks. See <see cref="DepthwisePlanes"/> for features first.
/// </summary>
internal sealed unsafe class DepthwiseConvolution : IRoutine
{
    /// <summary>Features that are done together: their lines stay in the second cache, and each is a whole line of memory.</summary>
    private const int MostFeatures = 64;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly Action<int, nint> part;
    private readonly bool streams;
    private readonly int lanes;
    private readonly int width;
    private readonly int featureBlocks;
    private readonly long outerPlaces;
    private readonly long outerTaps;
    private readonly int rowsAtOnce;
    private readonly int rowBlocks;
    private readonly int linesAtOnce;
    private readonly nint[] taps = [];
    private readonly int firstInside;
    private readonly int behindInside;
    private readonly bool readsInPlace;
    private readonly DepthwiseBlocks? blocks;

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
    }

    /// <param name="shape">The convolution.</param>
    /// <param name="partition">How to share the work out.</param>
    /// <param name="streams">Whether the result is so large, and read so late, that it need not stay in a cache.</param>
    public DepthwiseConvolution(ConvolutionShape shape, Partition partition, bool streams)
    {
        (this.shape, this.partition, this.streams) = (shape, partition, streams);
        lines = new(shape, shape.GroupX);
        part = Part;
        lanes = DepthwiseTile.Register / shape.Size;
        width = Math.Min((shape.Groups + lanes - 1) / lanes * lanes, MostFeatures);
        featureBlocks = (shape.Groups + width - 1) / width;
        (outerPlaces, outerTaps) = (shape.OuterPlaces, shape.OuterTaps);
        if (shape.Products == 0) return;
        (ConvolutionShape.Axis rows, ConvolutionShape.Axis row) = (shape.Rows, shape.Row);
        long room = CacheSizes.Second / 2 / (lines.Bytes(width) * outerTaps) - (rows.Taps - 1) * rows.TapDilation - 1;
        rowsAtOnce = (int)Math.Clamp(room / rows.Stride + 1, 1, rows.Places);
        rowBlocks = (rows.Places + rowsAtOnce - 1) / rowsAtOnce;
        rowsAtOnce = (rows.Places + rowBlocks - 1) / rowBlocks;
        linesAtOnce = rows.Needed(rowsAtOnce);
        taps = new nint[shape.Taps];
        for (int i = 0; i < taps.Length; i++)
        {
            int tap = i % row.Taps, line = i / row.Taps % rows.Taps, outer = i / row.Taps / rows.Taps;
            taps[i] = (outer * linesAtOnce + line * rows.TapDilation) * lines.Bytes(width) + (nint)tap * row.TapDilation * width * shape.Size;
        }

        if (DepthwiseBlocks.Suits(shape)) blocks = new(shape, width * shape.Size);
        // The places all of whose factors are in the image.
        firstInside = row.Low <= 0 ? 0 : (row.Low + row.Stride - 1) / row.Stride;
        int last = row.Inputs - 1 + row.Low - (row.Taps - 1) * row.TapDilation;
        behindInside = last < 0 ? 0 : Math.Min(row.Places, last / row.Stride + 1);
        // Places at the ends are copied and take longer, which is more than copying all costs if they are many. An image that a cache holds is read twice as fast from copied lines, which lie together.
        readsInPlace = (streams || row.Stride > 1) && shape.GroupX == shape.Size && row.InputDilation == 1 && behindInside - firstInside >= blocks?.Places && 16 * (behindInside - firstInside) >= 15 * row.Places;
    }

    public long WorkingBytes
    {
        get
        {
            if (shape.Products == 0) return 0;
            // All parts have as many features and rows as the first, but for those at the ends.
            int features = Math.Min(width, shape.Groups), lastFeatures = shape.Groups - (featureBlocks - 1) * width, lastRows = shape.Rows.Places - (rowBlocks - 1) * rowsAtOnce;
            long most = Math.Max(Math.Max(PartBytes(features, rowsAtOnce), PartBytes(lastFeatures, rowsAtOnce)), lastRows > 0 ? Math.Max(PartBytes(features, lastRows), PartBytes(lastFeatures, lastRows)) : 0);
            return most * (partition.Parts > 1 ? WorkerPool.Instance.Threads(checked((int)(featureBlocks * shape.Examples * outerPlaces * rowBlocks)), partition.Workers) : 1);
        }
    }

    /// <summary>Whether results of so many features are written where they belong.</summary>
    private bool IsDirect(int features) => shape.GroupY == shape.Size && features >= lanes;

    private bool AreInBlocks(int features, int rows) => blocks is not null && IsDirect(features) && features * shape.Size >= VectorInstructions.Width / 8 && rows >= DepthwiseBlocks.Rows;

    private nint ImageBytes(bool inPlace) => inPlace ? width * shape.Size : (nint)outerTaps * linesAtOnce * lines.Bytes(width);

    /// <summary>What a part of so many features and rows takes: where factors meet the image, the factors, the image, a line of results, and the table of blocks.</summary>
    private long PartBytes(int features, int rows)
    {
        bool inBlocks = AreInBlocks(features, rows);
        nint line = width * shape.Size, tableBytes = inBlocks ? DepthwiseTile.Aligned(blocks!.Room(shape.Rows.Needed(rows))) : 0;
        return DepthwiseTile.Aligned(taps.Length * sizeof(Tap)) + taps.Length * line + ImageBytes(inBlocks && readsInPlace) + (IsDirect(features) ? 0 : shape.Row.Places * line) + tableBytes;
    }

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] + shape.OffsetY };
        int count = checked((int)(featureBlocks * shape.Examples * outerPlaces * rowBlocks));
        if (partition.Parts > 1) WorkerPool.Instance.Run(count, partition.Workers, part, (nint)(&call));
        else for (int i = 0; i < count; i++) Part(i, (nint)(&call));
    }

    /// <summary>Some rows of some features of an example.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        int first = item % rowBlocks * rowsAtOnce, behind = Math.Min(first + rowsAtOnce, shape.Rows.Places), size = shape.Size;
        if (first >= behind) return;
        long outer = item / rowBlocks % outerPlaces, rest = item / rowBlocks / outerPlaces, example = rest % shape.Examples;
        int feature = (int)(rest / shape.Examples) * width, features = Math.Min(width, shape.Groups - feature);
        bool direct = IsDirect(features), inBlocks = AreInBlocks(features, behind - first), inPlace = inBlocks && readsInPlace;
        nint line = width * size, tapBytes = DepthwiseTile.Aligned(taps.Length * sizeof(Tap)), weightBytes = taps.Length * line, imageBytes = ImageBytes(inPlace);
        using Scratch memory = new(PartBytes(features, behind - first));
        nint x = call->X + (nint)(feature * shape.GroupX + example * shape.ExampleX), y = call->Y + (nint)(feature * shape.GroupY + example * shape.ExampleY) + shape.OuterY(outer);
        nint weights = memory.Address + tapBytes, image = weights + weightBytes;
        Weights(call->Kernel + (nint)(feature * shape.GroupKernel), weights, features);
        DepthwiseCall tile = new()
        {
            Taps = (Tap*)memory.Address,
            Count = taps.Length,
            Weights = weights,
            WeightLine = line,
            WeightsMove = true,
            Elements = Math.Max(features, lanes),
            Bytes = features * size,
            Streams = streams && inBlocks && ((y | (nint)shape.Row.StepY | (nint)shape.Rows.StepY | features * size) & (Prefetch.Line - 1)) == 0,
        };
        nint edge = direct ? 0 : image + imageBytes;
        if (inBlocks) Blocks(ref tile, x, y, image, features, outer, first, behind, inPlace, (Tap*)(image + imageBytes));
        else Copied(ref tile, x, y, image, edge, features, outer, first, behind);
        // Stores past the caches keep no order with later ones.
        if (tile.Streams) Thread.MemoryBarrier();
    }

    /// <summary>Rows of results in blocks, from lines of the image as they lie or copied ones.</summary>
    private void Blocks(ref DepthwiseCall tile, nint x, nint y, nint image, int features, long outer, int first, int behind, bool inPlace, Tap* table)
    {
        ConvolutionShape.Axis rows = shape.Rows, row = shape.Row;
        nint? plane = shape.OuterX(outer, 0);
        if (inPlace) new Span<byte>((void*)image, width * shape.Size).Clear();
        else Fill(x, image, features, outer, first, behind);
        for (int i = 0; i < rows.Needed(behind - first); i++)
        {
            int source = rows.Source(first * rows.Stride + i);
            if (!inPlace) table[i] = new(image + i * lines.Bytes(width), width * shape.Size);
            else if (plane is nint at && source >= 0) table[i] = new(x + at + (nint)(source * rows.StepX - row.Low * row.StepX), (nint)row.StepX);
            else table[i] = new(image, 0);
        }

        (tile.To, tile.ToStep) = (y + (nint)(first * rows.StepY), (nint)row.StepY);
        if (inPlace) blocks!.Run(ref tile, table, image, behind - first, (nint)rows.StepY, firstInside, behindInside);
        else blocks!.Run(ref tile, table, zeros: 0, behind - first, (nint)rows.StepY, 0, row.Places);
    }

    /// <summary>Rows of results from lines that are copied.</summary>
    private void Copied(ref DepthwiseCall tile, nint x, nint y, nint strip, nint edge, int features, long outer, int first, int behind)
    {
        Fill(x, strip, features, outer, first, behind);
        tile.Lines = shape.Row.Places;
        tile.Step = (nint)shape.Row.Stride * width * shape.Size;
        for (int row = first; row < behind; row++)
        {
            nint from = strip + (row - first) * shape.Rows.Stride * lines.Bytes(width), step = tile.Step;
            for (int t = 0; t < taps.Length; t++) tile.Taps[t] = new(from + taps[t], step);
            Store(ref tile, y + (nint)(row * shape.Rows.StepY), edge, features);
        }
    }

    /// <summary>Computes places of a row where they belong, or elsewhere and from there where they belong.</summary>
    private void Store(ref DepthwiseCall tile, nint to, nint edge, int features)
    {
        (tile.To, tile.ToStep) = edge == 0 ? (to, (nint)shape.Row.StepY) : (edge, width * shape.Size);
        DepthwiseTile.Run(ref tile, shape.Type);
        if (edge != 0) Spread(edge, to, features, tile.Lines);
    }

    /// <summary>The kernel of some features: place after place.</summary>
    private void Weights(nint from, nint to, int features)
    {
        for (int tap = 0; tap < taps.Length; tap++)
        {
            nint place = from + shape.TapOffset(tap);
            for (int f = 0; f < width; f++)
            {
                nint at = to + (tap * width + f) * shape.Size;
                if (shape.Size == 4) *(uint*)at = f < features ? *(uint*)(place + (nint)(f * shape.GroupKernel)) : 0;
                else *(ulong*)at = f < features ? *(ulong*)(place + (nint)(f * shape.GroupKernel)) : 0;
            }
        }
    }

    /// <summary>The lines that some rows of the result need.</summary>
    private void Fill(nint x, nint to, int features, long outer, int firstRow, int behindRow)
    {
        ConvolutionShape.Axis rows = shape.Rows;
        int needed = rows.Needed(behindRow - firstRow);
        nint bytes = lines.Bytes(width);
        for (long tap = 0; tap < outerTaps; tap++)
        {
            nint? plane = shape.OuterX(outer, tap);
            nint target = to + (nint)tap * linesAtOnce * bytes;
            for (int line = 0; line < needed; line++, target += bytes)
            {
                int source = rows.Source(firstRow * rows.Stride + line);
                if (plane is nint at && source >= 0) lines.Copy(x + at + (nint)(source * rows.StepX), target, features, width);
                else lines.Clear(target, width);
            }
        }
    }

    /// <summary>Places of a row, from where their features lie side by side to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(nint from, nint to, int features, int places)
    {
        int size = shape.Size;
        nint line = width * size;
        if (shape.Row.StepY == size)
        {
            TransposedTile.Copy((byte*)from, line, (byte*)to, (nint)shape.GroupY, features, places, size);
            return;
        }

        for (int q = 0; q < places; q++)
        {
            for (int f = 0; f < features; f++)
            {
                nint target = to + (nint)(q * shape.Row.StepY + f * shape.GroupY), source = from + q * line + f * size;
                if (size == 4) *(uint*)target = *(uint*)source;
                else *(ulong*)target = *(ulong*)source;
            }
        }
    }
}
