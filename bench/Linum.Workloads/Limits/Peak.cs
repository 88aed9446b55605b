using System.Runtime.CompilerServices;

namespace Linum.Workloads.Limits;

/// <summary>
/// Independent chains of fused multiply-adds: the peak of the arithmetic units. Accumulators are locals and not an array, since only locals stay in registers: 24 of the 32
/// registers of 512-bit machines, 12 of the 16 of others; either is more than latency times units.
/// </summary>
internal static class Peak<TWide, TFloat, TDouble>
    where TWide : struct, IWide<TFloat, TDouble>
    where TFloat : struct
    where TDouble : struct
{
    private const int Iterations = 20000;

    private static double sink;

    private static int Chains => TWide.Floats == 16 ? 24 : 12;

    /// <summary>The operations that one run of <see cref="Float"/> does.</summary>
    public static double FloatOperations => 2.0 * Chains * Iterations * TWide.Floats;

    /// <summary>The operations that one run of <see cref="Double"/> does.</summary>
    public static double DoubleOperations => FloatOperations / 2;

    public static void Float(int thread, int threads) => sink = TWide.Floats == 16 ? Float24() : Float12();

    public static void Double(int thread, int threads) => sink = TWide.Floats == 16 ? Double24() : Double12();

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Float12()
    {
        TFloat m = TWide.Set(0.999999f), c = TWide.Set(1e-7f);
        TFloat a0 = TWide.Set(1f), a1 = TWide.Set(2f), a2 = TWide.Set(3f), a3 = TWide.Set(4f), a4 = TWide.Set(5f), a5 = TWide.Set(6f), a6 = TWide.Set(7f), a7 = TWide.Set(8f), a8 = TWide.Set(9f), a9 = TWide.Set(10f), a10 = TWide.Set(11f), a11 = TWide.Set(12f);
        for (int i = 0; i < Iterations; i++)
        {
            a0 = TWide.Fma(a0, m, c); a1 = TWide.Fma(a1, m, c); a2 = TWide.Fma(a2, m, c); a3 = TWide.Fma(a3, m, c);
            a4 = TWide.Fma(a4, m, c); a5 = TWide.Fma(a5, m, c); a6 = TWide.Fma(a6, m, c); a7 = TWide.Fma(a7, m, c);
            a8 = TWide.Fma(a8, m, c); a9 = TWide.Fma(a9, m, c); a10 = TWide.Fma(a10, m, c); a11 = TWide.Fma(a11, m, c);
        }

        TFloat s = a0;
        s = TWide.Add(s, a1); s = TWide.Add(s, a2); s = TWide.Add(s, a3); s = TWide.Add(s, a4);
        s = TWide.Add(s, a5); s = TWide.Add(s, a6); s = TWide.Add(s, a7); s = TWide.Add(s, a8);
        s = TWide.Add(s, a9); s = TWide.Add(s, a10); s = TWide.Add(s, a11);
        return TWide.Sum(s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Double12()
    {
        TDouble m = TWide.Set(0.999999), c = TWide.Set(1e-7);
        TDouble a0 = TWide.Set(1.0), a1 = TWide.Set(2.0), a2 = TWide.Set(3.0), a3 = TWide.Set(4.0), a4 = TWide.Set(5.0), a5 = TWide.Set(6.0), a6 = TWide.Set(7.0), a7 = TWide.Set(8.0), a8 = TWide.Set(9.0), a9 = TWide.Set(10.0), a10 = TWide.Set(11.0), a11 = TWide.Set(12.0);
        for (int i = 0; i < Iterations; i++)
        {
            a0 = TWide.Fma(a0, m, c); a1 = TWide.Fma(a1, m, c); a2 = TWide.Fma(a2, m, c); a3 = TWide.Fma(a3, m, c);
            a4 = TWide.Fma(a4, m, c); a5 = TWide.Fma(a5, m, c); a6 = TWide.Fma(a6, m, c); a7 = TWide.Fma(a7, m, c);
            a8 = TWide.Fma(a8, m, c); a9 = TWide.Fma(a9, m, c); a10 = TWide.Fma(a10, m, c); a11 = TWide.Fma(a11, m, c);
        }

        TDouble s = a0;
        s = TWide.Add(s, a1); s = TWide.Add(s, a2); s = TWide.Add(s, a3); s = TWide.Add(s, a4);
        s = TWide.Add(s, a5); s = TWide.Add(s, a6); s = TWide.Add(s, a7); s = TWide.Add(s, a8);
        s = TWide.Add(s, a9); s = TWide.Add(s, a10); s = TWide.Add(s, a11);
        return TWide.Sum(s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Float24()
    {
        TFloat m = TWide.Set(0.999999f), c = TWide.Set(1e-7f);
        TFloat a0 = TWide.Set(1f), a1 = TWide.Set(2f), a2 = TWide.Set(3f), a3 = TWide.Set(4f), a4 = TWide.Set(5f), a5 = TWide.Set(6f), a6 = TWide.Set(7f), a7 = TWide.Set(8f), a8 = TWide.Set(9f), a9 = TWide.Set(10f), a10 = TWide.Set(11f), a11 = TWide.Set(12f), a12 = TWide.Set(13f), a13 = TWide.Set(14f), a14 = TWide.Set(15f), a15 = TWide.Set(16f), a16 = TWide.Set(17f), a17 = TWide.Set(18f), a18 = TWide.Set(19f), a19 = TWide.Set(20f), a20 = TWide.Set(21f), a21 = TWide.Set(22f), a22 = TWide.Set(23f), a23 = TWide.Set(24f);
        for (int i = 0; i < Iterations; i++)
        {
            a0 = TWide.Fma(a0, m, c); a1 = TWide.Fma(a1, m, c); a2 = TWide.Fma(a2, m, c); a3 = TWide.Fma(a3, m, c);
            a4 = TWide.Fma(a4, m, c); a5 = TWide.Fma(a5, m, c); a6 = TWide.Fma(a6, m, c); a7 = TWide.Fma(a7, m, c);
            a8 = TWide.Fma(a8, m, c); a9 = TWide.Fma(a9, m, c); a10 = TWide.Fma(a10, m, c); a11 = TWide.Fma(a11, m, c);
            a12 = TWide.Fma(a12, m, c); a13 = TWide.Fma(a13, m, c); a14 = TWide.Fma(a14, m, c); a15 = TWide.Fma(a15, m, c);
            a16 = TWide.Fma(a16, m, c); a17 = TWide.Fma(a17, m, c); a18 = TWide.Fma(a18, m, c); a19 = TWide.Fma(a19, m, c);
            a20 = TWide.Fma(a20, m, c); a21 = TWide.Fma(a21, m, c); a22 = TWide.Fma(a22, m, c); a23 = TWide.Fma(a23, m, c);
        }

        TFloat s = a0;
        s = TWide.Add(s, a1); s = TWide.Add(s, a2); s = TWide.Add(s, a3); s = TWide.Add(s, a4);
        s = TWide.Add(s, a5); s = TWide.Add(s, a6); s = TWide.Add(s, a7); s = TWide.Add(s, a8);
        s = TWide.Add(s, a9); s = TWide.Add(s, a10); s = TWide.Add(s, a11); s = TWide.Add(s, a12);
        s = TWide.Add(s, a13); s = TWide.Add(s, a14); s = TWide.Add(s, a15); s = TWide.Add(s, a16);
        s = TWide.Add(s, a17); s = TWide.Add(s, a18); s = TWide.Add(s, a19); s = TWide.Add(s, a20);
        s = TWide.Add(s, a21); s = TWide.Add(s, a22); s = TWide.Add(s, a23);
        return TWide.Sum(s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Double24()
    {
        TDouble m = TWide.Set(0.999999), c = TWide.Set(1e-7);
        TDouble a0 = TWide.Set(1.0), a1 = TWide.Set(2.0), a2 = TWide.Set(3.0), a3 = TWide.Set(4.0), a4 = TWide.Set(5.0), a5 = TWide.Set(6.0), a6 = TWide.Set(7.0), a7 = TWide.Set(8.0), a8 = TWide.Set(9.0), a9 = TWide.Set(10.0), a10 = TWide.Set(11.0), a11 = TWide.Set(12.0), a12 = TWide.Set(13.0), a13 = TWide.Set(14.0), a14 = TWide.Set(15.0), a15 = TWide.Set(16.0), a16 = TWide.Set(17.0), a17 = TWide.Set(18.0), a18 = TWide.Set(19.0), a19 = TWide.Set(20.0), a20 = TWide.Set(21.0), a21 = TWide.Set(22.0), a22 = TWide.Set(23.0), a23 = TWide.Set(24.0);
        for (int i = 0; i < Iterations; i++)
        {
            a0 = TWide.Fma(a0, m, c); a1 = TWide.Fma(a1, m, c); a2 = TWide.Fma(a2, m, c); a3 = TWide.Fma(a3, m, c);
            a4 = TWide.Fma(a4, m, c); a5 = TWide.Fma(a5, m, c); a6 = TWide.Fma(a6, m, c); a7 = TWide.Fma(a7, m, c);
            a8 = TWide.Fma(a8, m, c); a9 = TWide.Fma(a9, m, c); a10 = TWide.Fma(a10, m, c); a11 = TWide.Fma(a11, m, c);
            a12 = TWide.Fma(a12, m, c); a13 = TWide.Fma(a13, m, c); a14 = TWide.Fma(a14, m, c); a15 = TWide.Fma(a15, m, c);
            a16 = TWide.Fma(a16, m, c); a17 = TWide.Fma(a17, m, c); a18 = TWide.Fma(a18, m, c); a19 = TWide.Fma(a19, m, c);
            a20 = TWide.Fma(a20, m, c); a21 = TWide.Fma(a21, m, c); a22 = TWide.Fma(a22, m, c); a23 = TWide.Fma(a23, m, c);
        }

        TDouble s = a0;
        s = TWide.Add(s, a1); s = TWide.Add(s, a2); s = TWide.Add(s, a3); s = TWide.Add(s, a4);
        s = TWide.Add(s, a5); s = TWide.Add(s, a6); s = TWide.Add(s, a7); s = TWide.Add(s, a8);
        s = TWide.Add(s, a9); s = TWide.Add(s, a10); s = TWide.Add(s, a11); s = TWide.Add(s, a12);
        s = TWide.Add(s, a13); s = TWide.Add(s, a14); s = TWide.Add(s, a15); s = TWide.Add(s, a16);
        s = TWide.Add(s, a17); s = TWide.Add(s, a18); s = TWide.Add(s, a19); s = TWide.Add(s, a20);
        s = TWide.Add(s, a21); s = TWide.Add(s, a22); s = TWide.Add(s, a23);
        return TWide.Sum(s);
    }
}
