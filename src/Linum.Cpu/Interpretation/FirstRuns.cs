namespace Linum.Cpu;

/// <summary>When kernels are emitted.</summary>
internal enum EmitWhen
{
    /// <summary>Once the work done without a kernel has taken about as long as emitting it would.</summary>
    Worth,
    /// <summary>Before their first run.</summary>
    Always,
    /// <summary>Not those that can be interpreted: for tests.</summary>
    Never,
}

/// <summary>
/// Decides how long the steps of a kernel are interpreted before it is emitted. Emitting one and compiling it to machine code takes 1 to 2 ms, in a new process some 40, since the code that does it has to be
/// compiled before; what is interpreted for few elements takes microseconds. A kernel whose turns add up is emitted by another thread meanwhile, and whatever is done without it comes to no more than it costs.
/// </summary>
/// <param name="steps">How many steps there are for an element.</param>
/// <param name="emit">Makes the kernel, unless it is there.</param>
/// <param name="countsRuns">Whether many runs make it worth its kernel, however short they are.</param>
internal sealed class FirstRuns(long steps, Action emit, bool countsRuns)
{
    /// <summary>Steps for single elements that are interpreted at most: 0.7 ms, by 0.08 ns for one of 93 on 1000 float32 (AVX-512 machine, 2026-11-28).</summary>
    private const long MostWork = 1 << 23;

    /// <summary>In one run. For more the kernel is made while compiling, on all threads: the first step of a transformer took 56 ms where its large maps were interpreted in their first run, and 51 where not.</summary>
    private const long MostWorkOfRun = MostWork / 4;

    /// <summary>
    /// From so many on another thread makes the kernel. Not from the second run on: a program of 100 operations runs one kernel 23 times in its first call, and took 5.5 ms with the other thread beside it
    /// where it took 1.3 without.
    /// </summary>
    private const long WorkAlone = MostWork / 2;

    /// <summary>Or from so many runs on: then it is the call that takes the time.</summary>
    private const int RunsAlone = 100;

    /// <summary>Getting to the steps of a block takes as long as so many of its elements.</summary>
    private const long LeastElements = 64;

    /// <summary>So many kernels wait for the other thread at most: who runs more programs than it can follow goes on interpreting.</summary>
    private const int MostWaiting = 16;

    private static int waiting;
    private static long ofNever;

    private readonly long steps = Math.Max(1, steps);
    private readonly Action emit = emit;
    private long work;
    private long expected;
    private int runs;
    private int isAsked;

    /// <summary>When kernels are emitted; LINUM_EMIT=always has it done before their first run.</summary>
    public static EmitWhen When { get; set; } = Environment.GetEnvironmentVariable("LINUM_EMIT") switch { "always" => EmitWhen.Always, "never" => EmitWhen.Never, _ => EmitWhen.Worth };

    /// <summary>How many runs have been interpreted under <see cref="EmitWhen.Never"/>: so that tests see that they were.</summary>
    public static long OfNever => Volatile.Read(ref ofNever);

    /// <summary>Whether a kernel is made at once, whatever it will be used for: that is so for records and dumps, which show it.</summary>
    public static bool AreNone => When == EmitWhen.Always || CompilationRecord.Current is not null || PassLog.ShowsKernels;

    /// <summary>Whether a run over so many elements would be interpreted, if all steps are quick.</summary>
    public bool WouldTake(long elements) => Fits(elements, steps);

    /// <summary>
    /// Says that a program will run over so many elements; whether that would be interpreted. What programs do with one kernel adds up: in the first step of a transformer five layer norms and their gradients came to be
    /// worth their kernels one after the other, each while it ran and both threads waited for it.
    /// </summary>
    public bool Expect(long elements) => Fits(elements, steps) && (When == EmitWhen.Never || Interlocked.Add(ref expected, Math.Max(elements, LeastElements) * steps) <= MostWork);

    /// <summary>Whether a run over so many elements is to be interpreted; else the kernel is due.</summary>
    /// <param name="elements">How many.</param>
    /// <param name="each">How many quick steps take as long as those for an element.</param>
    public bool Take(long elements, long each)
    {
        if (!Fits(elements, each)) return false;
        if (When == EmitWhen.Never)
        {
            Interlocked.Increment(ref ofNever);
            return true;
        }

        long done = Interlocked.Add(ref work, Math.Max(elements, LeastElements) * each);
        if (done > WorkAlone || (countsRuns && Interlocked.Increment(ref runs) > RunsAlone)) EmitBeside();
        return true;
    }

    private bool Fits(long elements, long each) => When == EmitWhen.Never || Math.Max(elements, LeastElements) <= Math.Min(MostWorkOfRun, MostWork - Volatile.Read(ref work)) / each;

    private void EmitBeside()
    {
        if (Volatile.Read(ref waiting) >= MostWaiting || Interlocked.Exchange(ref isAsked, 1) != 0) return;
        Interlocked.Increment(ref waiting);
        ThreadPool.UnsafeQueueUserWorkItem(static mine => mine.EmitHere(), this, preferLocal: false);
    }

    private void EmitHere()
    {
        try
        {
            emit();
        }
        catch (Exception)
        {
            // Thrown once more where the kernel is due.
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
