using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>A format of two bytes as float32, in the steps that kernels take (<see cref="NarrowSteps"/>).</summary>
internal interface IHalfBits
{
    /// <summary>One number.</summary>
    static abstract float Widen(ushort bits);

    /// <summary>The number in the low half of each lane.</summary>
    static abstract Vector128<float> Widen(Vector128<uint> bits);

    /// <inheritdoc cref="Widen(Vector128{uint})"/>
    static abstract Vector256<float> Widen(Vector256<uint> bits);

    /// <inheritdoc cref="Widen(Vector128{uint})"/>
    static abstract Vector512<float> Widen(Vector512<uint> bits);
}

/// <summary>bfloat16: the upper half of a float32.</summary>
internal readonly struct BFloat16Bits : IHalfBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Widen(Vector128<uint> bits) => (bits << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector256<uint> bits) => (bits << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector512<uint> bits) => (bits << 16).AsSingle();
}

/// <summary>float16: its exponent is corrected by a multiplication, which also makes its subnormals normal.</summary>
internal readonly struct Float16Bits : IHalfBits
{
    private const uint Magnitude = 0x7FFF;
    private const uint Sign = 0x8000;

    /// <summary>From here on infinity and NaN.</summary>
    private const uint Largest = 0x7C00 << 13;

    private const uint Infinity = 0x7F800000;

    /// <summary>2 to the power of 112, the distance of the two formats' exponents.</summary>
    private const float Scale = 5.192296858534828e33f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Widen(ushort bits) => Widen(Vector128.CreateScalar((uint)bits))[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Widen(Vector128<uint> bits)
    {
        Vector128<uint> magnitude = (bits & Vector128.Create(Magnitude)) << 13;
        Vector128<uint> finite = (magnitude.AsSingle() * Scale).AsUInt32();
        Vector128<uint> value = Vector128.ConditionalSelect(Vector128.GreaterThan(magnitude.AsInt32(), Vector128.Create((int)Largest - 1)).AsUInt32(), magnitude | Vector128.Create(Infinity), finite);
        return (value | ((bits & Vector128.Create(Sign)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector256<uint> bits)
    {
        Vector256<uint> magnitude = (bits & Vector256.Create(Magnitude)) << 13;
        Vector256<uint> finite = (magnitude.AsSingle() * Scale).AsUInt32();
        Vector256<uint> value = Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create((int)Largest - 1)).AsUInt32(), magnitude | Vector256.Create(Infinity), finite);
        return (value | ((bits & Vector256.Create(Sign)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector512<uint> bits)
    {
        Vector512<uint> magnitude = (bits & Vector512.Create(Magnitude)) << 13;
        Vector512<uint> finite = (magnitude.AsSingle() * Scale).AsUInt32();
        Vector512<uint> value = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude.AsInt32(), Vector512.Create((int)Largest - 1)).AsUInt32(), magnitude | Vector512.Create(Infinity), finite);
        return (value | ((bits & Vector512.Create(Sign)) << 16)).AsSingle();
    }
}
