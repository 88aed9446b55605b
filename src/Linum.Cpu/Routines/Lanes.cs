using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>Moves between the lanes of a register of 32 bytes, for elements of 4 and 8 bytes.</summary>
internal static unsafe class Lanes
{
    /// <summary>The lanes in opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Reverse<T>(Vector256<T> x)
        where T : unmanaged
    {
        if (sizeof(T) == 4) return Vector256.Shuffle(x.AsUInt32(), Vector256.Create(7u, 6, 5, 4, 3, 2, 1, 0)).As<uint, T>();
        if (sizeof(T) == 8) return Vector256.Shuffle(x.AsUInt64(), Vector256.Create(3ul, 2, 1, 0)).As<ulong, T>();
        T* lanes = stackalloc T[Vector256<T>.Count];
        for (int i = 0; i < Vector256<T>.Count; i++) lanes[i] = x.GetElement(Vector256<T>.Count - 1 - i);
        return Vector256.Load(lanes);
    }

    /// <summary>The lanes of one register where a mask is set, else of another. A mask has all or no bits of a lane: then this is one instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Choose<T>(Vector256<T> mask, Vector256<T> yes, Vector256<T> no)
    {
        if (!Avx2.IsSupported) return Vector256.ConditionalSelect(mask, yes, no);
        if (typeof(T) == typeof(float)) return Avx.BlendVariable(no.AsSingle(), yes.AsSingle(), mask.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Avx.BlendVariable(no.AsDouble(), yes.AsDouble(), mask.AsDouble()).As<double, T>();
        return Avx2.BlendVariable(no.AsByte(), yes.AsByte(), mask.AsByte()).As<byte, T>();
    }

    /// <inheritdoc cref="Choose{T}(Vector256{T}, Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Choose<T>(Vector128<T> mask, Vector128<T> yes, Vector128<T> no)
    {
        if (!Sse41.IsSupported) return Vector128.ConditionalSelect(mask, yes, no);
        if (typeof(T) == typeof(float)) return Sse41.BlendVariable(no.AsSingle(), yes.AsSingle(), mask.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Sse41.BlendVariable(no.AsDouble(), yes.AsDouble(), mask.AsDouble()).As<double, T>();
        return Sse41.BlendVariable(no.AsByte(), yes.AsByte(), mask.AsByte()).As<byte, T>();
    }

    /// <summary>Within each half the elements one or two places later; in the first places whatever.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Later<T>(Vector256<T> x, int places)
        where T : unmanaged => (sizeof(T) == 4 && places == 1 ? ShiftBytes(x.AsByte(), 4) : ShiftBytes(x.AsByte(), 8)).As<byte, T>();

    /// <summary>In the first one or two places of each half the lanes of one register, else those of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> First<T>(Vector256<T> first, Vector256<T> others, int places)
        where T : unmanaged
    {
        Vector256<int> mask = places == 1 ? Vector256.Create(0, -1, -1, -1, 0, -1, -1, -1) : Vector256.Create(0, 0, -1, -1, 0, 0, -1, -1);
        return Choose(sizeof(T) == 8 ? Vector256.Create(0, -1L, 0, -1).As<long, T>() : mask.As<int, T>(), others, first);
    }

    /// <summary>The lower half of one register, the upper half of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Halves<T>(Vector256<T> lower, Vector256<T> upper)
        where T : unmanaged => Choose(Vector256.Create(0, 0, -1L, -1).As<long, T>(), upper, lower);

    /// <summary>Copies of the last element of the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LastOfLower<T>(Vector256<T> x)
        where T : unmanaged
    {
        if (sizeof(T) == 4) return Vector256.Shuffle(x.AsUInt32(), Vector256.Create(3u)).As<uint, T>();
        if (sizeof(T) == 8) return Vector256.Shuffle(x.AsUInt64(), Vector256.Create(1ul)).As<ulong, T>();
        return Vector256.Create(x.GetElement(Vector256<T>.Count / 2 - 1));
    }

    /// <summary>Copies of the last element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Last<T>(Vector256<T> x)
        where T : unmanaged
    {
        if (sizeof(T) == 4) return Vector256.Shuffle(x.AsUInt32(), Vector256.Create(7u)).As<uint, T>();
        if (sizeof(T) == 8) return Vector256.Shuffle(x.AsUInt64(), Vector256.Create(3ul)).As<ulong, T>();
        return Vector256.Create(x.GetElement(Vector256<T>.Count - 1));
    }

    /// <summary>All lanes combined into one, half by half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold<T, TFolding>(Vector256<T> x)
        where T : unmanaged
        where TFolding : struct, ILaneFolding<T>
    {
        Vector128<T> half = TFolding.Of(x.GetLower(), x.GetUpper());
        half = TFolding.Of(half, Vector128.Shuffle(half.AsUInt32(), Vector128.Create(2u, 3, 2, 3)).As<uint, T>());
        if (sizeof(T) <= 4) half = TFolding.Of(half, Vector128.Shuffle(half.AsUInt32(), Vector128.Create(1u, 1, 1, 1)).As<uint, T>());
        if (sizeof(T) <= 2) half = TFolding.Of(half, Vector128.ShiftRightLogical(half.AsUInt32(), 16).As<uint, T>());
        if (sizeof(T) == 1) half = TFolding.Of(half, Vector128.ShiftRightLogical(half.AsUInt32(), 8).As<uint, T>());
        return half.ToScalar();
    }

    /// <summary>Within each half the bytes 4 or 8 places later, behind them zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> ShiftBytes(Vector256<byte> x, int bytes)
    {
        if (Avx2.IsSupported) return bytes == 4 ? Avx2.ShiftLeftLogical128BitLane(x, 4) : Avx2.ShiftLeftLogical128BitLane(x, 8);
        return Vector256.Create(ShiftBytes(x.GetLower(), bytes), ShiftBytes(x.GetUpper(), bytes));
    }

    /// <summary>A position outside of the register gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ShiftBytes(Vector128<byte> x, int bytes) => bytes == 4
        ? Vector128.Shuffle(x.AsUInt32(), Vector128.Create(4u, 0, 1, 2)).AsByte()
        : Vector128.Shuffle(x.AsUInt32(), Vector128.Create(4u, 4, 0, 1)).AsByte();
}

/// <summary>How two lanes become one where the order of lanes does not matter.</summary>
internal interface ILaneFolding<T>
    where T : unmanaged
{
    static abstract Vector128<T> Of(Vector128<T> x, Vector128<T> y);
}
