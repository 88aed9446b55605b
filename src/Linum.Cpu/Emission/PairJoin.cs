using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// From registers of complex numbers, as they lie in memory: numbers c times real parts a are (ac', ac"), times imaginary parts b they are (bc', bc"); together they are (ac' - bc", ac" + bc').
/// </summary>
/// <remarks>Which factor is taken apart makes no difference to a bit, so that a product may be computed transposed. A sum of zero is +0, whatever was rounded to it.</remarks>
internal static class PairJoin
{
    /// <summary>From the sums with real parts and those with imaginary parts to what they are together.</summary>
    public static MethodInfo Of(DType component) => typeof(PairJoin).GetMethod($"Join{component.Size * 8}In{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join32In512(Vector512<float> a, Vector512<float> b) =>
        a + (Vector512.Shuffle(b, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)) ^ Vector512.Create(0x80000000L).AsSingle()) + Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Join64In512(Vector512<double> a, Vector512<double> b) =>
        a + (Vector512.Shuffle(b, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6)) ^ Vector512.Create(-0.0, 0, -0.0, 0, -0.0, 0, -0.0, 0)) + Vector512<double>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join32In256(Vector256<float> a, Vector256<float> b) =>
        a + (Vector256.Shuffle(b, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) ^ Vector256.Create(0x80000000L).AsSingle()) + Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Join64In256(Vector256<double> a, Vector256<double> b) =>
        a + (Vector256.Shuffle(b, Vector256.Create(1L, 0, 3, 2)) ^ Vector256.Create(-0.0, 0, -0.0, 0)) + Vector256<double>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Join32In128(Vector128<float> a, Vector128<float> b) =>
        a + (Vector128.Shuffle(b, Vector128.Create(1, 0, 3, 2)) ^ Vector128.Create(0x80000000L).AsSingle()) + Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Join64In128(Vector128<double> a, Vector128<double> b) =>
        a + (Vector128.Shuffle(b, Vector128.Create(1L, 0)) ^ Vector128.Create(-0.0, 0)) + Vector128<double>.Zero;
}
