namespace Linum.Extending;

/// <summary>What stands between NumPy-like operators and strict primitives: one dtype, one shape.</summary>
public static class Broadcasting
{
    /// <summary>Promotes and broadcasts two operands, then combines them.</summary>
    /// <exception cref="ShapeException">The shapes do not line up.</exception>
    public static NDArray Apply(string operation, NDArray x, NDArray y, Func<NDArray, NDArray, NDArray> f)
    {
        (x, y) = Promote(operation, x, y);
        (x, y) = Shapes(operation, x, y);
        return f(x, y);
    }

    /// <summary>The same after converting integers and bools to floats.</summary>
    public static NDArray Inexact(string operation, NDArray x, NDArray y, Func<NDArray, NDArray, NDArray> f)
    {
        (x, y) = Promote(operation, x, y);
        (x, y) = (ToInexact(x), ToInexact(y));
        (x, y) = Shapes(operation, x, y);
        return f(x, y);
    }

    /// <summary>An order comparison: complex numbers by real, then imaginary part.</summary>
    public static NDArray Ordered(string operation, NDArray x, NDArray y, Func<NDArray, NDArray, NDArray> f) => Apply(operation, x, y, (a, b) =>
    {
        if (!a.DType.IsComplex) return f(a, b);
        NDArray real = Lax.Real(a), other = Lax.Real(b);
        return Lax.Select(Lax.Eq(real, other), f(Lax.Imag(a), Lax.Imag(b)), f(real, other));
    });

    /// <summary>Floats and complex numbers as they are, 64-bit integers as float64, literals as the default float, everything else as float32.</summary>
    public static NDArray ToInexact(NDArray x) => x.DType.IsInexact ? x : Lax.ConvertElementType(x, InexactOf(x.Type), x.Type.IsWeak);

    /// <summary>The floating type that functions like the sine convert a type to. Arrays decide by their width, not the default types: sines of int32 are float32 always.</summary>
    public static DType InexactOf(ArrayType type) => type.DType.IsInexact ? type.DType
        : type.DType is DType.Int64 or DType.UInt64 ? DType.Float64
        : type.IsWeak ? DefaultTypes.Float : DType.Float32;

    /// <summary>The floating type of those functions that ask for the default float: it, and float64 for 64-bit integers.</summary>
    public static DType FloatOf(DType dtype) => dtype.IsInexact ? dtype : dtype is DType.Int64 or DType.UInt64 ? DType.Float64 : DefaultTypes.Float;

    /// <summary>Two operands converted to their common dtype.</summary>
    public static (NDArray X, NDArray Y) Promote(string operation, NDArray x, NDArray y)
    {
        if (x.DType == y.DType) return (x, y);
        (DType dtype, bool weak) = Join(operation, [x.Type, y.Type]);
        return (Convert(x, dtype, weak), Convert(y, dtype, weak));
    }

    /// <summary>Several operands converted to their common dtype.</summary>
    public static NDArray[] Promote(string operation, ReadOnlySpan<NDArray> operands)
    {
        var types = new ArrayType[operands.Length];
        for (int i = 0; i < types.Length; i++) types[i] = operands[i].Type;
        (DType dtype, bool weak) = Join(operation, types);
        var results = new NDArray[operands.Length];
        for (int i = 0; i < results.Length; i++) results[i] = Convert(operands[i], dtype, weak);
        return results;
    }

    private static (DType DType, bool IsWeak) Join(string operation, ReadOnlySpan<ArrayType> types)
    {
        foreach (ArrayType type in types)
        {
            if (type.DType is not (DType.Key or DType.Float0) || (type.DType == DType.Key && AllKeys(types))) continue;
            throw new DTypeException($"{operation}: {string.Join(" and ", types.ToArray().Select(t => t.ToLongString()))} cannot be combined. "
                + (type.DType == DType.Key ? "Keys take part in no arithmetic: draw numbers from them with Rng, or take their words with Rng.KeyData."
                    : "float0 is the tangent of what has no derivative; it takes part in no arithmetic. Differentiate with respect to floating arguments only."));
        }

        return Promotion.Join(types);
    }

    /// <summary>Keys among themselves need no common type: they are stacked and selected like anything else.</summary>
    private static bool AllKeys(ReadOnlySpan<ArrayType> types)
    {
        foreach (ArrayType type in types)
            if (type.DType != DType.Key) return false;
        return true;
    }

    private static NDArray Convert(NDArray x, DType dtype, bool weak) => x.DType == dtype ? x : Lax.ConvertElementType(x, dtype, weak);

    /// <summary>Two operands repeated to their common shape; scalars stay scalars.</summary>
    public static (NDArray X, NDArray Y) Shapes(string operation, NDArray x, NDArray y)
    {
        if (x.Rank == 0 || y.Rank == 0 || x.Shape == y.Shape) return (x, y);
        Shape shape = Common(operation, x.Type, y.Type);
        return (Lax.BroadcastTo(x, shape), Lax.BroadcastTo(y, shape));
    }

    /// <summary>The shape that two shapes are both repeated to.</summary>
    /// <exception cref="ShapeException">They do not line up.</exception>
    public static Shape Common(string operation, ArrayType x, ArrayType y)
    {
        var sizes = new int[Math.Max(x.Rank, y.Rank)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            int a = i <= x.Rank ? x.Shape[^i] : 1, b = i <= y.Rank ? y.Shape[^i] : 1;
            if (a != b && a != 1 && b != 1)
            {
                throw new ShapeException($"{operation}: {x.ToLongString()} and {y.ToLongString()} do not line up: counted from the last, axis {i} has size {a} on the left and {b} on the right. "
                    + "Sizes must be equal or 1. Use Reshape or index with NewAxis to put axes where they belong.");
            }

            sizes[^i] = a == 1 ? b : a;
        }

        return sizes;
    }

    /// <summary>The remainder with the sign of the divisor; integers by zero give 0.</summary>
    public static NDArray FloorRemainder(NDArray x, NDArray y)
    {
        NDArray zero = Lax.ScalarLike(x, 0);
        if (x.DType.IsInteger) y = Lax.Select(Lax.Eq(y, zero), Lax.OnesLike(y), y);
        NDArray remainder = Lax.Rem(x, y);
        if (x.DType.IsUnsigned) return remainder;
        NDArray wrongSign = Lax.And(Lax.Ne(Lax.BroadcastTo(Lax.Lt(remainder, zero), remainder.Shape), Lax.BroadcastTo(Lax.Lt(y, zero), remainder.Shape)), Lax.Ne(remainder, zero));
        return Lax.Select(wrongSign, Lax.Add(remainder, y), remainder);
    }

    /// <summary>Binary exponentiation over six bits, as the reference does: integers wrap.</summary>
    public static NDArray IntegerPower(NDArray x, NDArray y)
    {
        (x, y) = x.Rank == y.Rank ? (x, y) : x.Rank == 0 ? (Lax.BroadcastTo(x, y.Shape), y) : (x, Lax.BroadcastTo(y, x.Shape));
        NDArray result = Lax.OnesLike(x), one = Lax.ScalarLike(y, 1), zero = Lax.ScalarLike(y, 0);
        for (int bit = 0; bit < 6; bit++)
        {
            result = Lax.Select(Lax.Ne(Lax.And(y, one), zero), Lax.Mul(result, x), result);
            x = Lax.Mul(x, x);
            y = Lax.ShiftRightLogical(y, one);
        }

        return result;
    }
}
