using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes the conversions that have vector instructions; <see cref="StepLegalizer"/> has turned the others into these.</summary>
internal sealed class VectorConversion(ILGenerator il, ScalarFunction f, VectorLocals locals)
{
    public void Emit(int step, ScalarStep s)
    {
        DType from = f.Steps[s.A].DType, to = s.DType;
        if (from == DType.Bool) FromBool(step, s.A, to);
        else if (to == DType.Bool) ToBool(step, s.A, from);
        else if (from.Size == to.Size) SameSize(step, s.A, from, to);
        else if (from.Size < to.Size) Widen(step, s.A, from, to);
        else Narrow(step, s.A, from, to);
    }

    /// <summary>A mask is all ones or zero: and-ing it with the bits of 1 gives 1 or 0.</summary>
    private void FromBool(int step, int source, DType to)
    {
        LocalBuilder[] mask = locals.Mask(source, to.Size), result = locals.Define(step, to);
        DType lane = to.Size == 4 ? DType.Int32 : DType.Int64;
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, mask[p]);
            if (to.Size == 4) il.Emit(OpCodes.Ldc_I4, to == DType.Float32 ? BitConverter.SingleToInt32Bits(1) : 1);
            else il.Emit(OpCodes.Ldc_I8, to == DType.Float64 ? BitConverter.DoubleToInt64Bits(1) : 1L);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Create", VectorInstructions.Element(lane), 1));
            il.Emit(OpCodes.Call, VectorInstructions.Get("BitwiseAnd", VectorInstructions.Element(lane), 2));
            VectorInstructions.As(il, lane, to);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void ToBool(int step, int source, DType from)
    {
        Type element = VectorInstructions.Element(from);
        DType lane = from.Size == 4 ? DType.Int32 : DType.Int64;
        LocalBuilder[] value = locals.Parts(source), result = locals.DefineMask(step, from.Size);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, value[p]);
            ScalarEmitter.Constant(il, new(ScalarOp.Constant, from));
            il.Emit(OpCodes.Call, VectorInstructions.Get("Create", element, 1));
            il.Emit(OpCodes.Call, VectorInstructions.Get("Equals", element, 2));
            VectorInstructions.As(il, from, lane);
            il.Emit(OpCodes.Call, VectorInstructions.Get("OnesComplement", VectorInstructions.Element(lane), 1));
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void SameSize(int step, int source, DType from, DType to)
    {
        LocalBuilder[] value = locals.Parts(source), result = locals.Define(step, to);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, value[p]);
            if (from.IsFloat == to.IsFloat) VectorInstructions.As(il, from, to);
            else il.Emit(OpCodes.Call, VectorInstructions.Get(to == DType.Float32 ? "ConvertToSingle" : "ConvertToInt32", VectorInstructions.Element(from), 1));
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void Widen(int step, int source, DType from, DType to)
    {
        LocalBuilder[] value = locals.Parts(source), result = locals.Define(step, to);
        DType wide = from switch { DType.Float32 => DType.Float64, DType.UInt32 => DType.UInt64, _ => DType.Int64 };
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, value[p / 2]);
            il.Emit(OpCodes.Call, VectorInstructions.Get(p % 2 == 0 ? "WidenLower" : "WidenUpper", VectorInstructions.Element(from), 1));
            VectorInstructions.As(il, wide, to);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void Narrow(int step, int source, DType from, DType to)
    {
        LocalBuilder[] value = locals.Parts(source), result = locals.Define(step, to);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, value[2 * p]);
            il.Emit(OpCodes.Ldloc, value[2 * p + 1]);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Narrow", VectorInstructions.Element(from), 2));
            VectorInstructions.As(il, from switch { DType.Float64 => DType.Float32, DType.UInt64 => DType.UInt32, _ => DType.Int32 }, to);
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }
}
