using System.Runtime.Intrinsics.X86;
using Linum.Workloads.Running;

namespace Linum.Workloads.Limits;

/// <summary>
/// Threads that spin until there is work: one publishes a job, all run their part, and all wait for the last. The cheapest fork and join there is, so a lower bound for
/// any other.
/// </summary>
internal sealed unsafe class Team : IDisposable
{
    /// <summary>A part of a job: thread t of n.</summary>
    public delegate void Job(int thread, int threads);

    private static readonly Job Stop = (_, _) => { };

    // Far apart, so that the counters of the two directions are in cache lines of their own.
    private readonly long[] counters = new long[64];
    private readonly Thread[] threads;
    private Job job = Stop;
    private int parts;

    public Team(int size)
    {
        Size = size;
        threads = new Thread[size - 1];
        for (int i = 1; i < size; i++)
        {
            int id = i;
            threads[i - 1] = new(() => Spin(id)) { IsBackground = true };
            threads[i - 1].Start();
        }
    }

    public int Size { get; }

    private ref long Generation => ref counters[16];

    private ref long Done => ref counters[48];

    public static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else Thread.SpinWait(1);
    }

    private void Spin(int id)
    {
        Machine.Pin(id);
        for (long seen = 0; ;)
        {
            while (Volatile.Read(ref Generation) == seen) Pause();
            seen++;
            if (ReferenceEquals(job, Stop)) return;
            if (id < parts) job(id, parts);
            Interlocked.Increment(ref Done);
        }
    }

    /// <summary>Runs a job on n threads, this one among them, and returns when all are done.</summary>
    public void Run(int n, Job next)
    {
        if (n == 1)
        {
            next(0, 1);
            return;
        }

        // Left alone when it is the same job again: the others then need not fetch what was written.
        if (!ReferenceEquals(job, next) || parts != n) (job, parts) = (next, n);
        Volatile.Write(ref Done, 0);
        Interlocked.Increment(ref Generation);
        next(0, n);
        while (Volatile.Read(ref Done) != threads.Length) Pause();
    }

    /// <summary>The best time of a job in seconds, of as many as fit into a time.</summary>
    public double Best(int n, double seconds, Job next)
    {
        Run(n, next);
        double best = double.PositiveInfinity;
        long start = Clock.Now;
        for (int runs = 0; runs < 3 || Clock.Since(start) < seconds; runs++)
        {
            long from = Clock.Now;
            Run(n, next);
            best = Math.Min(best, Clock.Since(from));
        }

        return best;
    }

    /// <summary>The time of a fork and join with nothing to do.</summary>
    public double Empty()
    {
        double best = double.PositiveInfinity;
        Job nothing = (_, _) => { };
        for (int r = 0; r < 200; r++)
        {
            long from = Clock.Now;
            for (int i = 0; i < 50; i++) Run(Size, nothing);
            best = Math.Min(best, Clock.Since(from) / 50);
        }

        return best;
    }

    public void Dispose()
    {
        job = Stop;
        Interlocked.Increment(ref Generation);
        foreach (Thread thread in threads) thread.Join();
    }
}
