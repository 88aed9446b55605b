using System.Collections.Concurrent;
using System.Diagnostics;

namespace Linum.Cpu;

/// <summary>With LINUM_DUMP=times: a step whose time is added up; the process prints the sums, the largest first, when it ends.</summary>
internal sealed unsafe class TimedStep : Step
{
    private static readonly ConcurrentBag<TimedStep> All = Listen();

    private readonly Step inner;
    private readonly string name;
    private long ticks;
    private long runs;

    public TimedStep(Step inner, string name)
    {
        (this.inner, this.name) = (inner, name);
        All.Add(this);
    }

    public override string Kind => inner.Kind;

    public override long WorkingBytes => inner.WorkingBytes;

    public override void Run(nint* slots)
    {
        long start = Stopwatch.GetTimestamp();
        inner.Run(slots);
        Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - start);
        Interlocked.Increment(ref runs);
    }

    private static ConcurrentBag<TimedStep> Listen()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Print();
        return [];
    }

    private static void Print()
    {
        foreach (TimedStep step in All.OrderByDescending(s => s.ticks).Take(40))
            Console.Error.WriteLine($"{step.ticks * 1e6 / Stopwatch.Frequency / Math.Max(1, step.runs),10:F2} us x {step.runs,8}  {step.name}");
    }
}
