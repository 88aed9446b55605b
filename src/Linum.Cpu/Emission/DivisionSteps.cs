using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Quotients and remainders in steps that have vector instructions, for <see cref="StepLegalizer"/>. Integers of up to 32 bits are multiplied with a reciprocal in floating point, which is computed before the loop where
/// all elements have one divisor; remainders of floats follow from the quotient unless it has too many digits.
/// </summary>
/// <remarks>
/// before: <c>c:i32 = divide a:i32 b:i32</c>;
/// after: <c>r:f64 = bits(1 / f64(b)) + 1; q = low bits of (trunc(f64(a) * r) + 1.5·2^52); c = select(b == 0, -1, q)</c>.
/// </remarks>
internal static class DivisionSteps
{
    /// <summary>Whether integers of a type are divided so; wider ones are lane by lane (<see cref="LaneOperations"/>).</summary>
    public static bool Covers(DType type) => type.IsInteger && type.Size <= 4;

    /// <summary>The quotient of integers in lanes, truncated; all ones where the divisor is zero. The smallest integer by -1 has a bit too many: its low bits are itself.</summary>
    /// <param name="a">The dividend.</param>
    /// <param name="b">The divisor.</param>
    /// <param name="isNarrow">Whether both have at most 16 bits.</param>
    /// <remarks>
    /// The reciprocal one unit above the rounded one is not below 1/b, so an exact quotient is not missed; and it is above by less than 2^-22 of it (2^-50 with doubles), so that a quotient below 2^16 / b (2^32 / b) does not
    /// reach the next integer, which is 1/b away or more.
    /// </remarks>
    public static Scalar Quotient(Scalar a, Scalar b, bool isNarrow)
    {
        ScalarBuilder builder = a.Builder;
        Scalar quotient;
        if (isNarrow)
        {
            quotient = (a.ConvertTo(DType.Float32) * Above(1 / b.ConvertTo(DType.Float32), DType.Int32)).Unary(ScalarOp.Truncate).ConvertTo(DType.Int32);
        }
        else
        {
            Scalar whole = (StepLegalizer.FromSmall(a) * Above(1 / StepLegalizer.FromSmall(b), DType.Int64)).Unary(ScalarOp.Truncate);
            quotient = StepLegalizer.LowBits(whole).ConvertTo(a.DType);
        }

        return b.EqualTo(0).Select(builder.Bits(-1, a.DType), quotient);
    }

    /// <summary>The remainder of integers in lanes, with the sign of the dividend; the dividend where the divisor is zero.</summary>
    public static Scalar Remainder(Scalar a, Scalar b, bool isNarrow) => b.EqualTo(0).Select(a, a - Quotient(a, b, isNarrow) * b);

    /// <summary>
    /// The remainder of floats, exact. The rounded quotient is the true one or one more, as long as all integers near it are floats; then the remainder or what is left to zero is a float too, which the fused product gives.
    /// </summary>
    public static Scalar Remainder(Scalar a, Scalar b)
    {
        bool isSingle = a.DType == DType.Float32;
        DType bits = isSingle ? DType.Int32 : DType.Int64;
        Scalar x = a.Unary(ScalarOp.Abs), y = b.Unary(ScalarOp.Abs), quotient = (x / y).Unary(ScalarOp.Truncate);
        Scalar rest = Scalar.FusedMultiplyAdd(-quotient, y, x);
        rest = (rest < 0).Select(rest + y, rest);
        Scalar sign = a.BitcastTo(bits) & a.Builder.Bits(isSingle ? int.MinValue : long.MinValue, bits);
        Scalar near = (quotient <= (isSingle ? 1 << 23 : 1L << 52)) & (y < double.PositiveInfinity);
        return (~near).SelectRarely(a % b, (rest.BitcastTo(bits) | sign).BitcastTo(a.DType));
    }

    /// <summary>The next float away from zero.</summary>
    private static Scalar Above(Scalar x, DType bits) => (x.BitcastTo(bits) + 1).BitcastTo(x.DType);
}
