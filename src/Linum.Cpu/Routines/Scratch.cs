namespace Linum.Cpu;

/// <summary>Working memory of a routine, from the pool, given back at the end of the block.</summary>
internal readonly unsafe ref struct Scratch : IDisposable
{
    private readonly Lease lease;

    public Scratch(long bytes) => lease = BufferPool.Rent(bytes, owner: null);

    /// <summary>Where it is.</summary>
    public nint Address => lease.Address;

    public void Dispose() => BufferPool.Return(lease);
}
