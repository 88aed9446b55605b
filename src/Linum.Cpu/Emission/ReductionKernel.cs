using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Emits the inner loop of long reductions: 64 partial results in registers, whatever the width of these, so that neither the machine nor the number of threads changes a bit.
/// </summary>
internal static class ReductionKernel
{
    /// <summary>How many partial results a row keeps.</summary>
    public const int Partials = 64;

    private static readonly KernelCache<(ReduceKind Kind, DType Type), Kernel> Cache = new(k => Emit(k.Kind, k.Type));

    /// <summary>Whether there is such a loop: of narrow types only kernels over rows have one.</summary>
    public static bool Supports(ReduceKind kind, DType type) => type.Size >= 4 && RegisterCombination.Supports(kind, type);

    /// <summary>A kernel that combines <c>end</c> elements (a multiple of 64) at buffer 0 into the 64 partial results at buffer 1.</summary>
    public static Kernel Get(ReduceKind kind, DType type) => Cache.Get((kind, type));

    private static Kernel Emit(ReduceKind kind, DType type) => KernelFactory.Create("reduce", Fingerprint.Of((long)kind, (long)type), il =>
    {
        Type element = VectorInstructions.Element(type);
        int bytes = VectorInstructions.Width / 8, registers = Partials * type.Size / bytes;
        LocalBuilder[] addresses = KernelFactory.LoadAddresses(il, 2);
        var partials = new LocalBuilder[registers];
        for (int r = 0; r < registers; r++)
        {
            partials[r] = il.DeclareLocal(VectorInstructions.Of(element));
            Address(addresses[1], r * bytes);
            VectorMemory.Load(il, element);
            il.Emit(OpCodes.Stloc, partials[r]);
        }

        LocalBuilder end = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, addresses[0]);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldc_I4, type.Size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, end);
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        for (int r = 0; r < registers; r++)
        {
            il.Emit(OpCodes.Ldloc, partials[r]);
            Address(addresses[0], r * bytes);
            VectorMemory.Load(il, element);
            il.Emit(OpCodes.Call, VectorInstructions.Get(RegisterCombination.Operation(kind, type), element, 2));
            il.Emit(OpCodes.Stloc, partials[r]);
        }

        Address(addresses[0], Partials * type.Size);
        il.Emit(OpCodes.Stloc, addresses[0]);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, addresses[0]);
        il.Emit(OpCodes.Ldloc, end);
        il.Emit(OpCodes.Blt_Un, body);
        for (int r = 0; r < registers; r++)
        {
            Address(addresses[1], r * bytes);
            il.Emit(OpCodes.Ldloc, partials[r]);
            VectorMemory.Store(il, element);
        }

        il.Emit(OpCodes.Ret);

        void Address(LocalBuilder start, int offset)
        {
            il.Emit(OpCodes.Ldloc, start);
            if (offset == 0) return;
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Add);
        }
    });
}
