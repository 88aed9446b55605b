using System.Reflection;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// z - x·y, which steps write as a product with -x. Where there is an instruction, it reads x itself, which may then lie in memory; nothing reads -x, and the JIT compiler leaves it out.
/// </summary>
internal static class NegatedProduct
{
    /// <summary>The step whose negative is the first factor of a step, if there is an instruction for that; else -1.</summary>
    public static int Factor(ScalarFunction f, ScalarStep s) =>
        s.Op == ScalarOp.FusedMultiplyAdd && s.DType.IsFloat && f.Steps[s.A].Op == ScalarOp.Negate && Method(s.DType) is not null ? f.Steps[s.A].A : -1;

    /// <summary>The instruction: from x, y and z on the stack.</summary>
    public static MethodInfo? Method(DType type)
    {
        Type register = VectorInstructions.Of(VectorInstructions.Element(type));
        Type[] three = [register, register, register];
        if (VectorInstructions.Width == 512) return Avx512F.IsSupported ? typeof(Avx512F).GetMethod(nameof(Avx512F.FusedMultiplyAddNegated), three) : null;
        return Fma.IsSupported ? typeof(Fma).GetMethod(nameof(Fma.MultiplyAddNegated), three) : null;
    }
}
