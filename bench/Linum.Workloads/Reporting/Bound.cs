using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>The least time that a workload can take on a machine, and what it is that takes it.</summary>
/// <param name="Seconds">Null where nothing physical bounds the time from below.</param>
/// <param name="Kind">flops, bandwidth, latency, call, fork/join or none.</param>
internal sealed record Bound(double? Seconds, string Kind)
{
    /// <summary>Whether the bound is of the machine and not of the cost of a call.</summary>
    public bool IsPhysical => Kind is "flops" or "bandwidth" or "latency";

    /// <summary>The larger of arithmetic, traffic, dependent chain and calls; by one thread, or by all and a fork and join, whichever is less.</summary>
    public static Bound Of(LimitsFile machine, Specification w)
    {
        Dictionary<string, double> latency = machine.LatencyNs;
        Dictionary<string, double> peak = machine.Flops.GetValueOrDefault(w.DType) ?? machine.Flops["f32"];
        Bound best = new(null, "none");
        foreach (string threads in (string[])["1", "all"])
        {
            if (w.ForkJoin != 0 && threads == "1") continue;
            (string Kind, double Seconds)[] terms =
            [
                ("latency", w.Chain * latency[w.DType == "f64" ? "fma_f64" : "fma_f32"] * 1e-9),
                ("call", w.Calls * (latency["indirect_call"] + latency["malloc_free_64"]) * 1e-9),
                ("flops", w.Flops / peak[threads]),
                ("bandwidth", w.Bytes == 0 ? 0 : w.Bytes / Bandwidth(machine, threads, w.Ws, w.BytesWrite / w.Bytes)),
            ];
            var (kind, longest) = terms.MaxBy(t => t.Seconds);
            if (longest == 0 && w.ForkJoin == 0) continue;
            double seconds = longest + (threads == "all" ? machine.ForkjoinNs.Spin * 1e-9 : 0);
            if (best.Seconds is null || seconds < best.Seconds) best = new(seconds, longest > 0 ? kind : "fork/join");
        }

        return best;
    }

    /// <summary>Bytes per second over a working set of which a share is written: linear in the logarithm of the size, and seconds per byte linear in the share.</summary>
    private static double Bandwidth(LimitsFile machine, string threads, double ws, double writeShare)
    {
        LimitsFile.Row[] rows = [.. machine.Bandwidth.Where(r => r.Threads == threads)];
        double size = Math.Clamp(ws, rows[0].Ws, rows[^1].Ws);
        double At(Func<LimitsFile.Row, double> of)
        {
            for (int i = 0; i + 1 < rows.Length; i++)
            {
                if (size < rows[i].Ws || size > rows[i + 1].Ws) continue;
                double f = Math.Log(size / rows[i].Ws) / Math.Log((double)rows[i + 1].Ws / rows[i].Ws);
                return Math.Pow(of(rows[i]), 1 - f) * Math.Pow(of(rows[i + 1]), f);
            }

            return of(rows[^1]);
        }

        (double Share, double Speed)[] knots = [(0, At(r => r.Read)), (1.0 / 3, At(r => r.Triad)), (1.0 / 2, At(r => r.Copy)), (1, At(r => r.Write))];
        int k = 0;
        while (k < 2 && writeShare > knots[k + 1].Share) k++;
        double between = (writeShare - knots[k].Share) / (knots[k + 1].Share - knots[k].Share);
        return 1 / ((1 - between) / knots[k].Speed + between / knots[k + 1].Speed);
    }
}
