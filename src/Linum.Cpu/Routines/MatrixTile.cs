using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Brings matrices that lie one behind the other into a tile, in which the same component of all of them lies side by side, and back. A component is a real number: complex entries have two.
/// </summary>
internal static unsafe class MatrixTile
{
    /// <summary>Row c of the tile gets component c of each matrix.</summary>
    /// <param name="from">The first matrix.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="rowBytes">From one row of the tile to the next.</param>
    /// <param name="components">Components of a matrix.</param>
    /// <param name="count">How many matrices.</param>
    public static void Load<T>(T* from, byte* tile, nint rowBytes, int components, int count)
        where T : unmanaged
    {
        int done = 0;
        if (WideTile.Supports(components, sizeof(T))) done = WideTile.Load((float*)from, tile, rowBytes, count);
        else if (RoundTile.Supports(components, sizeof(T))) done = RoundTile.Load((float*)from, tile, rowBytes, components, count);
        else if (sizeof(T) == 4 && components == 3) done = LoadThrees((float*)from, tile, rowBytes, count);
        if (done < count) TransposedTile.Copy((byte*)(from + (long)done * components), components * sizeof(T), tile + done * sizeof(T), rowBytes, components, count - done, sizeof(T));
    }

    /// <summary>Each matrix gets its components from the rows of the tile.</summary>
    public static void Store<T>(byte* tile, nint rowBytes, T* to, int components, int count)
        where T : unmanaged
    {
        int done = 0;
        if (WideTile.Supports(components, sizeof(T))) done = WideTile.Store(tile, rowBytes, (float*)to, count);
        else if (RoundTile.Supports(components, sizeof(T))) done = RoundTile.Store(tile, rowBytes, (float*)to, components, count);
        else if (sizeof(T) == 4 && components == 3) done = StoreThrees(tile, rowBytes, (float*)to, count);
        if (done < count) TransposedTile.Copy(tile + done * sizeof(T), rowBytes, (byte*)(to + (long)done * components), components * sizeof(T), count - done, components, sizeof(T));
    }

    /// <summary>Whole numbers that were computed as floats, which are no longer in the tile then.</summary>
    public static void StoreIntegers<T>(byte* tile, nint rowBytes, int* to, int components, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int c = 0; c < components; c++)
        {
            T* row = (T*)(tile + c * rowBytes);
            int* whole = (int*)row;
            // A row has whole registers.
            if (sizeof(T) == 4) for (int m = 0; m < count; m += Vector256<int>.Count) Vector256.ConvertToInt32Native(Vector256.Load((float*)row + m)).Store(whole + m);
            else for (int m = 0; m < count; m++) whole[m] = int.CreateTruncating(row[m]);
        }

        Store(tile, rowBytes, to, components, count);
    }

    /// <summary>Row c of the tile gets component c of one matrix in all its places.</summary>
    public static void Repeat<T>(T* from, byte* tile, nint rowBytes, int components, int count)
        where T : unmanaged
    {
        for (int c = 0; c < components; c++) new Span<T>(tile + c * rowBytes, count).Fill(from[c]);
    }

    /// <summary>Three registers hold eight triples; in each lane of them every component occurs once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LoadThrees(float* from, byte* tile, nint rowBytes, int count)
    {
        Vector256<int> first = Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0), second = Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1), third = Vector256.Create(0, 0, -1, 0, 0, -1, 0, 0);
        int m = 0;
        for (; m + 8 <= count; m += 8, from += 24)
        {
            Vector256<float> x = Vector256.Load(from), y = Vector256.Load(from + 8), z = Vector256.Load(from + 16);
            float* row = (float*)tile + m;
            Vector256.Shuffle(Mixed(x, y, z, first, second), Vector256.Create(0, 3, 6, 1, 4, 7, 2, 5)).Store(row);
            Vector256.Shuffle(Mixed(x, y, z, second, third), Vector256.Create(1, 4, 7, 2, 5, 0, 3, 6)).Store((float*)((byte*)row + rowBytes));
            Vector256.Shuffle(Mixed(x, y, z, third, first), Vector256.Create(2, 5, 0, 3, 6, 1, 4, 7)).Store((float*)((byte*)row + 2 * rowBytes));
        }

        return m;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int StoreThrees(byte* tile, nint rowBytes, float* to, int count)
    {
        Vector256<int> first = Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0), second = Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1), third = Vector256.Create(0, 0, -1, 0, 0, -1, 0, 0);
        int m = 0;
        for (; m + 8 <= count; m += 8, to += 24)
        {
            float* row = (float*)tile + m;
            Vector256<float> x = Vector256.Shuffle(Vector256.Load(row), Vector256.Create(0, 3, 6, 1, 4, 7, 2, 5));
            Vector256<float> y = Vector256.Shuffle(Vector256.Load((float*)((byte*)row + rowBytes)), Vector256.Create(5, 0, 3, 6, 1, 4, 7, 2));
            Vector256<float> z = Vector256.Shuffle(Vector256.Load((float*)((byte*)row + 2 * rowBytes)), Vector256.Create(2, 5, 0, 3, 6, 1, 4, 7));
            Mixed(x, y, z, first, second).Store(to);
            Mixed(x, y, z, second, third).Store(to + 8);
            Mixed(x, y, z, third, first).Store(to + 16);
        }

        return m;
    }

    /// <summary>The lanes of three registers: of the first where one mask holds, of the second where the other does, else of the third.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mixed(Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<int> ofX, Vector256<int> ofY) =>
        Vector256.ConditionalSelect(ofX.AsSingle(), x, Vector256.ConditionalSelect(ofY.AsSingle(), y, z));
}
