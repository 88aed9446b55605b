using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Packs a matrix into panels: strips of a fixed height along the free axis, in which the elements of one k lie side by side, filled up with zeros.</summary>
/// <remarks>Its loops are optimized at once: a short program would spend its whole life in the slow first version of them.</remarks>
internal static unsafe class Panels
{
    /// <summary>Packs elements first to last of the free axis and some of the contracted axis.</summary>
    public static void Pack(nint from, Offsets free, Offsets contracted, nint to, long first, long last, int height, long k0, long length, int size)
    {
        if (size == 4) Pack<uint>((byte*)from, free, contracted, (uint*)to, first, last, height, k0, length);
        else Pack<ulong>((byte*)from, free, contracted, (ulong*)to, first, last, height, k0, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(byte* from, Offsets free, Offsets contracted, T* to, long first, long last, int height, long k0, long length)
        where T : unmanaged
    {
        for (long p = first; p < last; p += height, to += height * length)
        {
            int filled = (int)Math.Min(height, last - p);
            bool even = free.InRun(p, filled), steady = contracted.InRun(k0, length);
            if (even && free.Step == sizeof(T)) SideBySide(from + free[p], contracted, to, filled, height, k0, length);
            else if (steady) Lines(from, free, contracted, to, p, filled, height, k0, length);
            else
                for (int r = 0; r < height; r++)
                    for (long i = 0; i < length; i++) to[i * height + r] = r < filled ? *(T*)(from + free[p + r] + contracted[k0 + i]) : default;
        }
    }

    /// <summary>The elements of one k lie side by side already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SideBySide<T>(byte* from, Offsets contracted, T* to, int filled, int height, long k0, long length)
        where T : unmanaged
    {
        int lanes = Vector128<T>.Count;
        for (long i = 0; i < length; i++, to += height)
        {
            T* source = (T*)(from + contracted[k0 + i]);
            int r = 0;
            for (; r + lanes <= filled; r += lanes) Vector128.Store(Vector128.Load(source + r), to + r);
            for (; r < filled; r++) to[r] = source[r];
            for (; r < height; r++) to[r] = default;
        }
    }

    /// <summary>Line after line along k, a few at a time so that what is written stays near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lines<T>(byte* from, Offsets free, Offsets contracted, T* to, long p, int filled, int height, long k0, long length)
        where T : unmanaged
    {
        const long block = 32;
        nint step = (nint)contracted.Step;
        for (long i0 = 0; i0 < length; i0 += block)
        {
            long count = Math.Min(block, length - i0);
            for (int r = 0; r < height; r++)
            {
                T* target = to + i0 * height + r;
                if (r >= filled)
                {
                    for (long i = 0; i < count; i++, target += height) *target = default;
                    continue;
                }

                byte* line = from + free[p + r] + contracted[k0 + i0];
                for (long i = 0; i < count; i++, line += step, target += height) *target = *(T*)line;
            }
        }
    }
}
