using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class PmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CollectivePrograms => new()
    {
        ["coll/x_minus_psum"] = c => [Pmap((NDArray x) => x - Lax.Psum(x, "i"), axisName: "i")(c[0])],
        ["coll/x_over_psum"] = c => [Pmap((NDArray x) => x / Lax.Psum(x, "i"), axisName: "i")(c[0])],
        ["coll/psum_bool"] = c => [Pmap((NDArray x) => Lax.Psum(x, "i"), axisName: "i")(c[0])],
        ["coll/pmean_bool"] = c => [Pmap((NDArray x) => Lax.Pmean(x, "i"), axisName: "i")(c[0])],
        ["coll/pmax_pmin"] = c => Leaves(Pmap((NDArray x) => (Lax.Pmax(x, "i"), Lax.Pmin(x, "i")), axisName: "i")(c[0])),
        ["coll/psum_tree"] = c => Leaves(Pmap((NDArray x) => Tree.Map(v => Lax.Psum(v, "i"), Dict(("a", x), ("b", 2 * x))), axisName: "i")(c[0])),
        ["coll/psum_const"] = c => [Pmap((NDArray x) => x * 0 + Lax.Psum(1, "i"), axisName: "i")(c[0])],
        ["coll/axis_index_size"] = c => Leaves(Pmap((NDArray x) => (Lax.AxisIndex("i"), Lax.AxisSize("i") + 0 * x), axisName: "i")(c[0])),
        ["coll/ppermute_ring"] = c => [Pmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 1), (1, 2), (2, 3), (3, 0)]), axisName: "i")(c[0])],
        ["coll/ppermute_partial"] = c => [Pmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 1), (2, 3)]), axisName: "i")(c[0])],
        ["coll/pshuffle"] = c => [Pmap((NDArray x) => Lax.Pshuffle(x, "i", [2, 0, 3, 1]), axisName: "i")(c[0])],
        ["coll/all_gather"] = c => [Pmap((NDArray x) => Lax.AllGather(x, "i"), axisName: "i")(c[0])],
        ["coll/all_gather_axis1"] = c => [Pmap((NDArray x) => Lax.AllGather(x, "i", axis: 1), axisName: "i")(c[0])],
        ["coll/all_gather_tiled"] = c => [Pmap((NDArray x) => Lax.AllGather(x, "i", tiled: true), axisName: "i")(c[0])],
        ["coll/all_to_all_00"] = c => [Pmap((NDArray x) => Lax.AllToAll(x, "i", 0, 0), axisName: "i")(c[0])],
        ["coll/all_to_all_01"] = c => [Pmap((NDArray x) => Lax.AllToAll(x, "i", 0, 1), axisName: "i")(c[0])],
        ["coll/all_to_all_tiled"] = c => [Pmap((NDArray x) => Lax.AllToAll(x, "i", 0, 1, tiled: true), axisName: "i")(c[0])],
        ["coll/psum_scatter"] = c => [Pmap((NDArray x) => Lax.PsumScatter(x, "i"), axisName: "i")(c[0])],
        ["coll/psum_scatter_tiled"] = c => [Pmap((NDArray x) => Lax.PsumScatter(x, "i", tiled: true), axisName: "i")(c[0])],
        ["coll/psum_scatter_dim1"] = c => [Pmap((NDArray x) => Lax.PsumScatter(x, "i", axis: 1), axisName: "i")(c[0])],
        ["coll/pswapaxes"] = c => [Pmap((NDArray x) => Lax.Pswapaxes(x, "i", 0), axisName: "i")(c[0])],
        ["coll/psum_groups"] = c => [Pmap((NDArray x) => Lax.Psum(x, "i", groups: [[0, 1], [2, 3]]), axisName: "i")(c[0])],
        ["coll/psum_groups_unequal"] = c => [Pmap((NDArray x) => Lax.Psum(x, "i", groups: [[0], [1, 2, 3]]), axisName: "i")(c[0])],
        ["coll/psum_groups_interleaved"] = c => [Pmap((NDArray x) => Lax.Psum(x, "i", groups: [[0, 2, 4, 6], [1, 3, 5, 7]]), axisName: "i")(c[0])],
        ["coll/psum_const_groups"] = c => [Pmap((NDArray x) => x * 0 + Lax.Psum(2.0, "i", groups: [[0, 1], [2, 3]]), axisName: "i")(c[0])],
        ["coll/pmean_pmax_groups"] = c => Leaves(Pmap((NDArray x) => (Lax.Pmean(x, "i", groups: [[0, 3], [1, 2]]), Lax.Pmax(x, "i", groups: [[0, 3], [1, 2]])), axisName: "i")(c[0])),
        ["coll/all_gather_groups"] = c => [Pmap((NDArray x) => Lax.AllGather(x, "i", groups: [[0, 2], [3, 1]]), axisName: "i")(c[0])],
        ["coll/all_to_all_groups"] = c => [Pmap((NDArray x) => Lax.AllToAll(x, "i", 0, 0, groups: [[0, 2], [1, 3]]), axisName: "i")(c[0])],
        ["coll/psum_scatter_groups"] = c => [Pmap((NDArray x) => Lax.PsumScatter(x, "i", groups: [[0, 2], [1, 3]]), axisName: "i")(c[0])],
        ["coll/psum_in_scan"] = c => [Pmap((NDArray x) => Lax.Scan((NDArray s, ValueTuple _) => (s + Lax.Psum(s, "i"), default(ValueTuple)), x, default(ValueTuple), length: 3).Carry, axisName: "i")(c[0])],
        ["coll/psum_in_cond"] = c => [Pmap((NDArray x) => Lax.Cond(Lax.Psum(x, "i") > 0, (NDArray v) => Lax.Psum(v, "i") + 0 * v, v => v, x), axisName: "i")(c[0])],
        ["coll/complex_psum"] = c => [Pmap((NDArray x) => Lax.Psum(x, "i"), axisName: "i")(c[0])],
        ["coll/bf16_psum"] = c => [Pmap((NDArray x) => Lax.Psum(x.AsType(DType.BFloat16), "i").AsType(DType.Float32), axisName: "i")(c[0])],
    };
}
