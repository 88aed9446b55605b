using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes maxima and minima of floats where the processor's own instruction does. That of x86 gives its second operand if the first is not greater: for NaN and for zeros of either sign
/// too. So with a constant first it is the maximum that a NaN goes through, up to the sign of a zero.
/// </summary>
internal static class VectorExtremes
{
    /// <summary>Writes the step, if it is such a one.</summary>
    public static bool TryEmit(ILGenerator il, ScalarFunction f, ScalarStep s, VectorLocals locals, LocalBuilder[] result)
    {
        bool max = s.Op is ScalarOp.Max or ScalarOp.MaxOrB;
        if (!s.DType.IsFloat || !(max || s.Op is ScalarOp.Min or ScalarOp.MinOrB)) return false;
        (int a, int b) = (s.A, s.B);
        bool addsZero = false;
        if (s.Op is ScalarOp.Max or ScalarOp.Min)
        {
            if (f.Steps[a].Op != ScalarOp.Constant) (a, b) = (b, a);
            if (!X86Base.IsSupported || f.Steps[a].Op != ScalarOp.Constant) return false;
            double constant = s.DType == DType.Float32 ? BitConverter.Int32BitsToSingle((int)f.Steps[a].Bits) : BitConverter.Int64BitsToDouble(f.Steps[a].Bits);
            bool isNegativeZero = constant == 0 && double.IsNegative(constant);
            if (double.IsNaN(constant) || (isNegativeZero && !max)) return false;
            // The larger of both zeros is 0; 0 + -0 is.
            addsZero = max && constant == 0 && !isNegativeZero;
        }

        for (int p = 0; p < result.Length; p++)
        {
            LocalBuilder first = locals.Parts(a)[p], second = locals.Parts(b)[p];
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Ldloc, second);
            if (X86Base.IsSupported)
            {
                Call(max ? "MaxNative" : "MinNative", 2);
            }
            else
            {
                Call(max ? "GreaterThan" : "LessThan", 2);
                il.Emit(OpCodes.Ldloc, first);
                il.Emit(OpCodes.Ldloc, second);
                Call("ConditionalSelect", 3);
            }

            if (addsZero)
            {
                il.Emit(OpCodes.Ldloc, first);
                Call("Add", 2);
            }

            il.Emit(OpCodes.Stloc, result[p]);
        }

        return true;

        void Call(string name, int parameters) => il.Emit(OpCodes.Call, VectorInstructions.Get(name, VectorInstructions.Element(s.DType), parameters));
    }
}
