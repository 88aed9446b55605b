using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> RandomPrograms => new()
    {
        ["random/normal_over_keys"] = c => [Vmap((Key k) => Rng.Normal(k, [2]))(Rng.Split(Rng.Key(0), 3))],
        ["random/uniform_raw_keys"] = c => [Vmap((Key k) => Rng.Uniform(k, [2]))(Rng.Split(Rng.Key(7), 4))],
        ["random/unbatched_key"] = c => [Vmap((Key k, NDArray v) => Rng.Normal(k) + v, inAxes: [null, 0])(Rng.Key(0), c[0])],
        ["random/fold_in_axis_index"] = c => [Vmap((NDArray x) => Rng.KeyData(Rng.FoldIn(Rng.Key(1), Lax.AxisIndex("i"))), axisName: "i")(Np.Zeros(4)), Rng.KeyData(Rng.Split(Rng.Key(1), 4))],
        ["random/split_per_lane"] = c => [Rng.KeyData(Vmap((Key k) => Rng.Split(k, 2))(Rng.Split(Rng.Key(3), 3)))],
        ["random/randint_categorical"] = c => Leaves(Vmap((Key k, NDArray l) => (Rng.RandInt(k, [3], 0, 10), Rng.Categorical(k, l)))(Rng.Split(Rng.Key(5), 3), c[0])),
        ["random/permutation_per_lane"] = c => [Vmap((Key k) => Rng.Permutation(k, 5))(Rng.Split(Rng.Key(5), 3))],
        ["random/gamma_batched_alpha"] = c => [Vmap((Key k, NDArray a) => Rng.Gamma(k, a))(Rng.Split(Rng.Key(2), 3), c[0])],
        ["random/key_array_in_axes1"] = c => [Vmap(Vmap((Key k) => Rng.Bits(k)), inAxes: 1)(Rng.Split(Rng.Key(0), [2, 3]))],
        ["random/dropout_mask"] = c => [Vmap((Key k, NDArray v) => Np.Where(Rng.Bernoulli(k, 0.75, v.Shape), v / 0.75, 0))(Rng.Split(Rng.Key(9), 3), c[0])],
    };
}
