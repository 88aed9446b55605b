using System.Runtime.Intrinsics.X86;
using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>Workloads that a loop in C# was written for: those that miss a target, or stand further from their limit than a peer.</summary>
internal static class WrittenLoops
{
    private static readonly (string Workload, Func<Inputs, Work> Prepare)[] Loops =
    [
        ("ew_sum_1e4", i => new SumLoop(i)),
        ("meanvar_1024", i => new MeanVarianceLoop(i)),
        ("layernorm_fwd", i => new LayerNormLoop(i)),
        ("layernorm_grad", i => new LayerNormGradientLoop(i)),
        .. Avx.IsSupported ? [("transpose_2048", i => new TransposeLoop(i))] : Array.Empty<(string, Func<Inputs, Work>)>(),
        ("outer_add_2048", i => new OuterSumLoop(i)),
        ("embed_gather", i => new GatherLoop(i)),
        ("embed_grad", i => new ScatterLoop(i)),
        ("vmap_axis1", i => new ColumnsLoop(i)),
        ("pmap_allreduce_1e6_2", i => new DeviceSumLoop(i)),
    ];

    public static Pair[] Pairs { get; } = [.. Loops.Select(loop => new Pair(loop.Workload, Id(loop.Workload), "loops"))];

    public static Workload[] All { get; } = [.. Loops.Select(loop => new Workload(Id(loop.Workload), loop.Prepare))];

    private static string Id(string workload) => "loop_" + workload;
}
