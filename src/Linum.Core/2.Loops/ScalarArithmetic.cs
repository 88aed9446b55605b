using System.Numerics;

namespace Linum.Extending;

/// <summary>What each <see cref="ScalarOp"/> means, on raw bits held in the low end of a long with zeros above. Plain and slow: the definition that compiled code is compared with.</summary>
internal static class ScalarArithmetic
{
    public static long Unary(ScalarOp op, DType type, long x) => type switch
    {
        DType.Float32 => Bits(Unary(op, Single(x))),
        DType.Float64 => Bits(Unary(op, Double(x))),
        _ => Mask(type, UnaryInteger(op, type, x)),
    };

    public static long Binary(ScalarOp op, DType type, long x, long y) => type switch
    {
        DType.Float32 => Bits(Binary(op, Single(x), Single(y))),
        DType.Float64 => Bits(Binary(op, Double(x), Double(y))),
        DType.Bool => BinaryBool(op, x, y),
        _ => Mask(type, BinaryInteger(op, type, x, y)),
    };

    public static long FusedMultiplyAdd(DType type, long x, long y, long z) => type switch
    {
        DType.Float32 => Bits(MathF.FusedMultiplyAdd(Single(x), Single(y), Single(z))),
        DType.Float64 => Bits(Math.FusedMultiplyAdd(Double(x), Double(y), Double(z))),
        _ => throw Undefined(ScalarOp.FusedMultiplyAdd, type),
    };

    /// <summary>Compares two values of one type.</summary>
    public static bool Compare(ScalarOp op, DType type, long x, long y)
    {
        if (type.IsFloat)
        {
            double a = ToDouble(type, x), b = ToDouble(type, y);
            return op switch
            {
                ScalarOp.Equal => a == b,
                ScalarOp.NotEqual => a != b,
                ScalarOp.Less => a < b,
                ScalarOp.LessOrEqual => a <= b,
                _ => throw Undefined(op, type),
            };
        }

        int order = type.IsSigned ? Signed(type, x).CompareTo(Signed(type, y)) : ((ulong)x).CompareTo((ulong)y);
        return op switch
        {
            ScalarOp.Equal => order == 0,
            ScalarOp.NotEqual => order != 0,
            ScalarOp.Less => order < 0,
            ScalarOp.LessOrEqual => order <= 0,
            _ => throw Undefined(op, type),
        };
    }

    /// <summary>The bits as a signed number of the type's width.</summary>
    public static long Signed(DType type, long bits) => type.Size switch
    {
        1 => (sbyte)bits,
        2 => (short)bits,
        4 => (int)bits,
        _ => bits,
    };

    /// <summary>Only the bits that the type has.</summary>
    public static long Mask(DType type, long bits) => type.Size switch
    {
        1 => (byte)bits,
        2 => (ushort)bits,
        4 => (uint)bits,
        _ => bits,
    };

    public static float Single(long bits) => BitConverter.Int32BitsToSingle((int)bits);

    public static double Double(long bits) => BitConverter.Int64BitsToDouble(bits);

    public static long Bits(float value) => (uint)BitConverter.SingleToInt32Bits(value);

    public static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    /// <summary>The exact value of a floating element of any width.</summary>
    public static double ToDouble(DType type, long bits) => type switch
    {
        DType.Float16 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
        DType.BFloat16 => Single(bits << 16),
        DType.Float32 => Single(bits),
        _ => Double(bits),
    };

    public static InternalErrorException Undefined(ScalarOp op, DType type) => new($"The scalar operation {op} is not defined on {type.Name}.");

    private static float Unary(ScalarOp op, float x) => op switch
    {
        ScalarOp.Negate => -x,
        ScalarOp.Abs => MathF.Abs(x),
        ScalarOp.Sqrt => MathF.Sqrt(x),
        ScalarOp.Floor => MathF.Floor(x),
        ScalarOp.Ceiling => MathF.Ceiling(x),
        ScalarOp.Truncate => MathF.Truncate(x),
        ScalarOp.RoundEven => MathF.Round(x, MidpointRounding.ToEven),
        _ => throw Undefined(op, DType.Float32),
    };

    private static double Unary(ScalarOp op, double x) => op switch
    {
        ScalarOp.Negate => -x,
        ScalarOp.Abs => Math.Abs(x),
        ScalarOp.Sqrt => Math.Sqrt(x),
        ScalarOp.Floor => Math.Floor(x),
        ScalarOp.Ceiling => Math.Ceiling(x),
        ScalarOp.Truncate => Math.Truncate(x),
        ScalarOp.RoundEven => Math.Round(x, MidpointRounding.ToEven),
        _ => throw Undefined(op, DType.Float64),
    };

    private static float Binary(ScalarOp op, float x, float y) => op switch
    {
        ScalarOp.Add => x + y,
        ScalarOp.Subtract => x - y,
        ScalarOp.Multiply => x * y,
        ScalarOp.Divide => x / y,
        ScalarOp.Remainder => x % y,
        ScalarOp.Max => MathF.Max(x, y),
        ScalarOp.Min => MathF.Min(x, y),
        ScalarOp.MaxOrB => x > y ? x : y,
        ScalarOp.MinOrB => x < y ? x : y,
        _ => throw Undefined(op, DType.Float32),
    };

    private static double Binary(ScalarOp op, double x, double y) => op switch
    {
        ScalarOp.Add => x + y,
        ScalarOp.Subtract => x - y,
        ScalarOp.Multiply => x * y,
        ScalarOp.Divide => x / y,
        ScalarOp.Remainder => x % y,
        ScalarOp.Max => Math.Max(x, y),
        ScalarOp.Min => Math.Min(x, y),
        ScalarOp.MaxOrB => x > y ? x : y,
        ScalarOp.MinOrB => x < y ? x : y,
        _ => throw Undefined(op, DType.Float64),
    };

    /// <summary>Booleans: sum and maximum are or, product and minimum are and.</summary>
    private static long BinaryBool(ScalarOp op, long x, long y) => op switch
    {
        ScalarOp.Add or ScalarOp.Max or ScalarOp.Or => x | y,
        ScalarOp.Multiply or ScalarOp.Min or ScalarOp.And => x & y,
        ScalarOp.Xor => x ^ y,
        _ => throw Undefined(op, DType.Bool),
    };

    private static long UnaryInteger(ScalarOp op, DType type, long x)
    {
        int unused = 64 - 8 * type.Size;
        return op switch
        {
            ScalarOp.Negate => -x,
            ScalarOp.Abs => type.IsSigned && Signed(type, x) < 0 ? -x : x,
            ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven => x,
            ScalarOp.Not => type == DType.Bool ? 1 - x : ~x,
            ScalarOp.PopulationCount => BitOperations.PopCount((ulong)x),
            ScalarOp.LeadingZeroCount => BitOperations.LeadingZeroCount((ulong)x) - unused,
            _ => throw Undefined(op, type),
        };
    }

    private static long BinaryInteger(ScalarOp op, DType type, long x, long y)
    {
        int width = 8 * type.Size;
        long a = type.IsSigned ? Signed(type, x) : x, b = type.IsSigned ? Signed(type, y) : y;
        bool beyond = b < 0 || b >= width;
        bool less = type.IsSigned ? a < b : (ulong)a < (ulong)b;
        return op switch
        {
            ScalarOp.Add => a + b,
            ScalarOp.Subtract => a - b,
            ScalarOp.Multiply => a * b,
            ScalarOp.Divide => b == 0 ? -1 : !type.IsSigned ? (long)((ulong)a / (ulong)b) : b == -1 ? -a : a / b,
            ScalarOp.Remainder => b == 0 ? a : !type.IsSigned ? (long)((ulong)a % (ulong)b) : b == -1 ? 0 : a % b,
            ScalarOp.Max or ScalarOp.MaxOrB => less ? b : a,
            ScalarOp.Min or ScalarOp.MinOrB => less ? a : b,
            ScalarOp.And => a & b,
            ScalarOp.Or => a | b,
            ScalarOp.Xor => a ^ b,
            ScalarOp.ShiftLeft => beyond ? 0 : a << (int)b,
            ScalarOp.ShiftRightLogical => beyond ? 0 : (long)((ulong)x >> (int)b),
            ScalarOp.ShiftRightArithmetic => Signed(type, x) >> (beyond ? 63 : (int)b),
            _ => throw Undefined(op, type),
        };
    }
}
