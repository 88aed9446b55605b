namespace Linum.Cpu;

/// <summary>Working memory of a routine, from the pool, given back at the end of the block.</summary>
internal readonly unsafe ref struct Scratch : IDisposable
{
    private readonly int sizeClass;

    public Scratch(long bytes) => Address = BufferPool.Rent(bytes, out sizeClass);

    /// <summary>Where it is.</summary>
    public nint Address { get; }

    public void Dispose() => BufferPool.Return(Address, sizeClass);
}
