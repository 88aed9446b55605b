using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Narrow types in lanes of 32 bits, for <see cref="StepLegalizer"/>: integers of 8 and 16 bits are int32 that are cut and extended again after each operation that may leave their
/// range; half precision is its bits, which become a float32 and come from one by arithmetic on bits.
/// </summary>
/// <remarks>
/// before: <c>c:i8 = add a:i8 b:i8; d:f32 = convert e:bf16</c>;
/// after: <c>s:i32 = add a:i32 b:i32; c:i32 = s &lt;&lt; 24 &gt;&gt; 24; d:f32 = bits(e:i32 &lt;&lt; 16)</c>.
/// </remarks>
internal static class NarrowSteps
{
    private const int Infinity = 0x7F800000, SmallestNormalHalf = 0x38800000, BeyondHalf = 0x47800000, OneHalf = 0x3F000000;

    /// <summary>2 to the power of 112: the exponents of a float16 seen as those of a float32 are this much too small.</summary>
    private const double HalfScale = 5.192296858534828e33;

    /// <summary>The type that a type has in lanes.</summary>
    public static DType LaneOf(DType type) => NarrowInstructions.IsNarrow(type) ? DType.Int32 : type;

    /// <summary>A constant as it is in lanes.</summary>
    public static Scalar Constant(ScalarBuilder builder, ScalarStep s) => builder.Bits(s.DType switch
    {
        DType.Int8 => (sbyte)s.Bits,
        DType.Int16 => (short)s.Bits,
        _ => s.Bits,
    }, DType.Int32);

    /// <summary>An operation on lanes, or with lanes as its result.</summary>
    /// <param name="builder">Where to write.</param>
    /// <param name="same">The operation on lanes, whose result may be out of range.</param>
    /// <param name="first">Its first operand.</param>
    /// <param name="operand">The first operand's type.</param>
    /// <param name="result">The result's type.</param>
    public static Scalar Operation(ScalarBuilder builder, ScalarStep same, Scalar first, DType operand, DType result)
    {
        switch (same.Op)
        {
            case ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual or ScalarOp.Select:
                return builder.Add(same);
            case ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven:
                return first;
            case ScalarOp.Bitcast:
                return Wrap(first, result);
            case ScalarOp.ShiftRightLogical when operand.IsSigned:
                // The sign's copies must not come down.
                return Wrap(builder.Add(same with { A = Low(first, operand.Size).Index }), result);
            case ScalarOp.ShiftRightArithmetic when operand.IsUnsigned:
                // The highest bit must come down.
                return Low(builder.Add(same with { A = Signed(first, operand.Size).Index }), operand.Size);
            case ScalarOp.And or ScalarOp.Or or ScalarOp.Xor or ScalarOp.Max or ScalarOp.Min or ScalarOp.MaxOrB or ScalarOp.MinOrB or ScalarOp.ShiftRightArithmetic:
                return builder.Add(same);
            default:
                return Wrap(builder.Add(same), result);
        }
    }

    /// <summary>An int32 as a narrow integer: the nearest there is, or its low bits.</summary>
    public static Scalar FromInt(Scalar x, DType to, bool saturate)
    {
        if (!saturate) return Wrap(x, to);
        int bits = to.Size * 8;
        double high = Math.ScaleB(1, to.IsSigned ? bits - 1 : bits) - 1, low = to.IsSigned ? -high - 1 : 0;
        return Scalar.Binary(ScalarOp.Max, Scalar.Binary(ScalarOp.Min, x, high), low);
    }

    private static Scalar Low(Scalar x, int bytes) => x & (bytes == 1 ? 0xFF : 0xFFFF);

    private static Scalar Left(Scalar x, int bits) => Scalar.Binary(ScalarOp.ShiftLeft, x, bits);

    private static Scalar Right(Scalar x, int bits) => Scalar.Binary(ScalarOp.ShiftRightLogical, x, bits);

    private static Scalar Wrap(Scalar x, DType to) => to.IsSigned ? Signed(x, to.Size) : Low(x, to.Size);

    /// <summary>The low bytes extended with their sign.</summary>
    private static Scalar Signed(Scalar x, int bytes)
    {
        int above = 32 - bytes * 8;
        return Scalar.Binary(ScalarOp.ShiftRightArithmetic, Left(x, above), above);
    }

    /// <summary>A value in lanes, which may be out of range, as its type has it.</summary>
    public static Scalar Cut(Scalar x, DType type) => NarrowInstructions.IsNarrow(type) ? Wrap(x, type) : x;

    /// <summary>The bits that a value has in its type, with zeros above.</summary>
    public static Scalar WithoutSign(Scalar x, DType type) => NarrowInstructions.IsNarrow(type) && type.IsSigned ? Low(x, type.Size) : x;

    /// <summary>The float32 of the bits of a half-precision number.</summary>
    public static Scalar ToSingle(Scalar bits, DType from)
    {
        if (from == DType.BFloat16) return Left(bits, 16).BitcastTo(DType.Float32);
        Scalar magnitude = Left(bits & 0x7FFF, 13), sign = Left(bits & 0x8000, 16);
        Scalar finite = (magnitude.BitcastTo(DType.Float32) * HalfScale).BitcastTo(DType.Int32);
        // The largest exponent is that of infinity and NaN.
        Scalar value = (magnitude >= 0x7C00 << 13).Select(magnitude | Infinity, finite);
        return (value | sign).BitcastTo(DType.Float32);
    }

    /// <summary>The bits of the half-precision number nearest to a float32, the even one of two.</summary>
    public static Scalar FromSingle(Scalar x, DType to)
    {
        Scalar bits = x.BitcastTo(DType.Int32), magnitude = bits & int.MaxValue;
        Scalar isNaN = magnitude > Infinity;
        if (to == DType.BFloat16)
        {
            // A NaN whose payload lies in the dropped half must not become an infinity.
            return isNaN.Select(Right(bits, 16) | 0x40, Right(bits + 0x7FFF + (Right(bits, 16) & 1), 16));
        }

        Scalar normal = Right(magnitude + (Right(magnitude, 13) & 1) + (0xFFF - (SmallestNormalHalf - (1 << 23))), 13);
        // Adding one half leaves the bits of a subnormal, rounded, in the low bits.
        Scalar subnormal = (magnitude.BitcastTo(DType.Float32) + 0.5).BitcastTo(DType.Int32) - OneHalf;
        Scalar finite = (magnitude < SmallestNormalHalf).Select(subnormal, normal);
        Scalar large = isNaN.Select((Right(magnitude, 13) & 0x3FF) | 0x7E00, 0x7C00);
        Scalar value = (magnitude >= BeyondHalf).Select(large, finite);
        return value | (Right(bits, 16) & 0x8000);
    }
}
