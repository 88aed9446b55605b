using System.Runtime.InteropServices;

namespace Linum.Extending;

/// <summary>Element types and their C# counterparts.</summary>
public static class HostValues
{
    /// <summary>The dtype of a C# type; null if there is none.</summary>
    public static DType? DTypeOf(Type type) => type switch
    {
        _ when type == typeof(bool) => DType.Bool,
        _ when type == typeof(sbyte) => DType.Int8,
        _ when type == typeof(short) => DType.Int16,
        _ when type == typeof(int) => DType.Int32,
        _ when type == typeof(long) => DType.Int64,
        _ when type == typeof(byte) => DType.UInt8,
        _ when type == typeof(ushort) => DType.UInt16,
        _ when type == typeof(uint) => DType.UInt32,
        _ when type == typeof(ulong) => DType.UInt64,
        _ when type == typeof(Half) => DType.Float16,
        _ when type == typeof(float) => DType.Float32,
        _ when type == typeof(double) => DType.Float64,
        _ when type == typeof(System.Numerics.Complex) => DType.Complex128,
        _ => null,
    };

    /// <summary>The first element of row-major bytes as a boxed C# number (float for bfloat16, Complex for both complex types).</summary>
    public static object Read(ReadOnlySpan<byte> bytes, DType dtype) => dtype switch
    {
        DType.Bool => bytes[0] != 0,
        DType.Int8 => (sbyte)bytes[0],
        DType.Int16 => MemoryMarshal.Read<short>(bytes),
        DType.Int32 => MemoryMarshal.Read<int>(bytes),
        DType.Int64 => MemoryMarshal.Read<long>(bytes),
        DType.UInt8 => bytes[0],
        DType.UInt16 => MemoryMarshal.Read<ushort>(bytes),
        DType.UInt32 => MemoryMarshal.Read<uint>(bytes),
        DType.UInt64 => MemoryMarshal.Read<ulong>(bytes),
        DType.Float16 => MemoryMarshal.Read<Half>(bytes),
        DType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Read<ushort>(bytes) << 16),
        DType.Float32 => MemoryMarshal.Read<float>(bytes),
        DType.Float64 => MemoryMarshal.Read<double>(bytes),
        DType.Complex64 => new System.Numerics.Complex(MemoryMarshal.Read<float>(bytes), MemoryMarshal.Read<float>(bytes[4..])),
        DType.Complex128 => new System.Numerics.Complex(MemoryMarshal.Read<double>(bytes), MemoryMarshal.Read<double>(bytes[8..])),
        _ => throw new DTypeException($"An array of {dtype.Name} has no values that C# can read. For keys use Rng.KeyData."),
    };

    /// <summary>A boxed number as another C# type, as an explicit cast would give it.</summary>
    internal static object Cast(object value, Type type)
    {
        if (value.GetType() == type) return value;
        if (type == typeof(System.Numerics.Complex)) return value is bool b ? new System.Numerics.Complex(b ? 1 : 0, 0) : new System.Numerics.Complex(ToDouble(value), 0);
        if (value is System.Numerics.Complex complex) value = complex.Real;
        if (type == typeof(bool)) return ToDouble(value) != 0;
        bool integral = value is not (Half or float or double);
        if (type == typeof(double)) return ToDouble(value);
        if (type == typeof(float)) return (float)ToDouble(value);
        if (type == typeof(Half)) return (Half)ToDouble(value);
        if (!integral) return Saturated(ToDouble(value), type);
        return Narrow(value is ulong large ? unchecked((long)large) : Convert.ToInt64(value, null), type);
    }

    /// <summary>A floating number as an integer: cut off, and moved to the nearest end of the type's range.</summary>
    private static object Saturated(double value, Type type) => type switch
    {
        _ when type == typeof(sbyte) => (sbyte)Math.Clamp(double.IsNaN(value) ? 0 : value, sbyte.MinValue, sbyte.MaxValue),
        _ when type == typeof(short) => (short)Math.Clamp(double.IsNaN(value) ? 0 : value, short.MinValue, short.MaxValue),
        _ when type == typeof(int) => (int)value,
        _ when type == typeof(byte) => (byte)Math.Clamp(double.IsNaN(value) ? 0 : value, byte.MinValue, byte.MaxValue),
        _ when type == typeof(ushort) => (ushort)Math.Clamp(double.IsNaN(value) ? 0 : value, ushort.MinValue, ushort.MaxValue),
        _ when type == typeof(uint) => (uint)value,
        _ when type == typeof(ulong) => (ulong)value,
        _ => Narrow((long)value, type),
    };

    private static double ToDouble(object value) => value switch
    {
        Half half => (double)half,
        bool b => b ? 1 : 0,
        _ => Convert.ToDouble(value, null),
    };

    private static object Narrow(long value, Type type) => type switch
    {
        _ when type == typeof(sbyte) => unchecked((sbyte)value),
        _ when type == typeof(short) => unchecked((short)value),
        _ when type == typeof(int) => unchecked((int)value),
        _ when type == typeof(long) => value,
        _ when type == typeof(byte) => unchecked((byte)value),
        _ when type == typeof(ushort) => unchecked((ushort)value),
        _ when type == typeof(uint) => unchecked((uint)value),
        _ when type == typeof(ulong) => unchecked((ulong)value),
        _ => throw new DTypeException($"Item<{type.Name}>(): {type.Name} is no number type that arrays can be read as."),
    };

    /// <summary>Checks that T is the element type of a dtype.</summary>
    internal static void Check<T>(string operation, DType dtype)
    {
        DType? wanted = DTypeOf(typeof(T));
        bool ok = wanted == dtype || (dtype == DType.BFloat16 && typeof(T) == typeof(ushort)) || (dtype == DType.Complex64 && typeof(T) == typeof(System.Numerics.Complex)) || (dtype == DType.Float0 && typeof(T) == typeof(bool));
        if (!ok) throw new DTypeException($"{operation}<{typeof(T).Name}>() was asked of an array of {dtype.Name}. Use the element type, or convert the array with AsType first.");
    }

    /// <summary>Checks that T has the bytes of a dtype: what <see cref="Check{T}"/> takes, without what is converted.</summary>
    internal static void CheckExact<T>(string operation, DType dtype)
    {
        Check<T>(operation, dtype);
        if (dtype == DType.Complex64 && typeof(T) == typeof(System.Numerics.Complex))
            throw new DTypeException($"{operation}<Complex>() was asked of an array of complex64, whose parts are floats, while those of Complex are doubles. Use ToArray<Complex>(), which converts, or AsType(DType.Complex128).");
    }
}
