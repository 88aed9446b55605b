using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Vectors of elements that lie apart in memory, or backwards: whole registers are read and turned or joined, so that a kernel reads <c>x[::-1]</c> and <c>x[::2]</c> where they are. What is read beside the elements is not used;
/// memory has room for that (<see cref="BufferPool.Spare"/>).
/// </summary>
internal static unsafe class StridedLoads
{
    /// <summary>All that is read for sixteen elements lies within the spare bytes behind an array: so many bytes from one element to the next.</summary>
    private const int MostBytes = BufferPool.Spare / 16;

    /// <summary>Whether a kernel can go on along an operand in a step: by one, forwards or backwards, or not at all in any type, by a few in types that fill lanes.</summary>
    public static bool Covers(DType type, long step)
    {
        if (step is 0 or 1 or -1) return true;
        return type is DType.Float32 or DType.Int32 or DType.UInt32 or DType.Float64 or DType.Int64 or DType.UInt64 && Math.Abs(step) * type.Size <= MostBytes;
    }

    /// <summary>The step of an input, of which only those are listed that may have another than one.</summary>
    public static int Of(ValueList<int> strides, int input) => input < strides.Count ? strides[input] : 1;

    /// <summary>The steps of inputs, if one has another than none or one; else nothing, so that equal kernels are found to be equal.</summary>
    public static ValueList<int> Listed(ReadOnlySpan<long> steps)
    {
        bool any = false;
        var all = new int[steps.Length];
        for (int i = 0; i < all.Length; i++)
        {
            any |= steps[i] is not (0 or 1);
            all[i] = steps[i] == 0 ? 1 : (int)steps[i];
        }

        return any ? new(all) : default(ValueList<int>);
    }

    /// <summary>Reads a register from the address of its first element, on the stack; for a type of two components that of one of them.</summary>
    public static void Emit(ILGenerator il, DType type, int component, int stride)
    {
        if (stride < 0)
        {
            // The last of the register's elements is the first in memory.
            int elements = type.Components * VectorEmitter.BytesOfPart(type) / type.Size;
            il.Emit(OpCodes.Ldc_I4, (elements - 1) * stride * type.Size);
            il.Emit(OpCodes.Add);
        }

        switch (Math.Abs(stride))
        {
            case 1: VectorMemory.Load(il, type, component); break;
            case 2: il.Emit(OpCodes.Call, PairInstructions.Load(type, 0)); break;
            default:
                il.Emit(OpCodes.Ldc_I4, Math.Abs(stride));
                il.Emit(OpCodes.Call, Find("Apart", type));
                break;
        }

        if (stride < 0) il.Emit(OpCodes.Call, Find("Reversed", type.Component));
    }

    private static MethodInfo Find(string name, DType type) =>
        typeof(StridedLoads).GetMethod($"{name}{Math.Max(4, type.Size) * 8}In{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(VectorInstructions.Element(type));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Reversed32In512<T>(Vector512<T> x) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32(x.AsInt32(), Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).As<int, T>()
            : Vector512.Create(Reversed32In256(x.GetUpper()), Reversed32In256(x.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Reversed64In512<T>(Vector512<T> x) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64(x.AsInt64(), Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0)).As<long, T>()
            : Vector512.Create(Reversed64In256(x.GetUpper()), Reversed64In256(x.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Reversed32In256<T>(Vector256<T> x) => Vector256.Shuffle(x.AsInt32(), Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0)).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Reversed64In256<T>(Vector256<T> x) => Vector256.Shuffle(x.AsInt64(), Vector256.Create(3L, 2, 1, 0)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Reversed32In128<T>(Vector128<T> x) => Vector128.Shuffle(x.AsInt32(), Vector128.Create(3, 2, 1, 0)).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Reversed64In128<T>(Vector128<T> x) => Vector128.Shuffle(x.AsInt64(), Vector128.Create(1L, 0)).As<long, T>();

    // The step is a constant of the kernel: only what is for it is left of these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Apart32In512<T>(T* p, int step)
        where T : unmanaged
    {
        if (!Avx512F.IsSupported) return Vector512.Create(Apart32In256(p, step), Apart32In256(p + 8 * step, step));
        Vector512<int> a = Vector512.Load((int*)p), b = Vector512.Load((int*)p + 16), c = Vector512.Load((int*)p + 32);
        if (step == 3)
        {
            // Eleven of the first two registers, then five of the third behind them.
            a = Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), b);
            return Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29), c).As<int, T>();
        }

        // Every second of every second.
        Vector512<int> second = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        a = Avx512F.PermuteVar16x32x2(a, second, b);
        return Avx512F.PermuteVar16x32x2(a, second, Avx512F.PermuteVar16x32x2(c, second, Vector512.Load((int*)p + 48))).As<int, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Apart32In256<T>(T* p, int step)
        where T : unmanaged =>
        Vector256.Create(Apart32In128(p, step), Apart32In128(p + 4 * step, step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Apart32In128<T>(T* p, int step)
        where T : unmanaged =>
        Vector128.Create(((int*)p)[0], ((int*)p)[step], ((int*)p)[2 * step], ((int*)p)[3 * step]).As<int, T>();
}
