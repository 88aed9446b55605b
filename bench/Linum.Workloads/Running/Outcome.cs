using System.Globalization;
using System.Text.Json;

namespace Linum.Workloads.Running;

/// <summary>One line of a results file: the times and check sums of a workload, or the error that it ended with.</summary>
/// <param name="FirstS">The time of the very first call: tracing and compiling, in a process that may not have done either before.</param>
internal sealed record Outcome(string Id, string Impl, double MinS = 0, double MedianS = 0, int Reps = 0, double[]? Check = null, double? FirstS = null, string? Error = null)
{
    /// <summary>As a line of JSON; numbers of the length that brings the same value back.</summary>
    public string ToJson()
    {
        string name = $"{{\"id\": {Quote(Id)}, \"impl\": {Quote(Impl)}";
        if (Error is not null) return $"{name}, \"error\": {Quote(Error)}}}";
        string check = Check is null ? "null" : $"[{string.Join(", ", Check.Select(v => v.ToString("G9", CultureInfo.InvariantCulture)))}]";
        return string.Create(CultureInfo.InvariantCulture, $"{name}, \"min_s\": {MinS:R}, \"median_s\": {MedianS:R}, \"reps\": {Reps}, \"check\": {check}{(FirstS is double first ? string.Create(CultureInfo.InvariantCulture, $", \"first_s\": {first:R}") : "")}}}");
    }

    /// <summary>Reads the lines of a results file; lines that are no outcome (such as the peers' versions) are left out.</summary>
    public static IEnumerable<Outcome> Read(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            if (!line.StartsWith('{') || !line.Contains("\"id\"", StringComparison.Ordinal)) continue;
            yield return JsonSerializer.Deserialize<Outcome>(line, Resources.Names)!;
        }
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
