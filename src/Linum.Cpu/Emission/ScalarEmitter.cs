using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes IL for one element: every step its own local. Integers narrower than 32 bits are kept extended in an int.</summary>
internal static class ScalarEmitter
{
    /// <summary>The C# type that a step's value is kept in.</summary>
    public static Type TypeOf(DType dtype) => dtype switch
    {
        DType.Float32 => typeof(float),
        DType.Float64 => typeof(double),
        DType.Int64 => typeof(long),
        DType.UInt64 => typeof(ulong),
        DType.UInt32 => typeof(uint),
        DType.Float16 or DType.BFloat16 => typeof(ushort),
        _ => typeof(int),
    };

    private static MethodInfo Helper(string name) => typeof(ScalarHelpers).GetMethod(name)!;

    /// <summary>Pushes a constant.</summary>
    public static void Constant(ILGenerator il, ScalarStep step)
    {
        switch (step.DType)
        {
            case DType.Float32: il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)step.Bits)); break;
            case DType.Float64: il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(step.Bits)); break;
            case DType.Int64 or DType.UInt64: il.Emit(OpCodes.Ldc_I8, step.Bits); break;
            case DType.Int8: il.Emit(OpCodes.Ldc_I4, (int)(sbyte)step.Bits); break;
            case DType.Int16: il.Emit(OpCodes.Ldc_I4, (int)(short)step.Bits); break;
            default: il.Emit(OpCodes.Ldc_I4, unchecked((int)step.Bits)); break;
        }
    }

    /// <summary>Pushes the value at an address that is on the stack.</summary>
    public static void Load(ILGenerator il, DType dtype)
    {
        il.Emit(dtype switch
        {
            DType.Float32 => OpCodes.Ldind_R4,
            DType.Float64 => OpCodes.Ldind_R8,
            DType.Int64 or DType.UInt64 => OpCodes.Ldind_I8,
            DType.Int32 => OpCodes.Ldind_I4,
            DType.UInt32 => OpCodes.Ldind_U4,
            DType.Int16 => OpCodes.Ldind_I2,
            DType.UInt16 or DType.Float16 or DType.BFloat16 => OpCodes.Ldind_U2,
            DType.Int8 => OpCodes.Ldind_I1,
            _ => OpCodes.Ldind_U1,
        });
    }

    /// <summary>Stores the value on the stack at the address below it.</summary>
    public static void Store(ILGenerator il, DType dtype)
    {
        il.Emit(dtype.Size switch
        {
            1 => OpCodes.Stind_I1,
            2 => OpCodes.Stind_I2,
            4 => dtype == DType.Float32 ? OpCodes.Stind_R4 : OpCodes.Stind_I4,
            _ => dtype == DType.Float64 ? OpCodes.Stind_R8 : OpCodes.Stind_I8,
        });
    }

    /// <summary>Cuts the int on the stack to a narrow type.</summary>
    private static void Narrow(ILGenerator il, DType dtype)
    {
        switch (dtype)
        {
            case DType.Int8: il.Emit(OpCodes.Conv_I1); break;
            case DType.Int16: il.Emit(OpCodes.Conv_I2); break;
            case DType.UInt8: il.Emit(OpCodes.Conv_U1); break;
            case DType.UInt16: il.Emit(OpCodes.Conv_U2); break;
        }
    }

    /// <summary>Writes one step whose operands are locals.</summary>
    public static void Step(ILGenerator il, ScalarFunction f, ScalarStep s, LocalBuilder[] locals)
    {
        DType type = f.Steps[s.A].DType;
        void Arg(int i) => il.Emit(OpCodes.Ldloc, locals[i]);
        switch (s.Op)
        {
            case ScalarOp.Select:
                Label otherwise = il.DefineLabel(), end = il.DefineLabel();
                Arg(s.A);
                il.Emit(OpCodes.Brfalse, otherwise);
                Arg(s.B);
                il.Emit(OpCodes.Br, end);
                il.MarkLabel(otherwise);
                Arg(s.C);
                il.MarkLabel(end);
                return;
            case ScalarOp.Convert:
                Arg(s.A);
                Convert(il, type, s.DType);
                return;
            case ScalarOp.Bitcast:
                Arg(s.A);
                Bitcast(il, type, s.DType);
                return;
        }

        Arg(s.A);
        if (s.B >= 0) Arg(s.B);
        if (s.C >= 0) Arg(s.C);
        if (type is DType.Float32 or DType.Float64) Floating(il, s.Op, type == DType.Float32);
        else if (type is DType.Int64 or DType.UInt64) Wide(il, s.Op, type == DType.UInt64);
        else
        {
            Narrowish(il, s.Op, type);
            if (s.DType != DType.Bool) Narrow(il, s.DType);
        }
    }

    private static void Compare(ILGenerator il, ScalarOp op, bool unsigned, bool floating)
    {
        switch (op)
        {
            case ScalarOp.Equal:
                il.Emit(OpCodes.Ceq);
                break;
            case ScalarOp.NotEqual:
                il.Emit(OpCodes.Ceq);
                Not(il);
                break;
            case ScalarOp.Less:
                il.Emit(unsigned ? OpCodes.Clt_Un : OpCodes.Clt);
                break;
            case ScalarOp.LessOrEqual:
                // a <= b is not (a > b); for floats the unordered form makes NaN false.
                il.Emit(unsigned || floating ? OpCodes.Cgt_Un : OpCodes.Cgt);
                Not(il);
                break;
        }
    }

    private static void Not(ILGenerator il)
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ceq);
    }

    private static void Floating(ILGenerator il, ScalarOp op, bool single)
    {
        Type math = single ? typeof(MathF) : typeof(Math), t = single ? typeof(float) : typeof(double);
        MethodInfo One(string name) => math.GetMethod(name, [t])!;
        MethodInfo Two(string name) => math.GetMethod(name, [t, t])!;
        switch (op)
        {
            case ScalarOp.Add: il.Emit(OpCodes.Add); break;
            case ScalarOp.Subtract: il.Emit(OpCodes.Sub); break;
            case ScalarOp.Multiply: il.Emit(OpCodes.Mul); break;
            case ScalarOp.Divide: il.Emit(OpCodes.Div); break;
            case ScalarOp.Remainder: il.Emit(OpCodes.Call, typeof(ScalarHelpers).GetMethod(nameof(ScalarHelpers.Remainder), [t, t])!); break;
            case ScalarOp.Negate: il.Emit(OpCodes.Neg); break;
            case ScalarOp.FusedMultiplyAdd: il.Emit(OpCodes.Call, math.GetMethod("FusedMultiplyAdd", [t, t, t])!); break;
            case ScalarOp.Abs: il.Emit(OpCodes.Call, One("Abs")); break;
            case ScalarOp.Max: il.Emit(OpCodes.Call, Two("Max")); break;
            case ScalarOp.Min: il.Emit(OpCodes.Call, Two("Min")); break;
            case ScalarOp.MaxOrB or ScalarOp.MinOrB: il.Emit(OpCodes.Call, typeof(ScalarHelpers).GetMethod(op.ToString(), [t, t])!); break;
            case ScalarOp.Sqrt: il.Emit(OpCodes.Call, One("Sqrt")); break;
            case ScalarOp.Floor: il.Emit(OpCodes.Call, One("Floor")); break;
            case ScalarOp.Ceiling: il.Emit(OpCodes.Call, One("Ceiling")); break;
            case ScalarOp.Truncate: il.Emit(OpCodes.Call, One("Truncate")); break;
            case ScalarOp.RoundEven: il.Emit(OpCodes.Call, One("Round")); break;
            default: Compare(il, op, unsigned: false, floating: true); break;
        }
    }

    private static void Wide(ILGenerator il, ScalarOp op, bool unsigned)
    {
        string suffix = unsigned ? "UInt64" : "Int64";
        switch (op)
        {
            case ScalarOp.Add: il.Emit(OpCodes.Add); break;
            case ScalarOp.Subtract: il.Emit(OpCodes.Sub); break;
            case ScalarOp.Multiply: il.Emit(OpCodes.Mul); break;
            case ScalarOp.Divide: il.Emit(OpCodes.Call, Helper("Divide" + suffix)); break;
            case ScalarOp.Remainder: il.Emit(OpCodes.Call, Helper("Remainder" + suffix)); break;
            case ScalarOp.Negate: il.Emit(OpCodes.Neg); break;
            case ScalarOp.Abs: if (!unsigned) il.Emit(OpCodes.Call, Helper("AbsInt64")); break;
            case ScalarOp.Max or ScalarOp.Min or ScalarOp.MaxOrB or ScalarOp.MinOrB:
                il.Emit(OpCodes.Call, typeof(Math).GetMethod(op.ToString()[..3], unsigned ? [typeof(ulong), typeof(ulong)] : [typeof(long), typeof(long)])!);
                break;
            case ScalarOp.And: il.Emit(OpCodes.And); break;
            case ScalarOp.Or: il.Emit(OpCodes.Or); break;
            case ScalarOp.Xor: il.Emit(OpCodes.Xor); break;
            case ScalarOp.Not: il.Emit(OpCodes.Not); break;
            case ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven: break;
            case ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount:
                il.Emit(OpCodes.Call, Helper(op + "64"));
                break;
            default: Compare(il, op, unsigned, floating: false); break;
        }
    }

    private static void Narrowish(ILGenerator il, ScalarOp op, DType type)
    {
        bool unsigned = type == DType.UInt32, logical = type == DType.Bool;
        string suffix = unsigned ? "UInt32" : "Int32";
        int width = type.Size * 8;
        switch (op)
        {
            case ScalarOp.Add or ScalarOp.Max when logical: il.Emit(OpCodes.Or); break;
            case ScalarOp.Multiply or ScalarOp.Min when logical: il.Emit(OpCodes.And); break;
            case ScalarOp.Add: il.Emit(OpCodes.Add); break;
            case ScalarOp.Subtract: il.Emit(OpCodes.Sub); break;
            case ScalarOp.Multiply: il.Emit(OpCodes.Mul); break;
            case ScalarOp.Divide: il.Emit(OpCodes.Call, Helper("Divide" + suffix)); break;
            case ScalarOp.Remainder: il.Emit(OpCodes.Call, Helper("Remainder" + suffix)); break;
            case ScalarOp.Negate: il.Emit(OpCodes.Neg); break;
            case ScalarOp.Abs: if (type.IsSigned) il.Emit(OpCodes.Call, Helper("AbsInt32")); break;
            case ScalarOp.Max or ScalarOp.Min or ScalarOp.MaxOrB or ScalarOp.MinOrB:
                il.Emit(OpCodes.Call, unsigned ? Helper(op.ToString()[..3] + "UInt32") : typeof(Math).GetMethod(op.ToString()[..3], [typeof(int), typeof(int)])!);
                break;
            case ScalarOp.And: il.Emit(OpCodes.And); break;
            case ScalarOp.Or: il.Emit(OpCodes.Or); break;
            case ScalarOp.Xor: il.Emit(OpCodes.Xor); break;
            case ScalarOp.Not:
                if (logical) Not(il);
                else il.Emit(OpCodes.Not);
                break;
            case ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven: break;
            case ScalarOp.ShiftRightArithmetic when type.IsUnsigned:
                il.Emit(OpCodes.Ldc_I4, width);
                il.Emit(OpCodes.Call, Helper("ShiftRightArithmeticUnsigned32"));
                break;
            case ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount:
                il.Emit(OpCodes.Ldc_I4, width);
                il.Emit(OpCodes.Call, Helper(op + "32"));
                break;
            default: Compare(il, op, unsigned, floating: false); break;
        }
    }

    private static void Bitcast(ILGenerator il, DType from, DType to)
    {
        if (TypeOf(from) == TypeOf(to))
        {
            Narrow(il, to);
            return;
        }

        switch (from, to)
        {
            case (DType.Float32, _): il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToInt32Bits))!); break;
            case (_, DType.Float32): il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int32BitsToSingle))!); break;
            case (DType.Float64, _): il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.DoubleToInt64Bits))!); break;
            case (_, DType.Float64): il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!); break;
            default: Narrow(il, to is DType.Float16 or DType.BFloat16 ? DType.UInt16 : to); break;
        }
    }

    /// <summary>Converts the value on the stack.</summary>
    private static void Convert(ILGenerator il, DType from, DType to)
    {
        if (from == to) return;
        if (from is DType.Float16 or DType.BFloat16)
        {
            il.Emit(OpCodes.Call, Helper(from == DType.Float16 ? "HalfToSingle" : "BFloat16ToSingle"));
            Convert(il, DType.Float32, to);
            return;
        }

        if (to is DType.Float16 or DType.BFloat16)
        {
            Convert(il, from, DType.Float32);
            il.Emit(OpCodes.Call, Helper(to == DType.Float16 ? "SingleToHalf" : "SingleToBFloat16"));
            return;
        }

        bool floating = from is DType.Float32 or DType.Float64;
        switch (to)
        {
            case DType.Bool:
                if (floating) il.Emit(OpCodes.Ldc_R8, 0.0);
                else if (TypeOf(from).Equals(typeof(long)) || TypeOf(from).Equals(typeof(ulong))) il.Emit(OpCodes.Ldc_I8, 0L);
                else il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Ceq);
                Not(il);
                return;
            case DType.Float32:
                if (from == DType.UInt64) il.Emit(OpCodes.Call, Helper("UInt64ToSingle"));
                else if (from == DType.Int64) il.Emit(OpCodes.Call, Helper("Int64ToSingle"));
                else if (from == DType.UInt32)
                {
                    il.Emit(OpCodes.Conv_U8);
                    il.Emit(OpCodes.Call, Helper("Int64ToSingle"));
                }
                else il.Emit(OpCodes.Conv_R4);
                return;
            case DType.Float64:
                if (from == DType.UInt64) il.Emit(OpCodes.Call, Helper("UInt64ToDouble"));
                else if (from == DType.UInt32)
                {
                    il.Emit(OpCodes.Conv_R_Un);
                    il.Emit(OpCodes.Conv_R8);
                }
                else il.Emit(OpCodes.Conv_R8);
                return;
        }

        if (floating)
        {
            if (from == DType.Float32) il.Emit(OpCodes.Conv_R8);
            switch (to)
            {
                case DType.Int64: il.Emit(OpCodes.Call, Helper("DoubleToInt64")); break;
                case DType.UInt64: il.Emit(OpCodes.Call, Helper("DoubleToUInt64")); break;
                case DType.UInt32: il.Emit(OpCodes.Call, Helper("DoubleToUInt32Clamped")); break;
                default:
                    int bits = to.Size * 8;
                    il.Emit(OpCodes.Ldc_R8, to.IsUnsigned ? 0.0 : -Math.Pow(2, bits - 1));
                    il.Emit(OpCodes.Ldc_R8, Math.Pow(2, to.IsUnsigned ? bits : bits - 1) - 1);
                    il.Emit(OpCodes.Call, Helper("DoubleToInt32Clamped"));
                    break;
            }

            return;
        }

        switch (to)
        {
            case DType.Int64 or DType.UInt64: il.Emit(from is DType.UInt32 ? OpCodes.Conv_U8 : OpCodes.Conv_I8); break;
            case DType.Int32: il.Emit(OpCodes.Conv_I4); break;
            case DType.UInt32: il.Emit(OpCodes.Conv_U4); break;
            default: Narrow(il, to); break;
        }
    }
}
