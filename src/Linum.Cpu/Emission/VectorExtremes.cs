using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes <see cref="ScalarOp.MaxOrB"/> and its twin for floats. On x86 this is what the instruction does; that of other processors treats NaN otherwise.</summary>
internal static class VectorExtremes
{
    /// <summary>Writes the step, if it is such a one.</summary>
    public static bool TryEmit(ILGenerator il, ScalarStep s, VectorLocals locals, LocalBuilder[] result)
    {
        if (!s.DType.IsFloat || s.Op is not (ScalarOp.MaxOrB or ScalarOp.MinOrB)) return false;
        bool max = s.Op == ScalarOp.MaxOrB;
        for (int p = 0; p < result.Length; p++)
        {
            LocalBuilder first = locals.Parts(s.A)[p], second = locals.Parts(s.B)[p];
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

            il.Emit(OpCodes.Stloc, result[p]);
        }

        return true;

        void Call(string name, int parameters) => il.Emit(OpCodes.Call, VectorInstructions.Get(name, VectorInstructions.Element(s.DType), parameters));
    }
}
