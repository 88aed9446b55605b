using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Which constants of a vector loop stay in registers. The JIT compiler makes a memory operand of every constant it knows, and a polynomial then waits for its loads; so some are
/// hidden from it: they are computed with a zero that only the running program knows.
/// </summary>
internal static class KeptConstants
{
    private static bool IsWide => VectorInstructions.Width == 512;

    /// <summary>Of 32 registers most can hold constants; of 16 few, or values would move to memory instead.</summary>
    private static int Limit => IsWide ? 22 : 6;

    /// <summary>The first constants that are operands outside rare blocks; where registers are few, only those that an instruction cannot take from memory.</summary>
    public static HashSet<int> Of(ScalarFunction f, List<RareBlock> rare)
    {
        HashSet<int> kept = [];
        for (int i = 0; i < f.Steps.Count && kept.Count < Limit; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant || rare.Exists(b => b.Start <= i && i < b.Selects)) continue;
            bool isShift = s.Op is ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic;
            // An instruction has one operand in memory, and that is not the first.
            bool second = IsWide || (s.C >= 0 && f.Steps[s.C].Op == ScalarOp.Constant), first = second || s.Op is ScalarOp.Subtract or ScalarOp.Divide or ScalarOp.MaxOrB or ScalarOp.MinOrB;
            foreach (int used in (ReadOnlySpan<int>)[first ? s.A : -1, second && !isShift ? s.B : -1, IsWide ? s.C : -1])
                if (used >= 0 && kept.Count < Limit && IsWorthKeeping(f.Steps[used])) kept.Add(used);
        }

        return kept;
    }

    private static bool IsWorthKeeping(ScalarStep s) => s.Op == ScalarOp.Constant && s.DType != DType.Bool && s.Bits != 0;

    /// <summary>Pushes a constant in a way that the JIT compiler cannot see through: the first element's number is never negative.</summary>
    public static void Push(ILGenerator il, ScalarStep s)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ldc_I4, 63);
        il.Emit(OpCodes.Shr_Un);
        if (s.DType.Size == 8)
        {
            il.Emit(OpCodes.Ldc_I8, s.Bits);
            il.Emit(OpCodes.Or);
            if (s.DType == DType.Float64) il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!);
        }
        else
        {
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Ldc_I4, (int)s.Bits);
            il.Emit(OpCodes.Or);
            if (s.DType == DType.Float32) il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int32BitsToSingle))!);
        }
    }
}
