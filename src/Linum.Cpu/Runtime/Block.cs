using System.Buffers;

namespace Linum.Cpu;

/// <summary>A block of memory that several arrays may share. It goes back to the pool with the last of them.</summary>
internal sealed unsafe class Block : IPinnable
{
    private readonly int sizeClass;
    private readonly nint address;
    private int users = 1;

    /// <summary>A new block with one user.</summary>
    public Block(long bytes) => address = BufferPool.Rent(bytes, out sizeClass);

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
        if (Interlocked.Decrement(ref users) == 0) BufferPool.Return(address, sizeClass);
    }
}
