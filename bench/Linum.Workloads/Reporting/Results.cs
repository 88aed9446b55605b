using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>All that a report is made of: this machine's limits, the lines, the peers.</summary>
internal sealed class Results(LimitsFile limits, IEnumerable<Outcome> outcomes)
{
    /// <summary>A workload that was measured more than once counts with its fastest run; what failed or was wrong in any of them is told.</summary>
    private readonly Dictionary<string, Outcome> byId = Fastest(outcomes);

    private readonly Outcome[] all = [.. outcomes];

    public LimitsFile Limits => limits;

    public Peers Peers => Peers.Baseline;

    public Outcome? Measured(string id) => byId.TryGetValue(id, out Outcome? o) && o.Error is null ? o : null;

    public IEnumerable<Outcome> Errors => all.Where(o => o.Error is not null);

    /// <summary>Time / lower bound here; null where the workload has no bound or did not run.</summary>
    public double? Distance(Specification w) => Measured(w.Id) is Outcome o && Bound.Of(limits, w).Seconds is double s ? o.MinS / s : null;

    /// <summary>The check sums that are not those of JAX.</summary>
    public IEnumerable<(string Id, double[] Expected, double[] Found)> Differences
    {
        get
        {
            Dictionary<string, string> workloads = Registry.Pairs.SelectMany(p => (string[])[p.Other, p.Beside], (p, id) => (Id: id, p.Workload)).ToDictionary(p => p.Id, p => p.Workload);
            foreach (Outcome o in all)
            {
                double[]? expected = Peers.Of("jax", workloads.GetValueOrDefault(o.Id, o.Id))?.Check;
                if (expected is not null && o.Check is not null && !Check.Agree(expected, o.Check)) yield return (o.Id, expected, o.Check);
            }
        }
    }

    private static Dictionary<string, Outcome> Fastest(IEnumerable<Outcome> outcomes)
    {
        Dictionary<string, Outcome> fastest = [];
        foreach (Outcome o in outcomes)
        {
            if (!fastest.TryGetValue(o.Id, out Outcome? old) || old.Error is not null || (o.Error is null && o.MinS < old.MinS)) fastest[o.Id] = o;
        }

        return fastest;
    }
}
