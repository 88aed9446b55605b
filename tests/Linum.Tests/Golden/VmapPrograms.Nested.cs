using Linum.TestSupport;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> NestedPrograms => new()
    {
        ["nest/inner0_outer1"] = c => [Vmap(Vmap((NDArray v) => v * 2 + 1, inAxes: 0), inAxes: 1)(c[0])],
        ["nest/outer_product"] = c => [Vmap((NDArray x) => Vmap((NDArray y) => x * y)(c[1]))(c[0])],
        ["nest/pairwise_distances"] = c => [Vmap((NDArray x) => Vmap((NDArray y) => Np.Sum(Np.Power(x - y, 2)))(c[1]))(c[0])],
        ["nest/three_levels"] = c => [Vmap(Vmap(Vmap((NDArray x, NDArray y, NDArray z) => x * y + z, inAxes: [null, null, 0]), inAxes: [null, 0, null]), inAxes: [0, null, null])(c[0], c[1], c[2])],
        ["nest/inner_ignores_argument"] = c => [Vmap((NDArray a) => Vmap((NDArray b) => a)(Np.Arange(2.0)))(c[0])],
        ["nest/inner_out_null_outer_tracer"] = c => [Vmap((NDArray a) => Vmap((NDArray b) => a, outAxes: null)(Np.Arange(2.0)))(c[0])],
        ["nest/matmul_from_dots"] = c => [Vmap((NDArray row) => Vmap((NDArray column) => Np.Vdot(row, column), inAxes: 1)(c[1]))(c[0])],
        ["nest/same_axis_name_shadowing"] = c => [Vmap((NDArray r) => Vmap((NDArray v) => v / Lax.Psum(v, "i"), axisName: "i")(r), axisName: "i")(c[0])],
        ["nest/negative_axes"] = c => [Vmap(Vmap((NDArray v) => v.Sum(), inAxes: -1), inAxes: -1, outAxes: -1)(c[0])],
        ["nest/vectorize_signature"] = c => [Np.Vectorize(Np.Dot, "(n),(n)->()")(c[0], c[1])],
        ["nest/vectorize_excluded"] = c => [Np.Vectorize((x, y) => x + y.Sum(), excluded: 1)(c[0], c[1])],
    };
}
