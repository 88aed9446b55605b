using System.Diagnostics;

namespace Linum.Workloads.Running;

/// <summary>The clock in its full resolution; a TimeSpan would round to 100 ns.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The seconds since a reading of <see cref="Now"/>.</summary>
    public static double Since(long start) => (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;
}
