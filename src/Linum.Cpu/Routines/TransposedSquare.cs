using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>Turns small squares and parts of them in registers: their source runs along the rows, their target along the columns, as in <see cref="TransposedTile"/>.</summary>
internal static unsafe class TransposedSquare
{
    /// <summary>Eight rows of eight columns, of 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight(byte* from, nint fromStep, byte* to, nint toStep)
    {
        FourRows(from, fromStep, to, toStep);
        FourRows(from + 16, fromStep, to + 4 * toStep, toStep);
    }

    /// <summary>Four rows of eight columns: halves of registers are joined while they are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourRows(byte* from, nint fromStep, byte* to, nint toStep)
    {
        byte* last = from + 4 * fromStep;
        Vector256<float> a = Joined(from, last), b = Joined(from + fromStep, last + fromStep), c = Joined(from + 2 * fromStep, last + 2 * fromStep), d = Joined(from + 3 * fromStep, last + 3 * fromStep);
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Avx.Shuffle(ab0, cd0, 0x44).Store((float*)to);
        Avx.Shuffle(ab0, cd0, 0xEE).Store((float*)(to + toStep));
        Avx.Shuffle(ab1, cd1, 0x44).Store((float*)(to + 2 * toStep));
        Avx.Shuffle(ab1, cd1, 0xEE).Store((float*)(to + 3 * toStep));
    }

    /// <summary>Eight rows of four columns: registers are split while they are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourColumns(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector256<float> a = Load(from, fromStep, 0), b = Load(from, fromStep, 1), c = Load(from, fromStep, 2), d = Load(from, fromStep, 3);
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Split(Avx.Shuffle(ab0, cd0, 0x44), to, 4 * toStep);
        Split(Avx.Shuffle(ab0, cd0, 0xEE), to + toStep, 4 * toStep);
        Split(Avx.Shuffle(ab1, cd1, 0x44), to + 2 * toStep, 4 * toStep);
        Split(Avx.Shuffle(ab1, cd1, 0xEE), to + 3 * toStep, 4 * toStep);
    }

    /// <summary>Two rows of eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwoRows(byte* from, nint fromStep, byte* to, nint toStep)
    {
        byte* last = from + 4 * fromStep;
        Vector256<float> ab = Vector256.Create(Pairs(from, fromStep), Pairs(last, fromStep)), cd = Vector256.Create(Pairs(from + 2 * fromStep, fromStep), Pairs(last + 2 * fromStep, fromStep));
        Avx.Shuffle(ab, cd, 0x88).Store((float*)to);
        Avx.Shuffle(ab, cd, 0xDD).Store((float*)(to + toStep));
    }

    /// <summary>One row of eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(byte* from, nint step, byte* to)
    {
        byte* last = from + 4 * step;
        Vector256.Create(*(float*)from, *(float*)(from + step), *(float*)(from + 2 * step), *(float*)(from + 3 * step), *(float*)last, *(float*)(last + step), *(float*)(last + 2 * step), *(float*)(last + 3 * step)).Store((float*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Joined(byte* low, byte* high) => Vector256.Create(Vector128.Load((float*)low), Vector128.Load((float*)high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pairs(byte* from, nint step) => Vector128.Create(*(double*)from, *(double*)(from + step)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector256<float> x, byte* to, nint step)
    {
        x.GetLower().Store((float*)to);
        x.GetUpper().Store((float*)(to + step));
    }

    /// <summary>Four rows of four columns, of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourLong(byte* from, nint fromStep, byte* to, nint toStep)
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

    /// <summary>Four rows of four columns, of 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector128<float> a = Vector128.Load((float*)from), b = Vector128.Load((float*)(from + fromStep)), c = Vector128.Load((float*)(from + 2 * fromStep)), d = Vector128.Load((float*)(from + 3 * fromStep));
        Vector128<float> ac0 = Low(a, c), ac1 = High(a, c), bd0 = Low(b, d), bd1 = High(b, d);
        Low(ac0, bd0).Store((float*)to);
        High(ac0, bd0).Store((float*)(to + toStep));
        Low(ac1, bd1).Store((float*)(to + 2 * toStep));
        High(ac1, bd1).Store((float*)(to + 3 * toStep));
    }

    /// <summary>Four rows of two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pair(byte* from, nint fromStep, byte* to, nint toStep)
    {
        Vector128<float> a = Vector128.Load((float*)from), b = Vector128.Load((float*)(from + fromStep));
        Vector128<ulong> low = Low(a, b).AsUInt64(), high = High(a, b).AsUInt64();
        *(ulong*)to = low.GetElement(0);
        *(ulong*)(to + toStep) = low.GetElement(1);
        *(ulong*)(to + 2 * toStep) = high.GetElement(0);
        *(ulong*)(to + 3 * toStep) = high.GetElement(1);
    }

    /// <summary>Two rows of two columns, of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(byte* from, nint fromStep, byte* to, nint toStep)
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
