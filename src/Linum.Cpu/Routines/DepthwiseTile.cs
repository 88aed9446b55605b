using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Lines of results of depthwise convolutions: registers of elements side by side, and for each element one chain of multiply-adds over the places of the kernel, in their order. The last
/// lines and registers are moved back so that they are whole, and compute some elements twice. Eight lines share a register of factors; that
/// is one load more than there are multiply-adds, which two loads in a cycle keep pace with.
/// </summary>
internal static unsafe class DepthwiseTile
{
    /// <summary>Bytes of a register.</summary>
    public const int Register = 32;

    /// <summary>Lines that are done side by side.</summary>
    public const int ManyLines = 8;

    private const int FewLines = 4;

    /// <summary>So many bytes or some more, so that what lies behind begins with a line of memory: registers that lie across two take twice as long.</summary>
    public static nint Aligned(nint bytes) => (bytes + Prefetch.Line - 1) & -Prefetch.Line;

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

    private static void Run<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        if (call.Lines >= ManyLines) Many<T>(ref call);
        else if (call.Lines >= FewLines) Some<T>(ref call);
        else Few<T>(ref call);
    }

    /// <summary>The places of the kernel as they lie for lines further on.</summary>
    private static void Move(ref DepthwiseCall call, int lines)
    {
        for (int t = 0; t < call.Count; t++) call.Taps[t] = new(call.Taps[t].Address + lines * call.Taps[t].Step, call.Taps[t].Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint bytes = call.Elements * sizeof(T), last = bytes - Register, moves = call.WeightsMove ? -1 : 0;
        for (int first = 0, line = 0; first < call.Lines; first += ManyLines)
        {
            int next = Math.Min(first, call.Lines - ManyLines);
            if (next > line) Move(ref call, next - line);
            line = next;
            nint to = call.To + line * call.ToStep;
            if (call.Step != 0) Even<T>(call.Taps, call.Taps + call.Count, 0, bytes, call.Step, call.Weights, call.WeightLine, moves, to, call.ToStep);
            else for (nint at = 0; at < bytes; at += Register) Eight<T>(call.Taps, call.Taps + call.Count, Math.Min(at, last), call.Weights + (Math.Min(at, last) & moves), call.WeightLine, to + Math.Min(at, last), call.ToStep);
            if (first + ManyLines >= call.Lines) Move(ref call, -line);
        }
    }

    /// <summary>Some elements of eight lines that lie apart by the same for every place of the kernel, so that no step is read in the loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Even<T>(Tap* taps, Tap* end, nint begin, nint bytes, nint step, nint weights, nint weightLine, nint moves, nint to, nint toStep)
        where T : unmanaged, INumberBase<T>
    {
        nint step3 = 3 * step, step5 = 5 * step, step7 = 7 * step;
        for (nint next = begin; next < bytes; next += Register)
        {
            nint at = Math.Min(next, bytes - Register), w = weights + (at & moves), y = to + at;
            Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
            for (Tap* tap = taps; tap < end; tap++, w += weightLine)
            {
                nint x = tap->Address + at;
                Vector256<T> u = Vector256.Load((T*)w);
                a = MultiplyAdd(Vector256.Load((T*)x), u, a);
                b = MultiplyAdd(Vector256.Load((T*)(x + step)), u, b);
                c = MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), u, c);
                d = MultiplyAdd(Vector256.Load((T*)(x + step3)), u, d);
                e = MultiplyAdd(Vector256.Load((T*)(x + 4 * step)), u, e);
                f = MultiplyAdd(Vector256.Load((T*)(x + step5)), u, f);
                g = MultiplyAdd(Vector256.Load((T*)(x + 2 * step3)), u, g);
                h = MultiplyAdd(Vector256.Load((T*)(x + step7)), u, h);
            }

            Store(a, b, c, d, y, toStep);
            Store(e, f, g, h, y + 4 * toStep, toStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, nint to, nint step)
        where T : unmanaged
    {
        a.Store((T*)to);
        b.Store((T*)(to + step));
        c.Store((T*)(to + 2 * step));
        d.Store((T*)(to + 3 * step));
    }

    /// <summary>A register of eight lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(Tap* tap, Tap* end, nint at, nint w, nint weightLine, nint to, nint toStep)
        where T : unmanaged, INumberBase<T>
    {
        Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (; tap < end; tap++, w += weightLine)
        {
            nint step = tap->Step, x = tap->Address + at, x3 = x + 3 * step;
            Vector256<T> u = Vector256.Load((T*)w);
            a = MultiplyAdd(Vector256.Load((T*)x), u, a);
            b = MultiplyAdd(Vector256.Load((T*)(x + step)), u, b);
            c = MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), u, c);
            d = MultiplyAdd(Vector256.Load((T*)x3), u, d);
            x += 4 * step;
            x3 += 4 * step;
            e = MultiplyAdd(Vector256.Load((T*)x), u, e);
            f = MultiplyAdd(Vector256.Load((T*)(x + step)), u, f);
            g = MultiplyAdd(Vector256.Load((T*)(x + 2 * step)), u, g);
            h = MultiplyAdd(Vector256.Load((T*)x3), u, h);
        }

        Store(a, b, c, d, to, toStep);
        Store(e, f, g, h, to + 4 * toStep, toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Some<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint bytes = call.Elements * sizeof(T), last = bytes - Register, moves = call.WeightsMove ? -1 : 0;
        for (int first = 0, line = 0; first < call.Lines; first += FewLines)
        {
            int next = Math.Min(first, call.Lines - FewLines);
            if (next > line) Move(ref call, next - line);
            line = next;
            for (nint at = 0; at < bytes; at += 2 * Register)
            {
                nint one = Math.Max(0, Math.Min(at, last - Register)), apart = Math.Min(Register, last - one);
                Four<T>(call.Taps, call.Taps + call.Count, one, apart, call.Weights + (one & moves), call.WeightLine, apart & moves, call.To + line * call.ToStep + one, call.ToStep);
            }

            if (first + FewLines >= call.Lines) Move(ref call, -line);
        }
    }

    /// <summary>Two registers of four lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(Tap* tap, Tap* end, nint at, nint next, nint w, nint weightLine, nint apart, nint to, nint toStep)
        where T : unmanaged, INumberBase<T>
    {
        Vector256<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (; tap < end; tap++, w += weightLine)
        {
            nint step = tap->Step, x = tap->Address + at, x3 = x + 3 * step;
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

        Store(a, b, c, d, to, toStep);
        Store(e, f, g, h, to + next, toStep);
    }

    /// <summary>Few lines, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<T>(ref DepthwiseCall call)
        where T : unmanaged, INumberBase<T>
    {
        nint bytes = call.Elements * sizeof(T), last = bytes - Register, moves = call.WeightsMove ? -1 : 0, weightLine = call.WeightLine;
        Tap* end = call.Taps + call.Count;
        for (int line = 0; line < call.Lines; line++)
        {
            for (nint at = 0; at < bytes; at += 2 * Register)
            {
                nint one = Math.Max(0, Math.Min(at, last - Register)), next = Math.Min(Register, last - one), apart = next & moves, w = call.Weights + (one & moves);
                Vector256<T> a = default, b = default;
                for (Tap* tap = call.Taps; tap < end; tap++, w += weightLine)
                {
                    nint x = tap->Address + line * tap->Step + one;
                    a = MultiplyAdd(Vector256.Load((T*)x), Vector256.Load((T*)w), a);
                    b = MultiplyAdd(Vector256.Load((T*)(x + next)), Vector256.Load((T*)(w + apart)), b);
                }

                nint to = call.To + line * call.ToStep + one;
                a.Store((T*)to);
                b.Store((T*)(to + next));
            }
        }
    }

    /// <summary>One step of a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }
}
