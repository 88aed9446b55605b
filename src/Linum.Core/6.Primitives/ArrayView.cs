using System.Buffers;
using Linum.Extending;

namespace Linum;

/// <summary>
/// The elements of an array where they lie, to be read without a copy: <c>using var view = x.View&lt;float&gt;();</c>. <see cref="Span"/> is good until the view is disposed, which
/// keeps the memory from being given back or donated in between.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct ArrayView<T>
    where T : unmanaged
{
    private readonly Hold hold;
    private readonly int count;

    internal ArrayView(NDArray array)
    {
        HostValues.CheckExact<T>("View", array.DType);
        ConcreteArray concrete = array.Concrete("View");
        Shape = array.Shape;
        count = checked((int)array.Count);
        hold = new(concrete);
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="ObjectDisposedException">The view has been disposed.</exception>
    public ReadOnlySpan<T> Span => hold.Span(count);

    /// <summary>Lets go of the memory. Spans taken before must not be used any more.</summary>
    public void Dispose() => hold.Dispose();

    /// <summary>The memory, let go once however often the view is copied and disposed.</summary>
    private sealed class Hold(ConcreteArray array) : IDisposable
    {
        private readonly MemoryHandle handle = array.Buffer is IHostBuffer host ? host.Pin() : array.ToBytes().AsMemory().Pin();
        private int disposed;

        public unsafe ReadOnlySpan<T> Span(int count)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, typeof(ArrayView<T>));
            return new(handle.Pointer, count);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0) handle.Dispose();
        }
    }
}
