using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>Copies a tile whose source runs along the rows and whose target runs along the columns: small squares are turned in registers.</summary>
internal static unsafe class TransposedTile
{
    /// <summary>Whether elements of a size are turned in registers here.</summary>
    public static bool Supports(int size) => size is 4 or 8;

    /// <summary>Element (i, j) goes from <c>from + i·size + j·fromStep</c> to <c>to + i·toStep + j·size</c>.</summary>
    public static void Copy(byte* from, nint fromStep, byte* to, nint toStep, long rows, long columns, int size)
    {
        if (size == 4) Squares<uint>(from, fromStep, to, toStep, rows, columns, Avx.IsSupported ? 8 : 4);
        else if (size == 8) Squares<ulong>(from, fromStep, to, toStep, rows, columns, Avx.IsSupported ? 4 : 2);
        else Pairs(from, fromStep, to, toStep, rows, columns);
    }

    /// <summary>Elements of 16 bytes, of which there is nothing to turn in registers: a line of memory has four of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs(byte* from, nint fromStep, byte* to, nint toStep, long rows, long columns)
    {
        long line = Prefetch.Line / sizeof(Int128);
        for (long band = 0; band < rows; band += line)
            for (long j = 0; j < columns; j++)
                for (long i = band; i < Math.Min(band + line, rows); i++) Unsafe.WriteUnaligned(to + i * toStep + j * sizeof(Int128), Unsafe.ReadUnaligned<Int128>(from + i * sizeof(Int128) + j * fromStep));
    }

    /// <summary>
    /// The same past the caches, for targets whose rows begin and continue at whole lines of memory: squares of as many elements as a line has are turned aside and written line by line, because half
    /// a line is not worth a way to memory ([2048, 2048] floats 960 -> 775 µs in three turns, 1024 of 64 × 64 1330 -> 360 in two; the tall tiles of <see cref="StridedCopy"/> 750 -> 610 in two, 2026-11-26). Who reads the target has to see to it that these stores are done.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyPast(byte* from, nint fromStep, byte* to, nint toStep, long rows, long columns, int size)
    {
        int side = Prefetch.Line / size;
        long evenRows = rows - rows % side;
        byte* room = stackalloc byte[Prefetch.Line * (side + 1)], aside = room + (-(nint)room & (Prefetch.Line - 1));
        // Two lines that lie side by side are written together; of wider tiles, columns of lines.
        long group = columns * size <= 2 * Prefetch.Line ? columns : side;
        for (long j0 = 0; j0 < columns; j0 += group)
        {
            for (long i = 0; i < evenRows; i += side)
            {
                for (long j = j0; j < j0 + group; j += side)
                {
                    Line(from + i * size + j * fromStep, fromStep, aside, side, size);
                    Bulk.Lines(aside, to + i * toStep + j * size, toStep, side);
                }
            }
        }

        Copy(from + evenRows * size, fromStep, to + evenRows * toStep, toStep, rows - evenRows, columns, size);
    }

    /// <summary>A square of as many elements as a line has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(byte* from, nint fromStep, byte* to, int side, int size)
    {
        if (size == 8 || !Avx.IsSupported)
        {
            Copy(from, fromStep, to, Prefetch.Line, side, side, size);
            return;
        }

        TransposedSquare.Eight(from, fromStep, to, Prefetch.Line);
        TransposedSquare.Eight(from + 8 * fromStep, fromStep, to + 32, Prefetch.Line);
        TransposedSquare.Eight(from + 32, fromStep, to + 8 * Prefetch.Line, Prefetch.Line);
        TransposedSquare.Eight(from + 8 * fromStep + 32, fromStep, to + 8 * Prefetch.Line + 32, Prefetch.Line);
    }

    /// <summary>Whether a target can be written past the caches: its rows are whole lines of memory, and so is each piece of them.</summary>
    public static bool HasWholeLines(byte* to, nint toStep, long columns, int size) => (((nint)to | toStep | (nint)(columns * size)) & (Prefetch.Line - 1)) == 0;

    /// <summary>
    /// A band of the source as wide as a cache line is passed over from top to bottom, so that lines are used whole. Not part of its caller: that is compiled by what was copied first, squares that
    /// had not been met were calls of slow code there, and [100000, 12] turned behind [100000, 5] took 900 µs for 60 until they had been compiled again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Squares<T>(byte* from, nint fromStep, byte* to, nint toStep, long rows, long columns, int side)
        where T : unmanaged
    {
        long evenRows = rows - rows % side, evenColumns = columns - columns % side, line = Prefetch.Line / sizeof(T);
        for (long band = 0; band < evenRows; band += line)
        {
            for (long j = 0; j < evenColumns; j += side)
            {
                for (long i = band; i < Math.Min(band + line, evenRows); i += side)
                {
                    byte* source = from + i * sizeof(T) + j * fromStep, target = to + i * toStep + j * sizeof(T);
                    if (sizeof(T) == 4)
                    {
                        if (side == 8) TransposedSquare.Eight(source, fromStep, target, toStep);
                        else TransposedSquare.Four(source, fromStep, target, toStep);
                    }
                    else if (side == 4) TransposedSquare.FourLong(source, fromStep, target, toStep);
                    else TransposedSquare.Two(source, fromStep, target, toStep);
                }
            }
        }

        long doneRows = sizeof(T) == 4 && side == 8 ? LastRows(from, fromStep, to, toStep, evenRows, rows, evenColumns) : evenRows;
        long doneColumns = sizeof(T) == 4 ? LastColumns(from, fromStep, to, toStep, evenColumns, columns, evenRows, side) : evenColumns;
        Rest<T>(from, fromStep, to, toStep, 0, evenRows, doneColumns, columns);
        Rest<T>(from, fromStep, to, toStep, evenRows, doneRows, evenColumns, columns);
        Rest<T>(from, fromStep, to, toStep, doneRows, rows, 0, columns);
    }

    /// <summary>Rows that fill no square, eight columns of them at a time; gives the first row that is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long LastRows(byte* from, nint fromStep, byte* to, nint toStep, long row, long rows, long columns)
    {
        for (; row < rows; row += rows - row >= 4 ? 4 : rows - row >= 2 ? 2 : 1)
        {
            byte* source = from + row * 4, target = to + row * toStep;
            for (long j = 0; j < columns; j += 8, source += 8 * fromStep, target += 32)
            {
                if (rows - row >= 4) TransposedSquare.FourRows(source, fromStep, target, toStep);
                else if (rows - row >= 2) TransposedSquare.TwoRows(source, fromStep, target, toStep);
                else TransposedSquare.Row(source, fromStep, target);
            }
        }

        return row;
    }

    /// <summary>Columns that fill no square; gives the first that is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long LastColumns(byte* from, nint fromStep, byte* to, nint toStep, long column, long columns, long rows, int side)
    {
        if (side == 8 && columns - column >= 4)
        {
            for (long i = 0; i < rows; i += 8) TransposedSquare.FourColumns(from + i * 4 + (nint)column * fromStep, fromStep, to + i * toStep + column * 4, toStep);
            column += 4;
        }

        if (columns - column < 2) return column;
        for (long i = 0; i < rows; i += 4) TransposedSquare.Pair(from + i * 4 + (nint)column * fromStep, fromStep, to + i * toStep + column * 4, toStep);
        return column + 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rest<T>(byte* from, nint fromStep, byte* to, nint toStep, long row0, long row1, long column0, long column1)
        where T : unmanaged
    {
        if (column0 >= column1) return;
        for (long i = row0; i < row1; i++)
            for (long j = column0; j < column1; j++) *(T*)(to + i * toStep + j * sizeof(T)) = *(T*)(from + i * sizeof(T) + j * fromStep);
    }
}
