using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which scalar functions can be computed a vector at a time.</summary>
internal static class VectorSupport
{
    /// <summary>Whether every step of a function, legalized or not, can be done in a loop over vectors; the few without an instruction are done lane by lane there (<see cref="LaneOperations"/>).</summary>
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
            return s.Op is ScalarOp.And or ScalarOp.Or or ScalarOp.Xor or ScalarOp.Not or ScalarOp.Select or ScalarOp.Convert or ScalarOp.Add or ScalarOp.Multiply or ScalarOp.Max or ScalarOp.Min or ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual;
        return s.Op != ScalarOp.Element && (s.Op != ScalarOp.Bitcast || s.DType != DType.Bool);
    }

    /// <summary>Whether a step is one instruction in a loop over single elements, but several in one over vectors, or none (<see cref="StepLegalizer"/>, <see cref="LaneOperations"/>).</summary>
    public static bool IsDearInVectors(ScalarFunction f, ScalarStep s)
    {
        if (s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) return false;
        DType type = f.Steps[s.A].DType;
        return s.Op switch
        {
            ScalarOp.Remainder or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => true,
            ScalarOp.Divide => !type.IsFloat,
            ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical => !IsConstantShift(f, s),
            ScalarOp.ShiftRightArithmetic => type != DType.Int32 || !IsConstantShift(f, s),
            ScalarOp.Convert => type is DType.Int64 or DType.UInt64 && s.DType == DType.Float32,
            _ => false,
        };
    }

    /// <summary>Whether a shift is by a constant number of bits that are there.</summary>
    public static bool IsConstantShift(ScalarFunction f, ScalarStep s) => f.Steps[s.B].Op == ScalarOp.Constant && (ulong)f.Steps[s.B].Bits < (ulong)(f.Steps[s.A].DType.Size * 8);
}
