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
    /// <summary>Whether values of a type can be combined in registers. Half precision and sums of complex numbers are brought to other types before; other complex ones are not combined here.</summary>
    public static bool Supports(ReduceKind kind, DType type) => type.IsInteger || type == DType.Bool || (type is DType.Float32 or DType.Float64 && kind <= ReduceKind.Min);

    /// <summary>The type that partial results have. Narrow integers and the masks of bools are lanes of 32 bits: what these hold above a narrow integer's bits never changes those, and is left out where it is stored.</summary>
    public static DType LaneOf(DType type) => type.Size < 4 ? DType.Int32 : type;

    /// <summary>What combining nothing gives, as it is in a lane.</summary>
    public static ScalarStep Identity(ReduceKind kind, DType type)
    {
        long bits = ElementArithmetic.Identity(kind, type).First;
        return new(ScalarOp.Constant, LaneOf(type), Bits: type switch
        {
            DType.Bool => -bits,
            DType.Int8 => (sbyte)bits,
            DType.Int16 => (short)bits,
            _ => bits,
        });
    }

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
                il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind, type), element, 2));
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
            il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind, type), element, 2, width / 2));
            il.Emit(OpCodes.Stloc, lower);
            all = lower;
        }

        foreach (string move in LaneOf(type).Size == 4 ? (ReadOnlySpan<string>)[nameof(UpperHalf), nameof(OddLanes)] : [nameof(UpperHalf)])
        {
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Ldloc, all);
            il.Emit(OpCodes.Call, typeof(RegisterCombination).GetMethod(move, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element));
            il.Emit(OpCodes.Call, VectorInstructions.Get(Operation(kind, type), element, 2, 128));
            il.Emit(OpCodes.Stloc, all);
        }

        il.Emit(OpCodes.Ldloc, all);
    }

    /// <summary>The vector operation that combines two registers. Of bools the sum and the largest are or, the product and the smallest and.</summary>
    public static string Operation(ReduceKind kind, DType type) => kind switch
    {
        ReduceKind.Sum or ReduceKind.Max when type == DType.Bool => "BitwiseOr",
        ReduceKind.Product or ReduceKind.Min when type == DType.Bool => "BitwiseAnd",
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
