using Linum.Workloads.Running;

namespace Linum.Workloads.Limits;

/// <summary>The same hand-over when the threads sleep in between and the system wakes them.</summary>
internal static class Sleepers
{
    /// <summary>The best time of waking all threads and waiting for them, in seconds.</summary>
    public static double ForkJoin(int size)
    {
        object gate = new();
        int generation = 0, done = 0;
        bool stop = false;
        Thread[] threads = [.. Enumerable.Range(1, size - 1).Select(id => new Thread(() =>
        {
            Machine.Pin(id);
            lock (gate)
            {
                for (int seen = 0; ;)
                {
                    while (generation == seen) Monitor.Wait(gate);
                    seen = generation;
                    if (stop) return;
                    done++;
                    Monitor.PulseAll(gate);
                }
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        Thread.Sleep(20);
        double best = double.PositiveInfinity;
        for (int r = 0; r < 400; r++)
        {
            long from = Clock.Now;
            lock (gate)
            {
                done = 0;
                generation++;
                Monitor.PulseAll(gate);
                while (done < size - 1) Monitor.Wait(gate);
            }

            best = Math.Min(best, Clock.Since(from));
        }

        lock (gate)
        {
            stop = true;
            generation++;
            Monitor.PulseAll(gate);
        }

        foreach (Thread thread in threads) thread.Join();
        return best;
    }
}
