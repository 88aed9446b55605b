using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum;

/// <summary>C# arrays and spans as arrays.</summary>
internal static class HostBytes
{
    /// <summary>An array over a C# array or span of a number type, which keeps its type.</summary>
    public static ConcreteArray From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        DType dtype = HostValues.DTypeOf(typeof(T)) ?? throw new DTypeException($"Np.Array: arrays of {typeof(T).Name} have no dtype. Use bool, an integer type, Half, float, double or Complex.");
        return ConcreteArray.FromBytes(MemoryMarshal.AsBytes(values), new(dtype, shape));
    }
}
