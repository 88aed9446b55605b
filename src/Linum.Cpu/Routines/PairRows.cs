using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Arithmetic on rows of complex numbers, seen as rows of twice as many real ones. A row times a complex number a + bi is the sum of two rows times real ones: of the row times a, and of i times the row times b.
/// So what is taken off by rows and products of real numbers is taken off here, in the order in which <see cref="ComplexEntry{T, TMask}.Minus"/> does it.
/// </summary>
internal static unsafe class PairRows
{
    /// <summary>A row as the two rows that are multiplied with the parts of a number.</summary>
    /// <param name="from">The row.</param>
    /// <param name="self">Becomes the row.</param>
    /// <param name="turned">Becomes the row times i.</param>
    /// <param name="count">How many real numbers it has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<T>(T* from, T* self, T* turned, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long j = 0; j < count; j += 2)
        {
            (T re, T im) = (from[j], from[j + 1]);
            (self[j], self[j + 1], turned[j], turned[j + 1]) = (re, im, T.Zero - im, re);
        }
    }

    /// <summary>A row times a number, in place of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<T>(T* row, ComplexEntry<RealEntry<T>, bool> factor, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T re, T im) = (factor.Re.Value, factor.Im.Value);
        for (long j = 0; j < count; j += 2) (row[j], row[j + 1]) = (T.FusedMultiplyAdd(-row[j + 1], im, row[j] * re), row[j] * im + row[j + 1] * re);
    }
}
