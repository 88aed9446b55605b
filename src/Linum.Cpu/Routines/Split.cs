namespace Linum.Cpu;

/// <summary>Splits a range over threads. Where it is cut depends on nothing that results depend on.</summary>
internal static class Split
{
    /// <summary>Below this much work (elements touched, roughly) one thread is faster than two.</summary>
    private const long ParallelWork = 1 << 15;

    /// <summary>Runs <paramref name="body"/> over parts of 0 to count, of which each costs some work.</summary>
    public static void Run(long count, long workOfOne, Action<long, long> body)
    {
        int parts = count * Math.Max(1, workOfOne) < ParallelWork ? 1 : (int)Math.Min(count, WorkerPool.Instance.Workers * 2L);
        if (parts <= 1 || WorkerPool.Instance.Workers == 1) body(0, count);
        else WorkerPool.Instance.Run(parts, p => body(count * p / parts, count * (p + 1) / parts));
    }
}
