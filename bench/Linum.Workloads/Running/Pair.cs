namespace Linum.Workloads.Running;

/// <summary>A workload and another program for the same inputs and with the same answers. They are measured in turns, since the machine drifts by more than what they may differ.</summary>
/// <param name="Workload">The id of the workload.</param>
/// <param name="Other">The id of the other program.</param>
/// <param name="Group">What the other program is one of.</param>
internal sealed record Pair(string Workload, string Other, string Group)
{
    /// <summary>The id under which a report keeps what the workload takes in these turns.</summary>
    public string Beside => Other + "_beside";
}
