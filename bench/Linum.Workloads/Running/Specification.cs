using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linum.Workloads.Running;

/// <summary>An array that a workload is given, and the rule that fills it.</summary>
internal sealed record InputSpecification(
    string Name, int[] Shape, [property: JsonPropertyName("dtype")] string DType, string Fill, uint Seed,
    double Scale = 1, double Shift = 0, ulong Mod = 1, bool Symmetric = false, double Diag = 0);

/// <summary>One entry of workloads.json: what is computed, from which inputs, and what bounds its time from below.</summary>
internal sealed record Specification(
    string Id, string Group, string Math, [property: JsonPropertyName("dtype")] string DType, InputSpecification[] Inputs,
    double Flops, double Bytes, double BytesWrite, double Ws, double Chain, double Calls,
    [property: JsonPropertyName("forkjoin")] int ForkJoin, double? TargetS = null)
{
    /// <summary>Whether arithmetic, traffic or a chain bounds the time from below; what it costs to compile, say, has no such bound.</summary>
    public bool IsBounded => Flops > 0 || Bytes > 0 || Chain > 0;

    private sealed record Document(Specification[] Workloads);

    /// <summary>All workloads, in the order of the file.</summary>
    public static Specification[] All { get; } = Read();

    /// <summary>Programs beside the list, on the inputs of their workload and with its answers: what Vmap makes of a function, batched by hand, and loops in C#.</summary>
    public static Specification[] ByHand { get; } = [.. Registry.Pairs.Select(pair => Find(pair.Workload) with { Id = pair.Other, Group = pair.Group })];

    public static Specification Find(string id) => Array.Find(All, w => w.Id == id) ?? throw new KeyNotFoundException($"workloads.json has no {id}.");

    private static Specification[] Read()
    {
        using Stream json = Resources.Open("workloads.json");
        return JsonSerializer.Deserialize<Document>(json, Resources.Names)!.Workloads;
    }
}
