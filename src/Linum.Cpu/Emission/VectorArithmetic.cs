using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes the operations of a vector loop: arithmetic, comparisons, logic, rotations.</summary>
internal sealed class VectorArithmetic(ILGenerator il, ScalarFunction f, VectorLocals locals)
{
    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    public void Emit(int step, ScalarStep s)
    {
        DType type = f.Steps[s.A].DType;
        if (type == DType.Bool)
        {
            Logical(step, s);
            return;
        }

        if (s.Op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual)
        {
            Compare(step, s);
            return;
        }

        LocalBuilder[] result = locals.Define(step, s.DType);
        if (s.Op is ScalarOp.MaxOrB or ScalarOp.MinOrB && type.IsFloat)
        {
            MaxOrMin(s, type, result);
            return;
        }

        if (LaneOperations.Of(f, s) is MethodInfo each)
        {
            LaneByLane(each, s, result);
            return;
        }

        if (Rotation.Of(f, s) is Rotation rotation)
        {
            Rotate(rotation, type, result);
            return;
        }

        if (NegatedProduct.Factor(f, s) is >= 0 and int factor)
        {
            for (int p = 0; p < result.Length; p++)
            {
                foreach (int operand in (ReadOnlySpan<int>)[factor, s.B, s.C]) il.Emit(OpCodes.Ldloc, locals.Parts(operand)[p]);
                il.Emit(OpCodes.Call, NegatedProduct.Method(type)!);
                il.Emit(OpCodes.Stloc, result[p]);
            }

            return;
        }

        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, locals.Parts(s.A)[p]);
            if (IsShift(s) && VectorSupport.IsConstantShift(f, s)) il.Emit(OpCodes.Ldc_I4, (int)f.Steps[s.B].Bits);
            else if (s.B >= 0) il.Emit(OpCodes.Ldloc, locals.Parts(s.B)[p]);
            if (s.C >= 0) il.Emit(OpCodes.Ldloc, locals.Parts(s.C)[p]);
            Arithmetic(s, type);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private static bool IsShift(ScalarStep s) => s.Op is ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic;

    /// <summary>The registers go through memory, where a method of ours works on one lane after the other. Locals of their own: one whose address is taken is never in a register.</summary>
    private void LaneByLane(MethodInfo each, ScalarStep s, LocalBuilder[] result)
    {
        LocalBuilder[] passed = locals.Passed(result[0].LocalType);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, locals.Parts(s.A)[p]);
            il.Emit(OpCodes.Stloc, passed[0]);
            il.Emit(OpCodes.Ldloc, locals.Parts(s.B)[p]);
            il.Emit(OpCodes.Stloc, passed[1]);
            il.Emit(OpCodes.Ldloca, passed[0]);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Ldloca, passed[1]);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Call, each);
            il.Emit(OpCodes.Ldloc, passed[0]);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void Rotate(Rotation rotation, DType type, LocalBuilder[] result)
    {
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, locals.Parts(rotation.Value)[p]);
            VectorInstructions.As(il, type, DType.UInt32);
            rotation.Emit(il);
            VectorInstructions.As(il, DType.UInt32, type);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    /// <summary>On x86 this is what the instruction does; the maximum of other processors treats NaN otherwise.</summary>
    private void MaxOrMin(ScalarStep s, DType type, LocalBuilder[] result)
    {
        bool max = s.Op == ScalarOp.MaxOrB;
        for (int p = 0; p < result.Length; p++)
        {
            LocalBuilder a = locals.Parts(s.A)[p], b = locals.Parts(s.B)[p];
            il.Emit(OpCodes.Ldloc, a);
            il.Emit(OpCodes.Ldloc, b);
            if (X86Base.IsSupported)
            {
                il.Emit(OpCodes.Call, Op(max ? "MaxNative" : "MinNative", type, 2));
            }
            else
            {
                il.Emit(OpCodes.Call, Op(max ? "GreaterThan" : "LessThan", type, 2));
                il.Emit(OpCodes.Ldloc, a);
                il.Emit(OpCodes.Ldloc, b);
                il.Emit(OpCodes.Call, Op("ConditionalSelect", type, 3));
            }

            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void Compare(int step, ScalarStep s)
    {
        LocalBuilder[] result = locals.DefineMask(step, f.Steps[s.A].DType.Size);
        for (int p = 0; p < result.Length; p++)
        {
            PushComparison(s, p);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void PushComparison(ScalarStep s, int part)
    {
        DType type = f.Steps[s.A].DType, lane = type.Size == 4 ? DType.Int32 : DType.Int64;
        il.Emit(OpCodes.Ldloc, locals.Parts(s.A)[part]);
        il.Emit(OpCodes.Ldloc, locals.Parts(s.B)[part]);
        il.Emit(OpCodes.Call, Op(s.Op switch { ScalarOp.Less => "LessThan", ScalarOp.LessOrEqual => "LessThanOrEqual", _ => "Equals" }, type, 2));
        VectorInstructions.As(il, type, lane);
        if (s.Op == ScalarOp.NotEqual) il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1));
    }

    /// <summary>Pushes a register of a condition as one expression from what its comparisons compare; see <see cref="RareBlock.Condition"/>. The type of its lanes.</summary>
    public DType PushCondition(int step, int part)
    {
        ScalarStep s = f.Steps[step];
        if (f.Steps[s.A].DType != DType.Bool)
        {
            PushComparison(s, part);
            return f.Steps[s.A].DType.Size == 4 ? DType.Int32 : DType.Int64;
        }

        DType lane = PushCondition(s.A, part);
        if (s.B >= 0) PushCondition(s.B, part);
        Combine(s.Op, lane);
        return lane;
    }

    private void Logical(int step, ScalarStep s)
    {
        int width = locals.MaskWidth(s.A);
        DType lane = width == 4 ? DType.Int32 : DType.Int64;
        LocalBuilder[] a = locals.Mask(s.A, width), b = s.B >= 0 ? locals.Mask(s.B, width) : a, result = locals.DefineMask(step, width);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, a[p]);
            if (s.B >= 0) il.Emit(OpCodes.Ldloc, b[p]);
            Combine(s.Op, lane);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    /// <summary>An operation on bools, which are masks on the stack.</summary>
    private void Combine(ScalarOp op, DType lane)
    {
        switch (op)
        {
            case ScalarOp.And or ScalarOp.Multiply or ScalarOp.Min: il.Emit(OpCodes.Call, Op("BitwiseAnd", lane, 2)); break;
            case ScalarOp.Or or ScalarOp.Add or ScalarOp.Max: il.Emit(OpCodes.Call, Op("BitwiseOr", lane, 2)); break;
            case ScalarOp.Xor or ScalarOp.NotEqual: il.Emit(OpCodes.Call, Op("Xor", lane, 2)); break;
            case ScalarOp.Equal:
                il.Emit(OpCodes.Call, Op("Xor", lane, 2));
                il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1));
                break;
            default: il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1)); break;
        }
    }

    /// <summary>The operation on the operands on the stack.</summary>
    private void Arithmetic(ScalarStep s, DType type)
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
            case ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic when !VectorSupport.IsConstantShift(f, s):
                VectorInstructions.As(il, type, type.Size == 4 ? DType.UInt32 : DType.UInt64);
                il.Emit(OpCodes.Call, LaneOperations.Shift(s.Op, type)!);
                break;
            default: il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 2)); break;
        }
    }
}
