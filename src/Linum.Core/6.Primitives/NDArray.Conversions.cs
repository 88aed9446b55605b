using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum;

/// <summary>From arrays to C# values. All of these need the array's values and fail while it is being traced.</summary>
public abstract partial class NDArray
{
    /// <summary>The value of a scalar as a C# number, converted like an explicit cast; floats beyond the range of an integer type become its nearest number.</summary>
    /// <typeparam name="T">bool, an integer, Half, float, double or Complex.</typeparam>
    /// <exception cref="ShapeException">The array has more or less than one element.</exception>
    /// <exception cref="ConcretizationException">The array is being traced.</exception>
    public T Item<T>()
        where T : unmanaged => (T)HostValues.Cast(Scalar($"Item<{typeof(T).Name}>()"), typeof(T));

    /// <summary>Whether a scalar is true (not zero).</summary>
    /// <exception cref="ShapeException">The array has several elements or none: say <c>x.All()</c> or <c>x.Any()</c>.</exception>
    public static explicit operator bool(NDArray x) => (bool)HostValues.Cast(x.Scalar("(bool)"), typeof(bool));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator int(NDArray x) => (int)HostValues.Cast(x.Scalar("(int)"), typeof(int));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator long(NDArray x) => (long)HostValues.Cast(x.Scalar("(long)"), typeof(long));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator float(NDArray x) => (float)HostValues.Cast(x.Scalar("(float)"), typeof(float));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator double(NDArray x) => (double)HostValues.Cast(x.Scalar("(double)"), typeof(double));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator byte(NDArray x) => (byte)HostValues.Cast(x.Scalar("(byte)"), typeof(byte));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator sbyte(NDArray x) => (sbyte)HostValues.Cast(x.Scalar("(sbyte)"), typeof(sbyte));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator short(NDArray x) => (short)HostValues.Cast(x.Scalar("(short)"), typeof(short));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator ushort(NDArray x) => (ushort)HostValues.Cast(x.Scalar("(ushort)"), typeof(ushort));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator uint(NDArray x) => (uint)HostValues.Cast(x.Scalar("(uint)"), typeof(uint));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator ulong(NDArray x) => (ulong)HostValues.Cast(x.Scalar("(ulong)"), typeof(ulong));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator Half(NDArray x) => (Half)HostValues.Cast(x.Scalar("(Half)"), typeof(Half));

    /// <summary>The value of a scalar.</summary>
    public static explicit operator System.Numerics.Complex(NDArray x) => (System.Numerics.Complex)HostValues.Cast(x.Scalar("(Complex)"), typeof(System.Numerics.Complex));

    /// <summary>Keeps an array from being a condition by accident: true exactly for a scalar that is not zero.</summary>
    public static bool operator true(NDArray x) => (bool)x;

    /// <summary>True exactly for a scalar that is zero.</summary>
    public static bool operator false(NDArray x) => !(bool)x;

    private object Scalar(string operation)
    {
        if (Count != 1)
        {
            throw new ShapeException($"{operation} needs an array of one element, but this is {Type.ToLongString()}. "
                + "Reduce it first: x.All() or x.Any() for a truth value, x.Sum() or an index for a number.");
        }

        return HostValues.Read(Concrete(operation).ToBytes(), DType);
    }

    /// <summary>The elements in row-major order as a new C# array. T must be the exact element type (Half for float16, ushort for the bits of bfloat16).</summary>
    /// <exception cref="DTypeException">T is not the element type.</exception>
    /// <exception cref="ConcretizationException">The array is being traced.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        HostValues.Check<T>("ToArray", DType);
        var result = new T[checked((int)Count)];
        if (typeof(T) == typeof(System.Numerics.Complex) && DType == DType.Complex64)
        {
            ReadOnlySpan<float> parts = MemoryMarshal.Cast<byte, float>(Concrete("ToArray").ToBytes());
            var complex = (System.Numerics.Complex[])(object)result;
            for (int i = 0; i < complex.Length; i++) complex[i] = new(parts[2 * i], parts[2 * i + 1]);
            return result;
        }

        Concrete("ToArray").CopyTo(MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }
}
