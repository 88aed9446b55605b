using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// Exchanges single elements of stacked arrays with a tile in which those of a turn lie side by side: a few turns at a time, by turning small squares. See <see cref="PackTile"/>.
/// </summary>
internal static unsafe class StackTiles
{
    private const int Side = PackTile.Rows, Size = PackTile.Size, Line = Side * Size;

    /// <summary>Reads the turns of a tile.</summary>
    /// <param name="table">The address of the array of each column; 0 for none.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="index">The number of a turn in it.</param>
    /// <param name="turns">How many turns there are.</param>
    [SkipLocalsInit]
    public static void Fill(nint* table, nint columns, nint tile, nint index, nint turns)
    {
        nint first = index / Side * Side, rows = Math.Min(Side, turns - first), step = columns * Size;
        byte* square = stackalloc byte[Side * Line];
        for (nint column = 0; column < columns; column += Side)
        {
            nint count = Math.Min(Side, columns - column);
            for (nint c = 0; c < count; c++)
                if (table[column + c] != 0) Copy(table[column + c] + first * Size, (nint)square + c * Line, rows);
            TransposedTile.Copy(square, Line, (byte*)tile + column * Size, step, rows, count, Size);
        }
    }

    /// <summary>Writes the turns of a tile.</summary>
    /// <inheritdoc cref="Fill"/>
    [SkipLocalsInit]
    public static void Drain(nint* table, nint columns, nint tile, nint index, nint turns)
    {
        nint first = index / Side * Side, rows = Math.Min(Side, turns - first), step = columns * Size;
        byte* square = stackalloc byte[Side * Line];
        for (nint column = 0; column < columns; column += Side)
        {
            nint count = Math.Min(Side, columns - column);
            TransposedTile.Copy((byte*)tile + column * Size, step, square, Line, count, rows, Size);
            for (nint c = 0; c < count; c++)
                if (table[column + c] != 0) Copy((nint)square + c * Line, table[column + c] + first * Size, rows);
        }
    }

    private static void Copy(nint from, nint to, nint rows)
    {
        if (rows == Side) Unsafe.CopyBlockUnaligned((void*)to, (void*)from, Line);
        else Unsafe.CopyBlockUnaligned((void*)to, (void*)from, (uint)(rows * Size));
    }
}
