using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>Packs a matrix into panels: strips of a fixed height along the free axis, in which the elements of one k lie side by side, filled up with zeros.</summary>
/// <remarks>Its loops are optimized at once: a short program would spend its whole life in the slow first version of them.</remarks>
internal static unsafe class Panels
{
    /// <summary>So many rows ahead of the one that is read memory is asked for.</summary>
    private const int RowsAhead = 12;

    /// <summary>So many bytes of a row are asked for: the rest of a long one is foreseen.</summary>
    private const int MostAhead = 512;

    /// <summary>Packs elements first to last of the free axis and some of the contracted axis.</summary>
    public static void Pack(nint from, Offsets free, Offsets contracted, nint to, long first, long last, int height, long k0, long length, int size)
    {
        if (size == 4) Pack<uint>((byte*)from, free, contracted, (uint*)to, first, last, height, k0, length);
        else if (size == 8) Pack<ulong>((byte*)from, free, contracted, (ulong*)to, first, last, height, k0, length);
        else Pack<Int128>((byte*)from, free, contracted, (Int128*)to, first, last, height, k0, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(byte* from, Offsets free, Offsets contracted, T* to, long first, long last, int height, long k0, long length)
        where T : unmanaged
    {
        bool steady = contracted.InRun(k0, length);
        long whole = (last - first) / height;
        if (free.Step == sizeof(T) && whole > 1 && free.InRun(first, last - first))
        {
            SideBySide(from + free[first], contracted, (byte*)to, height * sizeof(T), (int)whole, k0, length);
            first += whole * height;
            to += whole * height * length;
        }

        for (long p = first; p < last; p += height, to += height * length)
        {
            int filled = (int)Math.Min(height, last - p);
            bool even = free.InRun(p, filled);
            if (even && free.Step == sizeof(T) && filled == height) SideBySide(from + free[p], contracted, (byte*)to, height * sizeof(T), 1, k0, length);
            else if (even && free.Step == sizeof(T)) Partly(from + free[p], contracted, (byte*)to, filled * sizeof(T), height * sizeof(T), k0, length);
            else if (even && steady && contracted.Step == sizeof(T)) Turned(from + free[p] + contracted[k0], (nint)free.Step, to, filled, height, length);
            else Single(from, free, contracted, to, p, filled, height, k0, length);
        }
    }

    /// <summary>The elements of one k lie side by side already, but are fewer than a panel is high.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Partly(byte* from, Offsets contracted, byte* to, int filled, int bytes, long k0, long length)
    {
        for (long i = 0; i < length; i++, to += bytes)
        {
            byte* source = from + contracted[k0 + i];
            int r = 0;
            for (; r + 16 <= filled; r += 16) Vector128.Load(source + r).Store(to + r);
            for (; r < filled; r += 4) *(uint*)(to + r) = *(uint*)(source + r);
            for (; r < bytes; r += 4) *(uint*)(to + r) = 0;
        }
    }

    /// <summary>The elements of one k lie side by side already, for so many panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SideBySide(byte* from, Offsets contracted, byte* to, int bytes, int panels, long k0, long length)
    {
        int asked = Math.Min(bytes * panels, MostAhead);
        for (long i = 0; i < length; i++)
        {
            byte* source = from + contracted[k0 + i], target = to + i * bytes;
            // The rows of a narrow strip are far apart: the processor does not foresee them.
            byte* ahead = from + contracted[Math.Min(i + RowsAhead, length - 1) + k0];
            for (int p = 0; p < asked; p += Prefetch.Line) Prefetch.At(ahead + p);
            for (int p = 0; p < panels; p++, source += bytes, target += bytes * length)
            {
                int r = 0;
                for (; r + 32 <= bytes; r += 32) Vector256.Store(Vector256.Load(source + r), target + r);
                if (r + 16 <= bytes)
                {
                    Vector128.Store(Vector128.Load(source + r), target + r);
                    r += 16;
                }

                for (; r < bytes; r += 4) *(uint*)(target + r) = *(uint*)(source + r);
            }
        }
    }

    /// <summary>The elements of a line along k follow each other: squares are turned in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turned<T>(byte* from, nint step, T* to, int filled, int height, long length)
        where T : unmanaged
    {
        TransposedTile.Copy(from, step, (byte*)to, height * sizeof(T), length, filled, sizeof(T));
        if (filled == height) return;
        for (long i = 0; i < length; i++)
            for (int r = filled; r < height; r++) to[i * height + r] = default;
    }

    /// <summary>Element by element, a few along k at a time so that what is written stays near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single<T>(byte* from, Offsets free, Offsets contracted, T* to, long p, int filled, int height, long k0, long length)
        where T : unmanaged
    {
        const long block = 32;
        for (long i0 = 0; i0 < length; i0 += block)
        {
            long end = Math.Min(i0 + block, length);
            for (int r = 0; r < height; r++)
            {
                byte* line = r < filled ? from + free[p + r] : null;
                for (long i = i0; i < end; i++) to[i * height + r] = line == null ? default : *(T*)(line + contracted[k0 + i]);
            }
        }
    }
}
