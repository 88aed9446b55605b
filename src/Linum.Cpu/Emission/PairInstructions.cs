using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Vectors of values of two components, such as complex numbers and keys: they lie in memory as pairs, and are in registers as a vector of first and a vector of second components. So
/// two registers of pairs make one of each, and the other way round.
/// </summary>
internal static unsafe class PairInstructions
{
    private static MethodInfo Find(string name, DType component) =>
        typeof(PairInstructions).GetMethod($"{name}{component.Size * 8}In{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(VectorInstructions.Element(component));

    /// <summary>From the address of two registers of pairs to a register of their first (0) or second (1) components.</summary>
    public static MethodInfo Load(DType component, int number) => Find(number == 0 ? nameof(First32In512)[..^7] : nameof(Second32In512)[..^7], component);

    /// <summary>From registers of first and second components to the first (0) or second (1) register of pairs.</summary>
    public static MethodInfo Join(DType component, int number) => Find(number == 0 ? nameof(Lower32In512)[..^7] : nameof(Upper32In512)[..^7], component);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> First32In512<T>(T* p)
        where T : unmanaged =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32x2(Vector512.Load(p).AsInt32(), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), Vector512.Load(p + 16).AsInt32()).As<int, T>()
            : Vector512.Create(First32In256(p), First32In256(p + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Second32In512<T>(T* p)
        where T : unmanaged =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32x2(Vector512.Load(p).AsInt32(), Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), Vector512.Load(p + 16).AsInt32()).As<int, T>()
            : Vector512.Create(Second32In256(p), Second32In256(p + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> First64In512<T>(T* p)
        where T : unmanaged =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(Vector512.Load(p).AsInt64(), Vector512.Create(0L, 2, 4, 6, 8, 10, 12, 14), Vector512.Load(p + 8).AsInt64()).As<long, T>()
            : Vector512.Create(First64In256(p), First64In256(p + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Second64In512<T>(T* p)
        where T : unmanaged =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(Vector512.Load(p).AsInt64(), Vector512.Create(1L, 3, 5, 7, 9, 11, 13, 15), Vector512.Load(p + 8).AsInt64()).As<long, T>()
            : Vector512.Create(Second64In256(p), Second64In256(p + 8));

    // Shuffles of 256 bits work on halves: the middle two quarters then change places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> First32In256<T>(T* p)
        where T : unmanaged =>
        Avx2.IsSupported
            ? Avx2.Permute4x64(Avx.Shuffle(Vector256.Load(p).AsSingle(), Vector256.Load(p + 8).AsSingle(), 0b10_00_10_00).AsInt64(), 0b11_01_10_00).As<long, T>()
            : Vector256.Create(First32In128(p), First32In128(p + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Second32In256<T>(T* p)
        where T : unmanaged =>
        Avx2.IsSupported
            ? Avx2.Permute4x64(Avx.Shuffle(Vector256.Load(p).AsSingle(), Vector256.Load(p + 8).AsSingle(), 0b11_01_11_01).AsInt64(), 0b11_01_10_00).As<long, T>()
            : Vector256.Create(Second32In128(p), Second32In128(p + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> First64In256<T>(T* p)
        where T : unmanaged =>
        Avx2.IsSupported
            ? Avx2.Permute4x64(Avx2.UnpackLow(Vector256.Load(p).AsInt64(), Vector256.Load(p + 4).AsInt64()), 0b11_01_10_00).As<long, T>()
            : Vector256.Create(First64In128(p), First64In128(p + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Second64In256<T>(T* p)
        where T : unmanaged =>
        Avx2.IsSupported
            ? Avx2.Permute4x64(Avx2.UnpackHigh(Vector256.Load(p).AsInt64(), Vector256.Load(p + 4).AsInt64()), 0b11_01_10_00).As<long, T>()
            : Vector256.Create(Second64In128(p), Second64In128(p + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> First32In128<T>(T* p)
        where T : unmanaged =>
        Vector128.Narrow(Vector128.Load(p).AsUInt64(), Vector128.Load(p + 4).AsUInt64()).As<uint, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Second32In128<T>(T* p)
        where T : unmanaged =>
        Vector128.Narrow(Vector128.Load(p).AsUInt64() >>> 32, Vector128.Load(p + 4).AsUInt64() >>> 32).As<uint, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> First64In128<T>(T* p)
        where T : unmanaged =>
        Vector128.Create(((long*)p)[0], ((long*)p)[2]).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Second64In128<T>(T* p)
        where T : unmanaged =>
        Vector128.Create(((long*)p)[1], ((long*)p)[3]).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Lower32In512<T>(Vector512<T> a, Vector512<T> b) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32x2(a.AsInt32(), Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), b.AsInt32()).As<int, T>()
            : Vector512.Create(Lower32In256(a.GetLower(), b.GetLower()), Upper32In256(a.GetLower(), b.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Upper32In512<T>(Vector512<T> a, Vector512<T> b) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32x2(a.AsInt32(), Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), b.AsInt32()).As<int, T>()
            : Vector512.Create(Lower32In256(a.GetUpper(), b.GetUpper()), Upper32In256(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Lower64In512<T>(Vector512<T> a, Vector512<T> b) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(a.AsInt64(), Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), b.AsInt64()).As<long, T>()
            : Vector512.Create(Lower64In256(a.GetLower(), b.GetLower()), Upper64In256(a.GetLower(), b.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Upper64In512<T>(Vector512<T> a, Vector512<T> b) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(a.AsInt64(), Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15), b.AsInt64()).As<long, T>()
            : Vector512.Create(Lower64In256(a.GetUpper(), b.GetUpper()), Upper64In256(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Lower32In256<T>(Vector256<T> a, Vector256<T> b) =>
        Avx2.IsSupported
            ? Avx2.Permute2x128(Avx2.UnpackLow(a.AsInt32(), b.AsInt32()), Avx2.UnpackHigh(a.AsInt32(), b.AsInt32()), 0x20).As<int, T>()
            : Vector256.Create(Lower32In128(a.GetLower(), b.GetLower()), Upper32In128(a.GetLower(), b.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Upper32In256<T>(Vector256<T> a, Vector256<T> b) =>
        Avx2.IsSupported
            ? Avx2.Permute2x128(Avx2.UnpackLow(a.AsInt32(), b.AsInt32()), Avx2.UnpackHigh(a.AsInt32(), b.AsInt32()), 0x31).As<int, T>()
            : Vector256.Create(Lower32In128(a.GetUpper(), b.GetUpper()), Upper32In128(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Lower64In256<T>(Vector256<T> a, Vector256<T> b) =>
        Avx2.IsSupported
            ? Avx2.Permute2x128(Avx2.UnpackLow(a.AsInt64(), b.AsInt64()), Avx2.UnpackHigh(a.AsInt64(), b.AsInt64()), 0x20).As<long, T>()
            : Vector256.Create(Lower64In128(a.GetLower(), b.GetLower()), Upper64In128(a.GetLower(), b.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Upper64In256<T>(Vector256<T> a, Vector256<T> b) =>
        Avx2.IsSupported
            ? Avx2.Permute2x128(Avx2.UnpackLow(a.AsInt64(), b.AsInt64()), Avx2.UnpackHigh(a.AsInt64(), b.AsInt64()), 0x31).As<long, T>()
            : Vector256.Create(Lower64In128(a.GetUpper(), b.GetUpper()), Upper64In128(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Lower32In128<T>(Vector128<T> a, Vector128<T> b) =>
        (Vector128.WidenLower(a.AsUInt32()) | (Vector128.WidenLower(b.AsUInt32()) << 32)).As<ulong, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Upper32In128<T>(Vector128<T> a, Vector128<T> b) =>
        (Vector128.WidenUpper(a.AsUInt32()) | (Vector128.WidenUpper(b.AsUInt32()) << 32)).As<ulong, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Lower64In128<T>(Vector128<T> a, Vector128<T> b) => Vector128.Create(a.AsInt64().GetElement(0), b.AsInt64().GetElement(0)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Upper64In128<T>(Vector128<T> a, Vector128<T> b) => Vector128.Create(a.AsInt64().GetElement(1), b.AsInt64().GetElement(1)).As<long, T>();
}
