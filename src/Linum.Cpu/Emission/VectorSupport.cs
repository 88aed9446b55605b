using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which scalar functions can be computed a vector at a time.</summary>
internal static class VectorSupport
{
    /// <summary>Whether every step of a function, legalized or not, has a vector form.</summary>
    public static bool Covers(ScalarFunction f)
    {
        foreach (ScalarStep step in f.Steps)
            if (!HasVectorForm(f, step)) return false;
        return true;
    }

    /// <summary>Whether that is so without types that are taken apart or widened: all values are lanes of 32 or 64 bits, as they are in memory.</summary>
    public static bool CoversLanes(ScalarFunction f)
    {
        foreach (DType type in (DType[])[.. f.Inputs, .. f.Outputs])
            if (!IsLane(type)) return false;
        foreach (ScalarStep step in f.Steps)
            if (!IsLane(step.DType)) return false;
        return Covers(f);
    }

    private static bool IsLane(DType type) => type is DType.Float32 or DType.Int32 or DType.UInt32 or DType.Float64 or DType.Int64 or DType.UInt64 or DType.Bool;

    private static bool HasVectorForm(ScalarFunction f, ScalarStep s)
    {
        if (s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) return true;
        DType type = f.Steps[s.A].DType;
        if (type == DType.Bool)
            return s.Op is ScalarOp.And or ScalarOp.Or or ScalarOp.Xor or ScalarOp.Not or ScalarOp.Select or ScalarOp.Convert or ScalarOp.Add or ScalarOp.Multiply or ScalarOp.Max or ScalarOp.Min or ScalarOp.Equal or ScalarOp.NotEqual;
        return s.Op switch
        {
            ScalarOp.Remainder or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => false,
            ScalarOp.Divide => type.IsFloat,
            ScalarOp.Bitcast => s.DType != DType.Bool,
            ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical => IsConstantShift(f, s, type),
            ScalarOp.ShiftRightArithmetic => type is DType.Int32 or DType.Int16 or DType.Int8 && IsConstantShift(f, s, type),
            // A 64-bit integer to float32 rounds once, which two conversions would not.
            ScalarOp.Convert => !(type is DType.Int64 or DType.UInt64 && s.DType is DType.Float32 or DType.Float16 or DType.BFloat16),
            _ => true,
        };
    }

    private static bool IsConstantShift(ScalarFunction f, ScalarStep s, DType type) => f.Steps[s.B].Op == ScalarOp.Constant && (ulong)f.Steps[s.B].Bits < (ulong)(type.Size * 8);
}
