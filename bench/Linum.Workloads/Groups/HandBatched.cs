using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Programs batched by hand, each beside the workload in which Vmap does it: both should take the same time.</summary>
internal static class HandBatched
{
    public static Pair[] Pairs { get; } =
    [
        .. new (string Mapped, string ByHand)[] { ("vmap_matvec_shared", "hand_matvec_shared"), ("vmap_dot", "hand_dot"), ("vmap_axis1", "hand_axis1"), ("vmap_pairwise", "hand_pairwise") }
            .Select(pair => new Pair(pair.Mapped, pair.ByHand, "hand")),
    ];

    public static Workload[] All { get; } =
    [
        new("hand_matvec_shared", i => Two(i, "A", "x", (a, x) => Np.MatMul(x, a.T))),
        new("hand_dot", i => Two(i, "x", "y", (x, y) => (x * y).Sum(1))),
        new("hand_axis1", AxisOne),
        new("hand_pairwise", i => Two(i, "x", "y", (x, y) => Np.Sqrt(Np.Square(x[.., NewAxis] - y).Sum(-1)))),
    ];

    private static Work Two(Inputs inputs, string first, string second, Func<NDArray, NDArray, NDArray> f)
    {
        NDArray x = inputs[first], y = inputs[second];
        var compiled = Jit(f);
        return Work.Calls(() => compiled(x, y));
    }

    private static Work AxisOne(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var normalize = Jit((NDArray x) => x / Np.Sqrt((x * x).Sum(0) + 1e-6));
        return Work.Calls(() => normalize(x));
    }
}
