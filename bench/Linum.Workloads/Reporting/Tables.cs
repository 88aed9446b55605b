using System.Runtime.Intrinsics;
using System.Text;
using Linum.Workloads.Groups;
using Linum.Workloads.Loops;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>The tables of a report.</summary>
internal static class Tables
{
    /// <summary>Distance to the limit by group; the geometric mean over the workloads that have a physical bound.</summary>
    public static void Groups(StringBuilder page, Results results)
    {
        page.Append("## Distance to the limit\n\nTime / physical lower bound, geometric mean per group; the peers' with the limits of the machine they were measured on.\n\n");
        Text.Header(page, "group", "JAX", "best peer", "Linum", "target", "in particular");
        foreach (Targets.Group group in Targets.All.Groups)
        {
            Specification[] members = [.. Specification.All.Where(w => group.Groups.Contains(w.Group))];
            double? linum = Mean(members, results.Distance);
            IEnumerable<string> particular = (group.Particular ?? []).Select(part =>
            {
                double? distance = Mean([.. members.Where(w => part.Ids.Contains(w.Id))], results.Distance);
                return $"{part.Name} {Mark(distance, part.Target, Text.Times(distance))} (≤ {Text.Three(part.Target)})";
            });
            Text.Row(page, group.Name, Text.Times(Mean(members, w => results.Peers.Distance(w, results.Peers.Of("jax", w.Id)))), Text.Times(Mean(members, w => BestPeer(results, w))),
                Mark(linum, group.Target, Text.Times(linum)), $"≤ {Text.Three(group.Target)}", string.Join("; ", particular));
        }

        Specification[] physical = [.. Specification.All.Where(w => w.ForkJoin == 0 && Bound.Of(results.Limits, w).IsPhysical)];
        Text.Row(page, $"all {physical.Length} on one device with a physical bound", Text.Times(Mean(physical, w => results.Peers.Distance(w, results.Peers.Of("jax", w.Id)))),
            Text.Times(Mean(physical, w => BestPeer(results, w))), Text.Times(Mean(physical, results.Distance)), "", "");
        string[] further = [.. physical.Where(w => results.Distance(w) > BestPeer(results, w)).Select(w => $"{w.Id} ({Text.Times(results.Distance(w))} against {Text.Times(BestPeer(results, w))})")];
        page.Append($"\n**Bold** misses its target. Further from the limit than the best peer was: {(further.Length == 0 ? "none" : string.Join(", ", further))}.\n\n");
    }

    /// <summary>What calls and compilation cost.</summary>
    public static void Costs(StringBuilder page, Results results)
    {
        page.Append("## Costs\n\n");
        Text.Header(page, "cost", "JAX", "best peer", "Linum", "target", "no kernel known before", "first call in its process");
        foreach (Targets.Cost cost in Targets.All.Costs)
        {
            Outcome? o = results.Measured(cost.Id), jax = results.Peers.Of("jax", cost.Id), best = results.Peers.Best(cost.Id)?.Outcome;
            if (cost.IsDistance)
            {
                Specification w = Specification.Find(cost.Id);
                double? distance = results.Distance(w);
                Text.Row(page, cost.Name, Text.Times(results.Peers.Distance(w, jax)), Text.Times(results.Peers.Distance(w, best)),
                    Mark(distance, cost.Target, Text.Times(distance)), $"≤ {Text.Three(cost.Target)}×", "", Text.Time(o?.FirstS));
                continue;
            }

            Outcome? anew = results.Measured(Compile.Anew(cost.Id));
            Text.Row(page, cost.Name, Text.Time(jax?.MinS), Text.Time(best?.MinS), Mark(o?.MinS, cost.Target, Text.Time(o?.MinS)), $"≤ {Text.Time(cost.Target)}",
                anew is null ? "" : Mark(anew.MinS, cost.Target, Text.Time(anew.MinS)), Text.Time(o?.FirstS));
        }

        foreach (Pair pair in HandBatched.Pairs)
        {
            double? ratio = results.Measured(pair.Beside)?.MinS / results.Measured(pair.Other)?.MinS;
            Text.Row(page, $"{pair.Workload} against the same program batched by hand", Text.None, Text.None, Mark(ratio, 1.02, Text.Times(ratio)), "≤ 1.02×", "", "");
        }

        page.Append('\n');
    }

    /// <summary>Workloads against loops in C#.</summary>
    public static void Loops(StringBuilder page, Results results)
    {
        Pair[] pairs = [.. WrittenLoops.Pairs.Where(pair => results.Measured(pair.Other) is not null)];
        if (pairs.Length == 0) return;
        page.Append("## Against loops in C#\n\nThe same operations by hand, for these shapes alone, with vectors of 512 bits"
            + (Vector512.IsHardwareAccelerated ? "" : ", which this machine has not (so the loops are slow)")
            + "; in memory that is there before, so nothing is allocated and no garbage is looked for. Both in turns.\n\n");
        Text.Header(page, "workload", "Linum min", "loop min", "Linum / loop", "loop × limit");
        foreach (Pair pair in pairs)
        {
            double? linum = results.Measured(pair.Beside)?.MinS, loop = results.Measured(pair.Other)!.MinS;
            Text.Row(page, pair.Workload, Text.Time(linum), Text.Time(loop), Text.Times(linum / loop), Text.Times(loop / Bound.Of(results.Limits, Specification.Find(pair.Workload)).Seconds));
        }

        page.Append('\n');
    }

    /// <summary>Every workload: time, limit, distance, and the peers.</summary>
    public static void Workloads(StringBuilder page, Results results)
    {
        page.Append("## Workloads\n\nThe last ratios compare distances to the limit, so they estimate the speed-up on equal hardware; where there is no physical bound they compare times.\n\n");
        Text.Header(page, "workload", "limit", "bound", "Linum min", "Linum median", "×limit", "JAX min", "×limit", "torch min", "×limit", "jaxjs min", "×limit", "best peer", "against JAX", "against best peer", "target");
        string? group = null;
        string[] groups = [.. Specification.All.Select(w => w.Group).Distinct()];
        foreach (Specification w in Specification.All.OrderBy(w => Array.IndexOf(groups, w.Group)))
        {
            if (w.Group != group) Text.Row(page, [$"**{group = w.Group}**", .. Enumerable.Repeat("", 15)]);
            Bound bound = Bound.Of(results.Limits, w);
            Outcome? o = results.Measured(w.Id);
            (string Peer, Outcome Outcome)? best = results.Peers.Best(w.Id);
            List<string> cells = [w.Id, Text.Time(bound.Seconds), bound.Kind, Text.Time(o?.MinS), Text.Time(o?.MedianS), Text.Times(results.Distance(w))];
            foreach (string name in Peers.Names)
            {
                Outcome? peer = results.Peers.Of(name, w.Id);
                cells.Add(Text.Time(peer?.MinS));
                cells.Add(Text.Times(results.Peers.Distance(w, peer)));
            }

            cells.AddRange([
                best is null ? Text.None : $"{best.Value.Peer} {Text.Time(best.Value.Outcome.MinS)}",
                Text.Times(SpeedUp(results, w, bound, results.Peers.Of("jax", w.Id))), Text.Times(SpeedUp(results, w, bound, best?.Outcome)),
                w.TargetS is double target ? Text.Time(target) : "",
            ]);
            Text.Row(page, [.. cells]);
        }

        page.Append('\n');
    }

    private static double? SpeedUp(Results results, Specification w, Bound bound, Outcome? peer) => bound.IsPhysical
        ? results.Peers.Distance(w, peer) / results.Distance(w)
        : peer?.MinS / results.Measured(w.Id)?.MinS;

    private static double? BestPeer(Results results, Specification w) => results.Peers.Distance(w, results.Peers.Best(w.Id)?.Outcome);

    private static double? Mean(IEnumerable<Specification> members, Func<Specification, double?> distance) => Text.GeometricMean(members.Select(distance).OfType<double>());

    private static string Mark(double? value, double target, string text) => value is null ? Text.None : value > target ? $"**{text}**" : text;
}
