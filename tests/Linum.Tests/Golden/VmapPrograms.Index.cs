using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> IndexPrograms => new()
    {
        ["index/x_i"] = c => [Vmap((NDArray x, NDArray i) => x[i])(c[0], c[1])],
        ["index/unbatched_x"] = c => [Vmap((NDArray x, NDArray i) => x[i], inAxes: [null, 0])(c[0], c[1])],
        ["index/unbatched_i"] = c => [Vmap((NDArray x, NDArray i) => x[i], inAxes: [0, null])(c[0], c[1])],
        ["index/out_of_bounds"] = c => [Vmap((NDArray x, NDArray i) => x[i])(c[0], c[1])],
        ["index/two_index_arrays"] = c => [Vmap((NDArray x, NDArray i, NDArray j) => x[i, j])(c[0], c[1], c[2])],
        ["index/slice_and_array"] = c => [Vmap((NDArray x, NDArray i) => x[.., i])(c[0], c[1])],
        ["index/take_fill"] = c => [Vmap((NDArray x, NDArray i) => Np.Take(x, i, mode: OutOfBounds.FillOrDrop))(c[0], c[1])],
        ["index/take_along_axis"] = c => [Vmap((NDArray x, NDArray i) => Np.TakeAlongAxis(x, i, axis: 0))(c[0], c[1])],
        ["index/mask_where"] = c => [Vmap((NDArray x, NDArray n) => Np.Where(Np.Arange(4) < n, x, 0))(c[0], c[1])],
        ["index/dynamic_slice"] = c => [Vmap((NDArray x, NDArray s) => Lax.DynamicSlice(x, [s], [2]), inAxes: [null, 0])(c[0], c[1])],
        ["index/dynamic_slice_both"] = c => [Vmap((NDArray x, NDArray s) => Lax.DynamicSlice(x, [s, 0], [2, 2]))(c[0], c[1])],
        ["index/dynamic_slice_operand_only"] = c => [Vmap((NDArray x, NDArray s) => Lax.DynamicSlice(x, [s], [2]), inAxes: [1, null])(c[0], c[1])],
        ["index/dynamic_update_slice"] = c => [Vmap((NDArray x, NDArray s) => Lax.DynamicUpdateSlice(x, Np.Array([9.0, 9.0]), s), inAxes: [null, 0])(c[0], c[1])],
        ["index/dynamic_update_slice_all"] = c => [Vmap((NDArray x, NDArray u, NDArray s) => Lax.DynamicUpdateSlice(x, u, s))(c[0], c[1], c[2])],
        ["index/dynamic_update_batched_update_only"] = c => [Vmap((NDArray x, NDArray u) => Lax.DynamicUpdateSlice(x, u, 1), inAxes: [null, 0])(c[0], c[1])],
        ["index/at_set"] = c => [Vmap((NDArray x, NDArray i, NDArray v) => x.At[i].Set(v))(c[0], c[1], c[2])],
        ["index/at_add_duplicates"] = c => [Vmap((NDArray x, NDArray i, NDArray v) => x.At[i].Add(v))(c[0], c[1], c[2])],
        ["index/at_add_shared_idx"] = c => [Vmap((NDArray x, NDArray i) => x.At[i].Add(1.0), inAxes: [0, null], outAxes: 1)(c[0], c[1])],
        ["index/at_mul_min_max"] = c => Leaves(Vmap((NDArray x, NDArray i, NDArray v) => (x.At[i].Multiply(v), x.At[i].Min(v), x.At[i].Max(v)))(c[0], c[1], c[2])),
        ["index/scatter_unbatched_operand"] = c => [Vmap((NDArray i) => Np.Zeros(4).At[i].Set(1.0))(c[0])],
        ["index/segment_sum"] = c => [Vmap((NDArray d, NDArray s) => Np.SegmentSum(d, s, 3))(c[0], c[1])],
        ["index/one_hot"] = c => [Vmap((NDArray x) => Nn.OneHot(x, 4))(c[0])],
        ["index/gather_scalar_from_matrix"] = c => [Vmap((NDArray m, NDArray i) => m[i][.., NewAxis] * 2, inAxes: [null, 0])(c[0], c[1])],
    };
}
