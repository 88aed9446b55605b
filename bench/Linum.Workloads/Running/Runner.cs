namespace Linum.Workloads.Running;

/// <summary>Runs one workload from its inputs to its line.</summary>
internal static class Runner
{
    public static Outcome Run(Specification specification, double budget, bool anew = false)
    {
        try
        {
            if (!Registry.All.TryGetValue(specification.Id, out Workload? workload)) throw new NotSupportedException("No program has been written for this workload.");
            Work work = workload.Prepare(new(specification));
            long start = Clock.Now;
            NDArray[] leaves = work.First();
            double first = Clock.Since(start);
            double[]? check = CheckOf(work, leaves);
            Times times = Timing.Measure(work, budget, anew);
            return new(specification.Id, "linum", times.Min, times.Median, times.Samples, check, first);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The others go on: a table with one gap says more than no table.
            return new(specification.Id, "linum", Error: $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>The check sums of a first result; none for first calls of fresh functions, whose answers depend on the sample.</summary>
    private static double[]? CheckOf(Work work, NDArray[] leaves)
    {
        if (work.IsFresh) return null;
        double[] check = Check.Of(leaves);
        return Array.TrueForAll(check, double.IsFinite) ? check : throw new ArithmeticException($"The result is not finite: its check sums are [{string.Join(", ", check)}].");
    }
}
