using System.Runtime.CompilerServices;
using Linum.Workloads.Running;

namespace Linum.Workloads.Limits;

/// <summary>Times of single operations, each waiting for the one before; in nanoseconds.</summary>
internal static unsafe class Latencies
{
    private const int Steps = 200_000;

    private static double sink;
    private static delegate*<int, int> addOne = &AddOne;

    private static double Best(Func<int, double> chain, int steps = Steps)
    {
        double best = double.PositiveInfinity;
        for (int r = 0; r < 30; r++)
        {
            long from = Clock.Now;
            sink = chain(steps);
            best = Math.Min(best, Clock.Since(from));
        }

        return best / steps * 1e9;
    }

    /// <summary>One cycle of the clock, from multiplications of integers, which take three on all current machines.</summary>
    public static double Cycle() => Best(Multiplications, Steps / 4) / 24;

    public static double Fma32() => Best(Fma32);

    public static double Add32() => Best(Add32);

    public static double Div32() => Best(Div32);

    public static double Sqrt32() => Best(Sqrt32);

    public static double Fma64() => Best(Fma64);

    public static double Div64() => Best(Div64);

    public static double IndirectCall() => Best(Calls);

    public static double Allocation() => Best(Allocations);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Multiplications(int n)
    {
        ulong x = 3;
        for (int i = 0; i < n; i++)
        {
            x *= x; x *= x; x *= x; x *= x;
            x *= x; x *= x; x *= x; x *= x;
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Fma32(int n)
    {
        float x = 1;
        for (int i = 0; i < n; i++) x = MathF.FusedMultiplyAdd(x, 0.999f, 0.001f);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Add32(int n)
    {
        float x = 1;
        for (int i = 0; i < n; i++) x += 1e-9f;
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Div32(int n)
    {
        float x = 1.7f;
        for (int i = 0; i < n; i++) x = 1.3f / x;
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sqrt32(int n)
    {
        float x = 1.7f;
        for (int i = 0; i < n; i++) x = MathF.Sqrt(x);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Fma64(int n)
    {
        double x = 1;
        for (int i = 0; i < n; i++) x = Math.FusedMultiplyAdd(x, 0.999, 0.001);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Div64(int n)
    {
        double x = 1.7;
        for (int i = 0; i < n; i++) x = 1.3 / x;
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int AddOne(int x) => x + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Calls(int n)
    {
        int x = 0;
        for (int i = 0; i < n; i++) x = addOne(x);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Allocations(int n)
    {
        for (int i = 0; i < n; i++) Machine.AllocateAndFree();
        return n;
    }

    /// <summary>The time of one load whose address comes from the load before, somewhere in so many bytes.</summary>
    public static double Load(byte* memory, long bytes)
    {
        int lines = (int)(bytes / 64);
        var order = new uint[lines];
        for (int i = 0; i < lines; i++) order[i] = (uint)i;
        ulong s = 88172645463325252;
        for (int i = lines - 1; i > 0; i--)
        {
            s ^= s << 13;
            s ^= s >> 7;
            s ^= s << 17;
            int j = (int)(s % (ulong)i);     // below i: one cycle through all lines
            (order[i], order[j]) = (order[j], order[i]);
        }

        for (int i = 0; i < lines; i++) *(byte**)(memory + 64L * i) = memory + 64L * order[i];
        void** p = Chase((void**)memory, Math.Min(lines, 400_000));
        double best = double.PositiveInfinity;
        for (int r = 0; r < 5; r++)
        {
            long from = Clock.Now;
            p = Chase(p, Steps);
            best = Math.Min(best, Clock.Since(from));
        }

        sink = (double)(nuint)p;
        return best / Steps * 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void** Chase(void** p, int steps)
    {
        for (int i = 0; i < steps; i++) p = (void**)*p;
        return p;
    }
}
