using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Depthwise convolutions whose kernel's places are as far apart as the lines of results: what is read of the image is the factor of a place for one line, of the next place for the line
/// before, and of the one after for the line before that. Eight lines of a register are done at a time, three places of the kernel together, and each chain keeps its order.
/// </summary>
internal static unsafe class DepthwiseTriples
{
    private const int LinesAtOnce = 8;

    /// <summary>Whether there are enough lines, and places of the kernel as far apart as they.</summary>
    public static bool Suits(in DepthwiseCall call)
    {
        if (call.Lines < LinesAtOnce || call.RowTaps < 3) return false;
        for (int t = 0; t < call.Count; t += call.RowTaps)
            for (int i = 1; i < call.RowTaps; i++)
                if (call.Taps[t + i].Address - call.Taps[t + i - 1].Address != call.Taps[t].Step || call.Taps[t + i].Step != call.Taps[t].Step) return false;
        return true;
    }

    /// <summary>Computes lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint bytes = call.Elements * sizeof(T), last = bytes - DepthwiseTile.Register, moves = call.WeightsMove ? -1 : 0;
        byte* aside = stackalloc byte[LinesAtOnce * Prefetch.Line];
        for (int first = 0, line = 0; first < call.Lines; first += LinesAtOnce)
        {
            int next = Math.Min(first, call.Lines - LinesAtOnce);
            if (next > line) DepthwiseTile.Move(ref call, next - line);
            line = next;
            nint to = call.To + line * call.ToStep;
            for (nint at = 0; at < bytes; at += DepthwiseTile.Register)
            {
                nint from = Math.Min(at, last), w = call.Weights + (from & moves);
                if (!call.Streams)
                {
                    Eight<T>(call.Taps, call.Count, call.RowTaps, from, w, call.WeightLine, to + from, call.ToStep);
                    continue;
                }

                // Past the caches go whole lines of memory: two registers.
                nint half = at & DepthwiseTile.Register;
                Eight<T>(call.Taps, call.Count, call.RowTaps, from, w, call.WeightLine, (nint)aside + half, Prefetch.Line);
                if (half == 0) continue;
                nint target = to + from - half;
                for (int i = 0; i < LinesAtOnce; i++, target += call.ToStep)
                    DepthwiseTile.Store(Vector256.Load((T*)(aside + i * Prefetch.Line)), Vector256.Load((T*)(aside + i * Prefetch.Line + DepthwiseTile.Register)), target, DepthwiseTile.Register, streams: true);
            }

            if (first + LinesAtOnce >= call.Lines) DepthwiseTile.Move(ref call, -line);
        }
    }

    /// <summary>A register of eight lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(Tap* tap, int count, int rowTaps, nint at, nint w, nint weightLine, nint to, nint toStep)
        where T : unmanaged, INumberBase<T>
    {
        Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (Tap* end = tap + count; tap < end; tap += rowTaps)
        {
            nint begin = tap->Address + at, step = tap->Step;
            int left = rowTaps;
            for (; left >= 3; left -= 3, w += 3 * weightLine, begin += 3 * step)
            {
                nint x = begin;
                Vector256<T> u = Vector256.Load((T*)w), v = Vector256.Load((T*)(w + weightLine)), m = Vector256.Load((T*)(w + 2 * weightLine));
                Vector256<T> r = Vector256.Load((T*)x);
                a = DepthwiseTile.MultiplyAdd(r, u, a);
                x += step;
                r = Vector256.Load((T*)x);
                a = DepthwiseTile.MultiplyAdd(r, v, a);
                b = DepthwiseTile.MultiplyAdd(r, u, b);
                x += step;
                r = Vector256.Load((T*)x);
                a = DepthwiseTile.MultiplyAdd(r, m, a);
                b = DepthwiseTile.MultiplyAdd(r, v, b);
                c = DepthwiseTile.MultiplyAdd(r, u, c);
                x += step;
                r = Vector256.Load((T*)x);
                b = DepthwiseTile.MultiplyAdd(r, m, b);
                c = DepthwiseTile.MultiplyAdd(r, v, c);
                d = DepthwiseTile.MultiplyAdd(r, u, d);
                x += step;
                r = Vector256.Load((T*)x);
                c = DepthwiseTile.MultiplyAdd(r, m, c);
                d = DepthwiseTile.MultiplyAdd(r, v, d);
                e = DepthwiseTile.MultiplyAdd(r, u, e);
                x += step;
                r = Vector256.Load((T*)x);
                d = DepthwiseTile.MultiplyAdd(r, m, d);
                e = DepthwiseTile.MultiplyAdd(r, v, e);
                f = DepthwiseTile.MultiplyAdd(r, u, f);
                x += step;
                r = Vector256.Load((T*)x);
                e = DepthwiseTile.MultiplyAdd(r, m, e);
                f = DepthwiseTile.MultiplyAdd(r, v, f);
                g = DepthwiseTile.MultiplyAdd(r, u, g);
                x += step;
                r = Vector256.Load((T*)x);
                f = DepthwiseTile.MultiplyAdd(r, m, f);
                g = DepthwiseTile.MultiplyAdd(r, v, g);
                h = DepthwiseTile.MultiplyAdd(r, u, h);
                x += step;
                r = Vector256.Load((T*)x);
                g = DepthwiseTile.MultiplyAdd(r, m, g);
                h = DepthwiseTile.MultiplyAdd(r, v, h);
                x += step;
                r = Vector256.Load((T*)x);
                h = DepthwiseTile.MultiplyAdd(r, m, h);
            }

            for (; left > 0; left--, w += weightLine, begin += step)
            {
                nint x = begin, x3 = x + 3 * step;
                Vector256<T> u = Vector256.Load((T*)w);
                a = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)x), u, a);
                b = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x + step)), u, b);
                c = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), u, c);
                d = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)x3), u, d);
                e = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + step)), u, e);
                f = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + 2 * step)), u, f);
                g = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + x3 - x)), u, g);
                h = DepthwiseTile.MultiplyAdd(Vector256.Load((T*)(x3 + 4 * step)), u, h);
            }
        }

        a.Store((T*)to);
        b.Store((T*)(to + toStep));
        c.Store((T*)(to + 2 * toStep));
        d.Store((T*)(to + 3 * toStep));
        to += 4 * toStep;
        e.Store((T*)to);
        f.Store((T*)(to + toStep));
        g.Store((T*)(to + 2 * toStep));
        h.Store((T*)(to + 3 * toStep));
    }
}
