using System.Buffers;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What all buffers of one result of a program have in common: apart from them, because a program may have hundreds of small results, and each call makes the buffers anew.</summary>
/// <param name="Type">Element type and shape.</param>
/// <param name="Device">The device they are shown on.</param>
internal sealed record BufferKind(ArrayType Type, Device Device);

/// <summary>An array in this machine's memory: one user of a block, until it is deleted or collected.</summary>
/// <param name="kind">Type and device.</param>
/// <param name="block">The memory; the buffer takes over one use of it.</param>
/// <param name="offset">Where in the block it begins, in bytes: small results of one program share one.</param>
internal sealed unsafe class CpuBuffer(BufferKind kind, Block block, int offset = 0) : IHostBuffer
{
    private int deleted;

    /// <summary>Type and device.</summary>
    public BufferKind Kind => kind;

    public ArrayType Type => kind.Type;

    public Device Device => kind.Device;

    public bool IsReady => true;

    public bool IsDeleted => Volatile.Read(ref deleted) != 0;

    /// <summary>Where it is, for those who keep the buffer alive meanwhile.</summary>
    public nint Address => block.Address + offset;

    /// <summary>Where in the block it begins.</summary>
    public int Offset => offset;

    public void Wait()
    {
    }

    /// <summary>The block with one more use, so that nobody takes the memory away while it is read.</summary>
    /// <exception cref="DonatedArrayException">The array was donated or deleted.</exception>
    public Block Share()
    {
        bool shared = !IsDeleted && block.TryShare();
        GC.KeepAlive(this);
        return shared ? block : throw Gone();
    }

    /// <summary>Where it is, for a program that has entered <see cref="ActiveRuns"/> and keeps the buffer alive until it leaves; 0 if the memory is large, and has to be shared.</summary>
    /// <exception cref="DonatedArrayException">The array was donated or deleted.</exception>
    public nint SmallAddress
    {
        get
        {
            if (!block.IsSmall) return 0;
            return !IsDeleted && block.Users > 0 ? block.Address + offset : throw Gone();
        }
    }

    private DonatedArrayException Gone() =>
        new($"An array of type {kind.Type.ToLongString()} is used after it was deleted or donated. Use the result of the function it was donated to, or do not donate it.");

    public void Download(Span<byte> rowMajor)
    {
        Block held = Share();
        try
        {
            new ReadOnlySpan<byte>((void*)(held.Address + offset), checked((int)kind.Type.ByteCount)).CopyTo(rowMajor);
        }
        finally
        {
            held.Release();
        }
    }

    public MemoryHandle Pin()
    {
        Block held = Share();
        return new((void*)(held.Address + offset), pinnable: held);
    }

    public void Delete()
    {
        if (Interlocked.Exchange(ref deleted, 1) != 0) return;
        block.Release();
    }
}
