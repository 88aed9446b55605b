using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// C = A · B for row-major A (m, k), B (k, n), C (m, n). Six rows by two registers of C are kept in registers; B is packed into panels of that width when enough rows use it. The sum over
/// k goes in order with fused multiply-adds, and work is split over rows and columns only, so the bits do not depend on the number of threads.
/// </summary>
internal static unsafe class MatrixProduct<T>
    where T : unmanaged, INumber<T>
{
    private const int RowTile = 6;

    private static int Lanes => Vector512<T>.Count;

    private static int Panel => 2 * Vector512<T>.Count;

    /// <summary>Below this many multiply-adds one thread is faster than two.</summary>
    private const long ParallelWork = 1 << 16;

    public static void Run(T* a, T* b, T* c, long m, long n, long k)
    {
        if (m == 0 || n == 0) return;
        if (k == 0)
        {
            new Span<T>(c, checked((int)(m * n))).Clear();
            return;
        }

        if (n == 1)
        {
            Split(m, k, (begin, end) =>
            {
                for (long i = begin; i < end; i++) c[i] = Dot(a + i * k, b, k);
            });
            return;
        }

        if (m < 4)
        {
            Split((n + Panel - 1) / Panel, m * k * Panel, (begin, end) =>
            {
                for (long i = 0; i < m; i++)
                {
                    for (long p = begin; p < end; p++) VectorByMatrix(a + i * k, b + p * Panel, n, c + i * n + p * Panel, Math.Min(Panel, n - p * Panel), k);
                }
            });
            return;
        }

        long panels = (n + Panel - 1) / Panel;
        nint packed = BufferPool.Rent(panels * k * Panel * sizeof(T), out int sizeClass);
        T* q = (T*)packed;
        Split(panels, k * Panel, (begin, end) =>
        {
            for (long p = begin; p < end; p++) Pack(b + p * Panel, n, q + p * k * Panel, Math.Min(Panel, n - p * Panel), k);
        });
        long tiles = (m + RowTile - 1) / RowTile;
        if (tiles >= panels) Split(tiles, RowTile * n * k, (begin, end) => Block(a, q, c, m, n, k, begin, end, 0, panels));
        else Split(panels, m * Panel * k, (begin, end) => Block(a, q, c, m, n, k, 0, tiles, begin, end));
        BufferPool.Return(packed, sizeClass);
    }

    private static void Split(long items, long work, Action<long, long> body)
    {
        int parts = items * work < ParallelWork ? 1 : (int)Math.Min(items, WorkerPool.Instance.Workers);
        if (parts <= 1) body(0, items);
        else WorkerPool.Instance.Run(parts, p => body(items * p / parts, items * (p + 1) / parts));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z)
    {
        if (typeof(T) == typeof(float)) return Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
        return x * y + z;
    }

    private static T MultiplyAdd(T x, T y, T z)
    {
        if (typeof(T) == typeof(float)) return (T)(object)MathF.FusedMultiplyAdd((float)(object)x, (float)(object)y, (float)(object)z);
        if (typeof(T) == typeof(double)) return (T)(object)Math.FusedMultiplyAdd((double)(object)x, (double)(object)y, (double)(object)z);
        return unchecked(x * y + z);
    }

    private static void Pack(T* b, long n, T* panel, long width, long k)
    {
        for (long i = 0; i < k; i++)
        {
            T* row = b + i * n;
            if (width == Panel)
            {
                Vector512.Load(row).Store(panel);
                Vector512.Load(row + Lanes).Store(panel + Lanes);
            }
            else
            {
                for (int j = 0; j < Panel; j++) panel[j] = j < width ? row[j] : T.Zero;
            }

            panel += Panel;
        }
    }

    private static void Block(T* a, T* packed, T* c, long m, long n, long k, long rowBegin, long rowEnd, long panelBegin, long panelEnd)
    {
        T* tile = stackalloc T[RowTile * Panel];
        for (long p = panelBegin; p < panelEnd; p++)
        {
            T* panel = packed + p * k * Panel;
            long width = Math.Min(Panel, n - p * Panel);
            for (long t = rowBegin; t < rowEnd; t++)
            {
                long row = t * RowTile, rows = Math.Min(RowTile, m - row);
                T* target = c + row * n + p * Panel;
                bool whole = width == Panel;
                T* y = whole ? target : tile;
                long stride = whole ? n : Panel;
                if (rows == RowTile) SixRows(a + row * k, k, panel, y, stride, k);
                else
                    for (long r = 0; r < rows; r++) OneRow(a + (row + r) * k, panel, y + r * stride, k);
                if (whole) continue;
                for (long r = 0; r < rows; r++)
                    for (long j = 0; j < width; j++) target[r * n + j] = tile[r * Panel + j];
            }
        }
    }

    private static void SixRows(T* a, long lda, T* panel, T* c, long ldc, long k)
    {
        Vector512<T> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        T* a1 = a + lda, a2 = a1 + lda, a3 = a2 + lda, a4 = a3 + lda, a5 = a4 + lda;
        for (long i = 0; i < k; i++)
        {
            Vector512<T> b0 = Vector512.Load(panel), b1 = Vector512.Load(panel + Vector512<T>.Count), x;
            x = Vector512.Create(a[i]);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = Vector512.Create(a1[i]);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = Vector512.Create(a2[i]);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = Vector512.Create(a3[i]);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            x = Vector512.Create(a4[i]);
            c40 = MultiplyAdd(x, b0, c40);
            c41 = MultiplyAdd(x, b1, c41);
            x = Vector512.Create(a5[i]);
            c50 = MultiplyAdd(x, b0, c50);
            c51 = MultiplyAdd(x, b1, c51);
            panel += 2 * Vector512<T>.Count;
        }

        int half = Vector512<T>.Count;
        c00.Store(c);
        c01.Store(c + half);
        c10.Store(c + ldc);
        c11.Store(c + ldc + half);
        c20.Store(c + 2 * ldc);
        c21.Store(c + 2 * ldc + half);
        c30.Store(c + 3 * ldc);
        c31.Store(c + 3 * ldc + half);
        c40.Store(c + 4 * ldc);
        c41.Store(c + 4 * ldc + half);
        c50.Store(c + 5 * ldc);
        c51.Store(c + 5 * ldc + half);
    }

    private static void OneRow(T* a, T* panel, T* c, long k)
    {
        Vector512<T> c0 = default, c1 = default;
        for (long i = 0; i < k; i++)
        {
            Vector512<T> x = Vector512.Create(a[i]);
            c0 = MultiplyAdd(x, Vector512.Load(panel), c0);
            c1 = MultiplyAdd(x, Vector512.Load(panel + Vector512<T>.Count), c1);
            panel += 2 * Vector512<T>.Count;
        }

        c0.Store(c);
        c1.Store(c + Vector512<T>.Count);
    }

    private static void VectorByMatrix(T* a, T* b, long ldb, T* c, long width, long k)
    {
        if (width == Panel)
        {
            Vector512<T> c0 = default, c1 = default;
            for (long i = 0; i < k; i++)
            {
                Vector512<T> x = Vector512.Create(a[i]);
                c0 = MultiplyAdd(x, Vector512.Load(b + i * ldb), c0);
                c1 = MultiplyAdd(x, Vector512.Load(b + i * ldb + Lanes), c1);
            }

            c0.Store(c);
            c1.Store(c + Lanes);
            return;
        }

        for (long j = 0; j < width; j++)
        {
            T sum = T.Zero;
            for (long i = 0; i < k; i++) sum = MultiplyAdd(a[i], b[i * ldb + j], sum);
            c[j] = sum;
        }
    }

    /// <summary>Four registers of partial sums, combined in a fixed order.</summary>
    private static T Dot(T* x, T* y, long k)
    {
        int lanes = Lanes;
        Vector512<T> a = default, b = default, c = default, d = default;
        long i = 0;
        for (; i + 4 * lanes <= k; i += 4 * lanes)
        {
            a = MultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), a);
            b = MultiplyAdd(Vector512.Load(x + i + lanes), Vector512.Load(y + i + lanes), b);
            c = MultiplyAdd(Vector512.Load(x + i + 2 * lanes), Vector512.Load(y + i + 2 * lanes), c);
            d = MultiplyAdd(Vector512.Load(x + i + 3 * lanes), Vector512.Load(y + i + 3 * lanes), d);
        }

        for (; i + lanes <= k; i += lanes) a = MultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), a);
        Vector512<T> all = a + b + (c + d);
        T sum = T.Zero;
        for (int lane = 0; lane < lanes; lane++) sum += all.GetElement(lane);
        for (; i < k; i++) sum = MultiplyAdd(x[i], y[i], sum);
        return sum;
    }
}
