using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Where a place of the kernel begins to be read.</summary>
/// <param name="Address">What it multiplies for the first line of results.</param>
/// <param name="Step">Bytes from there to what it multiplies for the next line; 0 where it meets zeros around the image.</param>
internal readonly record struct Tap(nint Address, nint Step);

/// <summary>What <see cref="DepthwiseTile"/> computes.</summary>
internal unsafe struct DepthwiseCall
{
    /// <summary>The places of the kernel.</summary>
    public Tap* Taps;

    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>The factors: for each place of the kernel one after the other.</summary>
    public nint Weights;

    /// <summary>Bytes from the factors of a place to those of the next.</summary>
    public nint WeightLine;

    /// <summary>Whether each element of a line has a factor of its own; else a whole register of equal ones is there for each place.</summary>
    public bool WeightsMove;

    /// <summary>How many lines of results there are.</summary>
    public int Lines;

    /// <summary>How many elements a line has: at least a register of 32 bytes.</summary>
    public int Elements;

    /// <summary>The first line of results.</summary>
    public nint To;

    /// <summary>Bytes from line to line.</summary>
    public nint ToStep;

    /// <summary>Whether results go past the caches: then lines begin and continue at multiples of a register's size.</summary>
    public bool Streams;
}

/// <summary>
/// Lines of results of depthwise convolutions: registers of elements side by side, and for each element one chain of multiply-adds over the places of the kernel. Four lines of two
/// registers are done at a time. The last lines and registers are moved back so that they are whole, and compute some elements twice.
/// </summary>
internal static unsafe class DepthwiseTile
{
    /// <summary>Bytes of a register.</summary>
    public const int Register = 32;

    /// <summary>Computes lines of elements of a type; whole numbers by their size alone.</summary>
    public static void Run(ref DepthwiseCall call, DType type)
    {
        switch (type)
        {
            case DType.Float32: Run<float>(ref call); break;
            case DType.Float64: Run<double>(ref call); break;
            default:
                if (type.Size == 4) Run<int>(ref call);
                else Run<long>(ref call);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint bytes = call.Elements * sizeof(T), last = bytes - Register, weightLine = call.WeightLine, toStep = call.ToStep;
        nint moves = call.WeightsMove ? -1 : 0;
        int lines = call.Lines, count = call.Count;
        Tap* taps = call.Taps;
        bool streams = call.Streams;
        for (int first = 0; first < lines; first += 4)
        {
            int line = lines < 4 ? first : Math.Min(first, lines - 4);
            for (nint at = 0; at < bytes; at += 2 * Register)
            {
                nint one = Math.Max(0, Math.Min(at, last - Register)), two = Math.Min(one + Register, last);
                nint w = call.Weights + (one & moves), apart = (two - one) & moves, to = call.To + line * toStep + one;
                if (lines < 4)
                {
                    // Few lines: one after the other.
                    for (int l = 0; l < lines; l++, to += toStep) One<T>(taps, count, l, one, two - one, w, weightLine, apart, to, streams);
                    continue;
                }

                Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
                nint next = two - one;
                for (int t = 0; t < count; t++, w += weightLine)
                {
                    nint step = taps[t].Step, x = taps[t].Address + line * step + one, x3 = x + 3 * step;
                    Vector256<T> u = Vector256.Load((T*)w), v = Vector256.Load((T*)(w + apart));
                    a = MultiplyAdd(Vector256.Load((T*)x), u, a);
                    b = MultiplyAdd(Vector256.Load((T*)(x + step)), u, b);
                    c = MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), u, c);
                    d = MultiplyAdd(Vector256.Load((T*)x3), u, d);
                    x += next;
                    e = MultiplyAdd(Vector256.Load((T*)x), v, e);
                    f = MultiplyAdd(Vector256.Load((T*)(x + step)), v, f);
                    g = MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), v, g);
                    h = MultiplyAdd(Vector256.Load((T*)(x3 + next)), v, h);
                }

                if (streams)
                {
                    // Whole lines of memory, one after the other.
                    a.StoreAlignedNonTemporal((T*)to);
                    e.StoreAlignedNonTemporal((T*)(to + next));
                    b.StoreAlignedNonTemporal((T*)(to + toStep));
                    f.StoreAlignedNonTemporal((T*)(to + toStep + next));
                    c.StoreAlignedNonTemporal((T*)(to + 2 * toStep));
                    g.StoreAlignedNonTemporal((T*)(to + 2 * toStep + next));
                    d.StoreAlignedNonTemporal((T*)(to + 3 * toStep));
                    h.StoreAlignedNonTemporal((T*)(to + 3 * toStep + next));
                    continue;
                }

                a.Store((T*)to);
                e.Store((T*)(to + next));
                b.Store((T*)(to + toStep));
                f.Store((T*)(to + toStep + next));
                c.Store((T*)(to + 2 * toStep));
                g.Store((T*)(to + 2 * toStep + next));
                d.Store((T*)(to + 3 * toStep));
                h.Store((T*)(to + 3 * toStep + next));
            }
        }
    }

    /// <summary>Two registers of one line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(Tap* taps, int count, int line, nint at, nint next, nint w, nint weightLine, nint apart, nint to, bool streams)
        where T : unmanaged, INumberBase<T>
    {
        Vector256<T> a = default, b = default;
        for (int t = 0; t < count; t++, w += weightLine)
        {
            nint x = taps[t].Address + line * taps[t].Step + at;
            a = MultiplyAdd(Vector256.Load((T*)x), Vector256.Load((T*)w), a);
            b = MultiplyAdd(Vector256.Load((T*)(x + next)), Vector256.Load((T*)(w + apart)), b);
        }

        if (streams)
        {
            a.StoreAlignedNonTemporal((T*)to);
            b.StoreAlignedNonTemporal((T*)(to + next));
            return;
        }

        a.Store((T*)to);
        b.Store((T*)(to + next));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> MultiplyAdd<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }
}
