using System.Text.Json;
using System.Text.Json.Serialization;
using Linum.Workloads.Running;

namespace Linum.Workloads.Limits;

/// <summary>A machine's limits, in the form of the reference's limits.json: the same members, so that its report reads them too.</summary>
internal sealed record LimitsFile(
    string Cpu, string Isa, int Threads, bool Quick, double Ghz, LimitsFile.Caches Cache, Dictionary<string, double> LatencyNs, LimitsFile.ForkJoin ForkjoinNs,
    Dictionary<string, Dictionary<string, double>> Flops, string BandwidthNote, LimitsFile.Row[] Bandwidth)
{
    internal sealed record Caches([property: JsonPropertyName("l1d")] long L1d, [property: JsonPropertyName("l2")] long L2, [property: JsonPropertyName("l3")] long L3);

    internal sealed record ForkJoin(double Spin, double Sleep);

    /// <summary>Bytes per second over a working set of so many bytes, by one thread or all.</summary>
    internal sealed record Row(long Ws, string Threads, double Read, double Write, double Copy, double Triad, double CopyNt);

    private static readonly JsonSerializerOptions Indented = new(Resources.Names) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public static LimitsFile Parse(string json) => JsonSerializer.Deserialize<LimitsFile>(json, Resources.Names)!;

    /// <summary>The best figure of several measurements; the time of fork and join comes from the one whose threads had whole cores.</summary>
    public static LimitsFile Best(IEnumerable<LimitsFile> files)
    {
        LimitsFile[] order = [.. files.OrderByDescending(f => f.Flops["f32"]["all"])];
        LimitsFile best = order[0];
        foreach (LimitsFile other in order[1..])
        {
            Dictionary<(long, string), Row> rows = other.Bandwidth.ToDictionary(r => (r.Ws, r.Threads));
            best = best with
            {
                Quick = best.Quick || other.Quick,
                Flops = best.Flops.ToDictionary(t => t.Key, t => t.Value.ToDictionary(k => k.Key, k => Math.Max(k.Value, other.Flops[t.Key][k.Key]))),
                LatencyNs = best.LatencyNs.ToDictionary(k => k.Key, k => Math.Min(k.Value, other.LatencyNs.GetValueOrDefault(k.Key, double.PositiveInfinity))),
                Bandwidth = [.. best.Bandwidth.Select(r => rows.TryGetValue((r.Ws, r.Threads), out Row? o)
                    ? r with { Read = Math.Max(r.Read, o.Read), Write = Math.Max(r.Write, o.Write), Copy = Math.Max(r.Copy, o.Copy), Triad = Math.Max(r.Triad, o.Triad) }
                    : r)],
            };
        }

        return best;
    }
}
