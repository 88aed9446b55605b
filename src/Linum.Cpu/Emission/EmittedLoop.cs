using System.Reflection.Emit;

namespace Linum.Cpu;

/// <summary>The frame of the loops in kernels: the test stands at the end, so that a turn has one jump.</summary>
internal static class EmittedLoop
{
    /// <summary>Writes a loop that counts up to the kernel's end, or goes on while a condition holds.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="counter">The number of the turn, which holds the first one.</param>
    /// <param name="turn">Writes a turn.</param>
    /// <param name="condition">What is asked before each turn; null for the end in the kernel's argument.</param>
    public static void Emit(ILGenerator il, LocalBuilder counter, Action turn, ScalarTurn? condition = null)
    {
        Frame(il, turn: () =>
        {
            turn();
            Advance(il, counter, 1);
        }, test: next =>
        {
            if (condition is null)
            {
                il.Emit(OpCodes.Ldloc, counter);
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Blt, next);
            }
            else
            {
                condition.EmitTurn();
                il.Emit(OpCodes.Ldloc, condition.Result(0));
                il.Emit(OpCodes.Brtrue, next);
            }
        });
    }

    /// <summary>Writes a loop whose turns count for themselves.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="turn">Writes a turn.</param>
    /// <param name="test">Writes the jump to the next turn, if there is one.</param>
    public static void Frame(ILGenerator il, Action turn, Action<Label> test)
    {
        Label atTest = il.DefineLabel(), next = il.DefineLabel();
        il.Emit(OpCodes.Br, atTest);
        il.MarkLabel(next);
        turn();
        il.MarkLabel(atTest);
        test(next);
    }

    /// <summary>Pushes the number of the element behind the last.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="last">Holds it; null for the end in the kernel's argument.</param>
    public static void PushEnd(ILGenerator il, LocalBuilder? last)
    {
        if (last is null) il.Emit(OpCodes.Ldarg_2);
        else il.Emit(OpCodes.Ldloc, last);
    }

    /// <summary>Adds to a counter.</summary>
    public static void Advance(ILGenerator il, LocalBuilder counter, int by)
    {
        il.Emit(OpCodes.Ldloc, counter);
        il.Emit(OpCodes.Ldc_I4, by);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, counter);
    }
}
