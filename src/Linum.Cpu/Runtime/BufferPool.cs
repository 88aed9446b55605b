using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Native memory by size class: powers of two with four steps in between, 64-byte aligned, with one spare vector at the end so that kernels may read and write a whole vector anywhere.
/// </summary>
internal static unsafe class BufferPool
{
    private const int Alignment = 64;

    /// <summary>
    /// Above this the collector is asked for garbage before the system is asked for memory: half of what is available, at least 1 GiB. Handles are small and buffers large, so the
    /// collector alone would not notice.
    /// </summary>
    private static readonly long Limit = Math.Max(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>A first collection is asked for when this much has been handed out since the last one; it keeps loops of temporaries in flat memory.</summary>
    private const long Stride = 256L << 20;

    private static readonly ConcurrentStack<nint>[] Free = [.. Enumerable.Range(0, 256).Select(_ => new ConcurrentStack<nint>())];

    private static long outstanding;
    private static long sinceCollection;

    /// <summary>How many bytes are handed out and not given back.</summary>
    public static long Outstanding => Interlocked.Read(ref outstanding);

    /// <summary>Memory for a number of bytes; its contents are arbitrary.</summary>
    public static nint Rent(long bytes, out int sizeClass)
    {
        (sizeClass, long capacity) = ClassOf(bytes);
        Interlocked.Add(ref outstanding, capacity);
        if (Free[sizeClass].TryPop(out nint block)) return block;
        if (Interlocked.Add(ref sinceCollection, capacity) > Stride || Outstanding > Limit)
        {
            Interlocked.Exchange(ref sinceCollection, 0);
            GC.Collect(Outstanding > Limit ? 2 : 0, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            if (Free[sizeClass].TryPop(out block)) return block;
        }

        return (nint)NativeMemory.AlignedAlloc((nuint)(capacity + Alignment), Alignment);
    }

    /// <summary>Gives memory back.</summary>
    public static void Return(nint block, int sizeClass)
    {
        Interlocked.Add(ref outstanding, -CapacityOf(sizeClass));
        // Very large blocks go back to the system: keeping them would hold memory that other sizes need.
        if (CapacityOf(sizeClass) > 1L << 28) NativeMemory.AlignedFree((void*)block);
        else Free[sizeClass].Push(block);
    }

    private static (int Class, long Capacity) ClassOf(long bytes)
    {
        long needed = Math.Max(64, (bytes + 63) / 64 * 64);
        int log = BitOperations.Log2((ulong)needed);
        long floor = 1L << log, quarter = floor / 4;
        int step = (int)((needed - floor + quarter - 1) / quarter);
        int sizeClass = log * 4 + step;
        return (sizeClass, CapacityOf(sizeClass));
    }

    private static long CapacityOf(int sizeClass)
    {
        long floor = 1L << (sizeClass / 4);
        return floor + floor / 4 * (sizeClass % 4);
    }
}

/// <summary>A block of memory, given back when nothing refers to it any more.</summary>
internal sealed unsafe class Block
{
    private readonly int sizeClass;
    private nint address;

    public Block(long bytes) => address = BufferPool.Rent(bytes, out sizeClass);

    public nint Address => address;

    public void Release()
    {
        nint old = Interlocked.Exchange(ref address, 0);
        if (old == 0) return;
        GC.SuppressFinalize(this);
        BufferPool.Return(old, sizeClass);
    }

    ~Block()
    {
        if (address != 0) BufferPool.Return(address, sizeClass);
    }
}
