using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CollectivePrograms => new()
    {
        ["coll/psum_out_null"] = c => [Vmap((NDArray x) => Lax.Psum(x, "i"), outAxes: null, axisName: "i")(c[0])],
        ["coll/psum_broadcast"] = c => [Vmap((NDArray x) => x - Lax.Psum(x, "i"), axisName: "i")(c[0])],
        ["coll/psum_unmapped"] = c => [Vmap((NDArray x, NDArray y) => Lax.Psum(y, "i") + x, inAxes: [0, null], axisName: "i")(c[0], c[1])],
        ["coll/psum_constant"] = c => [Vmap((NDArray x) => x * Lax.Psum(1, "i"), axisName: "i")(c[0])],
        ["coll/psum_bool"] = c => [Vmap((NDArray x) => Lax.Psum(x, "i"), outAxes: null, axisName: "i")(c[0])],
        ["coll/psum_tree"] = c => Leaves(Vmap((NDArray x, NDArray y) => Tree.Map(v => Lax.Psum(v, "i"), Dict(("a", x), ("b", y))), outAxes: null, axisName: "i")(c[0], c[1])),
        ["coll/pmean"] = c => [Vmap((NDArray x) => Lax.Pmean(x, "i"), outAxes: null, axisName: "i")(c[0])],
        ["coll/pmean_int"] = c => [Vmap((NDArray x) => Lax.Pmean(x, "i"), outAxes: null, axisName: "i")(c[0])],
        ["coll/pmax_pmin"] = c => Leaves(Vmap((NDArray x) => (Lax.Pmax(x, "i"), Lax.Pmin(x, "i")), outAxes: null, axisName: "i")(c[0])),
        ["coll/axis_index"] = c => [Vmap((NDArray x) => Lax.AxisIndex("i") + 0 * x.AsType(DType.Int32), axisName: "i")(c[0])],
        ["coll/axis_size"] = c => [Vmap((NDArray x) => x * Lax.AxisSize("i"), axisName: "i")(c[0])],
        ["coll/ppermute"] = c => [Vmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 1), (1, 2), (2, 0)]), axisName: "i")(c[0])],
        ["coll/pshuffle"] = c => [Vmap((NDArray x) => Lax.Pshuffle(x, "i", [2, 0, 1]), axisName: "i")(c[0])],
        ["coll/all_gather"] = c => [Vmap((NDArray x) => Lax.AllGather(x, "i"), outAxes: null, axisName: "i")(c[0])],
        ["coll/all_gather_axis1"] = c => [Vmap((NDArray x) => Lax.AllGather(x, "i", axis: 1), outAxes: null, axisName: "i")(c[0])],
        ["coll/all_gather_tiled"] = c => [Vmap((NDArray x) => Lax.AllGather(x, "i", axis: 0, tiled: true), outAxes: null, axisName: "i")(c[0])],
        ["coll/all_gather_tiled_axis1"] = c => [Vmap((NDArray x) => Lax.AllGather(x, "i", axis: 1, tiled: true), outAxes: null, axisName: "i")(c[0])],
        ["coll/all_gather_unmapped"] = c => [Vmap((NDArray x, NDArray y) => Lax.AllGather(y, "i") + x, inAxes: [0, null], axisName: "i")(c[0], c[1])],
        ["coll/all_to_all_01"] = c => [Vmap((NDArray x) => Lax.AllToAll(x, "i", 0, 1), axisName: "i")(c[0])],
        ["coll/all_to_all_10"] = c => [Vmap((NDArray x) => Lax.AllToAll(x, "i", 1, 0), axisName: "i")(c[0])],
        ["coll/all_to_all_00"] = c => [Vmap((NDArray x) => Lax.AllToAll(x, "i", 0, 0), axisName: "i")(c[0])],
        ["coll/all_to_all_tiled"] = c => [Vmap((NDArray x) => Lax.AllToAll(x, "i", 0, 1, tiled: true), axisName: "i")(c[0])],
        ["coll/psum_scatter"] = c => [Vmap((NDArray x) => Lax.PsumScatter(x, "i"), axisName: "i")(c[0])],
        ["coll/psum_scatter_dim1"] = c => [Vmap((NDArray x) => Lax.PsumScatter(x, "i", axis: 1), axisName: "i")(c[0])],
        ["coll/psum_scatter_tiled"] = c => [Vmap((NDArray x) => Lax.PsumScatter(x, "i", tiled: true), axisName: "i")(c[0])],
        ["coll/pswapaxes"] = c => [Vmap((NDArray x) => Lax.Pswapaxes(x, "i", 1), axisName: "i")(c[0])],
        ["coll/psum_in_scan"] = c => [Vmap((NDArray x) => Lax.Scan((NDArray s, ValueTuple _) => (s + Lax.Psum(s, "i"), default(ValueTuple)), x, default(ValueTuple), length: 3).Carry, axisName: "i")(c[0])],
        ["coll/psum_in_cond"] = c => [Vmap((NDArray p, NDArray x) => Lax.Cond(p, (NDArray v) => Lax.Psum(v, "i") + 0 * v, v => v, x), inAxes: [null, 0], axisName: "i")(c[0], c[1])],
        ["coll/psum_in_jit"] = c => [Vmap((NDArray x) => Jit((NDArray v) => v / Lax.Psum(v, "i"))(x), axisName: "i")(c[0])],
        ["coll/two_names"] = c => Leaves(Vmap(Vmap((NDArray v) => (Lax.Psum(v, ["i", "j"]), Lax.Psum(v, "i"), Lax.Psum(v, "j")), axisName: "j"), axisName: "i")(c[0])),
        ["coll/axis_index_two_names"] = c => [Vmap(Vmap((NDArray v) => Lax.AxisIndex(["i", "j"]) + 0 * v.AsType(DType.Int32), axisName: "j"), axisName: "i")(c[0])],
        ["coll/outer_psum_from_inner"] = c => [Vmap((NDArray r) => Vmap((NDArray v) => v - Lax.Pmean(v, "i"))(r), axisName: "i")(c[0])],
        ["coll/grad_neg_psum"] = c => [Vmap(Grad((NDArray v) => -Lax.Psum(v, "i")), outAxes: null, axisName: "i")(c[0])],
        ["coll/grad_psum_sq"] = c => [Vmap(Grad((NDArray v) => Np.Power(Lax.Psum(v, "i"), 2)), axisName: "i")(c[0])],
        ["coll/grad_pmean"] = c => [Vmap(Grad((NDArray v) => Np.Sin(v) * Lax.Pmean(v * v, "i")), axisName: "i")(c[0])],
        ["coll/grad_all_gather"] = c => [Vmap(Grad((NDArray v) => (Lax.AllGather(v, "i") * Np.Arange(3.0)).Sum() * v), axisName: "i")(c[0])],
        ["coll/grad_ppermute"] = c => [Vmap(Grad((NDArray v) => Lax.Ppermute(v, "i", [(0, 1), (1, 2), (2, 0)]) * Lax.AxisIndex("i")), axisName: "i")(c[0])],
        ["coll/grad_all_to_all"] = c => [Vmap(Grad((NDArray v) => (Lax.AllToAll(v, "i", 0, 0) * (1.0 + Lax.AxisIndex("i")) * Np.Arange(3.0)).Sum()), axisName: "i")(c[0])],
        ["coll/jvp_psum"] = c => Leaves(Jvp(Vmap((NDArray v) => Lax.Psum(Np.Power(v, 2), "i") * v, axisName: "i"), c[0], c[1])),
        ["coll/batchnorm"] = c => [Vmap((NDArray v) => (v - Lax.Pmean(v, "i")) / Np.Sqrt(Lax.Pmean(Np.Power(v - Lax.Pmean(v, "i"), 2), "i") + 1e-5), axisName: "i")(c[0])],
        ["coll/psum_positional_mix"] = c => [Vmap((NDArray v) => Lax.Psum(v, ["i", 0]), axisName: "i", outAxes: null)(c[0])],
    };
}
