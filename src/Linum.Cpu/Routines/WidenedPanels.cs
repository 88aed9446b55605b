using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Packs a matrix of half precision into panels of float32, as <see cref="Panels"/> packs others: it is read once, with half the bytes, and is nowhere in float32 as a whole.</summary>
internal static unsafe class WidenedPanels
{
    /// <summary>So many elements are widened before they are turned: half of a first cache.</summary>
    private const int Stage = 4096;

    /// <summary>So many rows ahead of the one that is read memory is asked for.</summary>
    private const int RowsAhead = 12;

    /// <summary>Packs elements first to last of the free axis and some of the contracted axis.</summary>
    public static void Pack(DType type, nint from, Offsets free, Offsets contracted, nint to, long first, long last, int height, long k0, long length)
    {
        if (type == DType.BFloat16) Pack<BFloat16Bits>((byte*)from, free, contracted, (float*)to, first, last, height, k0, length);
        else Pack<Float16Bits>((byte*)from, free, contracted, (float*)to, first, last, height, k0, length);
    }

    /// <summary>Lines of the free axis, one after the other as they are.</summary>
    public static void Lines(DType type, nint from, Offsets free, nint to, long first, long last, long length)
    {
        if (type == DType.BFloat16) Lines<BFloat16Bits>(from, free, (float*)to, first, last, length);
        else Lines<Float16Bits>(from, free, (float*)to, first, last, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lines<T>(nint from, Offsets free, float* to, long first, long last, long length)
        where T : IHalfBits
    {
        for (long r = first; r < last; r++, to += length) Widen<T>((ushort*)(from + free[r]), to, (int)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(byte* from, Offsets free, Offsets contracted, float* to, long first, long last, int height, long k0, long length)
        where T : IHalfBits
    {
        bool steady = contracted.InRun(k0, length);
        long whole = (last - first) / height;
        if (free.Step == sizeof(ushort) && whole > 0 && free.InRun(first, whole * height))
        {
            SideBySide<T>(from + free[first], contracted, to, height, (int)whole, k0, length);
            first += whole * height;
            to += whole * height * length;
        }

        for (long p = first; p < last; p += height, to += height * length)
        {
            int filled = (int)Math.Min(height, last - p);
            bool even = free.InRun(p, filled);
            if (even && free.Step == sizeof(ushort) && filled == height) SideBySide<T>(from + free[p], contracted, to, height, 1, k0, length);
            else if (even && steady && contracted.Step == sizeof(ushort)) Turned<T>(from + free[p] + contracted[k0], (nint)free.Step, to, filled, height, length);
            else Single<T>(from, free, contracted, to, p, filled, height, k0, length);
        }
    }

    /// <summary>The elements of one k lie side by side already, for so many panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SideBySide<T>(byte* from, Offsets contracted, float* to, int height, int panels, long k0, long length)
        where T : IHalfBits
    {
        int bytes = height * panels * sizeof(ushort);
        for (long i = 0; i < length; i++)
        {
            byte* source = from + contracted[k0 + i];
            byte* ahead = from + contracted[Math.Min(i + RowsAhead, length - 1) + k0];
            for (int p = 0; p < bytes; p += Prefetch.Line) Prefetch.At(ahead + p);
            float* target = to + i * height;
            for (int p = 0; p < panels; p++, source += height * sizeof(ushort), target += height * length) Widen<T>((ushort*)source, target, height);
        }
    }

    /// <summary>The elements of a line along k follow each other: lines are widened aside, and squares of them turned in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Turned<T>(byte* from, nint step, float* to, int filled, int height, long length)
        where T : IHalfBits
    {
        float* stage = stackalloc float[Stage];
        int most = Stage / height;
        for (long i0 = 0; i0 < length; i0 += most, to += (long)most * height)
        {
            int count = (int)Math.Min(most, length - i0);
            for (int r = 0; r < filled; r++) Widen<T>((ushort*)(from + r * step) + i0, stage + r * most, count);
            TransposedTile.Copy((byte*)stage, most * sizeof(float), (byte*)to, height * sizeof(float), count, filled, sizeof(float));
            if (filled == height) continue;
            for (int i = 0; i < count; i++)
                for (int r = filled; r < height; r++) to[i * height + r] = 0;
        }
    }

    /// <summary>Element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single<T>(byte* from, Offsets free, Offsets contracted, float* to, long p, int filled, int height, long k0, long length)
        where T : IHalfBits
    {
        for (long i = 0; i < length; i++, to += height)
        {
            byte* column = from + contracted[k0 + i];
            for (int r = 0; r < height; r++) to[r] = r < filled ? T.Widen(*(ushort*)(column + free[p + r])) : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen<T>(ushort* from, float* to, int count)
        where T : IHalfBits
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i + 16 <= count; i += 16) T.Widen(Vector512.WidenLower(Vector256.Load(from + i).ToVector512Unsafe())).Store(to + i);
        for (; i + 8 <= count; i += 8) T.Widen(Vector256.WidenLower(Vector128.Load(from + i).ToVector256Unsafe())).Store(to + i);
        if (i + 4 <= count)
        {
            T.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(from + i)).AsUInt16())).Store(to + i);
            i += 4;
        }

        for (; i < count; i++) to[i] = T.Widen(from[i]);
    }
}
