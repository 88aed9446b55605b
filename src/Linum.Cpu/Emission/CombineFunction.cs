using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How two elements become one, as scalar steps: the bodies of reductions, running combinations and scatters.</summary>
internal static class CombineFunction
{
    /// <summary>From two elements of a type, the earlier first, to one. Half precision is computed in float32 and rounded.</summary>
    public static ScalarFunction Of(ReduceKind kind, DType type) => ScalarFunction.Build([type, type], [type], (_, x) =>
        type.IsComplex ? Complex(kind, new(x[0], x[1]), new(x[2], x[3])) : [Scalar.Binary(Operation(kind), x[0], x[1])]);

    /// <summary>The bytes of what combining nothing gives.</summary>
    public static byte[] Identity(ReduceKind kind, DType type)
    {
        var bytes = new byte[type.Size];
        ElementArithmetic.Identity(kind, type).Write(bytes, type, 0);
        return bytes;
    }

    /// <summary>The step that combines two real elements.</summary>
    public static ScalarOp Operation(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => ScalarOp.Add,
        ReduceKind.Product => ScalarOp.Multiply,
        ReduceKind.Max => ScalarOp.Max,
        ReduceKind.Min => ScalarOp.Min,
        ReduceKind.And => ScalarOp.And,
        ReduceKind.Or => ScalarOp.Or,
        _ => ScalarOp.Xor,
    };

    private static Scalar[] Complex(ReduceKind kind, ComplexScalar x, ComplexScalar y)
    {
        if (kind is ReduceKind.Sum or ReduceKind.Product)
        {
            ComplexScalar result = kind == ReduceKind.Sum ? x + y : x * y;
            return [result.Re, result.Im];
        }

        // By real, then imaginary part; what has a NaN wins, the earlier one first; the earlier of equals stays.
        Scalar later = kind == ReduceKind.Max ? y.Re > x.Re | x.Re.EqualTo(y.Re) & y.Im > x.Im : y.Re < x.Re | x.Re.EqualTo(y.Re) & y.Im < x.Im;
        Scalar xIsNaN = x.Re.NotEqualTo(x.Re) | x.Im.NotEqualTo(x.Im), yIsNaN = y.Re.NotEqualTo(y.Re) | y.Im.NotEqualTo(y.Im);
        Scalar takeLater = ~xIsNaN & (yIsNaN | later);
        return [takeLater.Select(y.Re, x.Re), takeLater.Select(y.Im, x.Im)];
    }
}
