using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Turns elements into unsigned numbers of the same order: zeros of both signs are equal, NaNs are equal and above everything.</summary>
internal static unsafe class SortKeys
{
    /// <summary>How many keys an element has: complex numbers are ordered by real, then imaginary part.</summary>
    public static int Count(DType type) => type.Components;

    /// <summary>Reads key number <paramref name="component"/> of elements that lie <paramref name="step"/> bytes apart.</summary>
    public static void Read(nint first, long step, DType type, int component, Span<ulong> keys)
    {
        DType part = type.Component;
        byte* p = (byte*)first + component * part.Size;
        for (int i = 0; i < keys.Length; i++, p += step) keys[i] = Key(p, part);
    }

    private static ulong Key(byte* p, DType type) => type switch
    {
        DType.Float32 => OfDouble(*(float*)p),
        DType.Float64 => OfDouble(*(double*)p),
        DType.Float16 => OfDouble((double)*(Half*)p),
        DType.BFloat16 => OfDouble(BitConverter.UInt32BitsToSingle((uint)*(ushort*)p << 16)),
        DType.Int8 => OfLong(*(sbyte*)p),
        DType.Int16 => OfLong(*(short*)p),
        DType.Int32 => OfLong(*(int*)p),
        DType.Int64 => OfLong(*(long*)p),
        DType.UInt16 => *(ushort*)p,
        DType.UInt32 => *(uint*)p,
        DType.UInt64 => *(ulong*)p,
        _ => *p,
    };

    private static ulong OfLong(long value) => (ulong)value ^ 0x8000000000000000;

    private static ulong OfDouble(double value)
    {
        if (double.IsNaN(value)) return ulong.MaxValue;
        // Adding 0 turns -0 into +0. Negative numbers have their bits flipped, positive ones only the sign.
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits < 0 ? ~(ulong)bits : (ulong)bits ^ 0x8000000000000000;
    }
}
