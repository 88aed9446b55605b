using System.Numerics;
using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Native memory by size class: powers of two with four steps in between, 64-byte aligned, with spare bytes on both sides so that kernels may read and write whole vectors.
/// </summary>
internal static unsafe class BufferPool
{
    private const int Alignment = 64;

    /// <summary>
    /// Spare bytes: a kernel works on up to 16 elements of up to 16 bytes at a time, so it touches at most 15 elements behind the last. As many lie before the first, where one reads that goes backwards.
    /// </summary>
    public const int Spare = 256;

    /// <summary>How much may be handed out since the last collection, whatever was live then. Handles are small and buffers large, so the collector alone would not notice garbage.</summary>
    private const long Slack = 64L << 20;

    /// <summary>
    /// How much may be handed out before young garbage is looked for by who asks for a result's memory, even where free blocks are left. Blocks that come back soon are still in a cache; a loop of temporaries that goes
    /// through all blocks there are takes several times as long. A look takes some 100 microseconds.
    /// </summary>
    private const long YoungSlack = 16L << 20;

    /// <summary>Larger blocks do not stay in a cache unless who asks for one says so: with them it is only memory that a look saves, and so there are fewer.</summary>
    private const long Cached = 4L << 20;

    /// <summary>Blocks of this size go back to the system: keeping them would hold memory that other sizes need.</summary>
    private const long Large = 1L << 28;

    /// <summary>
    /// At most so many looks for young garbage let what they find alive wait: the next one goes through what the looks before let survive too. The last result is always alive, and the block
    /// that is asked for, so every look sets some aside.
    /// </summary>
    private const int MostYoungLooks = 8;

    /// <summary>
    /// So many bytes may be set aside: with eight looks whatever the size, results of 4 MB went through eleven blocks where five are enough, and out of the third cache (10⁶ numbers through
    /// five operations 90 -> 70 µs, of which the looks are 20; minima of three turns, 2026-11-26).
    /// </summary>
    private const long SetAside = 4L << 20;

    /// <summary>So much any process may use. Asking how much makes an object of 288 bytes.</summary>
    private const long Surely = 16L << 20;

    private static readonly MemoryClass[] Classes = [.. Enumerable.Range(0, 256).Select(i => new MemoryClass(i, CapacityOf(i)))];

    private static long outstanding;
    private static long reserved;
    private static long liveAtCollection;
    private static long liveAtYoung;
    private static int collectingYoung;
    private static int collections;
    private static int looks;

    /// <summary>The largest block that was asked for since the last look, without working memory.</summary>
    private static long largestSinceLook;

    static BufferPool() => _ = new FullCollection();

    /// <summary>How many bytes are handed out and not given back.</summary>
    public static long Outstanding => Interlocked.Read(ref outstanding);

    /// <summary>How many bytes the system has given.</summary>
    public static long Reserved => Interlocked.Read(ref reserved);

    /// <summary>Memory for a number of bytes; its contents are arbitrary.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="owner">The block it is for: it comes back when nobody can reach that any more. Without one it has to be given back.</param>
    /// <param name="round">After how many bytes garbage is looked for if this is a large block that stays in a cache (<see cref="NearResults"/>); 0 for others.</param>
    public static Lease Rent(long bytes, Block? owner, long round = 0)
    {
        MemoryClass memory = Classes[ClassOf(bytes)];
        Lease lease = Lend(memory, owner, round);
        PoisonedMemory.Fill(lease.Address, memory.Capacity + Spare);
        return lease;
    }

    private static Lease Lend(MemoryClass memory, Block? owner, long round)
    {
        long capacity = memory.Capacity, now = Interlocked.Add(ref outstanding, capacity);
        if (GC.CollectionCount(0) != Volatile.Read(ref collections)) Sweep(capacity);
        // Working memory is asked for in the middle of kernels and on any thread, and given back there: a look would stop all threads in the kernel (softmax of 1024 x 1024, whose rows ask for 10 KB:
        // every fourth call 400 -> 275 µs, of which the look had 210 and has 90, 2026-11-27).
        if (owner is not null)
        {
            if (capacity > Volatile.Read(ref largestSinceLook)) Volatile.Write(ref largestSinceLook, capacity);
            long slack = capacity <= Cached ? YoungSlack : round > 0 ? round : 8 * capacity;
            if (now > Interlocked.Read(ref liveAtYoung) + slack) CollectYoung(capacity);
        }

        if (memory.TryLend(owner, out Lease lease)) return lease;
        if (now > 2 * Interlocked.Read(ref liveAtCollection) + Slack)
        {
            Collect(capacity);
            if (memory.TryLend(owner, out lease)) return lease;
        }

        return memory.Add(FromSystem(capacity), owner);
    }

    private static nint FromSystem(long capacity)
    {
        if (capacity > Surely && capacity > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            Interlocked.Add(ref outstanding, -capacity);
            throw TooLarge(capacity);
        }

        for (bool again = false; ; again = true)
        {
            try
            {
                void* block = LargePages.Suit(capacity) ? LargePages.Allocate(capacity + 2 * Spare) : NativeMemory.AlignedAlloc((nuint)(capacity + 2 * Spare), Alignment);
                Interlocked.Add(ref reserved, capacity);
                return (nint)block + Spare;
            }
            catch (OutOfMemoryException) when (!again)
            {
                Collect(capacity);
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

    /// <summary>Gives all free memory back to the system.</summary>
    public static void Trim()
    {
        foreach (MemoryClass memory in Classes) Trim(memory);
    }

    private static void Trim(MemoryClass memory)
    {
        for (nint address = memory.Remove(); address != 0; address = memory.Remove())
        {
            NativeMemory.AlignedFree((void*)(address - Spare));
            Interlocked.Add(ref reserved, -memory.Capacity);
        }
    }

    /// <summary>Gives memory back.</summary>
    public static void Return(Lease lease)
    {
        MemoryClass memory = Classes[lease.SizeClass];
        Interlocked.Add(ref outstanding, -memory.Capacity);
        memory.Return(lease.Place);
        if (memory.Capacity >= Large) Trim(memory);
    }

    /// <summary>The bytes of the blocks of a size class.</summary>
    public static long CapacityOf(int sizeClass)
    {
        long floor = 1L << (sizeClass / 4);
        return floor + floor / 4 * (sizeClass % 4);
    }

    /// <summary>Has garbage found and its memory given back: young garbage first, the rest where that was not much.</summary>
    /// <param name="asked">What is asked for at this moment and counted already.</param>
    private static void Collect(long asked)
    {
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            long before = Outstanding;
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            Sweep(asked);
            if (Outstanding < before - before / 4) break;
        }

        Interlocked.Exchange(ref liveAtCollection, Outstanding - asked);
    }

    /// <summary>Has the buffers come back that nobody has kept. One thread does it for all.</summary>
    private static void CollectYoung(long asked)
    {
        if (Interlocked.CompareExchange(ref collectingYoung, 1, 0) != 0) return;
        // What survives a look fills a region of the collector; without a collection of the next generation now and then, every look has one region more to go through.
        bool older = ++looks >= Math.Clamp(SetAside / Math.Max(asked, Interlocked.Exchange(ref largestSinceLook, 0)), 1, MostYoungLooks);
        if (older) looks = 0;
        WorkerPool.Instance.CollectGarbage(older ? 1 : 0);
        Sweep(asked);
        Volatile.Write(ref collectingYoung, 0);
    }

    /// <summary>Takes back what the last collection, whoever asked for it, has shown to be garbage.</summary>
    private static void Sweep(long asked)
    {
        // Read first: a collection during the sweep asks for another one.
        Volatile.Write(ref collections, GC.CollectionCount(0));
        long swept = 0;
        foreach (MemoryClass memory in Classes)
        {
            long bytes = memory.Sweep();
            if (bytes > 0 && memory.Capacity >= Large) Trim(memory);
            swept += bytes;
        }

        Interlocked.Exchange(ref liveAtYoung, Interlocked.Add(ref outstanding, -swept) - asked);
    }

    /// <summary>The size class of blocks of so many bytes.</summary>
    public static int ClassOf(long bytes)
    {
        long needed = Math.Max(64, (bytes + 63) / 64 * 64);
        int log = BitOperations.Log2((ulong)needed);
        long floor = 1L << log, quarter = floor / 4;
        return log * 4 + (int)((needed - floor + quarter - 1) / quarter);
    }

    /// <summary>Found dead by every full collection: memory comes back then even if nobody asks the pool for any.</summary>
    private sealed class FullCollection
    {
        ~FullCollection()
        {
            if (Environment.HasShutdownStarted) return;
            Sweep(0);
            GC.ReRegisterForFinalize(this);
        }
    }
}
