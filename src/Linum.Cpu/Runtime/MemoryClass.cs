using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>A piece of memory that is lent.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="SizeClass">Its size class.</param>
/// <param name="Place">Its number in that class.</param>
internal readonly record struct Lease(nint Address, int SizeClass, int Place);

/// <summary>
/// All memory of one size: what is free, and what is lent, with a weak handle to the block it was lent to. After a collection the memory of those blocks that are gone is free again.
/// Finalizers would do the same, but only after their thread has been woken and waited for, and they keep every block for a second collection: a look for young garbage took 250 to
/// 700 microseconds with them and takes 50 to 150 without (2026-11-26).
/// </summary>
/// <param name="sizeClass">The number of the class.</param>
/// <param name="capacity">The bytes of each piece.</param>
internal sealed class MemoryClass(int sizeClass, long capacity)
{
    private Entry[] entries = [];
    private SpinGate gate;
    private int used;
    private int free = -1;
    private int hollow = -1;

    /// <summary>The bytes of each piece.</summary>
    public long Capacity => capacity;

    /// <summary>Lends a free piece; false if there is none.</summary>
    /// <param name="owner">Whose death gives it back; null for memory that is always given back.</param>
    /// <param name="lease">The piece.</param>
    public bool TryLend(Block? owner, out Lease lease)
    {
        gate.Enter();
        int place = free;
        if (place < 0)
        {
            gate.Leave();
            lease = default;
            return false;
        }

        ref Entry entry = ref entries[place];
        free = entry.Next;
        entry.IsFree = false;
        lease = new(entry.Address, sizeClass, place);
        Own(ref entry, owner);
        gate.Leave();
        return true;
    }

    /// <summary>Lends memory that is new here.</summary>
    public Lease Add(nint address, Block? owner)
    {
        gate.Enter();
        try
        {
            int place = hollow;
            if (place >= 0)
            {
                hollow = entries[place].Next;
            }
            else
            {
                if (used == entries.Length) Array.Resize(ref entries, Math.Max(4, 2 * used));
                place = used++;
            }

            ref Entry entry = ref entries[place];
            entry.Address = address;
            Own(ref entry, owner);
            return new(address, sizeClass, place);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Takes a piece back.</summary>
    public void Return(int place)
    {
        gate.Enter();
        Free(ref entries[place], place);
        gate.Leave();
    }

    /// <summary>
    /// Takes back what was lent to blocks that were collected; returns how many bytes that is. What is free is lent again in the order of places, so that always the same few pieces are in use
    /// and stay in a cache.
    /// </summary>
    public long Sweep()
    {
        if (Volatile.Read(ref used) == 0) return 0;
        long swept = 0;
        gate.Enter();
        free = -1;
        for (int place = used - 1; place >= 0; place--)
        {
            ref Entry entry = ref entries[place];
            if (entry.IsOwned && !entry.Owner.TryGetTarget(out _))
            {
                (entry.IsOwned, entry.IsFree) = (false, true);
                swept += capacity;
            }

            if (!entry.IsFree) continue;
            entry.Next = free;
            free = place;
        }

        gate.Leave();
        return swept;
    }

    /// <summary>Removes a free piece, to give it back to the system; 0 if there is none.</summary>
    public nint Remove()
    {
        gate.Enter();
        int place = free;
        nint address = 0;
        if (place >= 0)
        {
            ref Entry entry = ref entries[place];
            (address, free) = (entry.Address, entry.Next);
            (entry.Address, entry.Next, entry.IsFree) = (0, hollow, false);
            hollow = place;
        }

        gate.Leave();
        return address;
    }

    private static void Own(ref Entry entry, Block? owner)
    {
        entry.IsOwned = owner is not null;
        if (owner is null) return;
        // A block that only something with a finalizer of its own can still reach is not gone before that is.
        if (entry.Owner.IsAllocated) entry.Owner.SetTarget(owner);
        else entry.Owner = new(owner, trackResurrection: true);
    }

    private void Free(ref Entry entry, int place)
    {
        (entry.IsOwned, entry.IsFree) = (false, true);
        entry.Next = free;
        free = place;
    }

    private struct Entry
    {
        public WeakGCHandle<Block> Owner;
        public nint Address;
        public int Next;
        public bool IsOwned;
        public bool IsFree;
    }
}
