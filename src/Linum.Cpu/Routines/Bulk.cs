using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Copies and fills long runs. What is written of a large array does not stay in a cache until it is read: it goes past the caches, which spares reading the lines that are overwritten
/// and takes about half the time.
/// </summary>
internal static unsafe class Bulk
{
    /// <summary>Bytes of an array from which on it is written past the caches.</summary>
    private const long Large = 8L << 20;

    /// <summary>Shorter runs are not worth the beginning and the end.</summary>
    private const long LongRun = 1 << 10;

    /// <summary>Whether an array is to be written past the caches.</summary>
    public static bool Streams(long bytes) => bytes >= Large && Vector256.IsHardwareAccelerated;

    /// <summary>
    /// Whether a kernel can write these results past the caches: arrays that nothing of the program reads, all large, each beginning and continuing at multiples of a register's size,
    /// and none written over what is read.
    /// </summary>
    /// <param name="addresses">The arrays, results last.</param>
    /// <param name="inputs">How many are read.</param>
    /// <param name="arrays">How many there are.</param>
    public static bool StreamsAll(nint* addresses, int inputs, int arrays)
    {
        for (int r = inputs; r < arrays; r++)
        {
            if (addresses[r] % 64 != 0) return false;
            for (int i = 0; i < inputs; i++)
                if (addresses[i] == addresses[r]) return false;
        }

        return true;
    }

    /// <summary>What keeps the order of stores past the caches and later ones.</summary>
    public static MethodInfo Barrier { get; } = typeof(Thread).GetMethod(nameof(Thread.MemoryBarrier))!;

    /// <summary>Copies a run.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="bytes">How long it is.</param>
    /// <param name="stream">Whether it goes past the caches.</param>
    public static void Copy(byte* from, byte* to, long bytes, bool stream)
    {
        if (!stream || bytes < LongRun)
        {
            Buffer.MemoryCopy(from, to, bytes, bytes);
            return;
        }

        long head = -(long)to & 31, whole = (bytes - head) & ~63L;
        Buffer.MemoryCopy(from, to, head, head);
        Stream(from + head, to + head, whole);
        head += whole;
        Buffer.MemoryCopy(from + head, to + head, bytes - head, bytes - head);
    }

    /// <summary>Copies lines of memory, which follow each other, past the caches to where they lie so far apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(byte* from, byte* to, nint step, int count)
    {
        for (int i = 0; i < count; i++, from += Prefetch.Line, to += step)
        {
            Vector256<byte> a = Vector256.Load(from), b = Vector256.Load(from + 32);
            a.StoreAlignedNonTemporal(to);
            b.StoreAlignedNonTemporal(to + 32);
        }
    }

    /// <summary>Fills lines of memory with copies of one, past the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Repeat(byte* line, byte* to, long bytes)
    {
        Vector256<byte> a = Vector256.Load(line), b = Vector256.Load(line + 32);
        for (byte* end = to + bytes; to < end; to += Prefetch.Line)
        {
            a.StoreAlignedNonTemporal(to);
            b.StoreAlignedNonTemporal(to + 32);
        }
    }

    /// <summary>Fills a run with copies of a value.</summary>
    public static void Fill<T>(byte* to, T value, long count, bool stream)
        where T : unmanaged
    {
        long bytes = count * sizeof(T);
        if (stream && bytes >= LongRun && (long)to % sizeof(T) == 0 && sizeof(T) <= 8)
        {
            long head = -(long)to & 31, whole = (bytes - head) & ~31L;
            Fill((T*)to, value, head / sizeof(T));
            Stream(to + head, Vector256.Create(value).AsByte(), whole);
            Fill((T*)(to + head + whole), value, (bytes - head - whole) / sizeof(T));
            return;
        }

        Fill((T*)to, value, count);
    }

    private static void Fill<T>(T* to, T value, long count)
        where T : unmanaged
    {
        while (count > 0)
        {
            int length = (int)Math.Min(count, 1 << 30);
            new Span<T>(to, length).Fill(value);
            to += length;
            count -= length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream(byte* from, byte* to, long bytes)
    {
        for (long i = 0; i < bytes; i += 64)
        {
            Vector256<byte> a = Vector256.Load(from + i), b = Vector256.Load(from + i + 32);
            a.StoreAlignedNonTemporal(to + i);
            b.StoreAlignedNonTemporal(to + i + 32);
        }

        // Such stores keep no order with later ones.
        Thread.MemoryBarrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream(byte* to, Vector256<byte> value, long bytes)
    {
        for (long i = 0; i < bytes; i += 32) value.StoreAlignedNonTemporal(to + i);
        Thread.MemoryBarrier();
    }
}
