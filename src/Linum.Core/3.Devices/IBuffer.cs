using System.Buffers;

namespace Linum.Extending;

/// <summary>Array memory on a device. Dense and row-major as seen from here; how it lies inside is the backend's business.</summary>
public interface IBuffer
{
    /// <summary>Element type and shape of what is stored.</summary>
    ArrayType Type { get; }

    /// <summary>Where it is stored.</summary>
    Device Device { get; }

    /// <summary>False while a device is still computing it.</summary>
    bool IsReady { get; }

    /// <summary>Returns when the contents are there.</summary>
    void Wait();

    /// <summary>Copies the contents into host memory of exactly the array's size.</summary>
    void Download(Span<byte> rowMajor);

    /// <summary>True after donation or <see cref="Delete"/>.</summary>
    bool IsDeleted { get; }

    /// <summary>Gives the memory back.</summary>
    void Delete();
}

/// <summary>A buffer whose memory this process can read where it lies.</summary>
public interface IHostBuffer : IBuffer
{
    /// <summary>Keeps the memory in its place, row-major and dense, until the result is disposed.</summary>
    /// <exception cref="DonatedArrayException">The array was donated or deleted.</exception>
    MemoryHandle Pin();
}
