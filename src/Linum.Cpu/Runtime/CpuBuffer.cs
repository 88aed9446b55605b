using Linum.Extending;

namespace Linum.Cpu;

/// <summary>An array in this machine's memory.</summary>
internal sealed unsafe class CpuBuffer(ArrayType type, Block block, Device device) : IBuffer
{
    private volatile bool deleted;

    public ArrayType Type => type;

    public Device Device => device;

    public Block Block => block;

    public bool IsReady => true;

    public bool IsDeleted => deleted;

    public nint Address => deleted ? throw new DonatedArrayException($"An array of type {type.ToLongString()} has been deleted.") : block.Address;

    public void Wait()
    {
    }

    public void Download(Span<byte> rowMajor)
    {
        new ReadOnlySpan<byte>((void*)Address, checked((int)type.ByteCount)).CopyTo(rowMajor);
        GC.KeepAlive(this);
    }

    /// <summary>The memory goes back to the pool when no other array shares it and the collector has seen that.</summary>
    public void Delete() => deleted = true;
}
