using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Puts elements in the place of others or combines them with these.</summary>
internal sealed unsafe class WindowJoin
{
    private readonly MapLoop? combine;
    private readonly int size;
    private readonly bool puts;

    /// <param name="kind">How elements are combined; null puts the new ones in the place of the old.</param>
    /// <param name="type">Their type.</param>
    public WindowJoin(ReduceKind? kind, DType type)
    {
        size = type.Size;
        puts = kind is null;
        Kernel = kind is ReduceKind asked ? RunningKernel.Get(asked, type) : RunningKernel.Latest(size);
        if (kind is not ReduceKind given) return;
        if (Kernel is null) combine = MapKernel.Get(new(CombineFunction.Of(given, type), [false, false], -1, OneByOne: true));
    }

    /// <summary>What combines or puts elements of most types.</summary>
    public RunningKernel? Kernel { get; }

    /// <summary>Combines elements with those of a target.</summary>
    public void Run(nint from, nint to, long count)
    {
        if (puts)
        {
            Buffer.MemoryCopy((void*)from, (void*)to, count * size, count * size);
        }
        else if (combine is null)
        {
            Kernel!.Join(to, from, to, count);
        }
        else
        {
            nint* buffers = stackalloc nint[3];
            (buffers[0], buffers[1], buffers[2]) = (to, from, to);
            combine.Run(buffers, 0, (nint)count, null);
        }
    }
}
