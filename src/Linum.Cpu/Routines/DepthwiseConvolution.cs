using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Convolutions of each feature by itself: some features side by side in registers, and for each place of the result one chain of multiply-adds over the places in the kernel.</summary>
internal sealed unsafe class DepthwiseConvolution
{
    /// <summary>Features that are done together: their lines stay in the second cache, and each is a whole line of memory.</summary>
    private const int MostFeatures = 64;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly ImageLines lines;
    private readonly Action<int, nint> part;
    private readonly int lanes;
    private readonly int width;
    private readonly int featureBlocks;
    private readonly long outerPlaces = 1;
    private readonly long outerTaps = 1;
    private readonly int rowsAtOnce;
    private readonly int rowBlocks;
    private readonly int linesAtOnce;
    private readonly nint[] taps = [];

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Y;
    }

    public DepthwiseConvolution(ConvolutionShape shape, Partition partition)
    {
        (this.shape, this.partition) = (shape, partition);
        lines = new(shape, shape.GroupX);
        part = Part;
        lanes = 32 / shape.Size;
        width = Math.Min((shape.Groups + lanes - 1) / lanes * lanes, MostFeatures);
        featureBlocks = (shape.Groups + width - 1) / width;
        if (shape.Products == 0) return;
        for (int i = 0; i < shape.Axes.Length - 2; i++) (outerPlaces, outerTaps) = (outerPlaces * shape.Axes[i].Places, outerTaps * shape.Axes[i].Taps);
        ConvolutionShape.Axis rows = shape.Rows;
        long room = CacheSizes.Second / 2 / (lines.Bytes(width) * outerTaps) - (rows.Taps - 1) * rows.TapDilation - 1;
        rowsAtOnce = (int)Math.Clamp(room / rows.Stride + 1, 1, rows.Places);
        rowBlocks = (rows.Places + rowsAtOnce - 1) / rowsAtOnce;
        rowsAtOnce = (rows.Places + rowBlocks - 1) / rowBlocks;
        linesAtOnce = rows.Needed(rowsAtOnce);
        taps = new nint[shape.Taps];
        for (int i = 0; i < taps.Length; i++)
        {
            int tap = i % shape.Row.Taps, row = i / shape.Row.Taps % rows.Taps, outer = i / shape.Row.Taps / rows.Taps;
            taps[i] = (outer * linesAtOnce + row * rows.TapDilation) * lines.Bytes(width) + (nint)tap * shape.Row.TapDilation * width * shape.Size;
        }
    }

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Y = arrays[2] };
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
        nint stripBytes = (nint)outerTaps * linesAtOnce * lines.Bytes(width), weightBytes = taps.Length * width * size;
        using Scratch memory = new(stripBytes + weightBytes + (long)shape.Row.Places * width * size);
        nint x = call->X + (nint)(feature * shape.GroupX + example * shape.ExampleX), y = call->Y + (nint)(feature * shape.GroupY + example * shape.ExampleY);
        nint weights = memory.Address + stripBytes, edge = weights + weightBytes;
        Weights(call->Kernel + (nint)(feature * shape.GroupKernel), weights, features);
        y += Fill(x, memory.Address, features, outer, first, behind);
        bool direct = shape.GroupY == size && features % lanes == 0;
        for (int row = first; row < behind; row++)
        {
            nint from = memory.Address + (row - first) * shape.Rows.Stride * lines.Bytes(width), target = y + (nint)(row * shape.Rows.StepY);
            nint to = direct ? target : edge, step = direct ? (nint)shape.Row.StepY : width * size;
            int vectors = (features + lanes - 1) / lanes;
            switch (shape.Type)
            {
                case DType.Float32: Row<float>(from, weights, to, step, vectors); break;
                case DType.Float64: Row<double>(from, weights, to, step, vectors); break;
                default:
                    if (size == 4) Row<int>(from, weights, to, step, vectors);
                    else Row<long>(from, weights, to, step, vectors);
                    break;
            }

            if (!direct) Spread(edge, target, features);
        }
    }

    /// <summary>The kernel of some features: place after place.</summary>
    private void Weights(nint from, nint to, int features)
    {
        for (int tap = 0; tap < taps.Length; tap++)
        {
            long rest = tap;
            nint place = from;
            for (int i = shape.Axes.Length - 1; i >= 0; rest /= shape.Axes[i].Taps, i--) place += (nint)(rest % shape.Axes[i].Taps * shape.Axes[i].StepKernel);
            for (int f = 0; f < width; f++)
            {
                nint at = to + (tap * width + f) * shape.Size;
                if (shape.Size == 4) *(uint*)at = f < features ? *(uint*)(place + (nint)(f * shape.GroupKernel)) : 0;
                else *(ulong*)at = f < features ? *(ulong*)(place + (nint)(f * shape.GroupKernel)) : 0;
            }
        }
    }

    /// <summary>The lines that some rows of the result need. Returns where the outer place is in the result.</summary>
    private nint Fill(nint x, nint to, int features, long outer, int firstRow, int behindRow)
    {
        ConvolutionShape.Axis rows = shape.Rows;
        int needed = rows.Needed(behindRow - firstRow);
        nint bytes = lines.Bytes(width), y = 0;
        for (long tap = 0; tap < outerTaps; tap++)
        {
            nint plane = x, target = to + (nint)tap * linesAtOnce * bytes;
            bool inside = true;
            long restTap = tap, restPlace = outer;
            y = 0;
            for (int i = shape.Axes.Length - 3; i >= 0; i--)
            {
                ConvolutionShape.Axis axis = shape.Axes[i];
                int place = (int)(restPlace % axis.Places), source = axis.Source(place * axis.Stride + (int)(restTap % axis.Taps) * axis.TapDilation);
                (restTap, restPlace) = (restTap / axis.Taps, restPlace / axis.Places);
                inside &= source >= 0;
                plane += (nint)(source * axis.StepX);
                y += (nint)(place * axis.StepY);
            }

            for (int line = 0; line < needed; line++, target += bytes)
            {
                int source = inside ? rows.Source(firstRow * rows.Stride + line) : -1;
                if (source < 0) lines.Clear(target, width);
                else lines.Copy(plane + (nint)(source * rows.StepX), target, features, width);
            }
        }

        return y;
    }

    /// <summary>One row of the result: eight places at a time share a register of the kernel, and their part of the lines stays in the first cache for all features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<T>(nint from, nint weights, nint to, nint step, int vectors)
        where T : unmanaged, INumberBase<T>
    {
        int places = shape.Row.Places, count = taps.Length, q = 0;
        nint line = width * sizeof(T), next = shape.Row.Stride * line, next3 = 3 * next, next5 = 5 * next, next7 = 7 * next;
        fixed (nint* offsets = taps)
        {
            for (; q + 8 <= places; q += 8)
            {
                for (int v = 0; v < vectors; v++)
                {
                    nint x = from + q * next + v * 32, y = to + q * step + v * 32, w = weights + v * 32;
                    Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
                    for (int t = 0; t < count; t++, w += line)
                    {
                        nint at = x + offsets[t];
                        Vector256<T> weight = Vector256.Load((T*)w);
                        a = MultiplyAdd(Vector256.Load((T*)at), weight, a);
                        b = MultiplyAdd(Vector256.Load((T*)(at + next)), weight, b);
                        c = MultiplyAdd(Vector256.Load((T*)(at + 2 * next)), weight, c);
                        d = MultiplyAdd(Vector256.Load((T*)(at + next3)), weight, d);
                        e = MultiplyAdd(Vector256.Load((T*)(at + 4 * next)), weight, e);
                        f = MultiplyAdd(Vector256.Load((T*)(at + next5)), weight, f);
                        g = MultiplyAdd(Vector256.Load((T*)(at + 2 * next3)), weight, g);
                        h = MultiplyAdd(Vector256.Load((T*)(at + next7)), weight, h);
                    }

                    a.Store((T*)y);
                    b.Store((T*)(y + step));
                    c.Store((T*)(y + 2 * step));
                    d.Store((T*)(y + 3 * step));
                    e.Store((T*)(y + 4 * step));
                    f.Store((T*)(y + 5 * step));
                    g.Store((T*)(y + 6 * step));
                    h.Store((T*)(y + 7 * step));
                }
            }

            for (; q < places; q++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    nint x = from + q * next + v * 32, w = weights + v * 32;
                    Vector256<T> a = default;
                    for (int t = 0; t < count; t++, w += line) a = MultiplyAdd(Vector256.Load((T*)(x + offsets[t])), Vector256.Load((T*)w), a);
                    a.Store((T*)(to + q * step + v * 32));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> MultiplyAdd<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }

    /// <summary>A row of the result, from where its features lie side by side to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(nint from, nint to, int features)
    {
        int size = shape.Size;
        nint line = width * size;
        if (shape.Row.StepY == size)
        {
            TransposedTile.Copy((byte*)from, line, (byte*)to, (nint)shape.GroupY, features, shape.Row.Places, size);
            return;
        }

        for (int q = 0; q < shape.Row.Places; q++)
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
