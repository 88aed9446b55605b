using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>
/// Turns sixteen matrices of three or nine floats at a time into rows of a tile and back, in registers of 512 bits. So many registers hold them, and in each lane of these every component occurs
/// once, because neither has a factor in common with 16: of nine, lane l of register r has component 16r + l modulo 9, so that component c is in register 4(c - l). A lane goes round the
/// registers by 4l modulo 9, in steps of 1, 2, 4 and 8; then the lanes of a component are put in order. The last step and the order are one instruction. Nine floats take 8.1 ns to the tile and
/// 7.2 back, where squares of 256 bits take 11.6 and 22.8 (one thread, minima, 2026-11-27).
/// </summary>
internal static unsafe class RoundTile
{
    /// <summary>Matrices turned at a time.</summary>
    private const int Lanes = 16;

    /// <summary>Whether matrices of so many components are turned here.</summary>
    public static bool Supports(long components, int size) => VectorInstructions.Width == 512 && Avx512F.IsSupported && size == 4 && components is 3 or 9;

    /// <summary>How far each lane goes round nine registers.</summary>
    private static Vector512<int> NineTurns => Vector512.Create(0, 4, 8, 3, 7, 2, 6, 1, 5, 0, 4, 8, 3, 7, 2, 6);

    /// <summary>How far each lane goes round three registers.</summary>
    private static Vector512<int> ThreeTurns => Vector512.Create(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0);

    /// <summary>Row c of the tile gets component c of each matrix; gives how many matrices are done.</summary>
    public static int Load(float* from, byte* tile, nint rowBytes, int components, int count) => components == 3 ? LoadThrees(from, tile, rowBytes, count) : LoadNines(from, tile, rowBytes, count);

    /// <summary>Each matrix gets its components from the rows of the tile, past the caches or not; gives how many are done.</summary>
    public static int Store(byte* tile, nint rowBytes, float* to, int components, int count, bool past = false)
    {
        past &= (nint)to % Prefetch.Line == 0;
        return components == 3 ? StoreThrees(tile, rowBytes, to, count, past) : StoreNines(tile, rowBytes, to, count, past);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LoadThrees(float* from, byte* tile, nint rowBytes, int count)
    {
        Vector512<int> turns = ThreeTurns, o0 = Order(3, turns, 2, 0), o1 = Order(3, turns, 2, 1), o2 = Order(3, turns, 2, 2);
        Vector512<float> by1 = Has(turns, 1);
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, from += Lanes * 3, tile += Lanes * sizeof(float))
        {
            Vector512<float> x0 = Vector512.Load(from), x1 = Vector512.Load(from + 16), x2 = Vector512.Load(from + 32);
            Round(by1, ref x0, ref x1, ref x2);
            Store(tile, rowBytes, 0, x0, o0, x1);
            Store(tile, rowBytes, 1, x1, o1, x2);
            Store(tile, rowBytes, 2, x2, o2, x0);
        }

        return m;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int StoreThrees(byte* tile, nint rowBytes, float* to, int count, bool past)
    {
        Vector512<int> turns = ThreeTurns, o0 = OrderBack(11, turns, 2, 0, 2), o1 = OrderBack(11, turns, 2, 1, 0), o2 = OrderBack(11, turns, 2, 2, 1);
        Vector512<float> by1 = Has(turns, 1);
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, to += Lanes * 3, tile += Lanes * sizeof(float))
        {
            Vector512<float> x0 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 0), o0, Row(tile, rowBytes, 2));
            Vector512<float> x1 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 1), o1, Row(tile, rowBytes, 0));
            Vector512<float> x2 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 2), o2, Row(tile, rowBytes, 1));
            Round(by1, ref x2, ref x1, ref x0);
            Put(x0, to, past);
            Put(x1, to + 16, past);
            Put(x2, to + 32, past);
        }

        return m;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LoadNines(float* from, byte* tile, nint rowBytes, int count)
    {
        Vector512<int> turns = NineTurns;
        Vector512<int> o0 = Order(9, turns, 8, 0), o1 = Order(9, turns, 8, 1), o2 = Order(9, turns, 8, 2), o3 = Order(9, turns, 8, 3), o4 = Order(9, turns, 8, 4), o5 = Order(9, turns, 8, 5), o6 = Order(9, turns, 8, 6), o7 = Order(9, turns, 8, 7), o8 = Order(9, turns, 8, 8);
        Vector512<float> by1 = Has(turns, 1), by2 = Has(turns, 2), by4 = Has(turns, 4);
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, from += Lanes * 9, tile += Lanes * sizeof(float))
        {
            Vector512<float> x0 = Vector512.Load(from), x1 = Vector512.Load(from + 16), x2 = Vector512.Load(from + 32), x3 = Vector512.Load(from + 48), x4 = Vector512.Load(from + 64);
            Vector512<float> x5 = Vector512.Load(from + 80), x6 = Vector512.Load(from + 96), x7 = Vector512.Load(from + 112), x8 = Vector512.Load(from + 128);
            Round(by1, ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7, ref x8);
            Round(by2, ref x0, ref x2, ref x4, ref x6, ref x8, ref x1, ref x3, ref x5, ref x7);
            Round(by4, ref x0, ref x4, ref x8, ref x3, ref x7, ref x2, ref x6, ref x1, ref x5);
            Store(tile, rowBytes, 0, x0, o0, x1);
            Store(tile, rowBytes, 1, x4, o1, x5);
            Store(tile, rowBytes, 2, x8, o2, x0);
            Store(tile, rowBytes, 3, x3, o3, x4);
            Store(tile, rowBytes, 4, x7, o4, x8);
            Store(tile, rowBytes, 5, x2, o5, x3);
            Store(tile, rowBytes, 6, x6, o6, x7);
            Store(tile, rowBytes, 7, x1, o7, x2);
            Store(tile, rowBytes, 8, x5, o8, x6);
        }

        return m;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int StoreNines(byte* tile, nint rowBytes, float* to, int count, bool past)
    {
        Vector512<int> turns = NineTurns;
        Vector512<int> o0 = OrderBack(9, turns, 8, 0, 2), o1 = OrderBack(9, turns, 8, 7, 0), o2 = OrderBack(9, turns, 8, 5, 7), o3 = OrderBack(9, turns, 8, 3, 5), o4 = OrderBack(9, turns, 8, 1, 3), o5 = OrderBack(9, turns, 8, 8, 1), o6 = OrderBack(9, turns, 8, 6, 8), o7 = OrderBack(9, turns, 8, 4, 6), o8 = OrderBack(9, turns, 8, 2, 4);
        Vector512<float> by1 = Has(turns, 1), by2 = Has(turns, 2), by4 = Has(turns, 4);
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, to += Lanes * 9, tile += Lanes * sizeof(float))
        {
            Vector512<float> x0 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 0), o0, Row(tile, rowBytes, 2));
            Vector512<float> x1 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 7), o1, Row(tile, rowBytes, 0));
            Vector512<float> x2 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 5), o2, Row(tile, rowBytes, 7));
            Vector512<float> x3 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 3), o3, Row(tile, rowBytes, 5));
            Vector512<float> x4 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 1), o4, Row(tile, rowBytes, 3));
            Vector512<float> x5 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 8), o5, Row(tile, rowBytes, 1));
            Vector512<float> x6 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 6), o6, Row(tile, rowBytes, 8));
            Vector512<float> x7 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 4), o7, Row(tile, rowBytes, 6));
            Vector512<float> x8 = Avx512F.PermuteVar16x32x2(Row(tile, rowBytes, 2), o8, Row(tile, rowBytes, 4));
            Round(by1, ref x8, ref x7, ref x6, ref x5, ref x4, ref x3, ref x2, ref x1, ref x0);
            Round(by2, ref x7, ref x5, ref x3, ref x1, ref x8, ref x6, ref x4, ref x2, ref x0);
            Round(by4, ref x5, ref x1, ref x6, ref x2, ref x7, ref x3, ref x8, ref x4, ref x0);
            Put(x0, to, past);
            Put(x1, to + 16, past);
            Put(x2, to + 32, past);
            Put(x3, to + 48, past);
            Put(x4, to + 64, past);
            Put(x5, to + 80, past);
            Put(x6, to + 96, past);
            Put(x7, to + 112, past);
            Put(x8, to + 128, past);
        }

        return m;
    }

    private static Vector512<float> Has(Vector512<int> turns, int step) => Vector512.Equals(turns & Vector512.Create(step), Vector512.Create(step)).AsSingle();

    /// <summary>For the lanes of a component's row: in which lane the next matrix's is, of the second register where that lane has the last step to go.</summary>
    private static Vector512<int> Order(int components, Vector512<int> turns, int last, int row)
    {
        Vector512<int> lane = (Vector512<int>.Indices * components + Vector512.Create(row)) & Vector512.Create(Lanes - 1);
        return lane + (Vector512.Equals(Avx512F.PermuteVar16x32(turns, lane), Vector512.Create(last)) & Vector512.Create(Lanes));
    }

    /// <summary>For the lanes of a register: which matrix is there, of the second row where the lane has the last step to go.</summary>
    private static Vector512<int> OrderBack(int inverse, Vector512<int> turns, int last, int row, int second)
    {
        Vector512<int> one = ((Vector512<int>.Indices - Vector512.Create(row)) * inverse) & Vector512.Create(Lanes - 1), two = ((Vector512<int>.Indices - Vector512.Create(second)) * inverse) & Vector512.Create(Lanes - 1);
        return Vector512.ConditionalSelect(Vector512.Equals(turns, Vector512.Create(last)), two + Vector512.Create(Lanes), one);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Row(byte* tile, nint rowBytes, int row) => Vector512.Load((float*)(tile + row * rowBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* tile, nint rowBytes, int row, Vector512<float> x, Vector512<int> order, Vector512<float> next) => Avx512F.PermuteVar16x32x2(x, order, next).Store((float*)(tile + row * rowBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> x, float* to, bool past)
    {
        if (past) x.StoreAlignedNonTemporal(to);
        else x.Store(to);
    }

    /// <summary>Where the mask holds, each register takes what the one before it had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(Vector512<float> mask, ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c) =>
        (a, b, c) = (Avx512F.BlendVariable(a, c, mask), Avx512F.BlendVariable(b, a, mask), Avx512F.BlendVariable(c, b, mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(Vector512<float> mask, ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d, ref Vector512<float> e, ref Vector512<float> f, ref Vector512<float> g, ref Vector512<float> h, ref Vector512<float> i)
    {
        Vector512<float> last = i;
        i = Avx512F.BlendVariable(i, h, mask);
        h = Avx512F.BlendVariable(h, g, mask);
        g = Avx512F.BlendVariable(g, f, mask);
        f = Avx512F.BlendVariable(f, e, mask);
        e = Avx512F.BlendVariable(e, d, mask);
        d = Avx512F.BlendVariable(d, c, mask);
        c = Avx512F.BlendVariable(c, b, mask);
        b = Avx512F.BlendVariable(b, a, mask);
        a = Avx512F.BlendVariable(a, last, mask);
    }
}
