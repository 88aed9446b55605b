using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Takes floating constants out of bodies into memory, so that kernels that differ in nothing else are one: an unrolled loop is then compiled for one of its turns, and a mean over another
/// number of rows is compiled already. The kernel reads them before its loop, from an input behind the others, whose components they are.
/// </summary>
internal sealed unsafe class ConstantTable
{
    /// <summary>In shorter bodies constants of which programs have many stay: they tell one function from another, and zero costs nothing.</summary>
    private const int ShortBody = 48;

    private readonly long[] values;

    private ConstantTable(long[] values) => this.values = values;

    /// <summary>Where the constants are.</summary>
    public nint Address => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values));

    /// <summary>The steps with constants as components of input number <paramref name="input"/>; null if they stay as they are.</summary>
    public static ConstantTable? Extract(ScalarStep[] steps, int input)
    {
        List<long> values = [];
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i] is not { Op: ScalarOp.Constant, DType: DType.Float32 or DType.Float64 } constant) continue;
            if (steps.Length < ShortBody && IsCommon(constant)) continue;
            // Each has eight bytes, of which a float32 uses the first half.
            steps[i] = new(ScalarOp.Input, constant.DType, input, values.Count * (sizeof(long) / constant.DType.Size));
            values.Add(constant.Bits);
        }

        if (values.Count == 0) return null;
        long[] pinned = GC.AllocateUninitializedArray<long>(values.Count, pinned: true);
        values.CopyTo(pinned);
        return new(pinned);
    }

    private static bool IsCommon(ScalarStep constant) =>
        Math.Abs(constant.DType == DType.Float32 ? BitConverter.Int32BitsToSingle((int)constant.Bits) : BitConverter.Int64BitsToDouble(constant.Bits)) is 0 or 0.5 or 1 or 2 or double.PositiveInfinity or double.NaN;
}
