namespace Linum.Cpu;

/// <summary>How the work of a node is shared out.</summary>
/// <param name="Parts">Into how many parts it is cut, where it can be cut so finely. That follows from shapes alone; more parts than threads keep a thread that is held up from holding up all.</param>
/// <param name="Workers">How many threads may take part; 0 means all.</param>
/// <param name="Wakes">Whether threads that are asleep are woken for it.</param>
internal readonly record struct Partition(int Parts, int Workers, bool Wakes = true)
{
    /// <summary>Runs <paramref name="body"/> over parts of 0 to count.</summary>
    public void Run(long count, Action<long, long> body)
    {
        int parts = (int)Math.Min(count, Parts);
        if (parts <= 1) body(0, count);
        else WorkerPool.Instance.Run(parts, Workers, p => body(count * p / parts, count * (p + 1) / parts), Wakes);
    }

    /// <summary>How many threads work at the same time at most, where <see cref="Run"/> is given so many.</summary>
    public int Threads(long count) => WorkerPool.Instance.Threads((int)Math.Min(count, Parts), Workers);

    /// <summary>Runs items 0 to count - 1.</summary>
    public void Each(int count, Action<int> item)
    {
        if (Parts <= 1) for (int i = 0; i < count; i++) item(i);
        else WorkerPool.Instance.Run(count, Workers, item, Wakes);
    }
}

/// <summary>A program with the memory of its arrays and the shares of its nodes.</summary>
/// <param name="Plan">The program and its memory.</param>
/// <param name="Partitions">One per node.</param>
internal sealed record Schedule(BufferPlan Plan, Extending.ValueList<Partition> Partitions)
{
    public override string ToString() => string.Join(", ", Partitions.ToArray().Select((p, i) => $"node {i}: {p.Parts}"));
}
