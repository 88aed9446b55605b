using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The largest or smallest of a row with the one instruction that x86 has. It passes over NaN, and of two zeros it takes either; the exact operation is ten. So a row in which there was a
/// NaN, or whose result is a zero, is done once more with that.
/// </summary>
internal sealed class QuickExtremes(ILGenerator il)
{
    /// <summary>For float32 and float64: lanes that have seen no NaN.</summary>
    private readonly LocalBuilder[] ordered = [il.DeclareLocal(VectorInstructions.Of(typeof(int))), il.DeclareLocal(VectorInstructions.Of(typeof(int)))];

    /// <summary>Whether a result is such a one.</summary>
    public static bool Covers(RowSink sink, DType type) => sink is { Kind: RowSinkKind.Reduce, Combine: ReduceKind.Max or ReduceKind.Min } && type.IsFloat;

    /// <summary>Whether a pass has such results, and can be done twice: where it stores elements, they may lie where it read.</summary>
    public static bool Suits(RowPhase phase)
    {
        bool any = false;
        for (int s = 0; s < phase.Sinks.Count; s++)
        {
            if (phase.Sinks[s].Kind != RowSinkKind.Reduce) return false;
            any |= Covers(phase.Sinks[s], phase.Body.Outputs[s]);
        }

        return any && X86Base.IsSupported && VectorInstructions.Width <= 256;
    }

    private static void Call(ILGenerator il, string name, DType type, int parameters, int width) => il.Emit(OpCodes.Call, VectorInstructions.Get(name, VectorInstructions.Element(type), parameters, width));

    /// <summary>Before the loop.</summary>
    public void Start()
    {
        foreach (LocalBuilder lanes in ordered)
        {
            il.Emit(OpCodes.Ldc_I4_M1);
            Call(il, "Create", DType.Int32, 1, VectorInstructions.Width);
            il.Emit(OpCodes.Stloc, lanes);
        }
    }

    /// <summary>One more vector.</summary>
    public void Combine(ReduceKind kind, DType type, LocalBuilder vector, LocalBuilder total)
    {
        il.Emit(OpCodes.Ldloc, vector);
        il.Emit(OpCodes.Ldloc, total);
        Call(il, kind == ReduceKind.Max ? "MaxNative" : "MinNative", type, 2, VectorInstructions.Width);
        il.Emit(OpCodes.Stloc, total);
        il.Emit(OpCodes.Ldloc, vector);
        il.Emit(OpCodes.Ldloc, vector);
        Call(il, "Equals", type, 2, VectorInstructions.Width);
        VectorInstructions.As(il, type, DType.Int32);
        LocalBuilder lanes = ordered[type.Size == 4 ? 0 : 1];
        il.Emit(OpCodes.Ldloc, lanes);
        Call(il, "BitwiseAnd", DType.Int32, 2, VectorInstructions.Width);
        il.Emit(OpCodes.Stloc, lanes);
    }

    /// <summary>After the loop.</summary>
    public void LeaveIfUnordered(Label exact)
    {
        il.Emit(OpCodes.Ldloc, ordered[0]);
        il.Emit(OpCodes.Ldloc, ordered[1]);
        Call(il, "BitwiseAnd", DType.Int32, 2, VectorInstructions.Width);
        il.Emit(OpCodes.Ldc_I4_M1);
        Call(il, "Create", DType.Int32, 1, VectorInstructions.Width);
        Call(il, "EqualsAll", DType.Int32, 2, VectorInstructions.Width);
        il.Emit(OpCodes.Brfalse, exact);
    }

    /// <summary>With the result in a register of 128 bits on the stack, which stays there.</summary>
    public void LeaveIfZero(DType type, Label exact)
    {
        LocalBuilder result = il.DeclareLocal(VectorInstructions.Of(VectorInstructions.Element(type), 128));
        il.Emit(OpCodes.Stloc, result);
        il.Emit(OpCodes.Ldloc, result);
        Call(il, "ToScalar", type, 1, 128);
        if (type == DType.Float32) il.Emit(OpCodes.Ldc_R4, 0f);
        else il.Emit(OpCodes.Ldc_R8, 0d);
        il.Emit(OpCodes.Beq, exact);
        il.Emit(OpCodes.Ldloc, result);
    }
}
