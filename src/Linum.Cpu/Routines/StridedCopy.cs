using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>Copies elements from one stride pattern to another. What can be worked out from the shapes alone is done once, in the constructor.</summary>
internal sealed unsafe class StridedCopy
{
    /// <summary>Rows and columns of a tile: its cache lines and pages stay at hand.</summary>
    private const int Tile = 64;

    /// <summary>
    /// Rows of a tile whose lines are written past the caches, two lines wide: long pieces of the source's lines are read one after the other, and two lines that lie side by side are written at once.
    /// By hand, [2048, 2048] floats: 64 by 64 elements 830 µs, 64 rows two lines wide 910, 128 713 to 823, 256 655, 512 and 1024 627, where a fill of 16 MB takes 588 (minima, 2026-11-26).
    /// </summary>
    private const int TallTile = 512;

    /// <summary>Smaller tiles are not worth the way past the caches: 16384 squares of 16 floats took 630 µs with it for 460 to 500.</summary>
    private const long LargeTile = 4 << 10;

    /// <summary>So many short rows are turned at once, which are counted in an int.</summary>
    private const long MostRounds = 1 << 30;

    /// <summary>Bytes after which lines share the sets of a near cache.</summary>
    private const long Page = 4096;

    private readonly long[] sizes;
    private readonly long[] fromSteps;
    private readonly long[] toSteps;
    private readonly int size;
    private readonly long bytes;
    private readonly bool tiled;
    private readonly bool turns;
    private readonly ShortRows? shortRows;
    private readonly bool streams;
    private readonly int tileRows = Tile;
    private readonly int tileColumns = Tile;

    /// <param name="shape">How many elements along each axis.</param>
    /// <param name="from">Strides of the source, in elements.</param>
    /// <param name="to">Strides of the target, in elements.</param>
    /// <param name="size">Bytes of an element: 1, 2, 4, 8 or 16.</param>
    /// <param name="streams">Whether a large copy goes past the caches.</param>
    public StridedCopy(ReadOnlySpan<int> shape, ReadOnlySpan<long> from, ReadOnlySpan<long> to, int size, bool streams = true)
    {
        List<(long Size, long From, long To)> axes = [];
        long count = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            if (shape[i] == 1) continue;
            // Neighbours that are one run on both sides become one axis.
            if (axes.Count > 0 && axes[^1] is var last && last.From == from[i] * shape[i] && last.To == to[i] * shape[i]) axes[^1] = (last.Size * shape[i], from[i], to[i]);
            else axes.Add((shape[i], from[i], to[i]));
        }

        if (axes.Count == 0) axes.Add((1, 1, 1));
        if (axes[^1].From is not (0 or 1))
        {
            // An axis along which the source runs through memory is walked together with the last one, tile by tile, so that cache lines are used whole.
            int through = axes.FindIndex(a => a.From == 1);
            if (through >= 0)
            {
                (long, long, long) axis = axes[through];
                axes.RemoveAt(through);
                axes.Insert(axes.Count - 1, axis);
                tiled = true;
            }
        }

        this.size = size;
        bytes = count * size;
        sizes = [.. axes.Select(a => a.Size)];
        fromSteps = [.. axes.Select(a => a.From * size)];
        toSteps = [.. axes.Select(a => a.To * size)];
        turns = tiled && toSteps[^1] == size && TransposedTile.Supports(size);
        this.streams = streams && Bulk.Streams(bytes);
        // Lines are turned tile by tile, but not matrices of a few elements each.
        if (count > 0 && (!turns || sizes[^1] * sizes[^2] * size <= ShortRows.MostBytes)) shortRows = ShortRows.Of(sizes, fromSteps, toSteps, size, this.streams);
        if (this.streams && IsWide && sizes[^2] >= TallTile / 2) (tileRows, tileColumns) = (TallTile, 2 * Prefetch.Line / size);
    }

    /// <summary>The copy that a node asks for.</summary>
    /// <param name="node">The node.</param>
    /// <param name="streams">Whether a large copy goes past the caches.</param>
    public static StridedCopy Of(CopyNode node, bool streams) => new(node.Source.Shape, node.Source.Strides.Span, Operand.Dense(node.Source.Shape), node.Source.DType.Size, streams);

    /// <summary>
    /// Whether lines are turned that lie a page or more apart in the target. They share the sets of the near caches, and are best written past these, whole line by whole line: 1024 by 2048 numbers
    /// take 305 to 340 µs so and 434 with ordinary stores that stay in the third cache, 512 times 64 by 64 297 and 218 (minima of two turns, 2026-11-26).
    /// </summary>
    public bool IsWide => turns && toSteps[^2] >= Page && toSteps[^2] % Prefetch.Line == 0;

    /// <summary>Copies between the addresses of the elements at position 0.</summary>
    public void Run(nint from, nint to)
    {
        if (bytes == 0) return;
        Part((byte*)from, (byte*)to, 0, sizes[0]);
        Settle();
    }

    /// <summary>The same on several threads.</summary>
    public void Run(nint from, nint to, Partition partition)
    {
        if (bytes == 0) return;
        if (partition.Parts <= 1)
        {
            Run(from, to);
        }
        else if (sizes.Length == 1 || sizes[0] >= 4 * partition.Parts)
        {
            // Tiles are not cut where there are enough of them.
            long unit = sizes.Length == 2 && tiled ? Math.Clamp(sizes[0] / (2 * WorkerPool.Instance.Workers) / Tile * Tile, 1, tileRows) : 1, units = (sizes[0] + unit - 1) / unit;
            partition.Run(units, (This: this, from, to, unit), static (s, begin, end) => s.This.Units(s.from, s.to, begin * s.unit, Math.Min(end * s.unit, s.This.sizes[0])));
        }
        else if (sizes.Length == 2 && tiled)
        {
            partition.Run(sizes[1], (This: this, from, to), static (s, begin, end) => s.This.Columns(s.from, s.to, begin, end));
        }
        else
        {
            // A short axis is cut together with the next one.
            partition.Run(sizes[0] * sizes[1], (This: this, from, to), static (s, begin, end) => s.This.Pairs((byte*)s.from, (byte*)s.to, begin, end));
        }
    }

    /// <summary>Stores past the caches keep no order with later ones.</summary>
    private void Settle()
    {
        if (streams) Thread.MemoryBarrier();
    }

    private void Units(nint from, nint to, long begin, long end)
    {
        Part((byte*)from + begin * fromSteps[0], (byte*)to + begin * toSteps[0], 0, end - begin);
        Settle();
    }

    private void Columns(nint from, nint to, long begin, long end)
    {
        Tiles((byte*)from + begin * fromSteps[1], (byte*)to + begin * toSteps[1], sizes[0], end - begin, 0);
        Settle();
    }

    private void Pairs(byte* from, byte* to, long begin, long end)
    {
        while (begin < end)
        {
            long i = begin / sizes[1], j = begin % sizes[1], count = Math.Min(end - begin, sizes[1] - j);
            byte* source = from + i * fromSteps[0] + j * fromSteps[1], target = to + i * toSteps[0] + j * toSteps[1];
            Part(source, target, 1, count);
            begin += count;
        }

        Settle();
    }

    /// <summary>Positions 0 to count - 1 of an axis and everything inside.</summary>
    private void Part(byte* from, byte* to, int axis, long count)
    {
        int left = sizes.Length - axis;
        if (shortRows is not null && left == shortRows.Axes + 1)
        {
            shortRows.Copy(from, to, count);
        }
        else if (left == 1)
        {
            Row(from, to, count, fromSteps[axis], toSteps[axis]);
        }
        else if (left == 2 && tiled)
        {
            Tiles(from, to, count, sizes[axis + 1], axis);
        }
        else
        {
            long next = sizes[axis + 1];
            for (long i = 0; i < count; i++) Part(from + i * fromSteps[axis], to + i * toSteps[axis], axis + 1, next);
        }
    }

    private void Tiles(byte* from, byte* to, long rows, long columns, int axis)
    {
        (long fromStep, long toStep) = (fromSteps[axis + 1], toSteps[axis + 1]);
        Rounds(ref from, ref to, ref rows, ref columns, axis);
        for (long i0 = 0; i0 < rows; i0 += tileRows)
        {
            long height = Math.Min(tileRows, rows - i0);
            for (long j0 = 0; j0 < columns; j0 += tileColumns)
            {
                long width = Math.Min(tileColumns, columns - j0);
                byte* source = from + i0 * size + j0 * fromStep, target = to + i0 * toSteps[axis] + j0 * toStep;
                if (turns && streams && height * width * size >= LargeTile && TransposedTile.HasWholeLines(target, (nint)toSteps[axis], width, size)) TransposedTile.CopyPast(source, (nint)fromStep, target, (nint)toSteps[axis], height, width, size);
                else if (turns) TransposedTile.Copy(source, (nint)fromStep, target, (nint)toSteps[axis], height, width, size);
                else
                    for (long i = 0; i < height; i++) Row(source + i * size, target + i * toSteps[axis], width, fromStep, toStep);
            }
        }
    }

    /// <summary>Where rows or columns are so few that registers turn them all at once, many of the others; what is left is for tiles.</summary>
    private void Rounds(ref byte* from, ref byte* to, ref long rows, ref long columns, int axis)
    {
        (long fromStep, long toStep) = (fromSteps[axis + 1], toSteps[axis]);
        if (turns && toStep == columns * size && RoundTile.Supports(columns, size))
        {
            int done = RoundTile.Store(from, (nint)fromStep, (float*)to, (int)columns, (int)Math.Min(rows, MostRounds), streams);
            from += (long)done * size;
            to += done * toStep;
            rows -= done;
        }
        else if (turns && fromStep == rows * size && RoundTile.Supports(rows, size))
        {
            int done = RoundTile.Load((float*)from, to, (nint)toStep, (int)rows, (int)Math.Min(columns, MostRounds));
            from += done * fromStep;
            to += (long)done * size;
            columns -= done;
        }
    }

    private void Row(byte* from, byte* to, long count, long fromStep, long toStep)
    {
        if (fromStep == size && toStep == size)
        {
            Bulk.Copy(from, to, count * size, streams);
            return;
        }

        switch (size)
        {
            case 1: Elements<byte>(from, to, count, fromStep, toStep, streams); break;
            case 2: Elements<ushort>(from, to, count, fromStep, toStep, streams); break;
            case 4: Elements<uint>(from, to, count, fromStep, toStep, streams); break;
            case 8: Elements<ulong>(from, to, count, fromStep, toStep, streams); break;
            default: Elements<UInt128>(from, to, count, fromStep, toStep, streams); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(byte* from, byte* to, long count, long fromStep, long toStep, bool stream)
        where T : unmanaged
    {
        if (fromStep == 0 && toStep == sizeof(T))
        {
            Bulk.Fill(to, *(T*)from, count, stream);
            return;
        }

        for (long i = 0; i < count; i++)
        {
            *(T*)to = *(T*)from;
            from += fromStep;
            to += toStep;
        }
    }
}
