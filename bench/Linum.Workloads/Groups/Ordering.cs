using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Running sums, sorting and the largest of rows: results that depend on the order of elements.</summary>
internal static class Ordering
{
    public static Workload[] All { get; } =
    [
        new("cumsum_1e6", i => Of(i, x => x.CumSum())),
        new("cumsum_rows_1024", i => Of(i, x => x.CumSum(1))),
        new("sort_1e6", i => Of(i, x => Np.Sort(x))),
        new("topk_256x4096_16", TopK),
    ];

    private static Work Of(Inputs inputs, Func<NDArray, NDArray> f)
    {
        NDArray x = inputs["x"];
        var compiled = Jit(f);
        return Work.Calls(() => compiled(x));
    }

    private static Work TopK(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var top = Jit((NDArray x) => Lax.TopK(x, 16));
        return Work.Calls(() => top(x));
    }
}
