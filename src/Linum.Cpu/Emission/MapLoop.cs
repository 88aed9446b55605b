namespace Linum.Cpu;

/// <summary>An elementwise loop: interpreted until it is worth emitting.</summary>
internal sealed unsafe class MapLoop
{
    private readonly MapKernelKey key;
    private readonly LateKernel late;

    /// <summary>What goes on where the kernel is left, once there is one; null if it never is.</summary>
    private RareRest? rest;

    public MapLoop(MapKernelKey key)
    {
        this.key = key;
        IsVector = !key.OneByOne && VectorSupport.Covers(key.Body);
        // Where an element may depend on the one before, blocks are of no use.
        late = new(key.Body.Steps.Count, Emit, key.OneByOne ? null : () => new MapInterpreter(key));
    }

    /// <summary>Whether it computes <see cref="VectorInstructions.Lanes"/> elements at a time, and so reads and writes up to one less behind the end.</summary>
    public bool IsVector { get; }

    /// <summary>Whether there is a kernel.</summary>
    public bool IsEmitted => late.Known is not null;

    /// <summary>Computes some elements; see <see cref="Kernel"/>.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        Kernel? kernel = late.Known;
        if (kernel is null)
        {
            if (late.Interprets(MapInterpreter.Elements(key, begin, end, extra), buffers, begin, end, extra)) return;
            kernel = Prepare();
        }

        ((key.IsSeries ? null : rest?.IfUsual) ?? kernel)(buffers, begin, end, extra);
        // A program may have been dropped by all while it runs.
        GC.KeepAlive(this);
    }

    /// <summary>Whether a first run over so many elements needs the kernel.</summary>
    public bool Needs(long elements) => late.Needs(elements);

    /// <summary>Says that a program will run over so many elements; see <see cref="LateKernel.Expect"/>.</summary>
    public void Expect(long elements) => late.Expect(elements);

    /// <summary>Emits the kernel, if it is not there, and compiles it to machine code.</summary>
    public Kernel Prepare() => late.Prepare();

    private Kernel Emit()
    {
        (Kernel kernel, rest) = MapKernel.Emit(key);
        return kernel;
    }
}

/// <summary>An emitted elementwise loop.</summary>
/// <param name="Kernel">The loop.</param>
/// <param name="Rest">What goes on where the loop is left; null if it never is.</param>
internal sealed record EmittedMap(Kernel Kernel, RareRest? Rest);
