namespace Linum.Cpu;

/// <summary>Does without a kernel what it would do: the same arguments, the same bits.</summary>
internal unsafe interface IKernelInterpreter
{
    /// <summary>See <see cref="BlockProgram.Work"/>.</summary>
    public long Work { get; }

    /// <summary>See <see cref="Kernel"/>.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra);
}

/// <summary>A kernel that is emitted when it is worth it, and interpreted until then (<see cref="FirstRuns"/>).</summary>
internal sealed unsafe class LateKernel
{
    private readonly Lazy<Kernel> emitted;
    private readonly Func<IKernelInterpreter>? interpret;
    private readonly FirstRuns? first;
    private Kernel? known;
    private IKernelInterpreter? interpreter;

    /// <param name="steps">How many steps there are for an element.</param>
    /// <param name="emit">Emits the kernel.</param>
    /// <param name="interpret">Makes what interprets its steps; null if nothing can, and it is emitted now.</param>
    /// <param name="countsRuns">Whether many runs make it worth its kernel, however short they are.</param>
    public LateKernel(long steps, Func<Kernel> emit, Func<IKernelInterpreter>? interpret, bool countsRuns = true)
    {
        (emitted, this.interpret) = (new(emit), interpret);
        if (FirstRuns.AreNone || interpret is null) known = emitted.Value;
        else first = new(steps, () => Prepare(), countsRuns);
    }

    /// <summary>The kernel; null if it has not been emitted.</summary>
    public Kernel? Known => Volatile.Read(ref known);

    /// <summary>Whether a first run over so many elements needs the kernel.</summary>
    public bool Needs(long elements) => first is null || !first.WouldTake(elements);

    /// <summary>Says that a program will run over so many elements: emits the kernel if that makes it worth it.</summary>
    public void Expect(long elements)
    {
        if (first is null || !first.Expect(elements)) Prepare();
    }

    /// <summary>Interprets a run over so many elements where the kernel is not known; false if that is too much, and the kernel is due.</summary>
    public bool Interprets(long elements, nint* buffers, nint begin, nint end, nint* extra)
    {
        if (Needs(elements)) return false;
        IKernelInterpreter mine = interpreter ??= interpret!();
        if (!first!.Take(elements, mine.Work)) return false;
        mine.Run(buffers, begin, end, extra);
        return true;
    }

    /// <summary>Emits the kernel, if it is not there, and compiles it to machine code; see <see cref="KernelFactory.Prepare"/>.</summary>
    public Kernel Prepare()
    {
        Kernel kernel = emitted.Value;
        KernelFactory.Prepare(kernel);
        Volatile.Write(ref known, kernel);
        interpreter = null;
        return kernel;
    }
}
