using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>
/// Copies many blocks of a few elements, such as a number for each of three coordinates, three numbers for each point, or a small matrix for each point with its axes in another order. The loop over blocks is part
/// of it, because a call for each takes longer than the block: 333,333 rows of three floats, each repeating one, took 1300 µs row by row and take 70 (minima, 2026-11-28).
/// </summary>
internal sealed unsafe class ShortRows
{
    /// <summary>Larger blocks are worth a call for each row. Outer products of 10,000 times ten and ten floats, of which both factors are repeated in blocks of 400 bytes, took 314 µs row by row and take 149 (minima, 2026-11-28).</summary>
    public const long MostBytes = 1024;

    /// <summary>The same where blocks are rows.</summary>
    private const long MostRowBytes = 64;

    /// <summary>Bytes that are written at once of a block that goes on and on.</summary>
    private const long PatternBytes = 4096;

    /// <summary>Fewer equal blocks are copied one by one.</summary>
    private const long ManyRows = 16;

    private const int Word = 4;

    private readonly int size;
    private readonly long fromRow;
    private readonly long toRow;
    private readonly bool streams;
    private readonly long[] from;
    private readonly long[] to;
    private readonly bool isDense;
    private readonly long low;
    private readonly int[]? words;

    private ShortRows(int size, long fromRow, long toRow, bool streams, long[] from, long[] to)
    {
        (this.size, this.fromRow, this.toRow, this.streams, this.from, this.to) = (size, fromRow, toRow, streams, from, to);
        isDense = toRow == from.Length * size;
        for (int i = 0; i < to.Length; i++) isDense &= to[i] == i * size;
        low = from.Min();
        if (isDense && size >= Word && fromRow > 0 && (from.Max() - low + size) / Word <= Width)
            words = [.. from.SelectMany(f => Enumerable.Range(0, size / Word).Select(w => (int)((f - low) / Word) + w))];
    }

    /// <summary>How many axes at the end are a block.</summary>
    public int Axes { get; private init; }

    /// <summary>Words that one instruction brings into any order; 0 if there is none.</summary>
    private static int Width => IsWide ? Vector512<int>.Count : Avx2.IsSupported ? Vector256<int>.Count : 0;

    private static bool IsWide => Avx512F.IsSupported && VectorInstructions.Width == 512;

    private bool IsRepeated => from.AsSpan().IndexOfAnyExcept(0) < 0 && fromRow == size && size is 4 or 8;

    /// <summary>The copy as one of blocks, if those that the last axes make are so small; else null.</summary>
    /// <param name="sizes">How many elements along each axis.</param>
    /// <param name="fromSteps">Bytes of a step in the source.</param>
    /// <param name="toSteps">Bytes of a step in the target.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="streams">Whether a large copy goes past the caches.</param>
    public static ShortRows? Of(long[] sizes, long[] fromSteps, long[] toSteps, int size, bool streams)
    {
        int axis = sizes.Length - 1;
        if (axis < 1 || sizes[axis] * size > MostRowBytes) return null;
        long count = sizes[axis];
        while (axis > 1 && count * sizes[axis - 1] * size <= MostBytes) count *= sizes[--axis];
        long[] from = new long[count], to = new long[count];
        for (int i = 0; i < count; i++)
        {
            long rest = i;
            for (int a = sizes.Length - 1; a >= axis; a--)
            {
                from[i] += rest % sizes[a] * fromSteps[a];
                to[i] += rest % sizes[a] * toSteps[a];
                rest /= sizes[a];
            }
        }

        Array.Sort(to, from);
        return new(size, fromSteps[axis - 1], toSteps[axis - 1], streams, from, to) { Axes = sizes.Length - axis };
    }

    /// <summary>Copies blocks.</summary>
    /// <param name="source">The first of the source.</param>
    /// <param name="target">The first of the target.</param>
    /// <param name="rows">How many.</param>
    public void Copy(byte* source, byte* target, long rows)
    {
        if (isDense && fromRow == 0 && rows >= ManyRows)
        {
            Pattern(source, target, rows);
            return;
        }

        long done = isDense && IsRepeated && Avx2.IsSupported ? Repeated(source, target, rows) : words is null ? 0 : IsWide ? Turned<Vector512<int>, Turning512>(source, target, rows) : Turned<Vector256<int>, Turning256>(source, target, rows);
        Elements(source + done * fromRow, target + done * toRow, rows - done);
    }

    /// <summary>One block again and again: as many as fit some thousand bytes are written, and these are copied.</summary>
    [SkipLocalsInit]
    private void Pattern(byte* source, byte* target, long rows)
    {
        byte* memory = stackalloc byte[(int)PatternBytes + 63];
        byte* block = (byte*)(((nint)memory + 63) & ~63);
        // A multiple of whole lines where that fits, so that each begins where a line of the target does if the first one does.
        long together = PatternBytes / toRow;
        while (together > 64 && together * toRow % 64 != 0) together--;
        together = Math.Min(together, rows);
        Elements(source, block, together);
        for (long row = 0; row < rows; row += together) Bulk.Copy(block, target + row * toRow, Math.Min(together, rows - row) * toRow, streams);
    }

    /// <summary>Every element several times. Eight elements, or four of eight bytes, fill as many registers as they are repeated. Returns how many blocks were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Repeated(byte* source, byte* target, long rows)
    {
        const int lanes = 8;
        int ofElement = size / Word, count = from.Length, atOnce = lanes / ofElement;
        Vector256<int>* places = stackalloc Vector256<int>[count];
        for (int i = 0; i < count * lanes; i++) ((int*)places)[i] = i / ofElement / count * ofElement + i % ofElement;
        long row = 0;
        bool past = streams && (nint)target % Vector256<byte>.Count == 0;
        for (; row + atOnce <= rows; row += atOnce, source += Vector256<byte>.Count)
        {
            Vector256<int> elements = Vector256.Load((int*)source);
            for (int i = 0; i < count; i++, target += Vector256<byte>.Count)
            {
                Vector256<int> repeated = Avx2.PermuteVar8x32(elements, places[i]);
                if (past) repeated.StoreAlignedNonTemporal((int*)target);
                else repeated.Store((int*)target);
            }
        }

        return row;
    }

    /// <summary>Blocks of what one register reads: each is written with what lies behind it, which the next ones write over. Returns how many were written; the last ones are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Turned<TVector, TTurning>(byte* source, byte* target, long rows)
        where TVector : unmanaged
        where TTurning : struct, ITurning<TVector>
    {
        int lanes = sizeof(TVector) / Word, registers = (words!.Length + lanes - 1) / lanes;
        TVector* places = stackalloc TVector[registers];
        for (int i = 0; i < registers * lanes; i++) ((int*)places)[i] = i < words.Length ? words[i] : 0;
        long row = 0, last = rows - Behind(sizeof(TVector), registers);
        source += low;
        for (; row < last; row++, source += fromRow, target += toRow)
        {
            TVector elements = Unsafe.ReadUnaligned<TVector>(source);
            // With the address from sizeof(TVector), a constant, the loop for 256 bits takes 7% longer.
            for (int i = 0; i < registers; i++) Unsafe.WriteUnaligned((int*)target + i * lanes, TTurning.Turned(elements, places[i]));
        }

        return row;
    }

    /// <summary>Blocks at the end that are copied by elements, since registers reach over what is read or written.</summary>
    private long Behind(int bytes, int registers) => Math.Max(bytes / fromRow + 1, registers * bytes / toRow + 1);

    private void Elements(byte* source, byte* target, long rows)
    {
        switch (size)
        {
            case 1: Elements<byte>(source, target, rows); break;
            case 2: Elements<ushort>(source, target, rows); break;
            case 4: Elements<uint>(source, target, rows); break;
            case 8: Elements<ulong>(source, target, rows); break;
            default: Elements<UInt128>(source, target, rows); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Elements<T>(byte* source, byte* target, long rows)
        where T : unmanaged
    {
        int count = from.Length;
        (long from1, long to1, long from2, long to2) = (from[1], to[1], count > 2 ? from[2] : 0, count > 2 ? to[2] : 0);
        fixed (long* f = from, t = to)
        {
            for (long row = 0; row < rows; row++, source += fromRow, target += toRow)
            {
                // Most short rows are pairs, points in space and colours.
                *(T*)target = *(T*)source;
                *(T*)(target + to1) = *(T*)(source + from1);
                if (count == 2) continue;
                *(T*)(target + to2) = *(T*)(source + from2);
                for (int i = 3; i < count; i++) *(T*)(target + t[i]) = *(T*)(source + f[i]);
            }
        }
    }

    /// <summary>Brings the words of a register into any order.</summary>
    private interface ITurning<TVector>
    {
        static abstract TVector Turned(TVector words, TVector places);
    }

    private readonly struct Turning512 : ITurning<Vector512<int>>
    {
        public static Vector512<int> Turned(Vector512<int> words, Vector512<int> places) => Avx512F.PermuteVar16x32(words, places);
    }

    private readonly struct Turning256 : ITurning<Vector256<int>>
    {
        public static Vector256<int> Turned(Vector256<int> words, Vector256<int> places) => Avx2.PermuteVar8x32(words, places);
    }
}
