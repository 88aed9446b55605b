using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum;

/// <summary>C# numbers as bytes of element types.</summary>
internal static class HostBytes
{
    public static void Write(Complex value, DType dtype, Span<byte> bytes)
    {
        switch (dtype)
        {
            case DType.Float32: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value.Real); break;
            case DType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.Real); break;
            case DType.Int32: BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value.Real); break;
            default: ConcreteArray.Scalar(value, dtype.IsComplex ? dtype : DType.Float64, false).LiteralAs(dtype, false).CopyTo(bytes[..dtype.Size]); break;
        }
    }

    /// <summary>An array over a C# array or span of a number type, which keeps its type.</summary>
    public static ConcreteArray From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        DType dtype = HostValues.DTypeOf(typeof(T)) ?? throw new DTypeException($"Np.Array: arrays of {typeof(T).Name} have no dtype. Use bool, an integer type, Half, float, double or Complex.");
        return ConcreteArray.FromBytes(MemoryMarshal.AsBytes(values), new(dtype, shape));
    }
}
