using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Computes tiles of matrix products without a kernel (<see cref="ContractionKernel"/>): four rows by two registers at a time, or a row by four, whatever the tile is, so that all tiles of a type have two methods. Each element is
/// the same chain of multiply-adds, so no bit differs.
/// </summary>
/// <remarks>What it takes more than kernels, with registers of 512 bits (two turns, 2026-11-28): 64³ 28 and 54 %, 512³ 18 and 21 %.</remarks>
/// <param name="key">What the kernel would be made for.</param>
internal sealed unsafe class TileInterpreter<T>(TileKey key) : IKernelInterpreter
    where T : unmanaged, INumber<T>
{
    /// <summary>Rows at a time: with two registers of B and one of A they fit sixteen registers. Where two or three are left, the last one is computed several times.</summary>
    public const int Rows = 4;

    private static readonly nint PartBytes = 2 * sizeof(Vector256<T>);

    private readonly nint columnBytes = key.Registers * key.Width / 8;

    /// <inheritdoc/>
    public long Work => 1;

    /// <inheritdoc/>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        TileCall call = *(TileCall*)extra;
        (nint rowA, nint stepA) = key.Lines ? (call.RowA, (nint)sizeof(T)) : (sizeof(T), call.StepA);
        (nint a, nint b, nint c) = (buffers[0], buffers[1], buffers[2]);
        for (nint tile = 0; tile < call.Tiles; tile++)
        {
            for (int row = 0; row < key.Rows; row += Rows)
            {
                int last = Math.Min(Rows, key.Rows - row) - 1;
                if (last == 0)
                {
                    Line(call, a + row * rowA, stepA, b, c + row * call.RowC, columnBytes, begin != 0, end);
                    continue;
                }

                // From the right: rows of C may be shorter than the tile's, and then what lies behind the end of one is where the next begins.
                for (nint column = (columnBytes - 1) / PartBytes * PartBytes; column >= 0; column -= PartBytes)
                    Part(call, a + row * rowA, rowA, stepA, b + column, c + row * call.RowC + column, last, columnBytes - column, begin != 0, end);
            }

            a += call.TileA;
            b += call.TileB;
            c += call.TileC;
        }
    }

    /// <summary>Two to four rows by two registers of 256 bits, or one, or half of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(in TileCall call, nint a, nint rowA, nint stepA, nint b, nint c, int last, nint columnBytes, bool adds, nint length)
    {
        bool isHalf = columnBytes < sizeof(Vector256<T>);
        nint second = At(1, columnBytes), stepB = call.StepB;
        nint row1 = Math.Min(1, last), row2 = Math.Min(2, last), row3 = last;
        nint c1 = c + row1 * call.RowC, c2 = c + row2 * call.RowC, c3 = c + row3 * call.RowC;
        (row1, row2, row3) = (row1 * rowA, row2 * rowA, row3 * rowA);
        Vector256<T> sum00 = default, sum01 = default, sum10 = default, sum11 = default, sum20 = default, sum21 = default, sum30 = default, sum31 = default;
        if (adds)
        {
            (sum00, sum10, sum20, sum30) = (Load(c, isHalf), Load(c1, isHalf), Load(c2, isHalf), Load(c3, isHalf));
            (sum01, sum11, sum21, sum31) = (Load(c + second, isHalf), Load(c1 + second, isHalf), Load(c2 + second, isHalf), Load(c3 + second, isHalf));
        }

        for (nint piece = 0; piece < call.Pieces; piece++)
        {
            nint line = a + call.PieceA[piece];
            for (nint k = 0; k < length; k++, line += stepA, b += stepB)
            {
                Vector256<T> b0 = Load(b, isHalf), b1 = Load(b + second, isHalf), x = Vector256.Create(*(T*)line);
                (sum00, sum01) = (MultiplyAdd(x, b0, sum00), MultiplyAdd(x, b1, sum01));
                x = Vector256.Create(*(T*)(line + row1));
                (sum10, sum11) = (MultiplyAdd(x, b0, sum10), MultiplyAdd(x, b1, sum11));
                x = Vector256.Create(*(T*)(line + row2));
                (sum20, sum21) = (MultiplyAdd(x, b0, sum20), MultiplyAdd(x, b1, sum21));
                x = Vector256.Create(*(T*)(line + row3));
                (sum30, sum31) = (MultiplyAdd(x, b0, sum30), MultiplyAdd(x, b1, sum31));
            }
        }

        // What was computed twice is stored twice: the same numbers, one register after the other.
        Store(sum00, sum01, c, second, isHalf);
        Store(sum10, sum11, c1, second, isHalf);
        Store(sum20, sum21, c2, second, isHalf);
        Store(sum30, sum31, c3, second, isHalf);
    }

    /// <summary>One row by up to four registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(in TileCall call, nint a, nint stepA, nint b, nint c, nint columnBytes, bool adds, nint length)
    {
        bool isHalf = columnBytes < sizeof(Vector256<T>);
        nint second = At(1, columnBytes), third = At(2, columnBytes), fourth = At(3, columnBytes), stepB = call.StepB;
        Vector256<T> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        if (adds) (sum0, sum1, sum2, sum3) = (Load(c, isHalf), Load(c + second, isHalf), Load(c + third, isHalf), Load(c + fourth, isHalf));
        for (nint piece = 0; piece < call.Pieces; piece++)
        {
            nint line = a + call.PieceA[piece];
            for (nint k = 0; k < length; k++, line += stepA, b += stepB)
            {
                Vector256<T> x = Vector256.Create(*(T*)line);
                (sum0, sum1) = (MultiplyAdd(x, Load(b, isHalf), sum0), MultiplyAdd(x, Load(b + second, isHalf), sum1));
                (sum2, sum3) = (MultiplyAdd(x, Load(b + third, isHalf), sum2), MultiplyAdd(x, Load(b + fourth, isHalf), sum3));
            }
        }

        Store(sum0, sum1, c, second, isHalf);
        if (!isHalf) Store(sum2, sum3, c + third, fourth - third, isHalf);
    }

    /// <summary>Where a register of a row is: those that there are not are the first one.</summary>
    private static nint At(int register, nint columnBytes) => register * sizeof(Vector256<T>) < columnBytes ? register * sizeof(Vector256<T>) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Load(nint from, bool isHalf) => isHalf ? Vector128.Load((T*)from).ToVector256() : Vector256.Load((T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<T> first, Vector256<T> other, nint to, nint second, bool isHalf)
    {
        if (isHalf)
        {
            first.GetLower().Store((T*)to);
            return;
        }

        first.Store((T*)to);
        other.Store((T*)(to + second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float) ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : c + a * b;
}
