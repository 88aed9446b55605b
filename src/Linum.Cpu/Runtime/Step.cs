namespace Linum.Cpu;

/// <summary>One piece of a compiled program. It finds arrays by the numbers of their slots; the same step may run on many threads at once, each with its own slots.</summary>
internal abstract unsafe class Step
{
    /// <summary>Does the work.</summary>
    /// <param name="slots">The addresses of all arrays of the program.</param>
    public abstract void Run(nint* slots);

    /// <summary>Compiles the machine code that a run will call; see <see cref="KernelFactory.Prepare"/>.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>How many bytes of working memory a run takes at most, beside the arrays of its program: on all threads that may take part, and without what the pool rounds up.</summary>
    public virtual long WorkingBytes => 0;

    /// <summary>What kind of step it is, for people and tests.</summary>
    public virtual string Kind => GetType().Name;
}

/// <summary>What a <see cref="RoutineStep"/> runs, where that takes working memory.</summary>
internal unsafe interface IRoutine
{
    /// <summary>How many bytes of working memory a run takes at most; see <see cref="Step.WorkingBytes"/>.</summary>
    long WorkingBytes { get; }

    /// <summary>Does the work.</summary>
    /// <param name="arrays">The addresses of operands, then of results.</param>
    void Run(nint* arrays);

    /// <summary>Compiles the machine code that a run will call; see <see cref="KernelFactory.Prepare"/>.</summary>
    void Prepare()
    {
    }
}

/// <summary>A step that is one routine over the addresses of its operands and results.</summary>
/// <param name="operands">The slots of operands, then of results.</param>
/// <param name="routine">What runs.</param>
/// <param name="workingBytes">The working memory that it takes at most.</param>
/// <param name="prepare">Compiles what runs.</param>
internal sealed unsafe class RoutineStep(int[] operands, RoutineStep.Routine routine, long workingBytes = 0, Action? prepare = null) : Step
{
    /// <summary>A step of a routine that knows its working memory.</summary>
    public RoutineStep(int[] operands, IRoutine routine)
        : this(operands, routine.Run, routine.WorkingBytes, routine.Prepare)
    {
    }

    /// <summary>A routine over addresses: operands, then results.</summary>
    public delegate void Routine(nint* arrays);

    public override long WorkingBytes => workingBytes;

    public override void Prepare() => prepare?.Invoke();

    public override void Run(nint* slots)
    {
        nint* arrays = stackalloc nint[operands.Length];
        for (int i = 0; i < operands.Length; i++) arrays[i] = slots[operands[i]];
        routine(arrays);
    }
}
