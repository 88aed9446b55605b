namespace Linum.Cpu;

/// <summary>
/// Threads that wait for parts of work, spinning shortly before they sleep. The caller takes part; one who finds the pool busy works alone, so that nested and concurrent use
/// cannot block.
/// </summary>
/// <remarks>
/// Parts are shared out in ranges, one per thread, and a thread takes parts of another's range only when its own has none left: what the same parts of the same arrays read and write in the
/// next call, or the next kernel, is then in caches near the same processor. Where two processors have a third cache each, a copy of 4 MB takes 43 µs with the same halves in every call and 91 µs
/// with halves that change (in C# by hand, four results in turn, 2026-11-26).
/// </remarks>
internal sealed class WorkerPool
{
    private readonly Thread[] threads;

    /// <summary>How often a worker looks for work, some 30 ns apart, before it sleeps: waking it takes longer than that in all.</summary>
    private const int LooksBeforeSleep = 1000;

    private readonly SemaphoreSlim wake = new(0);
    private volatile Job? job;
    private int[]? spare;
    private int busy;
    private int turn;
    private int sleeping;

    private WorkerPool(int workers)
    {
        Workers = workers;
        threads = new Thread[Math.Max(0, workers - 1)];
        for (int i = 0; i < threads.Length; i++)
        {
            int range = i + 1;
            threads[i] = new Thread(() => Loop(range)) { IsBackground = true, Name = $"Linum worker {i + 1}" };
            threads[i].Start();
        }
    }

    /// <summary>The pool of the process. LINUM_WORKERS sets its size, the callers included.</summary>
    public static WorkerPool Instance { get; } = new(int.TryParse(Environment.GetEnvironmentVariable("LINUM_WORKERS"), out int n) && n > 0 ? n : Environment.ProcessorCount);

    /// <summary>How many threads work, the caller included.</summary>
    public int Workers { get; }

    /// <summary>Runs parts 0 to count - 1, in any order, and returns when all are done.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="workers">How many threads may take part, the caller included; 0 means all.</param>
    /// <param name="part">What to do.</param>
    public void Run(int count, int workers, Action<int> part) => Run(count, workers, part, null, 0, inOrder: false);

    /// <summary>The same with a number for every part, such as the address of what they share: a delegate that is kept then serves all calls.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="workers">How many threads may take part, the caller included; 0 means all.</param>
    /// <param name="part">What to do.</param>
    /// <param name="shared">What each part is given.</param>
    /// <param name="inOrder">
    /// Whether parts begin in order, each on the thread that is free first: for parts that wait for others before them, or that share what they read with their neighbours (a filter's gradient
    /// took 79 ms so and 87 ms in ranges).
    /// </param>
    public void Run(int count, int workers, Action<int, nint> part, nint shared, bool inOrder = false) => Run(count, workers, null, part, shared, inOrder);

    private void Run(int count, int workers, Action<int>? alone, Action<int, nint>? together, nint shared, bool inOrder)
    {
        int helpers = Math.Min(Math.Min(threads.Length, count - 1), workers <= 0 ? int.MaxValue : workers - 1);
        if (helpers <= 0 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (alone is not null) alone(i);
                else together!(i, shared);
            }

            return;
        }

        try
        {
            Job mine = new(alone, together, shared, count, helpers, inOrder ? 1 : helpers + 1, spare);
            spare = null;
            job = mine;
            Interlocked.Increment(ref turn);
            Wake(helpers);
            mine.Take(0);
            EvenWait wait = default;
            while (mine.Pending > 0) wait.Once();
            spare = mine.Close();
            if (mine.Failure is Exception failure) throw new InternalErrorException($"A part of a program failed: {failure}");
        }
        finally
        {
            job = null;
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Wakes as many as are asked for and asleep.</summary>
    private void Wake(int helpers)
    {
        int seen = Volatile.Read(ref sleeping);
        while (seen > 0)
        {
            int woken = Math.Min(seen, helpers), found = Interlocked.CompareExchange(ref sleeping, seen - woken, seen);
            if (found == seen)
            {
                wake.Release(woken);
                return;
            }

            seen = found;
        }
    }

    /// <summary>One call of Run: a worker that comes late finds nothing left of it.</summary>
    private sealed class Job(Action<int>? alone, Action<int, nint>? together, nint shared, int parts, int most, int ranges, int[]? spare)
    {
        /// <summary>Counters lie so far apart that no two share a line of memory, or two lines that are fetched together.</summary>
        private const int Apart = 128 / sizeof(int);

        /// <summary>So few seats that no number of helpers who ask for one takes the last.</summary>
        private const int Closed = int.MinValue / 2;

        private readonly int helpers = most;
        private readonly int count = parts;
        private readonly int[] taken = Counters(ranges, spare);
        private int seats = most;
        private int pending = parts;
        private int left;

        public int Pending => Volatile.Read(ref pending);

        public Exception? Failure { get; private set; }

        /// <summary>Whether one more helper may take part.</summary>
        public bool Admits => Volatile.Read(ref pending) > 0 && Interlocked.Decrement(ref seats) >= 0;

        private static int[] Counters(int ranges, int[]? spare)
        {
            if (spare is null || spare.Length < ranges * Apart) return new int[ranges * Apart];
            for (int i = 0; i < ranges; i++) spare[i * Apart] = 0;
            return spare;
        }

        /// <summary>Lets nobody in any more. Gives the counters for another job, unless a helper may still look at them.</summary>
        public int[]? Close()
        {
            int empty = Interlocked.Exchange(ref seats, Closed);
            return Volatile.Read(ref left) == helpers - Math.Max(empty, 0) ? taken : null;
        }

        /// <summary>Runs parts of a range, then what others have left of theirs, until none is left. Range 0 is the caller's.</summary>
        public void Take(int range)
        {
            int done = 0;
            for (int i = 0; i < ranges; i++) done += TakeOf((range + i) % ranges);
            if (range > 0) Interlocked.Increment(ref left);
            // Once for all parts: the counter's line would go from processor to processor with each.
            if (done > 0) Interlocked.Add(ref pending, -done);
        }

        private int TakeOf(int range)
        {
            int first = (int)((long)count * range / ranges), length = (int)((long)count * (range + 1) / ranges) - first, done = 0;
            ref int next = ref taken[range * Apart];
            while (Volatile.Read(ref next) < length)
            {
                int i = Interlocked.Increment(ref next) - 1;
                if (i >= length) break;
                done++;
                try
                {
                    if (alone is not null) alone(first + i);
                    else together!(first + i, shared);
                }
                catch (Exception e)
                {
                    Failure = e;
                }
            }

            return done;
        }
    }

    private void Loop(int range)
    {
        int seen = 0;
        while (true)
        {
            seen = Wait(seen);
            if (job is Job found && found.Admits) found.Take(range);
        }
    }

    /// <summary>Returns with the number of the turn as soon as it is another than the one that was seen.</summary>
    private int Wait(int seen)
    {
        for (int i = 0; i < LooksBeforeSleep; i++)
        {
            int now = Volatile.Read(ref turn);
            if (now != seen) return now;
            Thread.SpinWait(1);
        }

        Interlocked.Increment(ref sleeping);
        // Work that came in between may have seen nobody asleep; but who has been counted as woken must take the wake-up.
        if (Volatile.Read(ref turn) == seen || !TryRise()) wake.Wait();
        return Volatile.Read(ref turn);
    }

    /// <summary>Takes itself from those asleep; false if it has been woken already.</summary>
    private bool TryRise()
    {
        int count = Volatile.Read(ref sleeping);
        while (count > 0)
        {
            int found = Interlocked.CompareExchange(ref sleeping, count - 1, count);
            if (found == count) return true;
            count = found;
        }

        return false;
    }
}
