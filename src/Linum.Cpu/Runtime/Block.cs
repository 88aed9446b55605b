using System.Buffers;

namespace Linum.Cpu;

/// <summary>
/// A block of memory that several arrays may share. It goes back to the pool when the last user gives it up, or when nobody can reach it any more (<see cref="MemoryClass"/>).
/// </summary>
internal sealed unsafe class Block : IPinnable
{
    /// <summary>Larger memory goes back when it is given up, whoever runs, and whoever reads it counts as a user.</summary>
    private static readonly int SmallClass = BufferPool.ClassOf(1L << 16);

    private readonly Lease lease;
    private int users;

    /// <summary>A new block.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    /// <param name="users">How many users it begins with.</param>
    /// <param name="round">After how many bytes the pool looks for garbage if the block is a large one; 0 leaves that to the pool.</param>
    public Block(long bytes, int users = 1, long round = 0)
    {
        this.users = users;
        lease = BufferPool.Rent(bytes, this, round);
    }

    /// <summary>Where it is. Valid for users only.</summary>
    public nint Address => lease.Address;

    /// <summary>Whether programs read it without being users of it; see <see cref="ActiveRuns"/>.</summary>
    public bool IsSmall => lease.SizeClass <= SmallClass;

    /// <summary>How many users there are; small blocks may have readers besides.</summary>
    public int Users => Volatile.Read(ref users);

    /// <summary>One more user; false if the last one has gone.</summary>
    public bool TryShare()
    {
        int seen = Volatile.Read(ref users);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen) return true;
            seen = found;
        }

        return false;
    }

    MemoryHandle IPinnable.Pin(int elementIndex) =>
        TryShare() ? new((byte*)lease.Address + elementIndex, pinnable: this) : throw new InvalidOperationException("The block has been given back to the pool.");

    void IPinnable.Unpin() => Release();

    /// <summary>One user less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) > 0) return;
        if (IsSmall && ActiveRuns.Any) return;
        BufferPool.Return(lease);
    }
}
