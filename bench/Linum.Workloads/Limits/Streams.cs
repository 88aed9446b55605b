using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Linum.Workloads.Limits;

/// <summary>How memory is passed over: read, written, copied, or two parts read and a third written.</summary>
internal enum Pass
{
    Read, Write, WriteStreaming, Copy, CopyStreaming, Triad, TriadStreaming,
}

/// <summary>Passes over memory as fast as loads and stores go, cut in equal parts for threads.</summary>
internal static unsafe class Streams<TWide, TFloat, TDouble>
    where TWide : struct, IWide<TFloat, TDouble>
    where TFloat : struct
    where TDouble : struct
{
    private static double sink;

    /// <summary>Bytes per second over a working set, counted as in STREAM: what is read and what is written, but not the read that a write causes.</summary>
    public static double Bandwidth(Team team, int threads, double seconds, Pass pass, byte* memory, long bytes)
    {
        long repetitions = bytes < 8 << 20 ? (8 << 20) / bytes : 1;      // at least 8 MiB per sample
        long arrays = pass switch { Pass.Copy or Pass.CopyStreaming => 2, Pass.Triad or Pass.TriadStreaming => 3, _ => 1 };
        long total = bytes / sizeof(float) / arrays, rounded = total / 64 * 64;
        double best = team.Best(threads, seconds, (thread, n) =>
        {
            long per = total / n / 64 * 64;
            float* x = (float*)memory + per * thread;
            float* y = x + rounded + 272, z = x + 2 * (rounded + 272);      // 17 lines apart, so that no two addresses agree in their lower 12 bits
            switch (pass)
            {
                case Pass.Read: sink = Read(x, per, repetitions); break;
                case Pass.Write: Write(x, per, repetitions); break;
                case Pass.WriteStreaming: WriteStreaming(x, per, repetitions); break;
                case Pass.Copy: Copy(x, y, per, repetitions); break;
                case Pass.CopyStreaming: CopyStreaming(x, y, per, repetitions); break;
                case Pass.Triad: Triad(x, y, z, per, repetitions); break;
                default: TriadStreaming(x, y, z, per, repetitions); break;
            }
        });
        return bytes * repetitions / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read(float* x, long n, long repetitions)
    {
        int w = TWide.Floats;
        TFloat a = TWide.Set(0f), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x;
            for (float* end = x + n - 8 * w; p <= end; p += 8 * w)
            {
                a = TWide.Add(a, TWide.Load(p)); b = TWide.Add(b, TWide.Load(p + w)); c = TWide.Add(c, TWide.Load(p + 2 * w)); d = TWide.Add(d, TWide.Load(p + 3 * w));
                e = TWide.Add(e, TWide.Load(p + 4 * w)); f = TWide.Add(f, TWide.Load(p + 5 * w)); g = TWide.Add(g, TWide.Load(p + 6 * w)); h = TWide.Add(h, TWide.Load(p + 7 * w));
            }
        }

        return TWide.Sum(TWide.Add(TWide.Add(TWide.Add(a, b), TWide.Add(c, d)), TWide.Add(TWide.Add(e, f), TWide.Add(g, h))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write(float* x, long n, long repetitions)
    {
        int w = TWide.Floats;
        TFloat q = TWide.Set(3f);
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w)
            {
                TWide.Store(p, q); TWide.Store(p + w, q); TWide.Store(p + 2 * w, q); TWide.Store(p + 3 * w, q);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteStreaming(float* x, long n, long repetitions)
    {
        int w = TWide.Floats;
        TFloat q = TWide.Set(3f);
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w)
            {
                TWide.Stream(p, q); TWide.Stream(p + w, q); TWide.Stream(p + 2 * w, q); TWide.Stream(p + 3 * w, q);
            }
        }

        Fence();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy(float* x, float* y, long n, long repetitions)
    {
        int w = TWide.Floats;
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x, t = y;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w, t += 4 * w)
            {
                TWide.Store(t, TWide.Load(p)); TWide.Store(t + w, TWide.Load(p + w)); TWide.Store(t + 2 * w, TWide.Load(p + 2 * w)); TWide.Store(t + 3 * w, TWide.Load(p + 3 * w));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyStreaming(float* x, float* y, long n, long repetitions)
    {
        int w = TWide.Floats;
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x, t = y;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w, t += 4 * w)
            {
                TWide.Stream(t, TWide.Load(p)); TWide.Stream(t + w, TWide.Load(p + w)); TWide.Stream(t + 2 * w, TWide.Load(p + 2 * w)); TWide.Stream(t + 3 * w, TWide.Load(p + 3 * w));
            }
        }

        Fence();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Triad(float* x, float* y, float* z, long n, long repetitions)
    {
        int w = TWide.Floats;
        TFloat q = TWide.Set(3f);
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x, s = y, t = z;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w, s += 4 * w, t += 4 * w)
            {
                TWide.Store(t, TWide.Fma(TWide.Load(s), q, TWide.Load(p)));
                TWide.Store(t + w, TWide.Fma(TWide.Load(s + w), q, TWide.Load(p + w)));
                TWide.Store(t + 2 * w, TWide.Fma(TWide.Load(s + 2 * w), q, TWide.Load(p + 2 * w)));
                TWide.Store(t + 3 * w, TWide.Fma(TWide.Load(s + 3 * w), q, TWide.Load(p + 3 * w)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TriadStreaming(float* x, float* y, float* z, long n, long repetitions)
    {
        int w = TWide.Floats;
        TFloat q = TWide.Set(3f);
        for (long r = 0; r < repetitions; r++)
        {
            float* p = x, s = y, t = z;
            for (float* end = x + n - 4 * w; p <= end; p += 4 * w, s += 4 * w, t += 4 * w)
            {
                TWide.Stream(t, TWide.Fma(TWide.Load(s), q, TWide.Load(p)));
                TWide.Stream(t + w, TWide.Fma(TWide.Load(s + w), q, TWide.Load(p + w)));
                TWide.Stream(t + 2 * w, TWide.Fma(TWide.Load(s + 2 * w), q, TWide.Load(p + 2 * w)));
                TWide.Stream(t + 3 * w, TWide.Fma(TWide.Load(s + 3 * w), q, TWide.Load(p + 3 * w)));
            }
        }

        Fence();
    }

    private static void Fence()
    {
        if (Sse.IsSupported) Sse.StoreFence();
    }
}
