using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>Copies elements from one stride pattern to another. What can be worked out from the shapes alone is done once, in the constructor.</summary>
internal sealed unsafe class StridedCopy
{
    /// <summary>Rows and columns of a tile: 16 elements of 4 bytes are a cache line.</summary>
    private const int Tile = 16;

    private readonly long[] sizes;
    private readonly long[] fromSteps;
    private readonly long[] toSteps;
    private readonly int size;
    private readonly long bytes;
    private readonly bool tiled;
    private readonly bool turns;

    /// <param name="shape">How many elements along each axis.</param>
    /// <param name="from">Strides of the source, in elements.</param>
    /// <param name="to">Strides of the target, in elements.</param>
    /// <param name="size">Bytes of an element: 1, 2, 4, 8 or 16.</param>
    public StridedCopy(ReadOnlySpan<int> shape, ReadOnlySpan<long> from, ReadOnlySpan<long> to, int size)
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
    }

    /// <summary>Copies between the addresses of the elements at position 0.</summary>
    public void Run(nint from, nint to)
    {
        if (bytes > 0) Part((byte*)from, (byte*)to, 0, sizes[0]);
    }

    /// <summary>The same on several threads.</summary>
    public void Run(nint from, nint to, Partition partition)
    {
        if (bytes == 0) return;
        if (partition.Parts <= 1) Part((byte*)from, (byte*)to, 0, sizes[0]);
        else partition.Run(sizes[0], (begin, end) => Part((byte*)from + begin * fromSteps[0], (byte*)to + begin * toSteps[0], 0, end - begin));
    }

    /// <summary>Positions 0 to count - 1 of an axis and everything inside.</summary>
    private void Part(byte* from, byte* to, int axis, long count)
    {
        int left = sizes.Length - axis;
        if (left == 1)
        {
            Row(from, to, count, fromSteps[axis], toSteps[axis]);
        }
        else if (left == 2 && tiled)
        {
            Tiles(from, to, count, axis);
        }
        else
        {
            long next = sizes[axis + 1];
            for (long i = 0; i < count; i++) Part(from + i * fromSteps[axis], to + i * toSteps[axis], axis + 1, next);
        }
    }

    private void Tiles(byte* from, byte* to, long rows, int axis)
    {
        long columns = sizes[axis + 1];
        for (long i0 = 0; i0 < rows; i0 += Tile)
        {
            long i1 = Math.Min(i0 + Tile, rows);
            for (long j0 = 0; j0 < columns; j0 += Tile)
            {
                long width = Math.Min(Tile, columns - j0);
                if (turns)
                {
                    TransposedTile.Copy(from + i0 * size + j0 * fromSteps[axis + 1], (nint)fromSteps[axis + 1], to + i0 * toSteps[axis] + j0 * size, (nint)toSteps[axis], i1 - i0, width, size);
                    continue;
                }

                for (long i = i0; i < i1; i++)
                    Row(from + i * fromSteps[axis] + j0 * fromSteps[axis + 1], to + i * toSteps[axis] + j0 * toSteps[axis + 1], width, fromSteps[axis + 1], toSteps[axis + 1]);
            }
        }
    }

    private void Row(byte* from, byte* to, long count, long fromStep, long toStep)
    {
        if (fromStep == size && toStep == size)
        {
            Buffer.MemoryCopy(from, to, count * size, count * size);
            return;
        }

        switch (size)
        {
            case 1: Elements<byte>(from, to, count, fromStep, toStep); break;
            case 2: Elements<ushort>(from, to, count, fromStep, toStep); break;
            case 4: Elements<uint>(from, to, count, fromStep, toStep); break;
            case 8: Elements<ulong>(from, to, count, fromStep, toStep); break;
            default: Elements<UInt128>(from, to, count, fromStep, toStep); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(byte* from, byte* to, long count, long fromStep, long toStep)
        where T : unmanaged
    {
        if (fromStep == 0 && toStep == sizeof(T))
        {
            T value = *(T*)from;
            while (count > 0)
            {
                int length = (int)Math.Min(count, 1 << 30);
                new Span<T>(to, length).Fill(value);
                to += length * (long)sizeof(T);
                count -= length;
            }

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
