using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>
/// Emits the load of a vector that lies across two that were stored a moment ago. A processor hands on a store that is still on its way only to a load inside of it; other loads wait until
/// it has reached the cache. So both are loaded as they were stored, and shifted together in registers.
/// </summary>
internal static class StraddlingLoad
{
    private const int Bytes = 32, Half = Bytes / 2;

    /// <summary>Whether this is how to load from so many bytes behind the beginning of the stored vectors.</summary>
    public static bool Suits(int offset) => VectorInstructions.Width == 8 * Bytes && Avx2.IsSupported && offset % Bytes != 0;

    /// <summary>Emits it.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="push">Pushes the address of so many bytes behind the beginning of the stored vectors.</param>
    /// <param name="offset">Where the vector begins.</param>
    /// <param name="element">The element type.</param>
    public static void Emit(ILGenerator il, Action<int> push, int offset, Type element)
    {
        int first = offset / Bytes * Bytes, shift = offset - first;
        push(first);
        push(first + Bytes);
        il.Emit(OpCodes.Call, (shift < Half ? Method(nameof(Lower)) : Method(nameof(Upper))).MakeGenericMethod(element, ShiftOf(shift % Half)));
    }

    private static MethodInfo Method(string name) => typeof(StraddlingLoad).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static Type ShiftOf(int bytes) => bytes switch { 0 => typeof(By0), 4 => typeof(By4), 8 => typeof(By8), _ => typeof(By12) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<T> Lower<T, TShift>(byte* first, byte* second)
        where TShift : struct, IShift
    {
        Vector256<byte> a = Vector256.Load(first), middle = Avx2.Permute2x128(a, Vector256.Load(second), 0x21);
        return TShift.Join(middle, a).As<byte, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<T> Upper<T, TShift>(byte* first, byte* second)
        where TShift : struct, IShift
    {
        Vector256<byte> b = Vector256.Load(second), middle = Avx2.Permute2x128(Vector256.Load(first), b, 0x21);
        return TShift.Join(b, middle).As<byte, T>();
    }

    /// <summary>A shift by a number of bytes that is part of the instruction.</summary>
    private interface IShift
    {
        static abstract Vector256<byte> Join(Vector256<byte> upper, Vector256<byte> lower);
    }

    private readonly struct By0 : IShift
    {
        public static Vector256<byte> Join(Vector256<byte> upper, Vector256<byte> lower) => lower;
    }

    private readonly struct By4 : IShift
    {
        public static Vector256<byte> Join(Vector256<byte> upper, Vector256<byte> lower) => Avx2.AlignRight(upper, lower, 4);
    }

    private readonly struct By8 : IShift
    {
        public static Vector256<byte> Join(Vector256<byte> upper, Vector256<byte> lower) => Avx2.AlignRight(upper, lower, 8);
    }

    private readonly struct By12 : IShift
    {
        public static Vector256<byte> Join(Vector256<byte> upper, Vector256<byte> lower) => Avx2.AlignRight(upper, lower, 12);
    }
}
