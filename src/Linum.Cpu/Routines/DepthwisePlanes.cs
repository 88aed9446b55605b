using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Convolutions of each feature by itself, or of one alone, where it is an image of its own, in memory one after the other: places of a row side by side in registers, and each place of the kernel one
/// number for all of them. Lines are copied with their zeros; where the kernel moves by more than one place, those that it meets in turn are put side by side. Zeros between elements are not
/// multiplied: places of a row that meet the same places of the kernel are computed side by side (<see cref="Phase"/>) and then put where they belong.
/// </summary>
internal sealed unsafe class DepthwisePlanes : IRoutine
{
    /// <summary>Fewer lines than that are done one by one, and cut if they have so many bytes.</summary>
    private const int FewLines = 4, LongLine = 16 * DepthwiseTile.Register;

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
    private readonly Phase[] phases = [];
    private readonly int mostTaps;
    private readonly long items;
    private readonly int parts;

    /// <summary>Places of a row that meet the same places of the kernel.</summary>
    /// <param name="Places">How many there are.</param>
    /// <param name="Before">How many places phases before it have.</param>
    /// <param name="Taps">Where the places of the kernel meet the lines.</param>
    /// <param name="Weights">Where these are in the kernel.</param>
    private sealed record Phase(int Places, int Before, nint[] Taps, nint[] Weights);

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
        ConvolutionShape frame = shape with { Axes = [.. shape.Axes[..^1], shape.Row.Frame()] };
        lines = new(frame);
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
        phases = new Phase[row.UsedPhases];
        for (int i = 0, before = 0; i < phases.Length; before += phases[i++].Places) phases[i] = PhaseOf(i, before, frame.Row.Low);
        mostTaps = phases.Max(p => p.Taps.Length);
        items = shape.Examples * shape.Groups * outerPlaces * rowBlocks;
        parts = (int)Math.Min(items, partition.Parts);
    }

    private Phase PhaseOf(int first, int before, int low)
    {
        (ConvolutionShape.Axis row, long kernel, _) = shape.Row.Phase(first);
        ConvolutionShape phase = shape with { Axes = [.. shape.Axes[..^1], row] };
        nint[] taps = new nint[phase.Taps], weights = new nint[phase.Taps];
        for (int i = 0; i < taps.Length; i++)
        {
            int place = i % row.Taps * row.TapDilation + low - row.Low, line = i / row.Taps % shape.Rows.Taps, outer = i / row.Taps / shape.Rows.Taps;
            taps[i] = (outer * linesAtOnce + line * shape.Rows.TapDilation) * lines.Bytes + lines.Offset(place);
            weights[i] = phase.TapOffset(i) + (nint)kernel;
        }

        return new(row.Places, before, taps, weights);
    }

    /// <summary>Whether rows lie in order in the image and in the result, and are so long that copying lines is worth it: shorter ones are turned faster, many features at a time.</summary>
    public static bool Suits(ConvolutionShape shape) => shape.IsByFeature && shape.Row.StepX == shape.Size && shape.Row.StepY == shape.Size && shape.Row.Places * shape.Size >= 3 * DepthwiseTile.Register
        && shape.Row.Places / shape.Row.PhaseCount * shape.Size >= DepthwiseTile.Register;

    public long WorkingBytes => shape.Products == 0 ? 0 : WorkerPool.Instance.Threads(parts, partition.Workers) * PartBytes;

    private nint TapBytes => DepthwiseTile.Aligned(mostTaps * sizeof(Tap));

    private nint WeightBytes => mostTaps * DepthwiseTile.Register;

    private nint StripBytes => (nint)outerTaps * linesAtOnce * lines.Bytes;

    /// <summary>What a thread takes: where factors meet the image, the factors, lines of the image, lines of the result, and one in between.</summary>
    private long PartBytes => TapBytes + WeightBytes + StripBytes + rowsAtOnce * (nint)(shape.Row.Places * shape.Size) + lines.Between;

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] + shape.OffsetY };
        if (parts > 1) WorkerPool.Instance.Run(parts, partition.Workers, part, (nint)(&call));
        else Part(0, (nint)(&call));
    }

    /// <summary>Some planes, or some rows of them.</summary>
    private void Part(int number, nint shared)
    {
        Call call = *(Call*)shared;
        int size = shape.Size;
        nint tapBytes = TapBytes, weightBytes = WeightBytes, stripBytes = StripBytes;
        nint resultLine = shape.Row.Places * size;
        using Scratch memory = new(PartBytes);
        nint strip = memory.Address + tapBytes + weightBytes, made = strip + stripBytes, line = made + rowsAtOnce * resultLine;
        DepthwiseCall tile = new() { Taps = (Tap*)memory.Address, Weights = memory.Address + tapBytes, WeightLine = DepthwiseTile.Register, Step = shape.Rows.Stride * lines.Bytes };
        bool direct = phases.Length == 1 && (!streams || shape.Rows.StepY != resultLine);
        for (long item = items * number / parts; item < items * (number + 1) / parts; item++)
        {
            int first = (int)(item % rowBlocks) * rowsAtOnce, rows = Math.Min(rowsAtOnce, shape.Rows.Places - first);
            if (rows <= 0) continue;
            long outer = item / rowBlocks % outerPlaces, plane = item / rowBlocks / outerPlaces, group = plane % shape.Groups, example = plane / shape.Groups;
            nint y = call.Y + (nint)(group * shape.GroupY + example * shape.ExampleY + first * shape.Rows.StepY) + shape.OuterY(outer);
            Fill(call.X + (nint)(group * shape.GroupX + example * shape.ExampleX), strip, line, outer, first, rows);
            foreach (Phase phase in phases)
            {
                Splat(call.Kernel + (nint)(group * shape.GroupKernel), tile.Weights, phase.Weights);
                (nint to, nint toStep) = (direct ? y : made + phase.Before * size, direct ? (nint)shape.Rows.StepY : resultLine);
                if (rows < FewLines && phase.Places * size >= LongLine)
                {
                    for (int row = 0; row < rows; row++) Long(tile, phase, strip + row * tile.Step, to + row * toStep);
                    continue;
                }

                for (int i = 0; i < phase.Taps.Length; i++) tile.Taps[i] = new(strip + phase.Taps[i], tile.Step);
                (tile.Count, tile.Lines, tile.Elements, tile.To, tile.ToStep) = (phase.Taps.Length, rows, phase.Places, to, toStep);
                DepthwiseTile.Run(ref tile, shape.Type);
            }

            if (phases.Length > 1) Join(made, y, rows);
            else if (!direct) Bulk.Copy((byte*)made, (byte*)y, rows * resultLine, stream: true);
        }
    }

    /// <summary>
    /// A line cut into eight, which are done side by side: a line alone has two chains of multiply-adds, half of what a processor is busy with. 10⁶ numbers with 100 took 3750 µs, and take 2250 (two threads, minima, 2026-11-28).
    /// </summary>
    private void Long(DepthwiseCall tile, Phase phase, nint line, nint to)
    {
        int size = shape.Size, elements = phase.Places / DepthwiseTile.ManyLines, end = phase.Places - DepthwiseTile.ManyLines;
        tile.Count = phase.Taps.Length;
        Beside(line, DepthwiseTile.ManyLines, elements, to);
        // Fewer are left over; some are computed twice, so that there is a register of them.
        if (phase.Places % DepthwiseTile.ManyLines != 0) Beside(line + end * size, 1, DepthwiseTile.ManyLines, to + end * size);

        void Beside(nint from, int lines, int each, nint target)
        {
            (tile.Lines, tile.Elements, tile.Step, tile.To, tile.ToStep) = (lines, each, each * size, target, each * size);
            for (int i = 0; i < phase.Taps.Length; i++) tile.Taps[i] = new(from + phase.Taps[i], tile.Step);
            DepthwiseTile.Run(ref tile, shape.Type);
        }
    }

    /// <summary>Places from where those of a phase lie side by side to where they belong.</summary>
    private void Join(nint made, nint y, int rows)
    {
        for (int row = 0; row < rows; row++, made += shape.Row.Places * shape.Size, y += (nint)shape.Rows.StepY)
        {
            if (phases.Length == 2) Alternation.Copy(made, made + phases[1].Before * shape.Size, y, shape.Row.Places, shape.Size);
            else if (shape.Size == 4) Join((uint*)made, (uint*)y);
            else Join((ulong*)made, (ulong*)y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Join<T>(T* made, T* y)
        where T : unmanaged
    {
        int places = shape.Row.Places, apart = phases.Length;
        for (int place = 0; place < places; place++) y[place] = made[phases[place % apart].Before + place / apart];
    }

    /// <summary>Each number of the kernel as often as a register holds it.</summary>
    private void Splat(nint from, nint to, nint[] weights)
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
