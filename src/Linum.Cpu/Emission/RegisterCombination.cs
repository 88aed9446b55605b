using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Emits the end of a reduction: registers full of partial results become one value. The first half is combined with the second, again and again, so that the order depends on how many
/// partial results there are and not on how wide registers are.
/// </summary>
internal static class RegisterCombination
{
    /// <summary>Combines partial results, in order in the registers, and leaves a register of 128 bits on the stack that begins with the value of all.</summary>
    public static void Emit(ILGenerator il, ReduceKind kind, DType type, LocalBuilder[] registers)
    {
        Type element = VectorInstructions.Element(type);
        for (int half = registers.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                il.Emit(OpCodes.Ldloc, registers[i]);
                il.Emit(OpCodes.Ldloc, registers[i + half]);
                il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind), element, 2));
                il.Emit(OpCodes.Stloc, registers[i]);
            }
        }

        LocalBuilder all = registers[0];
        for (int width = VectorInstructions.Width; width > 128; width /= 2)
        {
            LocalBuilder lower = il.DeclareLocal(VectorInstructions.Of(element, width / 2));
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Call, VectorInstructions.Get("GetLower", element, 1, width));
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Call, VectorInstructions.Get("GetUpper", element, 1, width));
            il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind), element, 2, width / 2));
            il.Emit(OpCodes.Stloc, lower);
            all = lower;
        }

        foreach (string move in type.Size == 4 ? (ReadOnlySpan<string>)[nameof(UpperHalf), nameof(OddLanes)] : [nameof(UpperHalf)])
        {
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Call, typeof(RegisterCombination).GetMethod(move, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element));
            il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind), element, 2, 128));
            il.Emit(OpCodes.Stloc, all);
        }

        il.Emit(OpCodes.Ldloc, all);
    }

    /// <summary>The vector operation that combines two registers.</summary>
    public static string Operation(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => "Add",
        ReduceKind.Product => "Multiply",
        ReduceKind.Max => "Max",
        ReduceKind.Min => "Min",
        ReduceKind.And => "BitwiseAnd",
        ReduceKind.Or => "BitwiseOr",
        _ => "Xor",
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> UpperHalf<T>(Vector128<T> v) => Vector128.Shuffle(v.AsInt64(), Vector128.Create(1L, 1L)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> OddLanes<T>(Vector128<T> v) => Vector128.Shuffle(v.AsInt32(), Vector128.Create(1, 1, 3, 3)).As<int, T>();
}
