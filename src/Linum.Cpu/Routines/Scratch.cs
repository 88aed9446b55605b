namespace Linum.Cpu;

/// <summary>Working memory of a routine, from the pool, given back at the end of the block.</summary>
internal readonly unsafe ref struct Scratch : IDisposable
{
    private readonly Lease lease;
    private readonly long bytes;

    public Scratch(long bytes)
    {
        this.bytes = bytes;
        lease = BufferPool.Rent(bytes, owner: null);
        ScratchWatch.Current?.Add(bytes);
    }

    /// <summary>Where it is.</summary>
    public nint Address => lease.Address;

    public void Dispose()
    {
        ScratchWatch.Current?.Add(-bytes);
        BufferPool.Return(lease);
    }
}

/// <summary>For tests: how much working memory all threads had at most, to compare with what <see cref="CompiledProgram.TemporaryBytes"/> says.</summary>
internal sealed class ScratchWatch : IDisposable
{
    private readonly Lock gate = new();
    private long now;

    /// <summary>Begins to watch, until it is disposed.</summary>
    public ScratchWatch() => Current = this;

    /// <summary>What watches; null but in tests.</summary>
    public static ScratchWatch? Current { get; private set; }

    /// <summary>The most bytes at a time.</summary>
    public long Most { get; private set; }

    /// <summary>So many bytes more, or less.</summary>
    public void Add(long bytes)
    {
        lock (gate)
        {
            now += bytes;
            Most = Math.Max(Most, now);
        }
    }

    public void Dispose() => Current = null;
}
