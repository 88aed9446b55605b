using System.Numerics;
using Linum.Extending;

namespace Linum;

/// <summary>Facts about a floating element type.</summary>
/// <param name="DType">The type.</param>
/// <param name="Bits">Its width.</param>
/// <param name="MantissaBits">The stored bits of the significand.</param>
/// <param name="ExponentBits">The bits of the exponent.</param>
/// <param name="Eps">The distance from 1 to the next larger number.</param>
/// <param name="EpsNeg">The distance from 1 to the next smaller number.</param>
/// <param name="Max">The largest finite number; the smallest is its negative.</param>
/// <param name="Tiny">The smallest positive number with full precision.</param>
/// <param name="SmallestSubnormal">The smallest positive number.</param>
public sealed record FloatInfo(DType DType, int Bits, int MantissaBits, int ExponentBits, double Eps, double EpsNeg, double Max, double Tiny, double SmallestSubnormal);

/// <summary>Facts about an integer element type.</summary>
/// <param name="DType">The type.</param>
/// <param name="Bits">Its width.</param>
/// <param name="Min">The smallest number.</param>
/// <param name="Max">The largest number.</param>
public sealed record IntegerInfo(DType DType, int Bits, BigInteger Min, BigInteger Max);

public static partial class Np
{
    /// <summary>Facts about a floating type; of a complex type, about its parts.</summary>
    /// <exception cref="DTypeException">The type is neither floating nor complex.</exception>
    public static FloatInfo Finfo(DType dtype)
    {
        if (!dtype.IsInexact) throw new DTypeException($"Np.Finfo: {dtype.Name} is no floating type. Use Np.Iinfo for integers.");
        DType part = dtype.Component;
        (int mantissa, int exponent) = part switch { DType.Float16 => (10, 5), DType.BFloat16 => (7, 8), DType.Float32 => (23, 8), _ => (52, 11) };
        int bias = (1 << (exponent - 1)) - 1;
        double tiny = Math.ScaleB(1, 1 - bias);
        return new(part, part.Size * 8, mantissa, exponent, Math.ScaleB(1, -mantissa), Math.ScaleB(1, -mantissa - 1), Math.ScaleB(2 - Math.ScaleB(1, -mantissa), bias), tiny, Math.ScaleB(tiny, -mantissa));
    }

    /// <summary>Facts about an integer type.</summary>
    /// <exception cref="DTypeException">The type is no integer type.</exception>
    public static IntegerInfo Iinfo(DType dtype)
    {
        if (!dtype.IsInteger) throw new DTypeException($"Np.Iinfo: {dtype.Name} is no integer type. Use Np.Finfo for floating types.");
        int bits = dtype.Size * 8;
        return dtype.IsSigned
            ? new(dtype, bits, -(BigInteger.One << (bits - 1)), (BigInteger.One << (bits - 1)) - 1)
            : new(dtype, bits, BigInteger.Zero, (BigInteger.One << bits) - 1);
    }

    /// <summary>The dtype that elements of two dtypes are converted to before they are combined.</summary>
    public static DType PromoteTypes(DType x, DType y) => Promotion.Join([new(x, []), new(y, [])]).DType;

    /// <summary>The dtype that arrays are converted to before they are combined; literals adapt to arrays.</summary>
    /// <exception cref="ShapeException">No arrays were given.</exception>
    public static DType ResultType(params ReadOnlySpan<NDArray> arrays)
    {
        if (arrays.IsEmpty) throw new ShapeException("Np.ResultType was given no arrays. Give at least one.");
        var types = new ArrayType[arrays.Length];
        for (int i = 0; i < types.Length; i++) types[i] = arrays[i].Type;
        return Promotion.Join(types).DType;
    }
}
