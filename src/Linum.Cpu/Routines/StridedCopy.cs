using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Copies an array seen through strides into dense memory.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>Below this many bytes one thread is faster than two.</summary>
    private const long ParallelBytes = 1 << 18;

    /// <summary>Output element (i, j, ...) is input element offset + i * strides[0] + ...</summary>
    public static void Run(nint input, nint output, Shape shape, ReadOnlySpan<long> strides, long offset, int size)
    {
        (int[] sizes, long[] steps) = Collapse(shape, strides);
        long count = shape.Count;
        if (count == 0) return;
        byte* from = (byte*)input + offset * size;
        byte* to = (byte*)output;
        if (sizes.Length == 0)
        {
            Buffer.MemoryCopy(from, to, size, size);
            return;
        }

        long outer = sizes[0], inner = count / outer;
        if (count * size < ParallelBytes || outer < 2)
        {
            Part(from, to, sizes, steps, 0, size, 0, outer);
            return;
        }

        nint f = (nint)from, t = (nint)to;
        int parts = (int)Math.Min(outer, WorkerPool.Instance.Workers * 4L);
        WorkerPool.Instance.Run(parts, p =>
        {
            long begin = outer * p / parts, end = outer * (p + 1) / parts;
            Part((byte*)f + begin * steps[0] * size, (byte*)t + begin * inner * size, sizes, steps, 0, size, 0, end - begin);
        });
    }

    /// <summary>Leaves out axes of size 1 and joins neighbours that are one run.</summary>
    private static (int[] Sizes, long[] Strides) Collapse(Shape shape, ReadOnlySpan<long> strides)
    {
        List<int> sizes = [];
        List<long> steps = [];
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1) continue;
            if (sizes.Count > 0 && steps[^1] == strides[i] * shape[i])
            {
                sizes[^1] *= shape[i];
                steps[^1] = strides[i];
            }
            else
            {
                sizes.Add(shape[i]);
                steps.Add(strides[i]);
            }
        }

        return ([.. sizes], [.. steps]);
    }

    private static byte* Part(byte* from, byte* to, int[] sizes, long[] steps, int axis, int size, long begin, long end)
    {
        if (axis == sizes.Length - 1) return Row(from, to, end - begin, steps[axis], size);
        if (axis == sizes.Length - 2 && steps[axis] == 1 && steps[axis + 1] > 1 && size is 4 or 8) return TransposedPart(from, to, end - begin, sizes[axis + 1], steps[axis + 1], size, sizes, steps, axis);
        for (long i = begin; i < end; i++) to = Part(from + i * steps[axis] * size, to, sizes, steps, axis + 1, size, 0, sizes[axis + 1]);
        return to;
    }

    /// <summary>A matrix read across: in blocks, so that cache lines are used whole.</summary>
    private static byte* TransposedPart(byte* from, byte* to, long rows, long columns, long step, int size, int[] sizes, long[] steps, int axis)
    {
        if (axis != sizes.Length - 2 || steps[axis] != 1)
        {
            for (long i = 0; i < rows; i++) to = Row(from + i * steps[axis] * size, to, columns, step, size);
            return to;
        }

        const int block = 16;
        for (long i0 = 0; i0 < rows; i0 += block)
        {
            long i1 = Math.Min(i0 + block, rows);
            for (long j0 = 0; j0 < columns; j0 += block)
            {
                long j1 = Math.Min(j0 + block, columns);
                if (size == 4)
                {
                    for (long i = i0; i < i1; i++)
                        for (long j = j0; j < j1; j++) ((uint*)to)[i * columns + j] = ((uint*)from)[i + j * step];
                }
                else
                {
                    for (long i = i0; i < i1; i++)
                        for (long j = j0; j < j1; j++) ((ulong*)to)[i * columns + j] = ((ulong*)from)[i + j * step];
                }
            }
        }

        return to + rows * columns * size;
    }

    private static byte* Row(byte* from, byte* to, long count, long step, int size)
    {
        if (step == 1)
        {
            Buffer.MemoryCopy(from, to, count * size, count * size);
            return to + count * size;
        }

        switch (size)
        {
            case 1: Elements(from, to, count, step); break;
            case 2: Elements((ushort*)from, (ushort*)to, count, step); break;
            case 4: Elements((uint*)from, (uint*)to, count, step); break;
            case 8: Elements((ulong*)from, (ulong*)to, count, step); break;
            default: Elements((UInt128*)from, (UInt128*)to, count, step); break;
        }

        return to + count * size;
    }

    private static void Elements<T>(T* from, T* to, long count, long step)
        where T : unmanaged
    {
        if (step == 0) new Span<T>(to, checked((int)count)).Fill(*from);
        else
            for (long i = 0; i < count; i++) to[i] = from[i * step];
    }
}
