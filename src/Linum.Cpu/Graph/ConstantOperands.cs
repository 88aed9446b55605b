using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes steps with a constant operand as cheaper ones of the same bits. A division by a power of two is a multiplication. A maximum or minimum with a constant is the instruction of x86,
/// which gives its second operand if the first is not the larger one: so NaN goes through.
/// </summary>
internal static class ConstantOperands
{
    /// <summary>Writes a step that reads earlier steps under their new numbers.</summary>
    public static int Append(ScalarBuilder builder, ScalarStep s, ReadOnlySpan<int> moved)
    {
        if (!s.DType.IsFloat || s.B < 0) return MapBodies.Append(builder, s, moved);
        if (s.Op == ScalarOp.Divide && Constant(builder, moved[s.B]) is double divisor && Reciprocal(divisor, s.DType) is double factor)
            return builder.Add(new(ScalarOp.Multiply, s.DType, moved[s.A], builder.Constant(factor, s.DType).Index)).Index;
        if (s.Op is not (ScalarOp.Max or ScalarOp.Min)) return MapBodies.Append(builder, s, moved);
        (int constant, int other) = Constant(builder, moved[s.A]) is null ? (moved[s.B], moved[s.A]) : (moved[s.A], moved[s.B]);
        if (Constant(builder, constant) is not double bound || double.IsNaN(bound)) return MapBodies.Append(builder, s, moved);
        bool max = s.Op == ScalarOp.Max, isNegative = double.IsNegative(bound);
        // Of two zeros that are equal the instruction takes the second, whatever its sign.
        if (bound == 0 && isNegative && !max) return MapBodies.Append(builder, s, moved);
        int taken = builder.Add(new(max ? ScalarOp.MaxOrB : ScalarOp.MinOrB, s.DType, constant, other)).Index;
        return bound == 0 && !isNegative && max ? builder.Add(new(ScalarOp.Add, s.DType, taken, constant)).Index : taken;
    }

    private static double? Constant(ScalarBuilder builder, int step) => builder[step] is { Op: ScalarOp.Constant } s
        ? s.DType == DType.Float32 ? BitConverter.Int32BitsToSingle((int)s.Bits) : BitConverter.Int64BitsToDouble(s.Bits)
        : null;

    /// <summary>One over a power of two, where that is a normal number; else null.</summary>
    private static double? Reciprocal(double divisor, DType type)
    {
        double factor = 1 / divisor;
        bool isPower = double.IsNormal(divisor) && (BitConverter.DoubleToInt64Bits(divisor) & 0xFFFFFFFFFFFFF) == 0;
        return isPower && (type == DType.Float32 ? float.IsNormal((float)factor) : double.IsNormal(factor)) ? factor : null;
    }
}
