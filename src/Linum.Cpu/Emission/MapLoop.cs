namespace Linum.Cpu;

/// <summary>An elementwise loop: interpreted until it is worth emitting.</summary>
internal sealed unsafe class MapLoop
{
    private readonly MapKernelKey key;
    private readonly FirstRuns? first;
    private readonly Lazy<EmittedMap> emitted;
    private EmittedMap? known;
    private MapInterpreter? interpreter;

    public MapLoop(MapKernelKey key)
    {
        this.key = key;
        emitted = new(() => MapKernel.Emit(key));
        IsVector = !key.OneByOne && VectorSupport.Covers(key.Body);
        // Where an element may depend on the one before, blocks are of no use.
        if (FirstRuns.AreNone || key.OneByOne) known = emitted.Value;
        else first = new(key.Body.Steps.Count, Prepare);
    }

    /// <summary>Whether it computes <see cref="VectorInstructions.Lanes"/> elements at a time, and so reads and writes up to one less behind the end.</summary>
    public bool IsVector { get; }

    /// <summary>What goes on where the kernel is left; null if it never is.</summary>
    public RareRest? Rest => emitted.Value.Rest;

    /// <summary>Whether there is a kernel.</summary>
    public bool IsEmitted => Volatile.Read(ref known) is not null;

    /// <summary>Computes some elements; see <see cref="Kernel"/>.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        EmittedMap? map = Volatile.Read(ref known);
        if (map is null)
        {
            long elements = MapInterpreter.Elements(key, begin, end, extra);
            if (first!.WouldTake(elements))
            {
                MapInterpreter mine = interpreter ??= new(key);
                if (first.Take(elements, mine.Work))
                {
                    mine.Run(buffers, begin, end, extra);
                    return;
                }
            }

            Prepare();
            map = known!;
        }

        ((key.IsSeries ? null : map.Rest?.IfUsual) ?? map.Kernel)(buffers, begin, end, extra);
        // A program may have been dropped by all while it runs.
        GC.KeepAlive(this);
    }

    /// <summary>Whether a first run over so many elements needs the kernel.</summary>
    public bool Needs(long elements) => first is null || !first.WouldTake(elements);

    /// <summary>Emits the kernel, if it is not there, and compiles it to machine code; see <see cref="KernelFactory.Prepare"/>.</summary>
    public void Prepare()
    {
        EmittedMap map = emitted.Value;
        KernelFactory.Prepare(map.Kernel);
        Volatile.Write(ref known, map);
        interpreter = null;
    }
}

/// <summary>An emitted elementwise loop.</summary>
/// <param name="Kernel">The loop.</param>
/// <param name="Rest">What goes on where the loop is left; null if it never is.</param>
internal sealed record EmittedMap(Kernel Kernel, RareRest? Rest);
