using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>The other libraries' times on their machine, and how far each was from that machine's limits.</summary>
internal sealed class Peers
{
    public static string[] Names { get; } = ["jax", "torch", "jaxjs"];

    private readonly Dictionary<(string Peer, string Id), Outcome> outcomes = [];

    private Peers(LimitsFile machine)
    {
        Machine = machine;
        foreach (string name in Names)
        {
            foreach (Outcome o in Outcome.Read(Resources.Text($"{name}.jsonl")))
            {
                if (o.Error is null) outcomes[(name, o.Id)] = o;
            }
        }
    }

    /// <summary>The baseline under bench/baseline.</summary>
    public static Peers Baseline { get; } = new(LimitsFile.Best([LimitsFile.Parse(Resources.Text("limits1.json")), LimitsFile.Parse(Resources.Text("limits2.json"))]));

    /// <summary>The limits of the machine that they were measured on.</summary>
    public LimitsFile Machine { get; }

    public Outcome? Of(string peer, string id) => outcomes.GetValueOrDefault((peer, id));

    /// <summary>The fastest of them.</summary>
    public (string Peer, Outcome Outcome)? Best(string id)
    {
        (string, Outcome)? best = null;
        foreach (string name in Names)
        {
            if (Of(name, id) is Outcome o && (best is null || o.MinS < best.Value.Item2.MinS)) best = (name, o);
        }

        return best;
    }

    /// <summary>Time / lower bound there; null where there is none.</summary>
    public double? Distance(Specification w, Outcome? outcome) => outcome is null || Bound.Of(Machine, w).Seconds is not double s ? null : outcome.MinS / s;
}
