using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Arithmetic on rows of matrices. Every element is computed by itself, with the same operations in a register as alone.</summary>
internal static unsafe class Rows
{
    /// <summary>z - x·y, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MinusProduct<T>(Vector256<T> z, Vector256<T> x, Vector256<T> y) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(-x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(-x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    /// <summary>y - factor·x in place of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract<T>(T* y, T* x, T factor, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector256<T>.Count;
        Vector256<T> f = Vector256.Create(factor);
        long i = 0;
        for (; i + 2 * lanes <= count; i += 2 * lanes)
        {
            MinusProduct(Vector256.Load(y + i), f, Vector256.Load(x + i)).Store(y + i);
            MinusProduct(Vector256.Load(y + i + lanes), f, Vector256.Load(x + i + lanes)).Store(y + i + lanes);
        }

        if (i + lanes <= count)
        {
            MinusProduct(Vector256.Load(y + i), f, Vector256.Load(x + i)).Store(y + i);
            i += lanes;
        }

        for (; i < count; i++) y[i] = T.FusedMultiplyAdd(-factor, x[i], y[i]);
    }

    /// <summary>y minus the sum of rows times factors, row after row, in place of y.</summary>
    /// <param name="y">The row.</param>
    /// <param name="x">The first of the rows that are taken off.</param>
    /// <param name="step">Elements from one of these to the next; may be negative.</param>
    /// <param name="factors">The factor of the first.</param>
    /// <param name="factorStep">Elements from one factor to the next.</param>
    /// <param name="depth">How many rows are taken off.</param>
    /// <param name="count">How long the rows are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract<T>(T* y, T* x, long step, T* factors, long factorStep, int depth, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (depth == 0) return;
        int lanes = Vector256<T>.Count;
        long i = 0;
        for (; i + 4 * lanes <= count; i += 4 * lanes)
        {
            Vector256<T> a = Vector256.Load(y + i), b = Vector256.Load(y + i + lanes), c = Vector256.Load(y + i + 2 * lanes), d = Vector256.Load(y + i + 3 * lanes);
            T* row = x + i, factor = factors;
            for (int p = 0; p < depth; p++, row += step, factor += factorStep)
            {
                Vector256<T> f = Vector256.Create(*factor);
                a = MinusProduct(a, f, Vector256.Load(row));
                b = MinusProduct(b, f, Vector256.Load(row + lanes));
                c = MinusProduct(c, f, Vector256.Load(row + 2 * lanes));
                d = MinusProduct(d, f, Vector256.Load(row + 3 * lanes));
            }

            a.Store(y + i);
            b.Store(y + i + lanes);
            c.Store(y + i + 2 * lanes);
            d.Store(y + i + 3 * lanes);
        }

        for (; i + lanes <= count; i += lanes)
        {
            Vector256<T> a = Vector256.Load(y + i);
            T* row = x + i, factor = factors;
            for (int p = 0; p < depth; p++, row += step, factor += factorStep) a = MinusProduct(a, Vector256.Create(*factor), Vector256.Load(row));
            a.Store(y + i);
        }

        for (; i < count; i++)
        {
            T a = y[i];
            for (int p = 0; p < depth; p++) a = T.FusedMultiplyAdd(-factors[p * factorStep], x[p * step + i], a);
            y[i] = a;
        }
    }

    /// <summary>The mean of x and y in place of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeMean<T>(T* y, T* x, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector256<T>.Count;
        T half = T.CreateTruncating(0.5);
        Vector256<T> halves = Vector256.Create(half), minus = Vector256.Create(-half);
        long i = 0;
        for (; i + lanes <= count; i += lanes) MinusProduct(Vector256.Load(y + i) * halves, minus, Vector256.Load(x + i)).Store(y + i);
        for (; i < count; i++) y[i] = T.FusedMultiplyAdd(half, x[i], y[i] * half);
    }

    /// <summary>y·factor in place of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<T>(T* y, T factor, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector256<T>.Count;
        Vector256<T> f = Vector256.Create(factor);
        long i = 0;
        for (; i + lanes <= count; i += lanes) (Vector256.Load(y + i) * f).Store(y + i);
        for (; i < count; i++) y[i] *= factor;
    }

    /// <summary>Exchanges two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exchange<T>(T* x, T* y, long count)
        where T : unmanaged
    {
        int lanes = Vector256<T>.Count;
        long i = 0;
        for (; i + lanes <= count; i += lanes)
        {
            Vector256<T> upper = Vector256.Load(x + i);
            Vector256.Load(y + i).Store(x + i);
            upper.Store(y + i);
        }

        for (; i < count; i++) (x[i], y[i]) = (y[i], x[i]);
    }

    /// <summary>Copies the negatives of a block of rows into another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Negate<T>(T* from, long step, T* to, long toStep, long rows, long columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector256<T>.Count;
        for (long r = 0; r < rows; r++, from += step, to += toStep)
        {
            long j = 0;
            for (; j + lanes <= columns; j += lanes) (-Vector256.Load(from + j)).Store(to + j);
            for (; j < columns; j++) to[j] = -from[j];
        }
    }

    /// <summary>Rows become columns.</summary>
    public static void Turn<T>(T* from, long rows, long columns, T* to)
        where T : unmanaged =>
        TransposedTile.Copy((byte*)from, (nint)(columns * sizeof(T)), (byte*)to, (nint)(rows * sizeof(T)), columns, rows, sizeof(T));

    /// <summary>Copies elements.</summary>
    public static void Copy<T>(T* from, T* to, long count)
        where T : unmanaged => Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));
}
