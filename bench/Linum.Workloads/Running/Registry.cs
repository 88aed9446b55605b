using Linum.Workloads.Groups;
using Linum.Workloads.Loops;

namespace Linum.Workloads.Running;

/// <summary>All programs by the id of their workload.</summary>
internal static class Registry
{
    public static IReadOnlyDictionary<string, Workload> All { get; } = new Workload[][]
    {
        Gemm.All, Elementwise.All, Reduction.All, Movement.All, Ordering.All, Batching.All, Derivatives.All, Ensemble.All,
        Control.All, Lstm.All, Training.All, Convolution.All, RandomNumbers.All, Overhead.All, Compile.All, ManyDevices.All, HandBatched.All, WrittenLoops.All,
    }.SelectMany(group => group).ToDictionary(w => w.Id);

    /// <summary>Programs beside the list, each with the workload that it does the same as.</summary>
    public static Pair[] Pairs { get; } = [.. HandBatched.Pairs, .. WrittenLoops.Pairs];
}
