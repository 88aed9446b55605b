using System.Buffers;

namespace Linum.Cpu;

/// <summary>
/// A block of memory that several arrays may share. It goes back to the pool when the last user gives it up, or when nobody can reach it any more: the block has the only finalizer, so
/// that the results of a program that share one cost no more than one.
/// </summary>
internal sealed unsafe class Block : IPinnable
{
    private readonly int sizeClass;
    private readonly nint address;
    private int users;

    /// <summary>A new block.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    /// <param name="users">How many users it begins with.</param>
    public Block(long bytes, int users = 1)
    {
        address = BufferPool.Rent(bytes, out sizeClass);
        this.users = users;
    }

    /// <summary>Where it is. Valid for users only.</summary>
    public nint Address => address;

    /// <summary>How many users there are.</summary>
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
        TryShare() ? new((byte*)address + elementIndex, pinnable: this) : throw new InvalidOperationException("The block has been given back to the pool.");

    void IPinnable.Unpin() => Release();

    /// <summary>One user less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) != 0) return;
        GC.SuppressFinalize(this);
        BufferPool.Return(address, sizeClass);
    }

    // Users that were collected have not given it up; those that have keep it from getting here.
    // A block for which there was no memory has none to give back.
    ~Block()
    {
        if (address != 0) BufferPool.Return(address, sizeClass);
    }
}
