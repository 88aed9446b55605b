namespace Linum.Extending;

/// <summary>Combining and ordering whole elements, complex ones included.</summary>
internal static class ElementArithmetic
{
    /// <summary>The type sums are kept in: float32 for half precision, else the type itself.</summary>
    public static DType Accumulator(DType type) => type is DType.Float16 or DType.BFloat16 ? DType.Float32 : type;

    /// <summary>The element in another type. Real numbers get an imaginary part of 0; a complex number loses its own.</summary>
    public static Element Convert(Element x, DType from, DType to) => new(
        ScalarConversion.Convert(from.Component, to.Component, x.First),
        from.IsComplex && to.IsComplex ? ScalarConversion.Convert(from.Component, to.Component, x.Second) : 0);

    /// <summary>What combining nothing gives.</summary>
    public static Element Identity(ReduceKind kind, DType type)
    {
        DType part = type.Component;
        if (kind is ReduceKind.Max or ReduceKind.Min)
        {
            bool max = kind == ReduceKind.Max;
            // Converting an infinity saturates: this is the lowest or highest value of every type.
            double extreme = max ? double.NegativeInfinity : double.PositiveInfinity;
            long bits = part == DType.Bool ? (max ? 0 : 1) : ScalarConversion.Convert(DType.Float64, part, ScalarArithmetic.Bits(extreme));
            return new(bits, type.IsComplex ? bits : 0);
        }

        return kind switch
        {
            ReduceKind.Product => new(ScalarConversion.Convert(DType.Int32, part, 1)),
            ReduceKind.And => new(part == DType.Bool ? 1 : ScalarArithmetic.Mask(part, -1)),
            _ => new(0),
        };
    }

    /// <summary>The two combined, the earlier one first.</summary>
    public static Element Combine(ReduceKind kind, DType type, Element x, Element y)
    {
        if (!type.IsComplex) return new(ScalarArithmetic.Binary(Operation(kind), type, x.First, y.First));
        DType part = type.Component;
        switch (kind)
        {
            case ReduceKind.Sum:
                return new(ScalarArithmetic.Binary(ScalarOp.Add, part, x.First, y.First), ScalarArithmetic.Binary(ScalarOp.Add, part, x.Second, y.Second));
            case ReduceKind.Product:
                return Multiply(type, x, y);
            case ReduceKind.Max or ReduceKind.Min:
                if (IsNaN(type, x)) return x;
                if (IsNaN(type, y)) return y;
                int order = Order(type, x, y);
                return (kind == ReduceKind.Max ? order >= 0 : order <= 0) ? x : y;
            default:
                throw ScalarArithmetic.Undefined(Operation(kind), type);
        }
    }

    /// <summary>The product.</summary>
    public static Element Multiply(DType type, Element x, Element y)
    {
        DType part = type.Component;
        if (!type.IsComplex) return new(ScalarArithmetic.Binary(ScalarOp.Multiply, part, x.First, y.First));
        return new(
            ScalarArithmetic.Binary(ScalarOp.Subtract, part, Product(x.First, y.First), Product(x.Second, y.Second)),
            ScalarArithmetic.Binary(ScalarOp.Add, part, Product(x.First, y.Second), Product(x.Second, y.First)));

        long Product(long a, long b) => ScalarArithmetic.Binary(ScalarOp.Multiply, part, a, b);
    }

    /// <summary>Whether the element, or a part of it, is not a number.</summary>
    public static bool IsNaN(DType type, Element x) => type.Component.IsFloat
        && (double.IsNaN(ScalarArithmetic.ToDouble(type.Component, x.First)) || (type.IsComplex && double.IsNaN(ScalarArithmetic.ToDouble(type.Component, x.Second))));

    /// <summary>The order of sorting: by real, then imaginary part; the zeros tie, NaNs tie and come last.</summary>
    public static int Order(DType type, Element x, Element y)
    {
        int first = Order(type.Component, x.First, y.First);
        return first != 0 || type.Components == 1 ? first : Order(type.Component, x.Second, y.Second);
    }

    private static int Order(DType type, long x, long y)
    {
        if (!type.IsFloat) return type.IsSigned ? ScalarArithmetic.Signed(type, x).CompareTo(ScalarArithmetic.Signed(type, y)) : ((ulong)x).CompareTo((ulong)y);
        double a = ScalarArithmetic.ToDouble(type, x), b = ScalarArithmetic.ToDouble(type, y);
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a).CompareTo(double.IsNaN(b));
        return a < b ? -1 : a > b ? 1 : 0;
    }

    private static ScalarOp Operation(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => ScalarOp.Add,
        ReduceKind.Product => ScalarOp.Multiply,
        ReduceKind.Max => ScalarOp.Max,
        ReduceKind.Min => ScalarOp.Min,
        ReduceKind.And => ScalarOp.And,
        ReduceKind.Or => ScalarOp.Or,
        _ => ScalarOp.Xor,
    };
}
