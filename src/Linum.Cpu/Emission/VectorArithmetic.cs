using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The vector instructions of arithmetic steps.</summary>
internal static class VectorArithmetic
{
    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    /// <summary>Emits a step whose operands are on the stack.</summary>
    public static void Emit(ILGenerator il, ScalarStep s, DType type)
    {
        switch (s.Op)
        {
            case ScalarOp.And: il.Emit(OpCodes.Call, Op("BitwiseAnd", type, 2)); break;
            case ScalarOp.Or: il.Emit(OpCodes.Call, Op("BitwiseOr", type, 2)); break;
            case ScalarOp.Not: il.Emit(OpCodes.Call, Op("OnesComplement", type, 1)); break;
            case ScalarOp.Negate or ScalarOp.Sqrt: il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 1)); break;
            case ScalarOp.Abs: if (!type.IsUnsigned) il.Emit(OpCodes.Call, Op("Abs", type, 1)); break;
            case ScalarOp.MaxOrB or ScalarOp.MinOrB: il.Emit(OpCodes.Call, Op(s.Op == ScalarOp.MaxOrB ? "Max" : "Min", type, 2)); break;
            case ScalarOp.FusedMultiplyAdd: il.Emit(OpCodes.Call, Op("FusedMultiplyAdd", type, 3)); break;
            case ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate: if (type.IsFloat) il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 1)); break;
            case ScalarOp.RoundEven: if (type.IsFloat) il.Emit(OpCodes.Call, Op("Round", type, 1)); break;
            case ScalarOp.Bitcast: VectorInstructions.As(il, type, s.DType); break;
            default: il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 2)); break;
        }
    }
}
