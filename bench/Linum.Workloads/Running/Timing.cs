namespace Linum.Workloads.Running;

/// <summary>Times of one workload, in seconds.</summary>
internal sealed record Times(double Min, double Median, int Samples);

/// <summary>The timing rule: warm up, then call for the budget; short samples are averaged over an inner loop; smallest and middle sample.</summary>
internal static class Timing
{
    private const double Shortest = 2e-4;

    /// <param name="work">What to measure.</param>
    /// <param name="budget">Seconds of calls.</param>
    /// <param name="anew">Whether kernels are forgotten before each sample that is a first call.</param>
    public static Times Measure(Work work, double budget, bool anew = false)
    {
        List<double> samples = work.IsFresh ? Fresh(work, budget, anew) : Repeated(work, budget);
        samples.Sort();
        return new(samples[0], samples[samples.Count / 2], samples.Count);
    }

    private static List<double> Repeated(Work work, double budget)
    {
        Action call = work.Sample(0);
        double one = WarmUp(call, budget);
        int inner = one >= Shortest ? 1 : (int)Math.Ceiling(Shortest / one);
        List<double> samples = [];
        long start = Clock.Now;
        while (!Enough(samples, start, budget))
        {
            long from = Clock.Now;
            for (int i = 0; i < inner; i++) call();
            samples.Add(Clock.Since(from) / inner);
        }

        return samples;
    }

    private static List<double> Fresh(Work work, double budget, bool anew)
    {
        List<double> samples = [];
        long start = Clock.Now;
        while (!Enough(samples, start, budget))
        {
            Action call = work.Sample(samples.Count);
            if (anew) LinumConfig.ClearCaches();
            long from = Clock.Now;
            call();
            samples.Add(Clock.Since(from));
        }

        return samples;
    }

    // Three samples at least, so that there is a middle one; but no more than the first of what takes many times the budget.
    private static bool Enough(List<double> samples, long start, double budget)
    {
        double elapsed = Clock.Since(start);
        return elapsed >= budget && (samples.Count >= 3 || (samples.Count > 0 && elapsed >= 4 * budget));
    }

    /// <summary>
    /// Calls until the runtime's best code is there, and returns the time of one call at the end. It comes in steps, each after 30 calls and 100 ms in which nothing new was called: with 0.3 s, as it
    /// was, half the samples of short calls ran the first, slow code (seen in a profile, 2026-11-26).
    /// </summary>
    private static double WarmUp(Action call, double budget)
    {
        double length = Math.Min(1, budget / 2), best = double.PositiveInfinity;
        long start = Clock.Now;
        int batch = 1;
        do
        {
            long from = Clock.Now;
            for (int i = 0; i < batch; i++) call();
            double each = Clock.Since(from) / batch;
            best = Math.Min(best, each);
            if (each * batch < Shortest / 4) batch *= 2;
        }
        while (Clock.Since(start) < length);
        return best;
    }
}
