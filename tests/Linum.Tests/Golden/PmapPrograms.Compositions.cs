using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class PmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CompositionPrograms => new()
    {
        ["comp/vmap_in_pmap"] = c => [Pmap(Vmap((NDArray v) => Np.Dot(v, v)))(c[0])],
        ["comp/pmap_in_vmap"] = c => [Vmap(Pmap((NDArray v) => v * 2, axisName: "i"), inAxes: 1)(c[0])],
        ["comp/both_names"] = c => Leaves(Pmap(Vmap((NDArray v) => (Lax.Psum(v, ["i", "j"]), Lax.Psum(v, "j"), Lax.Pmax(v, "i")), axisName: "j"), axisName: "i")(c[0])),
        ["comp/jit_of_pmap"] = c => [Jit(Pmap((NDArray v) => v - Lax.Pmean(v, "i"), axisName: "i"))(c[0])],
        ["comp/pmap_of_jit"] = c => [Pmap(Jit((NDArray v) => v - Lax.Pmean(v, "i")), axisName: "i")(c[0])],
        ["comp/scan_of_pmap"] = c => Leaves(Lax.Scan((NDArray s, ValueTuple _) => (Pmap((NDArray v) => v + Lax.Pmean(v, "i"), axisName: "i")(s), s.Sum()), c[0], default(ValueTuple), length: 3)),
        ["comp/random_keys"] = c => [Pmap((Key k) => Rng.Normal(k, [2]))(Rng.Split(Rng.Key(0), 4))],
        ["comp/fold_in_axis_index"] = c => [Pmap((NDArray _) => Rng.Uniform(Rng.FoldIn(Rng.Key(0), Lax.AxisIndex("i"))), axisName: "i")(Np.Zeros(4))],
        ["comp/batch_norm"] = c => [Pmap((NDArray x) => (x - Lax.Pmean(x.Mean(0), "i")) / Np.Sqrt(Lax.Pmean(Np.Power(x, 2).Mean(0), "i") - Np.Power(Lax.Pmean(x.Mean(0), "i"), 2) + 1e-5), axisName: "i")(c[0])],
    };
}
