using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Functions of single elements, at sizes that fit in the first cache, in the last, and in none.</summary>
internal static class Elementwise
{
    private static readonly string[] Sizes = ["1e4", "1e6", "1e7"];

    public static Workload[] All { get; } =
    [
        .. Map("ew_chain5", x => Np.Maximum(2 * x + 1, 0.25) * x - 0.5),
        .. Map("ew_exp", Np.Exp),
        .. Map("ew_tanh", Np.Tanh),
        .. Map("ew_gelu", x => Nn.Gelu(x, approximate: true)),
        new("where_mask_1e6", WhereMask),
    ];

    private static IEnumerable<Workload> Map(string name, Func<NDArray, NDArray> f) => Sizes.Select(size => new Workload($"{name}_{size}", inputs =>
    {
        NDArray x = inputs["x"];
        var compiled = Jit(f);
        return Work.Calls(() => compiled(x));
    }));

    private static Work WhereMask(Inputs inputs)
    {
        NDArray x = inputs["x"], mask = inputs["mask"];
        var where = Jit((NDArray mask, NDArray x) => Np.Where(mask, x, -1.0));
        return Work.Calls(() => where(mask, x));
    }
}
