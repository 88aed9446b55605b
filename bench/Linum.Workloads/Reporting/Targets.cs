using System.Text.Json;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>What is to be reached: bench/targets.json.</summary>
internal sealed record Targets(Targets.Group[] Groups, Targets.Cost[] Costs)
{
    /// <summary>A row of the table of distances: a geometric mean over groups, and over some of their workloads in particular.</summary>
    internal sealed record Group(string Name, string[] Groups, double Target, Part[]? Particular = null);

    internal sealed record Part(string Name, string[] Ids, double Target);

    /// <summary>A row of the table of costs: a time, or a distance to the limit.</summary>
    internal sealed record Cost(string Name, string Id, double Target, bool IsDistance = false);

    public static Targets All { get; } = JsonSerializer.Deserialize<Targets>(Resources.Open("targets.json"), Resources.Names)!;
}
