using System.Reflection;
using System.Runtime.CompilerServices;
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

    /// <summary>What rotates the register on the stack: with the number of bits above it, if <see cref="TakesBits"/>.</summary>
    public MethodInfo Instruction => TakesBits
        ? (VectorInstructions.Width == 512 ? typeof(Avx512F) : typeof(Avx512F.VL)).GetMethod(nameof(Avx512F.RotateLeft), [VectorInstructions.Of(typeof(uint)), typeof(byte)])!
        : typeof(Rotation).GetMethod($"Left{Left}In{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Whether the instruction is told by how many bits.</summary>
    public bool TakesBits => HasRotate;

    // In memory the lowest byte of a lane comes first: rotating left by a byte moves each byte to the next place.
    private static Vector128<byte> By8 => Vector128.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);

    private static Vector128<byte> By16 => Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);

    private static Vector128<byte> By24 => Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Left8In512(Vector512<uint> x) => Avx512BW.Shuffle(x.AsByte(), Vector512.Create(Vector256.Create(By8, By8), Vector256.Create(By8, By8))).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Left16In512(Vector512<uint> x) => Avx512BW.Shuffle(x.AsByte(), Vector512.Create(Vector256.Create(By16, By16), Vector256.Create(By16, By16))).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Left24In512(Vector512<uint> x) => Avx512BW.Shuffle(x.AsByte(), Vector512.Create(Vector256.Create(By24, By24), Vector256.Create(By24, By24))).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Left8In256(Vector256<uint> x) => Avx2.Shuffle(x.AsByte(), Vector256.Create(By8, By8)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Left16In256(Vector256<uint> x) => Avx2.Shuffle(x.AsByte(), Vector256.Create(By16, By16)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Left24In256(Vector256<uint> x) => Avx2.Shuffle(x.AsByte(), Vector256.Create(By24, By24)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Left8In128(Vector128<uint> x) => Ssse3.Shuffle(x.AsByte(), By8).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Left16In128(Vector128<uint> x) => Ssse3.Shuffle(x.AsByte(), By16).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Left24In128(Vector128<uint> x) => Ssse3.Shuffle(x.AsByte(), By24).AsUInt32();
}
