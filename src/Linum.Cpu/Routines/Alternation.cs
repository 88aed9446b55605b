using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Elements of two arrays in turn: the first of each, the second of each, and so on.</summary>
internal static unsafe class Alternation
{
    /// <summary>Whether this is done in registers for elements of a size.</summary>
    public static bool Supports(int size) => size is 4 or 8;

    /// <summary>Writes so many elements in all.</summary>
    public static void Copy(nint even, nint odd, nint to, long count, int size)
    {
        if (size == 4) Copy((uint*)even, (uint*)odd, (uint*)to, count);
        else Copy((ulong*)even, (ulong*)odd, (ulong*)to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(T* even, T* odd, T* to, long count)
        where T : unmanaged
    {
        long i = 0;
        for (int step = Vector128<T>.Count; i <= count / 2 - step; i += step)
        {
            Vector256<T> both = Vector256.Create(Vector128.Load(even + i), Vector128.Load(odd + i));
            both = sizeof(T) == 4 ? Vector256.Shuffle(both.AsUInt32(), Vector256.Create(0u, 4, 1, 5, 2, 6, 3, 7)).As<uint, T>() : Vector256.Shuffle(both.AsUInt64(), Vector256.Create(0ul, 2, 1, 3)).As<ulong, T>();
            both.Store(to + 2 * i);
        }

        for (i *= 2; i < count; i++) to[i] = (i % 2 == 0 ? even : odd)[i / 2];
    }
}
