using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>How the work of a node is shared out.</summary>
/// <remarks>
/// Where a body is a static lambda and its state a tuple, a fork allocates nothing, and so a loop's turns do not: what it shares lies on the caller's stack. The pool returns when no thread
/// looks at that any more, and the collector follows what it points at, since its address was taken.
/// </remarks>
/// <param name="Parts">Into how many parts it is cut, where it can be cut so finely. That follows from shapes alone; more parts than threads keep a thread that is held up from holding up all.</param>
/// <param name="Workers">How many threads may take part; 0 means all.</param>
/// <param name="Wakes">Whether threads that are asleep are woken for it.</param>
internal readonly record struct Partition(int Parts, int Workers, bool Wakes = true)
{
    /// <summary>Runs <paramref name="body"/>, which is given what it needs, over parts of 0 to count.</summary>
    public unsafe void Run<TState>(long count, TState state, Action<TState, long, long> body)
    {
        int parts = (int)Math.Min(count, Parts);
        if (parts <= 1)
        {
            body(state, 0, count);
            return;
        }

        Cut<TState> cut = new(count, parts, state, body);
        WorkerPool.Instance.Run(parts, Workers, static (p, shared) => Unsafe.AsRef<Cut<TState>>((void*)shared).Part(p), (nint)Unsafe.AsPointer(ref cut), wakes: Wakes);
    }

    /// <summary>How many threads work at the same time at most, where <see cref="Run{TState}"/> is given so many.</summary>
    public int Threads(long count) => WorkerPool.Instance.Threads((int)Math.Min(count, Parts), Workers);

    /// <summary>Runs items 0 to count - 1, each of which is given what it needs.</summary>
    public unsafe void Each<TState>(int count, TState state, Action<TState, int> item)
    {
        if (Parts <= 1)
        {
            for (int i = 0; i < count; i++) item(state, i);
            return;
        }

        Items<TState> items = new(state, item);
        WorkerPool.Instance.Run(count, Workers, static (i, shared) => Unsafe.AsRef<Items<TState>>((void*)shared).Item(i), (nint)Unsafe.AsPointer(ref items), wakes: Wakes);
    }

    private readonly struct Cut<TState>(long count, int parts, TState state, Action<TState, long, long> body)
    {
        public void Part(int p) => body(state, count * p / parts, count * (p + 1) / parts);
    }

    private readonly struct Items<TState>(TState state, Action<TState, int> item)
    {
        public void Item(int i) => item(state, i);
    }
}

/// <summary>A program with the memory of its arrays and the shares of its nodes.</summary>
/// <param name="Plan">The program and its memory.</param>
/// <param name="Partitions">One per node.</param>
internal sealed record Schedule(BufferPlan Plan, Extending.ValueList<Partition> Partitions)
{
    public override string ToString() => string.Join(", ", Partitions.ToArray().Select((p, i) => $"node {i}: {p.Parts}"));
}
