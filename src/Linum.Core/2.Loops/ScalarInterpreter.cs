using System.Numerics;

namespace Linum.Extending;

/// <summary>Evaluates scalar functions one element at a time. Values are raw bits in a long: integers sign- or zero-extended, floats as their IEEE bits.</summary>
internal static class ScalarInterpreter
{
    /// <summary>Runs the steps.</summary>
    /// <param name="f">The function.</param>
    /// <param name="input">The bits of a component of an input at the element.</param>
    /// <param name="index">The element's position along an axis.</param>
    /// <param name="values">Scratch, one per step; afterwards every step's value.</param>
    public static void Run(ScalarFunction f, Func<int, int, long> input, Func<int, long> index, long[] values)
    {
        for (int i = 0; i < f.Steps.Count; i++)
        {
            ScalarStep s = f.Steps[i];
            long a = s.Op is not (ScalarOp.Input or ScalarOp.Index) && s.A >= 0 ? values[s.A] : 0, b = s.Op != ScalarOp.Input && s.B >= 0 ? values[s.B] : 0, c = s.C >= 0 ? values[s.C] : 0;
            DType operand = s.Op is not (ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant) && s.A >= 0 ? f.Steps[s.A].DType : s.DType;
            values[i] = s.Op switch
            {
                ScalarOp.Input => input(s.A, s.B),
                ScalarOp.Constant => Extend(s.Bits, s.DType),
                ScalarOp.Index => index(s.A),
                ScalarOp.Select => a != 0 ? b : c,
                ScalarOp.Convert => Convert(a, operand, s.DType),
                ScalarOp.Bitcast => Extend(a, s.DType),
                _ => Apply(s.Op, operand, a, b, c),
            };
        }
    }

    /// <summary>One operation on operands of a type.</summary>
    public static long Apply(ScalarOp op, DType type, long a, long b, long c = 0) => type switch
    {
        DType.Float32 => Single(op, BitConverter.Int32BitsToSingle((int)a), BitConverter.Int32BitsToSingle((int)b), BitConverter.Int32BitsToSingle((int)c)),
        DType.Float64 => Double(op, BitConverter.Int64BitsToDouble(a), BitConverter.Int64BitsToDouble(b), BitConverter.Int64BitsToDouble(c)),
        DType.Float16 or DType.BFloat16 => Half(op, type, a, b),
        _ => Integer(op, type, a, b),
    };

    /// <summary>The low bits of a type, extended to 64.</summary>
    public static long Extend(long bits, DType type) => type switch
    {
        DType.Bool => bits & 1,
        DType.Int8 => (sbyte)bits,
        DType.Int16 => (short)bits,
        DType.Int32 => (int)bits,
        DType.UInt8 => (byte)bits,
        DType.UInt16 or DType.Float16 or DType.BFloat16 => (ushort)bits,
        DType.UInt32 or DType.Float32 => (uint)bits,
        _ => bits,
    };

    private static long Half(ScalarOp op, DType type, long a, long b)
    {
        long x = Convert(a, type, DType.Float32), y = Convert(b, type, DType.Float32), z = Apply(op, DType.Float32, x, y);
        return op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual ? z : Convert(z, DType.Float32, type);
    }

    private static long Bits(float x) => BitConverter.SingleToUInt32Bits(x);

    private static long Bits(double x) => BitConverter.DoubleToInt64Bits(x);

    private static long Bits(bool x) => x ? 1 : 0;

    private static long Single(ScalarOp op, float a, float b, float c) => op switch
    {
        ScalarOp.Add => Bits(a + b),
        ScalarOp.Subtract => Bits(a - b),
        ScalarOp.Multiply => Bits(a * b),
        ScalarOp.Divide => Bits(a / b),
        ScalarOp.Remainder => Bits(a % b),
        ScalarOp.FusedMultiplyAdd => Bits(MathF.FusedMultiplyAdd(a, b, c)),
        ScalarOp.Negate => Bits(-a),
        ScalarOp.Abs => Bits(MathF.Abs(a)),
        ScalarOp.Max => Bits(MathF.Max(a, b)),
        ScalarOp.Min => Bits(MathF.Min(a, b)),
        ScalarOp.Sqrt => Bits(MathF.Sqrt(a)),
        ScalarOp.Floor => Bits(MathF.Floor(a)),
        ScalarOp.Ceiling => Bits(MathF.Ceiling(a)),
        ScalarOp.Truncate => Bits(MathF.Truncate(a)),
        ScalarOp.RoundEven => Bits(MathF.Round(a, MidpointRounding.ToEven)),
        ScalarOp.Equal => Bits(a == b),
        ScalarOp.NotEqual => Bits(a != b),
        ScalarOp.Less => Bits(a < b),
        ScalarOp.LessOrEqual => Bits(a <= b),
        _ => throw new InternalErrorException($"{op} is not defined for float32."),
    };

    private static long Double(ScalarOp op, double a, double b, double c) => op switch
    {
        ScalarOp.Add => Bits(a + b),
        ScalarOp.Subtract => Bits(a - b),
        ScalarOp.Multiply => Bits(a * b),
        ScalarOp.Divide => Bits(a / b),
        ScalarOp.Remainder => Bits(a % b),
        ScalarOp.FusedMultiplyAdd => Bits(Math.FusedMultiplyAdd(a, b, c)),
        ScalarOp.Negate => Bits(-a),
        ScalarOp.Abs => Bits(Math.Abs(a)),
        ScalarOp.Max => Bits(Math.Max(a, b)),
        ScalarOp.Min => Bits(Math.Min(a, b)),
        ScalarOp.Sqrt => Bits(Math.Sqrt(a)),
        ScalarOp.Floor => Bits(Math.Floor(a)),
        ScalarOp.Ceiling => Bits(Math.Ceiling(a)),
        ScalarOp.Truncate => Bits(Math.Truncate(a)),
        ScalarOp.RoundEven => Bits(Math.Round(a, MidpointRounding.ToEven)),
        ScalarOp.Equal => Bits(a == b),
        ScalarOp.NotEqual => Bits(a != b),
        ScalarOp.Less => Bits(a < b),
        ScalarOp.LessOrEqual => Bits(a <= b),
        _ => throw new InternalErrorException($"{op} is not defined for float64."),
    };

    private static long Integer(ScalarOp op, DType type, long a, long b)
    {
        int width = type.Size * 8;
        bool unsigned = type.IsUnsigned || type == DType.Bool;
        ulong ua = (ulong)a, ub = (ulong)b;
        bool tooFar = ub >= (ulong)width;
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        long result = op switch
        {
            ScalarOp.Add => a + b,
            ScalarOp.Subtract => a - b,
            ScalarOp.Multiply => a * b,
            ScalarOp.Divide => b == 0 ? -1 : unsigned ? (long)(ua / ub) : b == -1 ? -a : a / b,
            ScalarOp.Remainder => b == 0 ? a : unsigned ? (long)(ua % ub) : b == -1 ? 0 : a % b,
            ScalarOp.Negate => -a,
            ScalarOp.Abs => unsigned || a >= 0 ? a : -a,
            ScalarOp.Max => unsigned ? (long)Math.Max(ua, ub) : Math.Max(a, b),
            ScalarOp.Min => unsigned ? (long)Math.Min(ua, ub) : Math.Min(a, b),
            ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven => a,
            ScalarOp.And => a & b,
            ScalarOp.Or => a | b,
            ScalarOp.Xor => a ^ b,
            ScalarOp.Not => type == DType.Bool ? a ^ 1 : ~a,
            ScalarOp.ShiftLeft => tooFar ? 0 : a << (int)b,
            ScalarOp.ShiftRightLogical => tooFar ? 0 : (long)((ua & mask) >> (int)b),
            ScalarOp.ShiftRightArithmetic => a >> (int)Math.Min(ub, (ulong)width - 1),
            ScalarOp.PopulationCount => BitOperations.PopCount(ua & mask),
            ScalarOp.LeadingZeroCount => BitOperations.LeadingZeroCount(ua & mask) - (64 - width),
            ScalarOp.Equal => Bits(a == b),
            ScalarOp.NotEqual => Bits(a != b),
            ScalarOp.Less => Bits(unsigned ? ua < ub : a < b),
            ScalarOp.LessOrEqual => Bits(unsigned ? ua <= ub : a <= b),
            _ => throw new InternalErrorException($"{op} is not defined for {type.Name}."),
        };
        return op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual ? result : Extend(result, type);
    }

    /// <summary>A value as another type.</summary>
    public static long Convert(long bits, DType from, DType to)
    {
        if (from == to) return bits;
        switch (from)
        {
            case DType.Float16: return Convert(Bits((float)BitConverter.UInt16BitsToHalf((ushort)bits)), DType.Float32, to);
            case DType.BFloat16: return Convert((long)(uint)((ushort)bits << 16), DType.Float32, to);
            case DType.Float32: return FromFloat(BitConverter.Int32BitsToSingle((int)bits), to);
            case DType.Float64: return FromFloat(BitConverter.Int64BitsToDouble(bits), to);
        }

        return to switch
        {
            DType.Bool => Bits(bits != 0),
            DType.Float64 => Bits(from == DType.UInt64 ? (double)(ulong)bits : bits),
            DType.Float32 => Bits(from == DType.UInt64 ? (float)(ulong)bits : bits),
            DType.Float16 or DType.BFloat16 => Convert(Convert(bits, from, DType.Float32), DType.Float32, to),
            _ => Extend(bits, to),
        };
    }

    private static long FromFloat(float x, DType to) => to switch
    {
        DType.Float16 => BitConverter.HalfToUInt16Bits((Half)x),
        DType.BFloat16 => RoundToBFloat16(x),
        _ => FromFloat((double)x, to),
    };

    private static long FromFloat(double x, DType to) => to switch
    {
        DType.Bool => Bits(x != 0),
        DType.Float64 => Bits(x),
        DType.Float32 => Bits((float)x),
        DType.Float16 or DType.BFloat16 => FromFloat((float)x, to),
        DType.UInt64 => double.IsNaN(x) || x <= 0 ? 0 : x >= 18446744073709551615.0 ? -1 : (long)(ulong)x,
        DType.Int64 => double.IsNaN(x) ? 0 : x >= 9223372036854775807.0 ? long.MaxValue : x <= -9223372036854775808.0 ? long.MinValue : (long)x,
        _ => double.IsNaN(x) ? 0 : (long)Math.Clamp(x, Smallest(to), Largest(to)),
    };

    private static long RoundToBFloat16(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return float.IsNaN(x) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    }

    private static double Smallest(DType type) => type.IsUnsigned ? 0 : -Math.Pow(2, type.Size * 8 - 1);

    private static double Largest(DType type) => Math.Pow(2, type.Size * 8 - (type.IsUnsigned ? 0 : 1)) - 1;
}
