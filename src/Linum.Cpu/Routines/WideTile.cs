using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>
/// Turns sixteen matrices of sixteen floats at a time into rows of a tile and back, in registers of 512 bits: 15.0 ns to the tile and 13.1 back where squares of 256 bits take 15.6 both ways; the
/// whole inverse 79 -> 74 (one thread, minima, 2026-11-27).
/// </summary>
internal static unsafe class WideTile
{
    /// <summary>Matrices turned at a time, and their components.</summary>
    private const int Lanes = 16;

    /// <summary>Whether matrices of so many components are turned here.</summary>
    public static bool Supports(int components, int size) => VectorInstructions.Width == 512 && Avx512F.IsSupported && size == 4 && components == Lanes;

    /// <summary>Row c of the tile gets component c of each matrix; gives how many matrices are done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Load(float* from, byte* tile, nint rowBytes, int count)
    {
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, from += Lanes * Lanes, tile += Lanes * sizeof(float))
        {
            Vector512<float> a0 = Row(from, 0), b0 = Row(from, 4), c0 = Row(from, 8), d0 = Row(from, 12), a1 = Row(from, 1), b1 = Row(from, 5), c1 = Row(from, 9), d1 = Row(from, 13);
            Vector512<float> a2 = Row(from, 2), b2 = Row(from, 6), c2 = Row(from, 10), d2 = Row(from, 14), a3 = Row(from, 3), b3 = Row(from, 7), c3 = Row(from, 11), d3 = Row(from, 15);
            TurnQuarters(ref a0, ref b0, ref c0, ref d0);
            TurnQuarters(ref a1, ref b1, ref c1, ref d1);
            TurnQuarters(ref a2, ref b2, ref c2, ref d2);
            TurnQuarters(ref a3, ref b3, ref c3, ref d3);
            StoreTurned(tile, rowBytes, a0, a1, a2, a3);
            StoreTurned(tile + 4 * rowBytes, rowBytes, b0, b1, b2, b3);
            StoreTurned(tile + 8 * rowBytes, rowBytes, c0, c1, c2, c3);
            StoreTurned(tile + 12 * rowBytes, rowBytes, d0, d1, d2, d3);
        }

        return m;
    }

    /// <summary>Each matrix gets its components from the rows of the tile; gives how many are done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Store(byte* tile, nint rowBytes, float* to, int count)
    {
        int m = 0;
        for (; m + Lanes <= count; m += Lanes, to += Lanes * Lanes, tile += Lanes * sizeof(float))
        {
            LoadTurned(tile, rowBytes, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
            LoadTurned(tile + 4 * rowBytes, rowBytes, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
            LoadTurned(tile + 8 * rowBytes, rowBytes, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
            LoadTurned(tile + 12 * rowBytes, rowBytes, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
            StoreQuarters(to, a0, b0, c0, d0);
            StoreQuarters(to + 16, a1, b1, c1, d1);
            StoreQuarters(to + 32, a2, b2, c2, d2);
            StoreQuarters(to + 48, a3, b3, c3, d3);
        }

        return m;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Row(float* from, int matrix) => Vector512.Load(from + matrix * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Row(byte* tile, nint rowBytes, int row) => Vector512.Load((float*)(tile + row * rowBytes));

    /// <summary>Writes every fourth matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(float* to, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        TurnQuarters(ref a, ref b, ref c, ref d);
        a.Store(to);
        b.Store(to + 64);
        c.Store(to + 128);
        d.Store(to + 192);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTurned(byte* tile, nint rowBytes, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        TurnInQuarters(ref a, ref b, ref c, ref d);
        a.Store((float*)tile);
        b.Store((float*)(tile + rowBytes));
        c.Store((float*)(tile + 2 * rowBytes));
        d.Store((float*)(tile + 3 * rowBytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTurned(byte* tile, nint rowBytes, out Vector512<float> a, out Vector512<float> b, out Vector512<float> c, out Vector512<float> d)
    {
        (a, b, c, d) = (Row(tile, rowBytes, 0), Row(tile, rowBytes, 1), Row(tile, rowBytes, 2), Row(tile, rowBytes, 3));
        TurnInQuarters(ref a, ref b, ref c, ref d);
    }

    /// <summary>Four registers as a square of quarters, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnQuarters(ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        Vector512<float> ab0 = Avx512F.Shuffle4x128(a, b, 0x44), ab1 = Avx512F.Shuffle4x128(a, b, 0xEE), cd0 = Avx512F.Shuffle4x128(c, d, 0x44), cd1 = Avx512F.Shuffle4x128(c, d, 0xEE);
        a = Avx512F.Shuffle4x128(ab0, cd0, 0x88);
        b = Avx512F.Shuffle4x128(ab0, cd0, 0xDD);
        c = Avx512F.Shuffle4x128(ab1, cd1, 0x88);
        d = Avx512F.Shuffle4x128(ab1, cd1, 0xDD);
    }

    /// <summary>In each quarter, a square of four elements by four registers, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnInQuarters(ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        Vector512<float> ab0 = Avx512F.UnpackLow(a, b), ab1 = Avx512F.UnpackHigh(a, b), cd0 = Avx512F.UnpackLow(c, d), cd1 = Avx512F.UnpackHigh(c, d);
        a = Avx512F.Shuffle(ab0, cd0, 0x44);
        b = Avx512F.Shuffle(ab0, cd0, 0xEE);
        c = Avx512F.Shuffle(ab1, cd1, 0x44);
        d = Avx512F.Shuffle(ab1, cd1, 0xEE);
    }
}
