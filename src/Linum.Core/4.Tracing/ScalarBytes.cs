using System.Buffers.Binary;
using System.Numerics;

namespace Linum.Extending;

/// <summary>Writes one host number as the bytes of an element type.</summary>
internal static class ScalarBytes
{
    public static void Write(Complex value, long integer, DType dtype, Span<byte> bytes)
    {
        switch (dtype)
        {
            case DType.Float16: BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value.Real); break;
            case DType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, ToBFloat16((float)value.Real)); break;
            case DType.Float32: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value.Real); break;
            case DType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.Real); break;
            case DType.Complex64:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value.Real);
                BinaryPrimitives.WriteSingleLittleEndian(bytes[4..], (float)value.Imaginary);
                break;
            case DType.Complex128:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.Real);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], value.Imaginary);
                break;
            default:
                Span<byte> whole = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(whole, integer);
                whole[..dtype.Size].CopyTo(bytes);
                break;
        }
    }

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Truncates toward zero and saturates; NaN is 0.</summary>
    public static long ToInteger(double value, DType dtype) => dtype switch
    {
        DType.UInt8 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), 0, byte.MaxValue),
        DType.UInt16 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), 0, ushort.MaxValue),
        DType.UInt32 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), 0, uint.MaxValue),
        DType.UInt64 => unchecked((long)(ulong)value),
        DType.Int8 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), sbyte.MinValue, sbyte.MaxValue),
        DType.Int16 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), short.MinValue, short.MaxValue),
        DType.Int32 => double.IsNaN(value) ? 0 : (long)Math.Clamp(Math.Truncate(value), int.MinValue, int.MaxValue),
        _ => (long)value,
    };
}
