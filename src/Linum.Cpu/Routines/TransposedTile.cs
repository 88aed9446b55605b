using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
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
        else Squares<ulong>(from, fromStep, to, toStep, rows, columns, Avx.IsSupported ? 4 : 2);
    }

    /// <summary>A band of the source as wide as a cache line is passed over from top to bottom, so that lines are used whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                        if (side == 8) Eight(source, fromStep, target, toStep);
                        else Four(source, fromStep, target, toStep);
                    }
                    else if (side == 4) FourLong(source, fromStep, target, toStep);
                    else Two(source, fromStep, target, toStep);
                }
            }
        }

        if (sizeof(T) == 4 && columns - evenColumns >= 2)
        {
            for (long i = 0; i < evenRows; i += 4) Pair(from + i * 4 + (nint)evenColumns * fromStep, fromStep, to + i * toStep + evenColumns * 4, toStep);
            evenColumns += 2;
        }

        Rest<T>(from, fromStep, to, toStep, 0, evenRows, evenColumns, columns);
        Rest<T>(from, fromStep, to, toStep, evenRows, rows, 0, columns);
    }

    private static void Rest<T>(byte* from, nint fromStep, byte* to, nint toStep, long row0, long row1, long column0, long column1)
        where T : unmanaged
    {
        for (long i = row0; i < row1; i++)
            for (long j = column0; j < column1; j++) *(T*)(to + i * toStep + j * sizeof(T)) = *(T*)(from + i * sizeof(T) + j * fromStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector256<float> a = Load(from, fromStep, 0), b = Load(from, fromStep, 1), c = Load(from, fromStep, 2), d = Load(from, fromStep, 3);
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Vector256<float> e = Load(from, fromStep, 4), f = Load(from, fromStep, 5), g = Load(from, fromStep, 6), h = Load(from, fromStep, 7);
        Vector256<float> ef0 = Avx.UnpackLow(e, f), ef1 = Avx.UnpackHigh(e, f), gh0 = Avx.UnpackLow(g, h), gh1 = Avx.UnpackHigh(g, h);
        // Four elements of a column each: rows a to d, and e to h.
        Halves(Avx.Shuffle(ab0, cd0, 0x44), Avx.Shuffle(ef0, gh0, 0x44), to, 4 * toStep);
        Halves(Avx.Shuffle(ab0, cd0, 0xEE), Avx.Shuffle(ef0, gh0, 0xEE), to + toStep, 4 * toStep);
        Halves(Avx.Shuffle(ab1, cd1, 0x44), Avx.Shuffle(ef1, gh1, 0x44), to + 2 * toStep, 4 * toStep);
        Halves(Avx.Shuffle(ab1, cd1, 0xEE), Avx.Shuffle(ef1, gh1, 0xEE), to + 3 * toStep, 4 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourLong(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector256<double> a = Load(from, fromStep, 0).AsDouble(), b = Load(from, fromStep, 1).AsDouble(), c = Load(from, fromStep, 2).AsDouble(), d = Load(from, fromStep, 3).AsDouble();
        Halves(Avx.UnpackLow(a, b).AsSingle(), Avx.UnpackLow(c, d).AsSingle(), to, 2 * toStep);
        Halves(Avx.UnpackHigh(a, b).AsSingle(), Avx.UnpackHigh(c, d).AsSingle(), to + toStep, 2 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* from, nint step, int row) => Vector256.Load((float*)(from + row * step));

    /// <summary>Writes the lower halves as one row, the upper halves as another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector256<float> x, Vector256<float> y, byte* to, nint step)
    {
        Avx.Permute2x128(x, y, 0x20).Store((float*)to);
        Avx.Permute2x128(x, y, 0x31).Store((float*)(to + step));
    }

    private static void Four(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector128<float> a = Vector128.Load((float*)from), b = Vector128.Load((float*)(from + fromStep)), c = Vector128.Load((float*)(from + 2 * fromStep)), d = Vector128.Load((float*)(from + 3 * fromStep));
        Vector128<float> ac0 = Low(a, c), ac1 = High(a, c), bd0 = Low(b, d), bd1 = High(b, d);
        Low(ac0, bd0).Store((float*)to);
        High(ac0, bd0).Store((float*)(to + toStep));
        Low(ac1, bd1).Store((float*)(to + 2 * toStep));
        High(ac1, bd1).Store((float*)(to + 3 * toStep));
    }

    /// <summary>Four rows of two columns.</summary>
    private static void Pair(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector128<float> a = Vector128.Load((float*)from), b = Vector128.Load((float*)(from + fromStep));
        Vector128<ulong> low = Low(a, b).AsUInt64(), high = High(a, b).AsUInt64();
        *(ulong*)to = low.GetElement(0);
        *(ulong*)(to + toStep) = low.GetElement(1);
        *(ulong*)(to + 2 * toStep) = high.GetElement(0);
        *(ulong*)(to + 3 * toStep) = high.GetElement(1);
    }

    private static void Two(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector128<ulong> a = Vector128.Load((ulong*)from), b = Vector128.Load((ulong*)(from + fromStep));
        Vector128.Create(a.GetElement(0), b.GetElement(0)).Store((ulong*)to);
        Vector128.Create(a.GetElement(1), b.GetElement(1)).Store((ulong*)(to + toStep));
    }

    /// <summary>The lower halves, element by element in turn.</summary>
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y) : Vector128.Create(x[0], y[0], x[1], y[1]);

    /// <summary>The upper halves, element by element in turn.</summary>
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y) : Vector128.Create(x[2], y[2], x[3], y[3]);
}
