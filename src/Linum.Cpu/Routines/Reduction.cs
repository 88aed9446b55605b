using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How two numbers become one, alone and by vectors.</summary>
internal interface ICombine<T>
    where T : unmanaged
{
    static abstract T Apply(T a, T b);

    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b);
}

internal readonly struct SumOf<T> : ICombine<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T a, T b) => unchecked(a + b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a + b;
}

internal readonly struct ProductOf<T> : ICombine<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T a, T b) => unchecked(a * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a * b;
}

internal readonly struct MaxOf<T> : ICombine<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T a, T b) => T.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);
}

internal readonly struct MinOf<T> : ICombine<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T a, T b) => T.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);
}

/// <summary>
/// Reductions over the middle of (outer, reduced, inner). A row keeps 64 partial results whatever the width of the registers, combined in a fixed order; work is split over outer and
/// inner only. So neither the number of threads nor the machine changes the bits.
/// </summary>
internal static unsafe class Reduction
{
    private const int Partials = 64;

    /// <summary>Whether there is a fast way for an element type.</summary>
    public static bool Supports(DType dtype, ReduceKind kind) =>
        dtype is DType.Float32 or DType.Float64 or DType.Int32 or DType.Int64 or DType.UInt32 or DType.UInt64 && kind is ReduceKind.Sum or ReduceKind.Product or ReduceKind.Max or ReduceKind.Min
        || dtype == DType.Bool && kind is ReduceKind.And or ReduceKind.Or or ReduceKind.Max or ReduceKind.Min;

    public static void Run(DType dtype, ReduceKind kind, nint input, nint output, long outer, long reduced, long inner, nint identity)
    {
        switch (dtype)
        {
            case DType.Float32: Kinds<float>(kind, input, output, outer, reduced, inner, *(float*)identity); break;
            case DType.Float64: Kinds<double>(kind, input, output, outer, reduced, inner, *(double*)identity); break;
            case DType.Int32: Kinds<int>(kind, input, output, outer, reduced, inner, *(int*)identity); break;
            case DType.Int64: Kinds<long>(kind, input, output, outer, reduced, inner, *(long*)identity); break;
            case DType.UInt32: Kinds<uint>(kind, input, output, outer, reduced, inner, *(uint*)identity); break;
            case DType.UInt64: Kinds<ulong>(kind, input, output, outer, reduced, inner, *(ulong*)identity); break;
            default:
                // Bools are bytes of 0 and 1: and is their minimum, or their maximum.
                Kinds<byte>(kind is ReduceKind.And or ReduceKind.Min ? ReduceKind.Min : ReduceKind.Max, input, output, outer, reduced, inner, *(byte*)identity);
                break;
        }
    }

    private static void Kinds<T>(ReduceKind kind, nint input, nint output, long outer, long reduced, long inner, T identity)
        where T : unmanaged, INumber<T>
    {
        switch (kind)
        {
            case ReduceKind.Sum: Split<T, SumOf<T>>(input, output, outer, reduced, inner, identity); break;
            case ReduceKind.Product: Split<T, ProductOf<T>>(input, output, outer, reduced, inner, identity); break;
            case ReduceKind.Max: Split<T, MaxOf<T>>(input, output, outer, reduced, inner, identity); break;
            default: Split<T, MinOf<T>>(input, output, outer, reduced, inner, identity); break;
        }
    }

    private static void Split<T, TCombine>(nint input, nint output, long outer, long reduced, long inner, T identity)
        where T : unmanaged
        where TCombine : struct, ICombine<T>
    {
        if (inner == 1)
        {
            // Long rows are cut into blocks of fixed size, whose results are combined in order.
            const long block = 1 << 16;
            if (outer == 1 && reduced > block)
            {
                int blocks = (int)((reduced + block - 1) / block);
                var partial = new T[blocks];
                fixed (T* results = partial)
                {
                    nint r = (nint)results;
                    WorkerPool.Instance.Run(blocks, b => ((T*)r)[b] = Row<T, TCombine>((T*)input + b * block, Math.Min(block, reduced - b * block), identity));
                    *(T*)output = Row<T, TCombine>(results, blocks, identity);
                }

                return;
            }

            Rows(outer, reduced, (begin, end) =>
            {
                for (long i = begin; i < end; i++) ((T*)output)[i] = Row<T, TCombine>((T*)input + i * reduced, reduced, identity);
            });
            return;
        }

        Rows(outer, reduced * inner, (begin, end) =>
        {
            for (long i = begin; i < end; i++) Columns<T, TCombine>((T*)input + i * reduced * inner, (T*)output + i * inner, reduced, inner, identity);
        });
    }

    private static void Rows(long rows, long work, Action<long, long> body)
    {
        int parts = rows * work < 1 << 15 ? 1 : (int)Math.Min(rows, WorkerPool.Instance.Workers * 2L);
        if (parts <= 1) body(0, rows);
        else WorkerPool.Instance.Run(parts, p => body(rows * p / parts, rows * (p + 1) / parts));
    }

    private static T Row<T, TCombine>(T* x, long count, T identity)
        where T : unmanaged
        where TCombine : struct, ICombine<T>
    {
        int lanes = Vector512<T>.Count, registers = Partials / lanes;
        T* partial = stackalloc T[Partials];
        new Span<T>(partial, Partials).Fill(identity);
        long i = 0;
        if (count >= Partials && registers == 4)
        {
            Vector512<T> a = Vector512.Load(x), b = Vector512.Load(x + lanes), c = Vector512.Load(x + 2 * lanes), d = Vector512.Load(x + 3 * lanes);
            for (i = Partials; i + Partials <= count; i += Partials)
            {
                a = TCombine.Apply(a, Vector512.Load(x + i));
                b = TCombine.Apply(b, Vector512.Load(x + i + lanes));
                c = TCombine.Apply(c, Vector512.Load(x + i + 2 * lanes));
                d = TCombine.Apply(d, Vector512.Load(x + i + 3 * lanes));
            }

            a.Store(partial);
            b.Store(partial + lanes);
            c.Store(partial + 2 * lanes);
            d.Store(partial + 3 * lanes);
        }

        for (; i < count; i++) partial[i % Partials] = TCombine.Apply(partial[i % Partials], x[i]);
        for (int half = Partials / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++) partial[k] = TCombine.Apply(partial[k], partial[k + half]);
        return partial[0];
    }

    private static void Columns<T, TCombine>(T* x, T* y, long reduced, long inner, T identity)
        where T : unmanaged
        where TCombine : struct, ICombine<T>
    {
        int lanes = Vector512<T>.Count;
        if (reduced == 0)
        {
            new Span<T>(y, checked((int)inner)).Fill(identity);
            return;
        }

        Buffer.MemoryCopy(x, y, inner * sizeof(T), inner * sizeof(T));
        for (long r = 1; r < reduced; r++)
        {
            T* row = x + r * inner;
            long j = 0;
            for (; j + lanes <= inner; j += lanes) TCombine.Apply(Vector512.Load(y + j), Vector512.Load(row + j)).Store(y + j);
            for (; j < inner; j++) y[j] = TCombine.Apply(y[j], row[j]);
        }
    }
}
