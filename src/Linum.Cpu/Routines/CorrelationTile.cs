using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Sums of products of two lines for some distances between them, each element of a place by itself: registers of elements side by side, and for each distance one chain of multiply-adds along the line.
/// What is read of one line meets up to nine places of the other, so that there are enough chains to keep the arithmetic units busy.
/// </summary>
internal static unsafe class CorrelationTile
{
    private const int Most = 9;

    private const int Some = 5;

    private const int Few = 3;

    /// <summary>Adds to sums of a type; whole numbers by their size alone.</summary>
    public static void Run(in CorrelationCall call, DType type)
    {
        switch (type)
        {
            case DType.Float32: Run<float>(call); break;
            case DType.Float64: Run<double>(call); break;
            default:
                if (type.Size == 4) Run<int>(call);
                else Run<long>(call);
                break;
        }
    }

    /// <summary>Adds some registers of sums to others.</summary>
    public static void Add(nint to, nint more, nint bytes, DType type)
    {
        switch (type)
        {
            case DType.Float32: Add<float>(to, more, bytes); break;
            case DType.Float64: Add<double>(to, more, bytes); break;
            default:
                if (type.Size == 4) Add<int>(to, more, bytes);
                else Add<long>(to, more, bytes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(nint to, nint more, nint bytes)
        where T : unmanaged
    {
        for (nint at = 0; at < bytes; at += DepthwiseTile.Register) (Vector256.Load((T*)(to + at)) + Vector256.Load((T*)(more + at))).Store((T*)(to + at));
    }

    private static void Run<T>(in CorrelationCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint* x = stackalloc nint[Most];
        // Chunks of about the same size; where a chunk is smaller than its kernel the last place is computed again and not kept.
        int chunks = (call.Places + Most - 1) / Most;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int first = call.Places * chunk / chunks, count = call.Places * (chunk + 1) / chunks - first;
            for (nint at = 0; at < call.Bytes; at += DepthwiseTile.Register)
            {
                for (int i = 0; i < Most; i++) x[i] = call.X[first + Math.Min(i, count - 1)] + at;
                T* sums = (T*)(call.Sums + first * call.Bytes + at);
                if (count > Some) Nine(call, x, call.Kernel + at, sums, count);
                else if (count > Few) Five(call, x, call.Kernel + at, sums, count);
                else Three(call, x, call.Kernel + at, sums, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nine<T>(in CorrelationCall call, nint* places, nint k, T* sums, int count)
        where T : unmanaged, INumberBase<T>
    {
        nint x0 = places[0], x1 = places[1], x2 = places[2], x3 = places[3], x4 = places[4], x5 = places[5], x6 = places[6], x7 = places[7], x8 = places[8];
        nint step = call.StepX, stepKernel = call.StepKernel, line = call.Bytes / sizeof(T), end = call.Count * step;
        Vector256<T> a = Vector256.Load(sums), b = Sum(sums, line, 1, count), c = Sum(sums, line, 2, count), d = Sum(sums, line, 3, count), e = Sum(sums, line, 4, count);
        Vector256<T> f = Sum(sums, line, 5, count), g = Sum(sums, line, 6, count), h = Sum(sums, line, 7, count), i = Sum(sums, line, 8, count);
        for (nint at = 0; at < end; at += step, k += stepKernel)
        {
            Vector256<T> u = Vector256.Load((T*)k);
            a = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x0 + at)), u, a);
            b = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x1 + at)), u, b);
            c = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x2 + at)), u, c);
            d = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + at)), u, d);
            e = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x4 + at)), u, e);
            f = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x5 + at)), u, f);
            g = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x6 + at)), u, g);
            h = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x7 + at)), u, h);
            i = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x8 + at)), u, i);
        }

        a.Store(sums);
        Keep(b, sums, line, 1, count);
        Keep(c, sums, line, 2, count);
        Keep(d, sums, line, 3, count);
        Keep(e, sums, line, 4, count);
        Keep(f, sums, line, 5, count);
        Keep(g, sums, line, 6, count);
        Keep(h, sums, line, 7, count);
        Keep(i, sums, line, 8, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Five<T>(in CorrelationCall call, nint* places, nint k, T* sums, int count)
        where T : unmanaged, INumberBase<T>
    {
        nint x0 = places[0], x1 = places[1], x2 = places[2], x3 = places[3], x4 = places[4];
        nint step = call.StepX, stepKernel = call.StepKernel, line = call.Bytes / sizeof(T), end = call.Count * step;
        Vector256<T> a = Vector256.Load(sums), b = Sum(sums, line, 1, count), c = Sum(sums, line, 2, count), d = Sum(sums, line, 3, count), e = Sum(sums, line, 4, count);
        for (nint at = 0; at < end; at += step, k += stepKernel)
        {
            Vector256<T> u = Vector256.Load((T*)k);
            a = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x0 + at)), u, a);
            b = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x1 + at)), u, b);
            c = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x2 + at)), u, c);
            d = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + at)), u, d);
            e = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x4 + at)), u, e);
        }

        a.Store(sums);
        Keep(b, sums, line, 1, count);
        Keep(c, sums, line, 2, count);
        Keep(d, sums, line, 3, count);
        Keep(e, sums, line, 4, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three<T>(in CorrelationCall call, nint* places, nint k, T* sums, int count)
        where T : unmanaged, INumberBase<T>
    {
        nint x0 = places[0], x1 = places[1], x2 = places[2], step = call.StepX, stepKernel = call.StepKernel, line = call.Bytes / sizeof(T), end = call.Count * step;
        Vector256<T> a = Vector256.Load(sums), b = Sum(sums, line, 1, count), c = Sum(sums, line, 2, count);
        for (nint at = 0; at < end; at += step, k += stepKernel)
        {
            Vector256<T> u = Vector256.Load((T*)k);
            a = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x0 + at)), u, a);
            b = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x1 + at)), u, b);
            c = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x2 + at)), u, c);
        }

        a.Store(sums);
        Keep(b, sums, line, 1, count);
        Keep(c, sums, line, 2, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Sum<T>(T* sums, nint line, int number, int count)
        where T : unmanaged => number < count ? Vector256.Load(sums + number * line) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<T>(Vector256<T> sum, T* sums, nint line, int number, int count)
        where T : unmanaged
    {
        if (number < count) sum.Store(sums + number * line);
    }
}

/// <summary>What <see cref="CorrelationTile"/> computes.</summary>
internal unsafe struct CorrelationCall
{
    /// <summary>For each distance where the first place of the one line is.</summary>
    public nint* X;

    /// <summary>How many distances there are.</summary>
    public int Places;

    /// <summary>The first place of the other line.</summary>
    public nint Kernel;

    /// <summary>How many places of it there are.</summary>
    public int Count;

    /// <summary>Bytes from place to place of the one.</summary>
    public nint StepX;

    /// <summary>Bytes from place to place of the other.</summary>
    public nint StepKernel;

    /// <summary>Bytes of a place, and so of the sums for a distance: some registers of 32.</summary>
    public nint Bytes;

    /// <summary>The sums.</summary>
    public nint Sums;
}
