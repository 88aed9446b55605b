using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Rewrites steps that no vector instruction does into steps that have one, with the same bits: conversions between 64-bit integers and floats become arithmetic on the bits of floats,
/// positions are computed as int32, and narrow types are (see <see cref="NarrowSteps"/>); divisions of integers and remainders (<see cref="DivisionSteps"/>), counts of bits and some shifts (<see cref="BitSteps"/>) become
/// several steps.
/// </summary>
/// <remarks>
/// before: <c>b:i32 = convert a:f64</c>;
/// after: <c>c = max(min(a, 2^31 - 1), -2^31); d = bits(trunc(c) + 1.5·2^52); e:i32 = convert d; b = select(a == a, e, 0)</c>.
/// </remarks>
internal sealed class StepLegalizer
{
    /// <summary>Adding it to a whole number below 2^51 puts the number into the low bits.</summary>
    private const double ToLowBits = 6755399441055744.0, TwoTo52 = 4503599627370496.0, TwoTo32 = 4294967296.0, TwoTo53 = 9007199254740992.0, TwoTo63 = 9223372036854775808.0;

    private readonly ScalarBuilder builder = new();
    private readonly ScalarFunction f;

    private StepLegalizer(ScalarFunction f) => this.f = f;

    public static ScalarFunction Run(ScalarFunction f)
    {
        StepLegalizer legalizer = new(f);
        var moved = new Scalar[f.Steps.Count];
        for (int i = 0; i < moved.Length; i++) moved[i] = legalizer.Step(f.Steps[i], moved);
        var results = new int[f.Results.Count];
        for (int i = 0; i < results.Length; i++) results[i] = moved[f.Results[i]].Index;
        return new(f.Inputs, f.Outputs, legalizer.builder.ToSteps(), results);
    }

    private Scalar Step(ScalarStep s, Scalar[] moved)
    {
        switch (s.Op)
        {
            case ScalarOp.Input: return builder.Add(s with { DType = NarrowSteps.LaneOf(s.DType) });
            case ScalarOp.Constant: return NarrowInstructions.IsNarrow(s.DType) ? NarrowSteps.Constant(builder, s) : builder.Add(s);
            case ScalarOp.Index: return Convert(builder.Add(s with { DType = DType.Int32 }), DType.Int32, s.DType);
            case ScalarOp.Convert: return Convert(moved[s.A], f.Steps[s.A].DType, s.DType);
        }

        DType operand = f.Steps[s.A].DType;
        if (Several(s, operand, moved) is Scalar last) return last;
        ScalarStep same = s with { DType = NarrowSteps.LaneOf(s.DType), A = MovedIndex(moved, s.A), B = MovedIndex(moved, s.B), C = MovedIndex(moved, s.C) };
        return NarrowInstructions.IsNarrow(operand) || NarrowInstructions.IsNarrow(s.DType) ? NarrowSteps.Operation(builder, same, moved[s.A], operand, s.DType) : builder.Add(same);
    }

    /// <summary>What takes several steps in any lanes; null for all else.</summary>
    private static Scalar? Several(ScalarStep s, DType operand, Scalar[] moved)
    {
        Scalar a = moved[s.A], b = s.B < 0 ? default : moved[s.B];
        bool isNarrow = NarrowInstructions.IsNarrow(operand);
        switch (s.Op)
        {
            case ScalarOp.Divide when DivisionSteps.Covers(operand): return NarrowSteps.Cut(DivisionSteps.Quotient(a, b, isNarrow), operand);
            case ScalarOp.Remainder when DivisionSteps.Covers(operand): return NarrowSteps.Cut(DivisionSteps.Remainder(a, b, isNarrow), operand);
            case ScalarOp.Remainder when operand.IsFloat: return DivisionSteps.Remainder(a, b);
            case ScalarOp.PopulationCount: return BitSteps.PopulationCount(NarrowSteps.WithoutSign(a, operand));
            case ScalarOp.LeadingZeroCount: return BitSteps.LeadingZeroCount(NarrowSteps.WithoutSign(a, operand), operand.Size * 8);
            case ScalarOp.Less when operand == DType.Bool: return ~a & b;
            case ScalarOp.LessOrEqual when operand == DType.Bool: return ~a | b;
            case ScalarOp.ShiftRightArithmetic when operand is DType.Int64: return BitSteps.ShiftRightArithmetic(a, b);
            case ScalarOp.ShiftRightArithmetic when operand is DType.UInt32 or DType.UInt64:
                // The highest bit of an unsigned number enters.
                DType signed = operand == DType.UInt32 ? DType.Int32 : DType.Int64;
                (a, b) = (a.BitcastTo(signed), b.BitcastTo(signed));
                return (signed == DType.Int32 ? Scalar.Binary(s.Op, a, b) : BitSteps.ShiftRightArithmetic(a, b)).BitcastTo(operand);
            default: return null;
        }
    }

    private static int MovedIndex(Scalar[] moved, int i) => i < 0 ? -1 : moved[i].Index;

    private Scalar Plain(Scalar x, DType to) => builder.Add(new(ScalarOp.Convert, to, x.Index));

    private Scalar Convert(Scalar x, DType from, DType to)
    {
        if (from == to) return x;
        if (from is DType.Float16 or DType.BFloat16) return Convert(NarrowSteps.ToSingle(x, from), DType.Float32, to);
        if (to is DType.Float16 or DType.BFloat16) return NarrowSteps.FromSingle(Convert(x, from, DType.Float32), to);
        // A narrow integer is an int32 already; what becomes one is an int32 before.
        if (NarrowInstructions.IsNarrow(from)) return Convert(x, DType.Int32, to);
        if (NarrowInstructions.IsNarrow(to)) return NarrowSteps.FromInt(Convert(x, from, DType.Int32), to, saturate: from.IsFloat);
        return (from, to) switch
        {
            (DType.Int32, DType.Float64) => FromSmall(x),
            (DType.UInt32, DType.Float64) => FromSmall(x),
            (DType.UInt32, DType.Float32) => Plain(FromSmall(x), DType.Float32),
            (DType.Int64, DType.Float64) => FromSigned(x),
            (DType.Int64, DType.Float32) => Plain(FromSigned(WithoutLowDigits(x, (x < -TwoTo53) | (x > TwoTo53))), to),
            (DType.UInt64, DType.Float32) => Plain(FromUnsigned(WithoutLowDigits(x, x > TwoTo53)), to),
            (DType.UInt64, DType.Float64) => FromUnsigned(x),
            (DType.Float32, DType.UInt32) => ToNarrow(Plain(x, DType.Float64), to, 0, uint.MaxValue),
            (DType.Float64, DType.UInt32) => ToNarrow(x, to, 0, uint.MaxValue),
            (DType.Float64, DType.Int32) => ToNarrow(x, to, int.MinValue, int.MaxValue),
            (DType.Float32, DType.Int64) => ToSigned(Plain(x, DType.Float64)),
            (DType.Float64, DType.Int64) => ToSigned(x),
            (DType.Float32, DType.UInt64) => ToUnsigned(Plain(x, DType.Float64)),
            (DType.Float64, DType.UInt64) => ToUnsigned(x),
            _ => Plain(x, to),
        };
    }

    private Scalar BitsOf(double value) => builder.Bits(BitConverter.DoubleToInt64Bits(value), DType.Int64);

    /// <summary>An integer of at most 51 bits as a double.</summary>
    public static Scalar FromSmall(Scalar x) => (x.ConvertTo(DType.Int64) + x.Builder.Bits(BitConverter.DoubleToInt64Bits(ToLowBits), DType.Int64)).BitcastTo(DType.Float64) - ToLowBits;

    /// <summary>A whole double of at most 51 bits as an integer of 64 bits, whose low bits are the number's.</summary>
    public static Scalar LowBits(Scalar whole) => (whole + ToLowBits).BitcastTo(DType.Int64);

    /// <summary>
    /// A 64-bit integer as a double of the same float32: rounded to a double first, it could come to lie in the middle of two. Of large ones the lowest twelve digits only say whether they are zero, as one bit; it is a multiple
    /// of 2^11 then, below 2^64, and so a double.
    /// </summary>
    private Scalar WithoutLowDigits(Scalar x, Scalar isLarge)
    {
        Scalar low = x & builder.Bits(0xFFF, x.DType), any = Scalar.Binary(ScalarOp.ShiftRightLogical, (low + 0xFFF) & builder.Bits(0x1000, x.DType), 1);
        return isLarge.Select(x & builder.Bits(~0xFFFL, x.DType) | any, x);
    }

    /// <summary>The upper and the lower half, each exact, added: rounded once.</summary>
    private Scalar FromSigned(Scalar x)
    {
        // Flipping the sign bit adds 2^31 to the upper half, which the magic number takes off again.
        Scalar upper = Scalar.Binary(ScalarOp.ShiftRightLogical, x ^ builder.Bits(long.MinValue, DType.Int64), 32) | BitsOf(TwoTo32 * TwoTo52);
        Scalar lower = x & builder.Bits(uint.MaxValue, DType.Int64) | BitsOf(TwoTo52);
        return upper.BitcastTo(DType.Float64) - (TwoTo32 * TwoTo52 + TwoTo63 + TwoTo52) + lower.BitcastTo(DType.Float64);
    }

    private Scalar FromUnsigned(Scalar x)
    {
        Scalar bits = x.BitcastTo(DType.Int64);
        Scalar upper = Scalar.Binary(ScalarOp.ShiftRightLogical, bits, 32) | BitsOf(TwoTo32 * TwoTo52);
        Scalar lower = bits & builder.Bits(uint.MaxValue, DType.Int64) | BitsOf(TwoTo52);
        return upper.BitcastTo(DType.Float64) - (TwoTo32 * TwoTo52 + TwoTo52) + lower.BitcastTo(DType.Float64);
    }

    private Scalar ToNarrow(Scalar x, DType to, double low, double high)
    {
        Scalar inside = Scalar.Binary(ScalarOp.Max, Scalar.Binary(ScalarOp.Min, x, high), low).Unary(ScalarOp.Truncate);
        Scalar value = Plain(LowBits(inside), to);
        return x.EqualTo(x).Select(value, 0);
    }

    /// <summary>The two halves of a whole number as integers.</summary>
    private Scalar Halves(Scalar whole)
    {
        Scalar upper = (whole * (1 / TwoTo32)).Unary(ScalarOp.Floor), lower = whole - upper * TwoTo32;
        Scalar upperBits = (upper + ToLowBits).BitcastTo(DType.Int64), lowerBits = (lower + TwoTo52).BitcastTo(DType.Int64) & builder.Bits(uint.MaxValue, DType.Int64);
        return Scalar.Binary(ScalarOp.ShiftLeft, upperBits, 32) | lowerBits;
    }

    private Scalar ToSigned(Scalar x)
    {
        Scalar value = Halves(x.Unary(ScalarOp.Truncate));
        value = (x >= TwoTo63).Select(builder.Bits(long.MaxValue, DType.Int64), value);
        value = (x <= -TwoTo63).Select(builder.Bits(long.MinValue, DType.Int64), value);
        return x.EqualTo(x).Select(value, 0);
    }

    private Scalar ToUnsigned(Scalar x)
    {
        Scalar value = Halves(x.Unary(ScalarOp.Truncate));
        value = (x >= 2 * TwoTo63).Select(builder.Bits(-1, DType.Int64), value);
        return (x > 0).Select(value, 0).BitcastTo(DType.UInt64);
    }
}
