using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector256<float>;

namespace Linum.Workloads.Loops;

/// <summary>2048 by 2048 numbers turned, in squares of eight by eight; two of them beside each other fill lines of memory, which are written past the caches.</summary>
internal sealed unsafe class TransposeLoop : WrittenLoop
{
    private const int Count = 2048;

    private readonly float* x, y;

    public TransposeLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        y = Room((long)Count * Count);
    }

    protected override void Part(int thread, int threads)
    {
        int blocks = Count / 32;
        for (int column = blocks * thread / threads * 32; column < blocks * (thread + 1) / threads * 32; column += 32)
        {
            for (int row = 0; row < Count; row += 16)
            {
                for (int i = 0; i < 32; i += 8)
                {
                    Square(x + (long)row * Count + column + i, y + (long)(column + i) * Count + row);
                    Square(x + (long)(row + 8) * Count + column + i, y + (long)(column + i) * Count + row + 8);
                }
            }
        }
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Square(float* from, float* to)
    {
        Vector a = Vector256.Load(from), b = Vector256.Load(from + Count), c = Vector256.Load(from + 2 * Count), d = Vector256.Load(from + 3 * Count);
        Vector e = Vector256.Load(from + 4 * Count), f = Vector256.Load(from + 5 * Count), g = Vector256.Load(from + 6 * Count), h = Vector256.Load(from + 7 * Count);
        (a, b, c, d) = Quarters(a, b, c, d);
        (e, f, g, h) = Quarters(e, f, g, h);
        Store(to, a, e, 0x20);
        Store(to + Count, b, f, 0x20);
        Store(to + 2 * Count, c, g, 0x20);
        Store(to + 3 * Count, d, h, 0x20);
        Store(to + 4 * Count, a, e, 0x31);
        Store(to + 5 * Count, b, f, 0x31);
        Store(to + 6 * Count, c, g, 0x31);
        Store(to + 7 * Count, d, h, 0x31);
    }

    /// <summary>Both four by four squares of four rows, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector, Vector, Vector, Vector) Quarters(Vector a, Vector b, Vector c, Vector d)
    {
        Vector low = Avx.UnpackLow(a, b), high = Avx.UnpackHigh(a, b), nextLow = Avx.UnpackLow(c, d), nextHigh = Avx.UnpackHigh(c, d);
        return (Avx.Shuffle(low, nextLow, 0x44), Avx.Shuffle(low, nextLow, 0xEE), Avx.Shuffle(high, nextHigh, 0x44), Avx.Shuffle(high, nextHigh, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector first, Vector second, [ConstantExpected] byte halves) => Avx.StoreAlignedNonTemporal(to, Avx.Permute2x128(first, second, halves));

    protected override NDArray[] Results() => [Array(y, Count, Count)];
}
