using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The framework's vector operations at the width in use, found once.</summary>
internal static class VectorInstructions
{
    private static readonly ConcurrentDictionary<(string, Type, int, int), MethodInfo?> Found = new();
    private static readonly ConcurrentDictionary<(Type Instructions, Type Vector), MethodInfo?> Blends = new();

    /// <summary>Bits of a register: 512, 256 or 128 by what is accelerated; LINUM_VECTOR sets it.</summary>
    public static int Width { get; } = int.TryParse(Environment.GetEnvironmentVariable("LINUM_VECTOR"), out int width) && width is 128 or 256 or 512
        ? width
        : Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Whether there are 32 registers, else 16.</summary>
    public static bool HasManyRegisters => Width == 512 || AdvSimd.Arm64.IsSupported;

    /// <summary>How many 32-bit lanes a register has: the number of elements that a kernel computes at a time.</summary>
    public static int Lanes => Width / 32;

    private static Type StaticOf(int width) => width switch { 512 => typeof(Vector512), 256 => typeof(Vector256), _ => typeof(Vector128) };

    /// <summary>The register type of an element type.</summary>
    public static Type Of(Type element) => Of(element, Width);

    /// <summary>The register type of an element type at a width.</summary>
    public static Type Of(Type element, int width) => (width switch { 512 => typeof(Vector512<>), 256 => typeof(Vector256<>), _ => typeof(Vector128<>) }).MakeGenericType(element);

    /// <summary>The C# element type of 32-bit lanes; bool lanes are int masks.</summary>
    public static Type Element(DType dtype) => dtype switch
    {
        DType.Float32 => typeof(float),
        DType.UInt32 => typeof(uint),
        DType.Float64 => typeof(double),
        DType.Int64 => typeof(long),
        DType.UInt64 => typeof(ulong),
        _ => typeof(int),
    };

    /// <summary>An operation such as Add, of an element type.</summary>
    public static MethodInfo Get(string name, Type element, int parameters) => Get(name, element, parameters, Width);

    /// <summary>The operation at another width.</summary>
    public static MethodInfo Get(string name, Type element, int parameters, int width) => Found.GetOrAdd((name, element, parameters, width), static key =>
    {
        (string name, Type element, int parameters, int width) = key;
        Type vector = Of(element, width);
        if (Operator(name) is string symbol && vector.GetMethod(symbol, parameters == 1 ? [vector] : [vector, name.StartsWith("Shift", StringComparison.Ordinal) ? typeof(int) : vector]) is MethodInfo found) return found;
        foreach (MethodInfo method in StaticOf(width).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (method.Name != name || method.GetParameters().Length != parameters) continue;
            MethodInfo closed = method;
            if (method.IsGenericMethodDefinition)
            {
                if (method.GetGenericArguments().Length != 1) continue;
                closed = method.MakeGenericMethod(element);
            }

            ParameterInfo[] given = closed.GetParameters();
            Type first = given[0].ParameterType;
            if (name.StartsWith("Shift", StringComparison.Ordinal) && given[1].ParameterType != typeof(int)) continue;
            if (name == "Narrow" && given[1].ParameterType != vector) continue;
            if (first == vector || first == element.MakePointerType() || (name == "Create" && first == element)) return closed;
        }

        return null;
    }) ?? throw new InternalErrorException($"{StaticOf(width).Name}.{name} of {element.Name} does not exist.");

    /// <summary>
    /// The operator that does what a method of that name does: the JIT compiler knows it as an instruction (2.0 to 2.9 µs), the method is a function that it has to inline (8.3 to 11 µs,
    /// .NET 10, 2026-11-27; all others in use are known as instructions). Null where there is none.
    /// </summary>
    private static string? Operator(string name) => name switch
    {
        "Add" => "op_Addition",
        "Subtract" => "op_Subtraction",
        "Multiply" => "op_Multiply",
        "Divide" => "op_Division",
        "BitwiseAnd" => "op_BitwiseAnd",
        "BitwiseOr" => "op_BitwiseOr",
        "Xor" => "op_ExclusiveOr",
        "OnesComplement" => "op_OnesComplement",
        "Negate" => "op_UnaryNegation",
        "ShiftLeft" => "op_LeftShift",
        "ShiftRightLogical" => "op_UnsignedRightShift",
        "ShiftRightArithmetic" => "op_RightShift",
        _ => null,
    };

    /// <summary>
    /// The instruction that chooses by masks: (where not set, where set, mask). ConditionalSelect is one too, but where the compiler does not see that the mask comes from a comparison it
    /// makes three of it. Null where there is none.
    /// </summary>
    /// <param name="type">The numbers.</param>
    /// <param name="onlyChooses">
    /// Whether masks are compared for and chosen by, nothing else: at 512 bits they then stay where they are compared, else the compiler makes registers of them and masks again. Where masks are
    /// combined or looked at, these ways back and forth are more (Newton's steps 19.9 -> 22.3 µs).
    /// </param>
    public static MethodInfo? Blend(DType type, bool onlyChooses)
    {
        if (Width > 256 ? !onlyChooses || !Avx512F.IsSupported : !Avx2.IsSupported) return null;
        Type vector = Of(Element(type)), instructions = Width == 512 ? typeof(Avx512F) : Width == 128 ? typeof(Sse41) : type.IsFloat ? typeof(Avx) : typeof(Avx2);
        return Blends.GetOrAdd((instructions, vector), static key => key.Instructions.GetMethod("BlendVariable", [key.Vector, key.Vector, key.Vector]));
    }

    /// <summary>The numbers 0, 1, 2, ... in the lanes.</summary>
    public static MethodInfo Indices => Of(typeof(int)).GetProperty("Indices")!.GetMethod!;

    /// <summary>All lanes zero.</summary>
    public static MethodInfo Zero(Type element) => Of(element).GetProperty("Zero")!.GetMethod!;

    /// <summary>Takes the register on the stack as lanes of another type.</summary>
    public static void As(ILGenerator il, DType from, DType to)
    {
        Type a = Element(from), b = Element(to);
        if (a != b) il.Emit(OpCodes.Call, Get("As" + b.Name, a, 1));
    }
}
