using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Convolutions of each feature by itself where it is an image of its own, in memory one after the other: places of a row side by side in registers, and each place of the kernel one
/// number for all of them. Lines are copied with their zeros; where the kernel moves by more than one place, those that it meets in turn are put side by side.
/// </summary>
internal sealed unsafe class DepthwisePlanes : IRoutine
{
    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly PlaneLines lines;
    private readonly Action<int, nint> part;
    private readonly bool streams;
    private readonly long outerPlaces;
    private readonly long outerTaps;
    private readonly int rowsAtOnce;
    private readonly int rowBlocks;
    private readonly int linesAtOnce;
    private readonly nint[] taps = [];
    private readonly nint[] weights = [];
    private readonly long items;
    private readonly int parts;

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
    }

    /// <param name="shape">The convolution.</param>
    /// <param name="partition">How to share the work out.</param>
    /// <param name="streams">Whether the result is so large, and read so late, that it need not stay in a cache.</param>
    public DepthwisePlanes(ConvolutionShape shape, Partition partition, bool streams)
    {
        (this.shape, this.partition, this.streams) = (shape, partition, streams);
        lines = new(shape);
        part = Part;
        (outerPlaces, outerTaps) = (shape.OuterPlaces, shape.OuterTaps);
        if (shape.Products == 0) return;
        (ConvolutionShape.Axis rows, ConvolutionShape.Axis row) = (shape.Rows, shape.Row);
        // The lines and what comes of them fit the first cache.
        long room = CacheSizes.First * 3 / 8 / (lines.Bytes * outerTaps) - (rows.Taps - 1) * rows.TapDilation - 1;
        rowsAtOnce = (int)Math.Clamp(room / rows.Stride + 1, Math.Min(8, rows.Places), rows.Places);
        rowBlocks = (rows.Places + rowsAtOnce - 1) / rowsAtOnce;
        rowsAtOnce = (rows.Places + rowBlocks - 1) / rowBlocks;
        linesAtOnce = rows.Needed(rowsAtOnce);
        (taps, weights) = (new nint[shape.Taps], new nint[shape.Taps]);
        for (int i = 0; i < taps.Length; i++)
        {
            int place = i % row.Taps * row.TapDilation, line = i / row.Taps % rows.Taps, outer = i / row.Taps / rows.Taps;
            taps[i] = (outer * linesAtOnce + line * rows.TapDilation) * lines.Bytes + lines.Offset(place);
            weights[i] = shape.TapOffset(i);
        }

        items = shape.Examples * shape.Groups * outerPlaces * rowBlocks;
        parts = (int)Math.Min(items, partition.Parts);
    }

    /// <summary>Whether rows lie in order in the image and in the result, and are so long that copying lines is worth it: shorter ones are turned faster, many features at a time.</summary>
    public static bool Suits(ConvolutionShape shape) => shape.IsDepthwise && shape.Row.StepX == shape.Size && shape.Row.StepY == shape.Size && shape.Row.Places * shape.Size >= 3 * DepthwiseTile.Register;

    public long WorkingBytes => shape.Products == 0 ? 0 : WorkerPool.Instance.Threads(parts, partition.Workers) * PartBytes;

    private nint TapBytes => DepthwiseTile.Aligned(taps.Length * sizeof(Tap));

    private nint WeightBytes => taps.Length * DepthwiseTile.Register;

    private nint StripBytes => (nint)outerTaps * linesAtOnce * lines.Bytes;

    /// <summary>What a thread takes: where factors meet the image, the factors, lines of the image, lines of the result, and one in between.</summary>
    private long PartBytes => TapBytes + WeightBytes + StripBytes + rowsAtOnce * (nint)(shape.Row.Places * shape.Size) + lines.Between;

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] };
        if (parts > 1) WorkerPool.Instance.Run(parts, partition.Workers, part, (nint)(&call));
        else Part(0, (nint)(&call));
    }

    /// <summary>Some planes, or some rows of them.</summary>
    private void Part(int number, nint shared)
    {
        Call call = *(Call*)shared;
        int size = shape.Size, places = shape.Row.Places;
        nint tapBytes = TapBytes, weightBytes = WeightBytes, stripBytes = StripBytes;
        nint resultLine = places * size;
        using Scratch memory = new(PartBytes);
        nint strip = memory.Address + tapBytes + weightBytes, made = strip + stripBytes, line = made + rowsAtOnce * resultLine;
        DepthwiseCall tile = new() { Taps = (Tap*)memory.Address, Count = taps.Length, Weights = memory.Address + tapBytes, WeightLine = DepthwiseTile.Register, Elements = places };
        for (int i = 0; i < taps.Length; i++) tile.Taps[i] = new(strip + taps[i], shape.Rows.Stride * lines.Bytes);
        tile.Step = shape.Rows.Stride * lines.Bytes;
        bool direct = !streams || shape.Rows.StepY != resultLine;
        for (long item = items * number / parts; item < items * (number + 1) / parts; item++)
        {
            int first = (int)(item % rowBlocks) * rowsAtOnce, rows = Math.Min(rowsAtOnce, shape.Rows.Places - first);
            if (rows <= 0) continue;
            long outer = item / rowBlocks % outerPlaces, plane = item / rowBlocks / outerPlaces, group = plane % shape.Groups, example = plane / shape.Groups;
            nint y = call.Y + (nint)(group * shape.GroupY + example * shape.ExampleY + first * shape.Rows.StepY) + shape.OuterY(outer);
            Splat(call.Kernel + (nint)(group * shape.GroupKernel), tile.Weights);
            Fill(call.X + (nint)(group * shape.GroupX + example * shape.ExampleX), strip, line, outer, first, rows);
            (tile.Lines, tile.To, tile.ToStep) = (rows, direct ? y : made, direct ? (nint)shape.Rows.StepY : resultLine);
            DepthwiseTile.Run(ref tile, shape.Type);
            if (!direct) Bulk.Copy((byte*)made, (byte*)y, rows * resultLine, stream: true);
        }
    }

    /// <summary>Each number of the kernel as often as a register holds it.</summary>
    private void Splat(nint from, nint to)
    {
        for (int i = 0; i < weights.Length; i++, to += DepthwiseTile.Register)
        {
            if (shape.Size == 4) Vector256.Create(*(uint*)(from + weights[i])).Store((uint*)to);
            else Vector256.Create(*(ulong*)(from + weights[i])).Store((ulong*)to);
        }
    }

    /// <summary>The lines that some rows of the result need.</summary>
    private void Fill(nint x, nint to, nint between, long outer, int firstRow, int rowCount)
    {
        ConvolutionShape.Axis rows = shape.Rows;
        int needed = rows.Needed(rowCount);
        for (long tap = 0; tap < outerTaps; tap++)
        {
            nint? plane = shape.OuterX(outer, tap);
            nint target = to + (nint)tap * linesAtOnce * lines.Bytes;
            for (int line = 0; line < needed; line++, target += lines.Bytes)
            {
                int source = rows.Source(firstRow * rows.Stride + line);
                if (plane is nint at && source >= 0) lines.Copy(x + at + (nint)(source * rows.StepX), target, between);
                else lines.Clear(target);
            }
        }
    }
}
