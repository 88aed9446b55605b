using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How two elements become one, for routines that are compiled once per element type and way of combining.</summary>
internal interface ICombining<T>
    where T : unmanaged
{
    /// <summary>What changes no element, not even the sign of a zero.</summary>
    static abstract T Identity { get; }

    /// <summary>The earlier and the later element as one.</summary>
    static abstract T Of(T earlier, T later);

    /// <summary>The same for each lane.</summary>
    static abstract Vector256<T> Of(Vector256<T> earlier, Vector256<T> later);
}

internal readonly struct Sums<T> : ICombining<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Of floats -0, because +0 would turn -0 into itself.</summary>
    public static T Identity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => -T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T earlier, T later) => earlier + later;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of(Vector256<T> earlier, Vector256<T> later) => earlier + later;
}

internal readonly struct Products<T> : ICombining<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.One;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T earlier, T later) => earlier * later;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of(Vector256<T> earlier, Vector256<T> later) => earlier * later;
}

internal readonly struct Maxima<T> : ICombining<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Minus infinity; of integers, by saturation, the smallest.</summary>
    public static T Identity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CreateSaturating(double.NegativeInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T earlier, T later) => T.Max(earlier, later);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of(Vector256<T> earlier, Vector256<T> later) => Vector256.Max(earlier, later);
}

internal readonly struct Minima<T> : ICombining<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Infinity; of integers, by saturation, the largest.</summary>
    public static T Identity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CreateSaturating(double.PositiveInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T earlier, T later) => T.Min(earlier, later);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of(Vector256<T> earlier, Vector256<T> later) => Vector256.Min(earlier, later);
}

/// <summary>The later element takes the place of the earlier one.</summary>
internal readonly struct Latest<T> : ICombining<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T earlier, T later) => later;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of(Vector256<T> earlier, Vector256<T> later) => later;
}

/// <summary>Finds the routine that is compiled for an element type and a way of combining.</summary>
internal static class Combinings
{
    /// <summary>What a maker makes for a kind and a type; null for types that are not numbers of the processor and for logical kinds.</summary>
    public static TMade? Make<TMaker, TMade>(TMaker maker, ReduceKind kind, DType type)
        where TMaker : ICombiningMaker<TMade>
        where TMade : class => type switch
        {
            DType.Float32 => Of<TMaker, TMade, float>(maker, kind),
            DType.Float64 => Of<TMaker, TMade, double>(maker, kind),
            DType.Int8 => Of<TMaker, TMade, sbyte>(maker, kind),
            DType.Int16 => Of<TMaker, TMade, short>(maker, kind),
            DType.Int32 => Of<TMaker, TMade, int>(maker, kind),
            DType.Int64 => Of<TMaker, TMade, long>(maker, kind),
            DType.UInt8 => Of<TMaker, TMade, byte>(maker, kind),
            DType.UInt16 => Of<TMaker, TMade, ushort>(maker, kind),
            DType.UInt32 => Of<TMaker, TMade, uint>(maker, kind),
            DType.UInt64 => Of<TMaker, TMade, ulong>(maker, kind),
            _ => null,
        };

    private static TMade? Of<TMaker, TMade, T>(TMaker maker, ReduceKind kind)
        where TMaker : ICombiningMaker<TMade>
        where TMade : class
        where T : unmanaged, INumber<T> => kind switch
        {
            ReduceKind.Sum => maker.Make<T, Sums<T>>(),
            ReduceKind.Product => maker.Make<T, Products<T>>(),
            ReduceKind.Max => maker.Make<T, Maxima<T>>(),
            ReduceKind.Min => maker.Make<T, Minima<T>>(),
            _ => null,
        };
}

/// <summary>Makes a routine for an element type and a way of combining.</summary>
internal interface ICombiningMaker<TMade>
{
    TMade Make<T, TCombining>()
        where T : unmanaged, INumber<T>
        where TCombining : struct, ICombining<T>;
}
