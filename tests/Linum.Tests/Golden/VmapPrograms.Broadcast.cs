using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> BroadcastPrograms => new()
    {
        ["bcast/vec_and_scalar"] = c => [Vmap((NDArray x, NDArray y) => x + y)(c[0], c[1])],
        ["bcast/mat_and_vec"] = c => [Vmap((NDArray x, NDArray y) => x * y)(c[0], c[1])],
        ["bcast/vec_and_unbatched_mat"] = c => [Vmap((NDArray x, NDArray y) => x + y, inAxes: [0, null])(c[0], c[1])],
        ["bcast/unbatched_mat_and_vec_axis1"] = c => [Vmap((NDArray x, NDArray y) => x - y, inAxes: [null, 1])(c[0], c[1])],
        ["bcast/size1_lane_dims"] = c => [Vmap((NDArray x, NDArray y) => x * y)(c[0], c[1])],
        ["bcast/different_in_axes"] = c => [Vmap((NDArray x, NDArray y) => x / (1 + y * y), inAxes: [0, 2])(c[0], c[1])],
        ["bcast/where_scalar_pred"] = c => [Vmap(Np.Where)(c[0], c[1], c[2])],
        ["bcast/where_unbatched_cases"] = c => [Vmap(Np.Where, inAxes: [0, null, null])(c[0], c[1], c[2])],
        ["bcast/where_unbatched_pred"] = c => [Vmap((NDArray m, NDArray x) => Np.Where(m, x, 0.0), inAxes: [null, 0])(c[0], c[1])],
        ["bcast/clamp_batched_bounds"] = c => [Vmap(Lax.Clamp)(c[0], c[1], c[2])],
        ["bcast/clamp_scalar_bounds"] = c => [Vmap((NDArray x) => Lax.Clamp(-0.5, x, 0.5), outAxes: 1)(c[0])],
        ["bcast/broadcast_to"] = c => [Vmap((NDArray x) => Np.BroadcastTo(x, [2, 3]))(c[0])],
        ["bcast/broadcast_in_dim"] = c => [Vmap((NDArray x) => Lax.BroadcastInDim(x, [3, 2, 2], [0]))(c[0])],
        ["bcast/clip_jnp"] = c => [Vmap((NDArray x, NDArray low) => Np.Clip(x, low, 1.0))(c[0], c[1])],
        ["reduce/sum_axis0"] = c => [Vmap((NDArray x) => x.Sum(0), inAxes: 1)(c[0])],
        ["reduce/sum_neg1"] = c => [Vmap((NDArray x) => x.Sum(-1), inAxes: 2)(c[0])],
        ["reduce/max_keepdims"] = c => [Vmap((NDArray x) => x.Max(1, keepDims: true), inAxes: 1)(c[0])],
        ["reduce/argmax"] = c => [Vmap((NDArray x) => Np.ArgMax(x, 0), inAxes: 2)(c[0])],
        ["reduce/mean_var"] = c => Leaves(Vmap((NDArray x) => (x.Mean(), x.Var(0)))(c[0])),
        ["reduce/softmax"] = c => [Vmap((NDArray x) => Nn.Softmax(x), outAxes: 1)(c[0])],
        ["reduce/logsumexp"] = c => [Vmap((NDArray x) => Nn.LogSumExp(x), inAxes: 1)(c[0])],
        ["reduce/generic"] = c => [Vmap((NDArray x) => Lax.Reduce(x, 1.0, (a, b) => a * b + 0 * a, 0))(c[0])],
        ["reduce/window"] = c => [Vmap((NDArray x) => Lax.ReduceWindow(x, double.NegativeInfinity, Lax.Max, [2], [1]))(c[0])],
        ["reduce/any_all"] = c => Leaves(Vmap((NDArray x) => (x.Any(), x.All(0)))(c[0])),
        ["cum/cumsum_axis1"] = c => [Vmap((NDArray x) => Np.CumSum(x), inAxes: 1, outAxes: 1)(c[0])],
        ["cum/cumprod_cummax"] = c => Leaves(Vmap((NDArray x) => (Np.CumProd(x), Lax.CumMax(x)))(c[0])),
        ["cum/cumlogsumexp_reverse"] = c => [Vmap((NDArray x) => Lax.CumLogSumExp(x, 0, reverse: true), inAxes: 1)(c[0])],
    };
}
