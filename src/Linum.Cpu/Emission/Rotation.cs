using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Rotations of 32 bits, which steps write as two shifts whose results are joined. Where there is an instruction, it takes the place of the joining; nothing then reads the shifts, and
/// the JIT compiler leaves them out. Rotations by whole bytes are shuffles on every x86 processor.
/// </summary>
/// <param name="Value">The step whose value is rotated.</param>
/// <param name="Left">By how many bits.</param>
internal readonly record struct Rotation(int Value, int Left)
{
    /// <summary>The rotation that a step is, if there is an instruction for it.</summary>
    public static Rotation? Of(ScalarFunction f, ScalarStep s)
    {
        if (s.Op != ScalarOp.Or || s.DType is not (DType.UInt32 or DType.Int32)) return null;
        ScalarStep left = f.Steps[s.A], right = f.Steps[s.B];
        if (left.Op == ScalarOp.ShiftRightLogical) (left, right) = (right, left);
        if (left.Op != ScalarOp.ShiftLeft || right.Op != ScalarOp.ShiftRightLogical || left.A != right.A) return null;
        ScalarStep bits = f.Steps[left.B], rest = f.Steps[right.B];
        if (bits.Op != ScalarOp.Constant || rest.Op != ScalarOp.Constant || bits.Bits <= 0 || rest.Bits <= 0 || bits.Bits + rest.Bits != 32) return null;
        Rotation rotation = new(left.A, (int)bits.Bits);
        return rotation.HasInstruction ? rotation : null;
    }

    private static bool HasRotate => VectorInstructions.Width == 512 ? Avx512F.IsSupported : Avx512F.VL.IsSupported;

    private static bool HasShuffle => VectorInstructions.Width switch { 512 => Avx512BW.IsSupported, 256 => Avx2.IsSupported, _ => Ssse3.IsSupported };

    private bool HasInstruction => HasRotate || (Left % 8 == 0 && HasShuffle);

    /// <summary>
    /// Rotates the register of uint32 lanes on the stack. Everything here is an instruction to the JIT compiler: helper methods would have to be inlined, and of those it does only so many
    /// in one kernel (a normal sample with them took more than twice as long).
    /// </summary>
    public void Emit(ILGenerator il)
    {
        Type lanes = VectorInstructions.Of(typeof(uint)), bytes = VectorInstructions.Of(typeof(byte));
        if (HasRotate)
        {
            il.Emit(OpCodes.Ldc_I4, Left);
            il.Emit(OpCodes.Call, (VectorInstructions.Width == 512 ? typeof(Avx512F) : typeof(Avx512F.VL)).GetMethod(nameof(Avx512F.RotateLeft), [lanes, typeof(byte)])!);
            return;
        }

        il.Emit(OpCodes.Call, VectorInstructions.Get("AsByte", typeof(uint), 1));
        // In memory the lowest byte of a lane comes first: rotating left by a byte moves each byte to the next place. The shuffle counts from the beginning of 128 bits.
        for (int half = 0; half < VectorInstructions.Width / 64; half++)
        {
            ulong places = 0;
            for (int i = 7; i >= 0; i--)
            {
                int at = half % 2 * 8 + i;
                places = (places << 8) | (uint)(at / 4 * 4 + (at + 4 - Left / 8) % 4);
            }

            il.Emit(OpCodes.Ldc_I8, unchecked((long)places));
        }

        Type[] parts = [.. Enumerable.Repeat(typeof(long), VectorInstructions.Width / 64)];
        il.Emit(OpCodes.Call, (VectorInstructions.Width switch { 512 => typeof(Vector512), 256 => typeof(Vector256), _ => typeof(Vector128) }).GetMethod("Create", parts)!);
        il.Emit(OpCodes.Call, VectorInstructions.Get("AsByte", typeof(long), 1));
        il.Emit(OpCodes.Call, (VectorInstructions.Width switch { 512 => typeof(Avx512BW), 256 => typeof(Avx2), _ => typeof(Ssse3) }).GetMethod("Shuffle", [bytes, bytes])!);
        il.Emit(OpCodes.Call, VectorInstructions.Get("AsUInt32", typeof(byte), 1));
    }
}
