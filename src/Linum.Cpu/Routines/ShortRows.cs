using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Copies many rows of a few elements, such as a number for each of three coordinates or three numbers for each point: the loop over rows is part of it, because a call for each row takes longer than the row.
/// </summary>
/// <param name="Count">How many elements a row has.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="FromRow">Bytes from one row of the source to the next.</param>
/// <param name="FromStep">Bytes from one element of the source to the next.</param>
/// <param name="ToRow">Bytes from one row of the target to the next.</param>
/// <param name="ToStep">Bytes from one element of the target to the next.</param>
/// <param name="Streams">Whether a large copy goes past the caches.</param>
internal readonly unsafe record struct ShortRows(long Count, int Size, long FromRow, long FromStep, long ToRow, long ToStep, bool Streams)
{
    /// <summary>Longer rows are worth a call each.</summary>
    private const long MostBytes = 64;

    /// <summary>Bytes that are written at once of a pattern that goes on and on.</summary>
    private const long PatternBytes = 4096;

    /// <summary>Whether rows are so short.</summary>
    public bool Suits => Count * Size <= MostBytes;

    private bool IsDense => ToStep == Size && ToRow == Count * Size;

    /// <summary>Copies rows.</summary>
    /// <param name="from">The first row of the source.</param>
    /// <param name="to">The first row of the target.</param>
    /// <param name="rows">How many.</param>
    public void Copy(byte* from, byte* to, long rows)
    {
        if (IsDense && FromRow == 0)
        {
            Pattern(from, to, rows);
            return;
        }

        long done = 0;
        if (IsDense && FromStep == 0 && FromRow == Size && Size is 4 or 8 && Vector256.IsHardwareAccelerated)
        {
            done = Repeated(from, to, rows);
        }
        else if (IsDense && FromStep == Size && FromRow >= ToRow && ToRow <= Vector256<byte>.Count && Vector256.IsHardwareAccelerated)
        {
            done = Runs(from, to, rows);
        }

        Elements(from + done * FromRow, to + done * ToRow, rows - done);
    }

    /// <summary>One row again and again: as many as fit some thousand bytes are written, and these are copied.</summary>
    private void Pattern(byte* from, byte* to, long rows)
    {
        byte* memory = stackalloc byte[(int)PatternBytes + 63];
        byte* block = (byte*)(((nint)memory + 63) & ~63);
        // A multiple of whole lines where that fits, so that each block begins where a line of the target does if the first one does.
        long blockRows = PatternBytes / ToRow;
        while (blockRows > 64 && blockRows * ToRow % 64 != 0) blockRows--;
        blockRows = Math.Min(blockRows, rows);
        Elements(from, block, blockRows);
        for (long row = 0; row < rows; row += blockRows) Bulk.Copy(block, to + row * ToRow, Math.Min(blockRows, rows - row) * ToRow, Streams);
    }

    /// <summary>Every element several times. Eight elements, or four of eight bytes, fill as many registers as they are repeated. Returns how many rows were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Repeated(byte* from, byte* to, long rows)
    {
        const int lanes = 8;
        int words = Size / 4, count = (int)Count, atOnce = lanes / words;
        Vector256<int>* places = stackalloc Vector256<int>[count];
        for (int i = 0; i < count * lanes; i++) ((int*)places)[i] = i / words / count * words + i % words;
        long row = 0;
        bool past = Streams && (nint)to % Vector256<byte>.Count == 0;
        for (; row + atOnce <= rows; row += atOnce, from += Vector256<byte>.Count)
        {
            Vector256<int> elements = Vector256.Load((int*)from);
            for (int i = 0; i < count; i++, to += Vector256<byte>.Count)
            {
                Vector256<int> repeated = Vector256.Shuffle(elements, places[i]);
                if (past) repeated.StoreAlignedNonTemporal((int*)to);
                else repeated.Store((int*)to);
            }
        }

        return row;
    }

    /// <summary>Runs that are shorter than a register: each is written with what lies behind it, which the next one writes over. Returns how many rows were written; the last ones are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Runs(byte* from, byte* to, long rows)
    {
        bool isSmall = ToRow <= Vector128<byte>.Count;
        int width = isSmall ? Vector128<byte>.Count : Vector256<byte>.Count;
        long last = rows - (width + ToRow - 1) / ToRow, fromRow = FromRow, toRow = ToRow;
        long row = 0;
        if (isSmall)
            for (; row < last; row++, from += fromRow, to += toRow) Vector128.Load(from).Store(to);
        else
            for (; row < last; row++, from += fromRow, to += toRow) Vector256.Load(from).Store(to);
        return row;
    }

    private void Elements(byte* from, byte* to, long rows)
    {
        switch (Size)
        {
            case 1: Elements<byte>(from, to, rows); break;
            case 2: Elements<ushort>(from, to, rows); break;
            case 4: Elements<uint>(from, to, rows); break;
            case 8: Elements<ulong>(from, to, rows); break;
            default: Elements<UInt128>(from, to, rows); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Elements<T>(byte* from, byte* to, long rows)
        where T : unmanaged
    {
        (long count, long fromStep, long toStep) = (Count, FromStep, ToStep);
        for (long row = 0; row < rows; row++, from += FromRow, to += ToRow)
        {
            // Most short rows are pairs, points in space and colours.
            *(T*)to = *(T*)from;
            *(T*)(to + toStep) = *(T*)(from + fromStep);
            if (count == 2) continue;
            *(T*)(to + 2 * toStep) = *(T*)(from + 2 * fromStep);
            for (long i = 3; i < count; i++) *(T*)(to + i * toStep) = *(T*)(from + i * fromStep);
        }
    }
}
