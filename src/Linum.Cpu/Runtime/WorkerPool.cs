using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Threads that wait for parts of work, spinning shortly before they sleep. The caller takes part; one who finds the pool busy works alone, so that nested and concurrent use
/// cannot block.
/// </summary>
/// <remarks>
/// Parts are shared out in ranges, one per thread, and a thread takes parts of another's range only when its own has none left: what the same parts of the same arrays read and write in the
/// next call, or the next kernel, is then in caches near the same processor. Where two processors have a third cache each, a copy of 4 MB takes 43 µs with the same halves in every call and 91 µs
/// with halves that change (in C# by hand, four results in turn, 2026-11-26).
/// <para>
/// A fork is lines of memory that go from processor to processor, one after the other, and each takes 160 ns where these have a third cache each. So what a job is stands in one line, which is used
/// again; taking a part is all that a worker does to come in, on a line that mostly only it looks at; and what it has done it tells on a line of its own.
/// </para>
/// </remarks>
internal sealed unsafe class WorkerPool
{
    /// <summary>How often a worker looks for work, some 30 ns apart, before it sleeps: waking it takes longer than that in all.</summary>
    private const int LooksBeforeSleep = 1000;

    /// <summary>How often the caller looks whether all is done before it looks for parts of others: these are about to be done as a rule, and looking takes their line away.</summary>
    private const int LooksBeforeHelp = 40;

    /// <summary>Jobs that are not worth a wake-up wake threads after so many that found all asleep: in a loop of them that is soon.</summary>
    private const int MissesBeforeWake = 32;

    /// <summary>Bytes from one line of memory to the next that is not fetched together with it.</summary>
    private const int Apart = 128;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wakes;
    private readonly long* current;
    private readonly int* busy;
    private readonly int* turns;
    private readonly int* misses;
    private readonly byte* seats;
    private nint shared;
    private Action<int>? alone;
    private Action<int, nint>? together;
    private Exception? failure;
    private bool hasGates;

    private WorkerPool(int workers)
    {
        Workers = workers;
        // Never given back: the pool lives as long as the process.
        nuint bytes = (nuint)(2 * Apart + workers * sizeof(Seat));
        var lines = (byte*)NativeMemory.AlignedAlloc(bytes, Apart);
        NativeMemory.Clear(lines, bytes);
        current = (long*)lines;
        busy = (int*)(lines + Apart);
        turns = busy + 1;
        misses = busy + 2;
        seats = lines + 2 * Apart;
        threads = new Thread[Math.Max(0, workers - 1)];
        wakes = [.. threads.Select(_ => new SemaphoreSlim(0))];
        for (int i = 0; i < threads.Length; i++)
        {
            int seat = i + 1;
            threads[i] = new Thread(() => Loop(seat)) { IsBackground = true, Name = $"Linum worker {seat}" };
            threads[i].Start();
        }
    }

    /// <summary>What belongs to a thread: three lines of memory.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * Apart)]
    private struct Seat
    {
        /// <summary>Of its range, see <see cref="PartCounter"/>.</summary>
        [FieldOffset(0)]
        public long Counter;

        /// <summary>The turn, and how many parts it has done in it.</summary>
        [FieldOffset(Apart)]
        public long Done;

        [FieldOffset(2 * Apart)]
        public int IsAsleep;

        /// <summary>Where it waits while the collector works, see <see cref="OutsideGate"/>.</summary>
        [FieldOffset(2 * Apart + sizeof(int))]
        public int Gate;
    }

    /// <summary>The pool of the process. LINUM_WORKERS sets its size, the callers included.</summary>
    public static WorkerPool Instance { get; } = new(int.TryParse(Environment.GetEnvironmentVariable("LINUM_WORKERS"), out int n) && n > 0 ? n : Environment.ProcessorCount);

    /// <summary>How many threads work, the caller included.</summary>
    public int Workers { get; }

    /// <summary>How many threads do so many parts at the same time at most.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="workers">How many threads may take part; 0 means all.</param>
    public int Threads(int count, int workers) => Math.Max(1, Math.Min(count, workers <= 0 ? Workers : Math.Min(workers, Workers)));

    /// <summary>Runs parts 0 to count - 1, in any order, and returns when all are done.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="workers">How many threads may take part, the caller included; 0 means all.</param>
    /// <param name="part">What to do.</param>
    /// <param name="wakes">Whether threads that are asleep are woken for it; else only those who are awake help.</param>
    public void Run(int count, int workers, Action<int> part, bool wakes = true) => Run(count, workers, part, null, 0, inOrder: false, wakes);

    /// <summary>The same with a number for every part, such as the address of what they share: a delegate that is kept then serves all calls.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="workers">How many threads may take part, the caller included; 0 means all.</param>
    /// <param name="part">What to do.</param>
    /// <param name="shared">What each part is given.</param>
    /// <param name="inOrder">
    /// Whether parts begin in order, each on the thread that is free first: for parts that wait for others before them, or that share what they read with their neighbours (a filter's gradient
    /// took 79 ms so and 87 ms in ranges).
    /// </param>
    /// <param name="wakes">Whether threads that are asleep are woken for it; else only those who are awake help.</param>
    public void Run(int count, int workers, Action<int, nint> part, nint shared, bool inOrder = false, bool wakes = true) => Run(count, workers, null, part, shared, inOrder, wakes);

    private void Run(int count, int workers, Action<int>? alone, Action<int, nint>? together, nint shared, bool inOrder, bool wakes)
    {
        int helpers = Math.Min(Math.Min(threads.Length, count - 1), workers <= 0 ? Job.MostHelpers : Math.Min(workers - 1, Job.MostHelpers));
        if (helpers <= 0 || count > Job.MostParts || (!wakes && !IsWorthIt(helpers)) || Interlocked.CompareExchange(ref *busy, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (alone is not null) alone(i);
                else together!(i, shared);
            }

            return;
        }

        Exception? failed = Fork(new(++*turns, count, helpers, inOrder), alone, together, shared);
        Volatile.Write(ref *busy, 0);
        // As it is, so that what a caller sees does not depend on how many threads there are.
        if (failed is not null) ExceptionDispatchInfo.Throw(failed);
    }

    /// <summary>
    /// Has young garbage collected. Threads that are awake wait at a gate meanwhile, where the collector need not stop them: it does so by making them sleep, and waking one takes some 20 µs. Five operations
    /// on 10⁶ numbers, of which every fourth call collects, 59.6 to 61.3 -> 53.7 to 54.2 µs, in the middle 70 to 73 -> 57 to 61; an outer sum, which does in each call, 158 to 174 -> 139 to 156, in the
    /// middle 183 to 210 -> 155 to 172 (three turns, 2026-11-27).
    /// </summary>
    /// <param name="generation">The oldest that is collected. Of old ones that may take long, and who waits at a gate keeps a processor busy.</param>
    public void CollectGarbage(int generation)
    {
        bool wait = IsAnyAwake(threads.Length) && OutsideGate.IsSupported && Interlocked.CompareExchange(ref *busy, 1, 0) == 0;
        if (wait)
        {
            // Not when the pool is made: a new process has its first result before that is needed.
            for (int i = 1; i <= threads.Length; i++)
            {
                if (!hasGates) OutsideGate.Make(&SeatOf(i)->Gate);
                OutsideGate.Close(&SeatOf(i)->Gate);
            }

            hasGates = true;
            Interlocked.Exchange(ref *current, Job.WaitOutside(++*turns).Bits);
        }

        try
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        }
        finally
        {
            if (wait)
            {
                for (int i = 1; i <= threads.Length; i++) OutsideGate.Open(&SeatOf(i)->Gate);
                Volatile.Write(ref *busy, 0);
            }
        }
    }

    /// <summary>Whether a helper is awake, or it is time to wake them.</summary>
    private bool IsWorthIt(int helpers) => IsAnyAwake(helpers) || Interlocked.Increment(ref *misses) % MissesBeforeWake == 0;

    private bool IsAnyAwake(int helpers)
    {
        for (int i = 1; i <= helpers; i++)
            if (Volatile.Read(ref SeatOf(i)->IsAsleep) == 0) return true;
        return false;
    }

    private Exception? Fork(Job job, Action<int>? alone, Action<int, nint>? together, nint shared)
    {
        // Only what is another than before: where a step is run again and again, these are in all caches.
        if (!ReferenceEquals(this.alone, alone)) this.alone = alone;
        if (!ReferenceEquals(this.together, together)) this.together = together;
        if (this.shared != shared) this.shared = shared;
        // With a full fence: who goes to sleep has either seen this job or is seen asleep.
        Interlocked.Exchange(ref *current, job.Bits);
        bool allAwake = Wake(job.Helpers);
        int done = TakeOf(job, 0);
        for (int look = 0; allAwake && look < LooksBeforeHelp && done + DoneBy(job) < job.Parts; look++) Thread.SpinWait(1);
        if (done + DoneBy(job) < job.Parts)
        {
            for (int range = 1; range < job.Ranges; range++) done += TakeOf(job, range);
            EvenWait wait = default;
            while (done + DoneBy(job) < job.Parts) wait.Once();
        }

        // What it has captured may go.
        if (alone is not null) this.alone = null;
        Exception? failed = failure;
        if (failed is not null) failure = null;
        return failed;
    }

    private Seat* SeatOf(int thread) => (Seat*)seats + thread;

    /// <summary>How many parts helpers have done.</summary>
    private int DoneBy(Job job)
    {
        int sum = 0;
        for (int i = 1; i <= job.Helpers; i++)
        {
            long done = Volatile.Read(ref SeatOf(i)->Done);
            if ((int)(done >> 32) == job.Turn) sum += (int)done;
        }

        return sum;
    }

    /// <summary>Wakes those who are asleep; whether nobody was.</summary>
    private bool Wake(int helpers)
    {
        bool allAwake = true;
        for (int i = 1; i <= helpers; i++)
        {
            if (Volatile.Read(ref SeatOf(i)->IsAsleep) == 0) continue;
            allAwake = false;
            if (Interlocked.CompareExchange(ref SeatOf(i)->IsAsleep, 0, 1) == 1) wakes[i - 1].Release();
        }

        return allAwake;
    }

    /// <summary>Runs parts of a range until none is left; how many.</summary>
    private int TakeOf(Job job, int range)
    {
        (int first, int length) = job.Range(range);
        int done = 0;
        PartCounter counter = new(&SeatOf(range)->Counter);
        for (int part = counter.Next(job.Turn, length); part >= 0; part = counter.Next(job.Turn, length), done++)
        {
            try
            {
                if (alone is not null) alone(first + part);
                else together!(first + part, shared);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }

        return done;
    }

    private void Loop(int thread)
    {
        Job job = default;
        while (true)
        {
            job = Wait(thread, job);
            if (job.IsWaitOutside) OutsideGate.Pass(&SeatOf(thread)->Gate);
            else if (thread <= job.Helpers) Help(thread, job);
        }
    }

    /// <summary>Runs parts of the thread's own range, then what others have left of theirs. Of a job that is over none is left, and as long as one is left the job is not over.</summary>
    private void Help(int thread, Job job)
    {
        int done = 0;
        // Who has one part has taken it, or is late: that the caller looks after.
        int most = job.Parts > job.Ranges ? job.Ranges : 1;
        for (int i = 0; i < most; i++)
        {
            int more = TakeOf(job, (thread + i) % job.Ranges);
            if (more == 0) continue;
            done += more;
            Volatile.Write(ref SeatOf(thread)->Done, ((long)job.Turn << 32) | (uint)done);
        }
    }

    /// <summary>Returns with the job as soon as it is another than the one that was seen.</summary>
    private Job Wait(int thread, Job seen)
    {
        for (int i = 0; i < LooksBeforeSleep; i++)
        {
            if (Current != seen) return Current;
            Thread.SpinWait(1);
        }

        ref int isAsleep = ref SeatOf(thread)->IsAsleep;
        Interlocked.Exchange(ref isAsleep, 1);
        // A job that came in between may have seen nobody asleep; but who has been woken must take the wake-up.
        if (Current == seen || Interlocked.CompareExchange(ref isAsleep, 0, 1) != 1) wakes[thread - 1].Wait();
        return Current;
    }

    private Job Current => new(Volatile.Read(ref *current));

    /// <summary>What threads have to know of a job before they take a part of it, in one word: so it is written, and read, at once.</summary>
    /// <param name="Bits">Whose turn it is, how many parts there are, how many helpers may come, and whether parts begin in order.</param>
    private readonly record struct Job(long Bits)
    {
        public const int MostHelpers = (1 << 9) - 1;
        public const int MostParts = (1 << 22) - 1;

        public Job(int turn, int parts, int helpers, bool inOrder)
            : this(((long)turn << 32) | ((long)parts << 10) | ((long)helpers << 1) | (inOrder ? 1L : 0))
        {
        }

        public bool IsWaitOutside => Parts == 0;

        public int Turn => (int)(Bits >> 32);

        public int Parts => (int)(Bits >> 10) & MostParts;

        public int Helpers => (int)(Bits >> 1) & MostHelpers;

        /// <summary>One for the caller and each helper, or one for all.</summary>
        public int Ranges => (Bits & 1) == 1 ? 1 : Helpers + 1;

        /// <summary>No work: threads wait at their gates.</summary>
        public static Job WaitOutside(int turn) => new((long)turn << 32);

        /// <summary>The first part of a range, and how many it has.</summary>
        public (int First, int Length) Range(int number)
        {
            int first = (int)((long)Parts * number / Ranges);
            return (first, (int)((long)Parts * (number + 1) / Ranges) - first);
        }
    }
}
