using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which scalar functions can be computed a vector at a time.</summary>
internal static class VectorSupport
{
    private static bool IsLane(DType type) => type is DType.Float32 or DType.Int32 or DType.UInt32 or DType.Float64 or DType.Int64 or DType.UInt64 or DType.Bool;

    /// <summary>Whether a map can be computed a vector at a time.</summary>
    public static bool Covers(MapNode map)
    {
        var scalars = new bool[map.Operands.Count];
        for (int i = 0; i < scalars.Length; i++) scalars[i] = map.Operands[i].DType.Components == 1 || map.Operands[i].IsOneElement;
        return Covers(map.Body, scalars);
    }

    /// <summary>Whether every step of a function has a vector form. Inputs of two components must be one value for all elements.</summary>
    public static bool Covers(ScalarFunction f, ValueList<bool> scalars)
    {
        for (int i = 0; i < f.Inputs.Count; i++)
            if (!IsLane(f.Inputs[i].Component) || (f.Inputs[i].Components > 1 && !scalars[i])) return false;
        foreach (DType type in f.Outputs)
            if (!IsLane(type)) return false;
        foreach (ScalarStep step in f.Steps)
            if (!IsLane(step.DType) || !HasVectorForm(f, step)) return false;
        return true;
    }

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
            ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical => IsConstantShift(f, s, type),
            ScalarOp.ShiftRightArithmetic => type == DType.Int32 && IsConstantShift(f, s, type),
            // A 64-bit integer to float32 rounds once, which two conversions would not.
            ScalarOp.Convert => !(type is DType.Int64 or DType.UInt64 && s.DType == DType.Float32),
            _ => true,
        };
    }

    private static bool IsConstantShift(ScalarFunction f, ScalarStep s, DType type) => f.Steps[s.B].Op == ScalarOp.Constant && (ulong)f.Steps[s.B].Bits < (ulong)(type.Size * 8);
}
