using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>
/// Exchanges single elements of stacked arrays with a tile in which those of a turn lie side by side: a few turns at a time, by turning small squares in registers. See <see cref="PackTile"/>.
/// </summary>
internal static unsafe class StackTiles
{
    private const int Side = PackTile.Rows, Size = PackTile.Size;

    /// <summary>Reads the turns of a tile.</summary>
    /// <param name="table">The address of the array of each column.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="index">The number of a turn in it.</param>
    /// <param name="turns">How many turns there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(nint* table, nint columns, nint tile, nint index, nint turns)
    {
        nint first = index / Side * Side, rows = Math.Min(Side, turns - first), column = 0;
        if (Avx.IsSupported && rows == Side)
        {
            for (; column + Side <= columns; column += Side)
            {
                float* to = (float*)tile + column;
                nint* from = table + column;
                Square(
                    Vector256.Load((float*)from[0] + first), Vector256.Load((float*)from[1] + first), Vector256.Load((float*)from[2] + first), Vector256.Load((float*)from[3] + first),
                    Vector256.Load((float*)from[4] + first), Vector256.Load((float*)from[5] + first), Vector256.Load((float*)from[6] + first), Vector256.Load((float*)from[7] + first),
                    to, to + columns, to + 2 * columns, to + 3 * columns, to + 4 * columns, to + 5 * columns, to + 6 * columns, to + 7 * columns);
            }
        }

        for (; column < columns; column++)
            for (nint r = 0; r < rows; r++) ((float*)tile)[r * columns + column] = ((float*)table[column])[first + r];
    }

    /// <summary>Writes the turns of a tile, the last column first.</summary>
    /// <inheritdoc cref="Fill"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Drain(nint* table, nint columns, nint tile, nint index, nint turns)
    {
        nint first = index / Side * Side, rows = Math.Min(Side, turns - first), column = columns;
        if (Avx.IsSupported && rows == Side)
        {
            for (; column >= Side; column -= Side)
            {
                float* from = (float*)tile + column - Side;
                nint* to = table + column - Side;
                Square(
                    Vector256.Load(from), Vector256.Load(from + columns), Vector256.Load(from + 2 * columns), Vector256.Load(from + 3 * columns),
                    Vector256.Load(from + 4 * columns), Vector256.Load(from + 5 * columns), Vector256.Load(from + 6 * columns), Vector256.Load(from + 7 * columns),
                    (float*)to[0] + first, (float*)to[1] + first, (float*)to[2] + first, (float*)to[3] + first, (float*)to[4] + first, (float*)to[5] + first, (float*)to[6] + first, (float*)to[7] + first);
            }
        }

        while (--column >= 0)
            for (nint r = 0; r < rows; r++) ((float*)table[column])[first + r] = ((float*)tile)[r * columns + column];
    }

    /// <summary>Turns a square, and stores its lines, the last first. Elements are only moved: what they mean does not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f, Vector256<float> g, Vector256<float> h,
        float* to0, float* to1, float* to2, float* to3, float* to4, float* to5, float* to6, float* to7)
    {
        const byte low = 0x44, high = 0xEE, lower = 0x20, upper = 0x31;
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Vector256<float> ef0 = Avx.UnpackLow(e, f), ef1 = Avx.UnpackHigh(e, f), gh0 = Avx.UnpackLow(g, h), gh1 = Avx.UnpackHigh(g, h);
        Vector256<float> x0 = Avx.Shuffle(ab0, cd0, low), x1 = Avx.Shuffle(ab0, cd0, high), x2 = Avx.Shuffle(ab1, cd1, low), x3 = Avx.Shuffle(ab1, cd1, high);
        Vector256<float> y0 = Avx.Shuffle(ef0, gh0, low), y1 = Avx.Shuffle(ef0, gh0, high), y2 = Avx.Shuffle(ef1, gh1, low), y3 = Avx.Shuffle(ef1, gh1, high);
        Avx.Permute2x128(x3, y3, upper).Store(to7);
        Avx.Permute2x128(x2, y2, upper).Store(to6);
        Avx.Permute2x128(x1, y1, upper).Store(to5);
        Avx.Permute2x128(x0, y0, upper).Store(to4);
        Avx.Permute2x128(x3, y3, lower).Store(to3);
        Avx.Permute2x128(x2, y2, lower).Store(to2);
        Avx.Permute2x128(x1, y1, lower).Store(to1);
        Avx.Permute2x128(x0, y0, lower).Store(to0);
    }
}
