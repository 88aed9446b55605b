using System.Numerics;
using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Native memory by size class: powers of two with four steps in between, 64-byte aligned, with spare bytes behind the end so that kernels may read and write whole vectors.
/// </summary>
internal static unsafe class BufferPool
{
    private const int Alignment = 64;

    /// <summary>
    /// Spare bytes: a kernel works on up to 16 elements of up to 16 bytes at a time, so it touches at most 15 elements behind the last.
    /// </summary>
    public const int Spare = 256;

    /// <summary>How much may be handed out since the last collection, whatever was live then. Handles are small and buffers large, so the collector alone would not notice garbage.</summary>
    private const long Slack = 64L << 20;

    /// <summary>
    /// How much may be handed out before young garbage is looked for, even where free blocks are left. Blocks that come back soon are still in a cache; a loop of temporaries that goes
    /// through all blocks there are takes several times as long. A look takes some 100 microseconds.
    /// </summary>
    private const long YoungSlack = 16L << 20;

    /// <summary>Blocks beyond this do not stay in a cache: with them it is only memory that a look saves, and so there are fewer.</summary>
    private const long Cached = 4L << 20;

    /// <summary>Blocks of this size go back to the system: keeping them would hold memory that other sizes need.</summary>
    private const long Large = 1L << 28;

    private static readonly FreeList[] Free = [.. Enumerable.Range(0, 256).Select(_ => new FreeList())];

    private static long outstanding;
    private static long reserved;
    private static long liveAtCollection;
    private static long liveAtYoung;
    private static int collectingYoung;

    /// <summary>How many bytes are handed out and not given back.</summary>
    public static long Outstanding => Interlocked.Read(ref outstanding);

    /// <summary>How many bytes the system has given.</summary>
    public static long Reserved => Interlocked.Read(ref reserved);

    /// <summary>Memory for a number of bytes; its contents are arbitrary.</summary>
    public static nint Rent(long bytes, out int sizeClass)
    {
        sizeClass = ClassOf(bytes);
        long capacity = CapacityOf(sizeClass);
        nint block = Find(sizeClass, capacity);
        PoisonedMemory.Fill(block, capacity + Spare);
        return block;
    }

    private static nint Find(int sizeClass, long capacity)
    {
        long now = Interlocked.Add(ref outstanding, capacity);
        if (now > Interlocked.Read(ref liveAtYoung) + (capacity <= Cached ? YoungSlack : 8 * capacity)) CollectYoung();
        nint block = Free[sizeClass].Take();
        if (block != 0) return block;
        if (now > 2 * Interlocked.Read(ref liveAtCollection) + Slack)
        {
            Collect();
            block = Free[sizeClass].Take();
            if (block != 0) return block;
        }

        return FromSystem(capacity);
    }

    private static nint FromSystem(long capacity)
    {
        if (capacity > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            Interlocked.Add(ref outstanding, -capacity);
            throw TooLarge(capacity);
        }

        for (bool again = false; ; again = true)
        {
            try
            {
                nint block = (nint)NativeMemory.AlignedAlloc((nuint)(capacity + Spare), Alignment);
                Interlocked.Add(ref reserved, capacity);
                return block;
            }
            catch (OutOfMemoryException) when (!again)
            {
                Collect();
                Trim();
            }
            catch (OutOfMemoryException)
            {
                Interlocked.Add(ref outstanding, -capacity);
                throw TooLarge(capacity);
            }
        }
    }

    private static OutOfMemoryException TooLarge(long capacity) => new(
        $"{capacity:N0} bytes were asked for in one piece, with {Outstanding:N0} in use; the process may use {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes:N0}. "
        + "Use smaller arrays, fewer at a time (Vmap has chunkSize), or a smaller dtype.");

    /// <summary>Gives the memory of all free blocks back to the system.</summary>
    public static void Trim()
    {
        for (int sizeClass = 0; sizeClass < Free.Length; sizeClass++)
        {
            for (nint block = Free[sizeClass].Take(); block != 0; block = Free[sizeClass].Take())
            {
                NativeMemory.AlignedFree((void*)block);
                Interlocked.Add(ref reserved, -CapacityOf(sizeClass));
            }
        }
    }

    /// <summary>Gives memory back.</summary>
    public static void Return(nint block, int sizeClass)
    {
        long capacity = CapacityOf(sizeClass);
        Interlocked.Add(ref outstanding, -capacity);
        if (capacity < Large)
        {
            Free[sizeClass].Put(block);
            return;
        }

        Interlocked.Add(ref reserved, -capacity);
        NativeMemory.AlignedFree((void*)block);
    }

    /// <summary>The bytes of the blocks of a size class.</summary>
    public static long CapacityOf(int sizeClass)
    {
        long floor = 1L << (sizeClass / 4);
        return floor + floor / 4 * (sizeClass % 4);
    }

    /// <summary>Has garbage found and its memory given back: young garbage first, the rest where that was not much.</summary>
    private static void Collect()
    {
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            long before = Outstanding;
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            if (Outstanding < before - before / 4) break;
        }

        Interlocked.Exchange(ref liveAtCollection, Outstanding);
        Interlocked.Exchange(ref liveAtYoung, Outstanding);
    }

    /// <summary>Has the buffers come back that nobody has kept. One thread does it for all.</summary>
    private static void CollectYoung()
    {
        if (Interlocked.CompareExchange(ref collectingYoung, 1, 0) != 0) return;
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        Interlocked.Exchange(ref liveAtYoung, Outstanding);
        Volatile.Write(ref collectingYoung, 0);
    }

    private static int ClassOf(long bytes)
    {
        long needed = Math.Max(64, (bytes + 63) / 64 * 64);
        int log = BitOperations.Log2((ulong)needed);
        long floor = 1L << log, quarter = floor / 4;
        return log * 4 + (int)((needed - floor + quarter - 1) / quarter);
    }

    /// <summary>Blocks of one class, chained through their first words, so that giving back allocates nothing.</summary>
    private sealed class FreeList
    {
        private nint head;
        private int busy;

        public nint Take()
        {
            if (Volatile.Read(ref head) == 0) return 0;
            Enter();
            nint block = head;
            if (block != 0) head = *(nint*)block;
            Volatile.Write(ref busy, 0);
            return block;
        }

        public void Put(nint block)
        {
            Enter();
            *(nint*)block = head;
            head = block;
            Volatile.Write(ref busy, 0);
        }

        private void Enter()
        {
            if (Interlocked.CompareExchange(ref busy, 1, 0) == 0) return;
            SpinWait spin = default;
            while (Interlocked.CompareExchange(ref busy, 1, 0) != 0) spin.SpinOnce();
        }
    }
}
