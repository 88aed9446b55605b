using System.Globalization;
using System.Text;
using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>A report as one page of Markdown.</summary>
internal static class Page
{
    public static string Of(Results results, string heading)
    {
        StringBuilder page = new(heading);
        Differences(page, results);
        Warnings(page, results.Limits);
        Tables.Groups(page, results);
        Tables.Costs(page, results);
        Tables.Loops(page, results);
        Tables.Workloads(page, results);
        Machine(page, results.Limits);
        string[] noisy = [.. Specification.All.Select(w => results.Measured(w.Id)).OfType<Outcome>().Where(o => o.MedianS > 1.5 * o.MinS).Select(o => $"{o.Id} {Text.Times(o.MedianS / o.MinS)}")];
        if (noisy.Length > 0) page.Append($"Noisy (median over 1.5 × min): {string.Join(", ", noisy)}\n");
        return page.ToString();
    }

    private static void Differences(StringBuilder page, Results results)
    {
        var differences = results.Differences.ToArray();
        if (differences.Length > 0)
        {
            page.Append("## WRONG ANSWERS\n\nThese check sums are not JAX's; their times mean nothing.\n\n");
            foreach (var (id, expected, found) in differences) page.Append($"- **{id}**: JAX [{Sums(expected)}], Linum [{Sums(found)}]\n");
            page.Append('\n');
        }
        else
        {
            page.Append("Every check agrees with JAX's.\n\n");
        }

        Outcome[] errors = [.. results.Errors];
        if (errors.Length == 0) return;
        page.Append("## Errors\n\n");
        foreach (Outcome e in errors) page.Append($"- **{e.Id}**: {e.Error!.ReplaceLineEndings(" ")}\n");
        page.Append('\n');
    }

    private static string Sums(double[] check) => string.Join(", ", check.Select(v => v.ToString("G9", CultureInfo.InvariantCulture)));

    private static void Warnings(StringBuilder page, LimitsFile limits)
    {
        Dictionary<string, double> peak = limits.Flops["f32"];
        if (limits.Threads > 1 && peak["all"] < 0.8 * limits.Threads * peak["1"])
        {
            page.Append("**Warning: the FMA peak of all threads is below 0.8 × threads × one thread. The machine was not quiet, or the cores are siblings: measure again.**\n\n");
        }

        if (limits.Quick) page.Append("**Warning: the limits were measured with --quick.**\n\n");
    }

    private static void Machine(StringBuilder page, LimitsFile limits)
    {
        static string Giga(double x) => Text.Three(x / 1e9);
        page.Append($"## Limits\n\nFMA peak float32 {Giga(limits.Flops["f32"]["1"])} GFLOP/s by one thread and {Giga(limits.Flops["f32"]["all"])} by all, float64 {Giga(limits.Flops["f64"]["1"])} and {Giga(limits.Flops["f64"]["all"])}; "
            + $"fork and join {Text.Three(limits.ForkjoinNs.Spin)} ns spinning, {Text.Three(limits.ForkjoinNs.Sleep)} ns sleeping; latency of an FMA {Text.Three(limits.LatencyNs["fma_f32"])} ns.\n\n");
        Text.Header(page, "working set", "read 1", "read all", "copy 1", "copy all", "triad all", "(GB/s)");
        foreach (long size in limits.Bandwidth.Select(r => r.Ws).Where(s => s is 1 << 14 or 1 << 19 or 1 << 23 or 1 << 26 || s == limits.Bandwidth[^1].Ws).Distinct())
        {
            LimitsFile.Row Row(string threads) => Array.Find(limits.Bandwidth, r => r.Ws == size && r.Threads == threads)!;
            LimitsFile.Row one = Row("1"), all = Row("all");
            Text.Row(page, size < 1 << 20 ? $"{size >> 10} KiB" : $"{size >> 20} MiB", Giga(one.Read), Giga(all.Read), Giga(one.Copy), Giga(all.Copy), Giga(all.Triad), "");
        }

        page.Append('\n');
    }
}
