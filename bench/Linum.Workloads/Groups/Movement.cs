using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Copies in another order, and rows picked from and added to a table.</summary>
internal static class Movement
{
    public static Workload[] All { get; } =
    [
        new("transpose_2048", Transposed),
        new("outer_add_2048", OuterAdd),
        new("embed_gather", Gathered),
        new("embed_grad", Scattered),
    ];

    private static Work Transposed(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var transpose = Jit((NDArray x) => x.T);
        return Work.Calls(() => transpose(x));
    }

    private static Work OuterAdd(Inputs inputs)
    {
        NDArray a = inputs["a"], b = inputs["b"];
        var outer = Jit((NDArray a, NDArray b) => a[.., NewAxis] + b);
        return Work.Calls(() => outer(a, b));
    }

    private static Work Gathered(Inputs inputs)
    {
        NDArray table = inputs["table"], ids = inputs["ids"];
        var embed = Jit((NDArray table, NDArray ids) => table[ids]);
        return Work.Calls(() => embed(table, ids));
    }

    private static Work Scattered(Inputs inputs)
    {
        NDArray dy = inputs["dy"], ids = inputs["ids"];
        var gradient = Jit((NDArray dy, NDArray ids) => Np.Zeros(50000, 128).At[ids].Add(dy));
        return Work.Calls(() => gradient(dy, ids));
    }
}
