using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ShapePrograms => new()
    {
        ["shape/reshape"] = c => [Vmap((NDArray x) => x.Reshape(4, 2), inAxes: 1)(c[0])],
        ["shape/ravel_out1"] = c => [Vmap(Np.Ravel, inAxes: 2, outAxes: 1)(c[0])],
        ["shape/transpose"] = c => [Vmap((NDArray x) => Np.Transpose(x, 2, 0, 1), inAxes: 1)(c[0])],
        ["shape/squeeze_expand"] = c => [Vmap((NDArray x) => Np.ExpandDims(Np.Squeeze(x, 1), 0))(c[0])],
        ["shape/rev"] = c => [Vmap((NDArray x) => x[(.., -1)], inAxes: 1)(c[0])],
        ["shape/slice_strided"] = c => [Vmap((NDArray x) => x[(1..6, 2)], inAxes: 1)(c[0])],
        ["shape/pad_interior"] = c => [Vmap((NDArray x) => Lax.Pad(x, 9.0, (1, 2, 1)))(c[0])],
        ["shape/pad_batched_value"] = c => [Vmap((NDArray x, NDArray v) => Lax.Pad(x, v, (1, 1, 1)))(c[0], c[1])],
        ["shape/concatenate_mixed"] = c => [Vmap((NDArray x, NDArray y) => Np.Concatenate([x, y, x]), inAxes: [0, null])(c[0], c[1])],
        ["shape/stack_axis1"] = c => [Vmap((NDArray x, NDArray y) => Np.Stack([x, y], axis: 1), inAxes: [0, 1])(c[0], c[1])],
        ["shape/split"] = c => Leaves(Vmap((NDArray x) => Np.Split(x, 2), inAxes: 1)(c[0])),
        ["shape/tile_repeat"] = c => Leaves(Vmap((NDArray x) => (Np.Tile(x, 2), Np.Repeat(x, 2)))(c[0])),
        ["shape/roll_flip"] = c => Leaves(Vmap((NDArray x) => (Np.Roll(x, 1), Np.Flip(x)))(c[0])),
        ["shape/iota_unbatched"] = c => [Vmap((NDArray x) => x + Lax.Iota(DType.Float32, 3))(c[0])],
        ["shape/diag"] = c => [Vmap(Np.Diag)(c[0])],
        ["shape/bitcast_widths"] = c => [Vmap((NDArray x) => Lax.BitcastConvertType(x, DType.UInt8), inAxes: 1)(c[0])],
        ["sort/sort"] = c => [Vmap((NDArray x) => Np.Sort(x))(c[0])],
        ["sort/sort_in1"] = c => [Vmap((NDArray x) => Np.Sort(x), inAxes: 1, outAxes: 1)(c[0])],
        ["sort/argsort"] = c => [Vmap((NDArray x) => Np.ArgSort(x))(c[0])],
        ["sort/multi_operand"] = c => Leaves(Vmap((NDArray a, NDArray b, NDArray payload) => Lax.Sort([a, b, payload], axis: -1, keys: 2), inAxes: [0, 0, null])(c[0], c[1], c[2])),
        ["sort/top_k"] = c => Leaves(Vmap((NDArray x) => Lax.TopK(x, 2))(c[0])),
        ["sort/searchsorted"] = c => [Vmap((NDArray a, NDArray v) => Np.SearchSorted(Np.Sort(a), v))(c[0], c[1])],
        ["sort/median_quantile"] = c => Leaves(Vmap((NDArray x) => (Np.Median(x), Np.Quantile(x, 0.3)))(c[0])),
        ["sort/unique_size"] = c => [Vmap((NDArray x) => Np.Unique(x, size: 3, fill: -1))(c[0])],
    };
}
