using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> TiePrograms => new()
    {
        ["ties/max_reduce"] = c => [Grad((NDArray x) => Np.Max(x))(c[0])],
        ["ties/min_reduce_axis"] = c => [Grad((NDArray x) => Np.Min(x, 0).Sum())(c[0])],
        ["ties/maximum_pair"] = c => Leaves(Grad((NDArray x, NDArray y) => Np.Maximum(x, y).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["ties/minimum_pair"] = c => Leaves(Grad((NDArray x, NDArray y) => Np.Minimum(x, y).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["ties/prod_with_zero"] = c => [Grad((NDArray x) => Np.Prod(x))(c[0])],
        ["ties/prod_two_zeros"] = c => [Grad((NDArray x) => Np.Prod(x))(c[0])],
        ["ties/cumprod_zero"] = c => [JacRev(x => Np.CumProd(x))(c[0])],
        ["ties/cummax"] = c => [JacRev(x => Lax.CumMax(x))(c[0])],
        ["ties/cummin"] = c => [JacRev(x => Lax.CumMin(x))(c[0])],
        ["ties/sort"] = c => [Grad((NDArray x) => Np.Vdot(Np.Sort(x), c[1]))(c[0])],
        ["ties/top_k"] = c => [Grad((NDArray x) => Np.Vdot(Lax.TopK(x, 2).Values, c[1]))(c[0])],
        ["ties/median"] = c => [Grad((NDArray x) => Np.Median(x))(c[0])],
        ["ties/argmax_zero"] = c => [Grad((NDArray x) => x[Np.ArgMax(x)] + 0.0 * Np.ArgMax(x))(c[0])],
        ["ties/scatter_min_max"] = c => Leaves(Grad((NDArray x, NDArray u) => (x.At[Np.Array([0, 0])].Max(u) * Np.Array([1.0, 2.0])).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["ties/scatter_set_duplicates"] = c => [c[0].At[Np.Array([1, 1])].Set(c[1]), Grad((NDArray u) => (c[0].At[Np.Array([1, 1])].Set(u) * Np.Array([1.0, 2.0, 3.0])).Sum())(c[1])],
        ["ties/logsumexp_neg_inf"] = c => Leaves(ValueAndGrad((NDArray x) => Nn.LogSumExp(x))(c[0])),
        ["ties/norm_zero"] = c => [Grad((NDArray x) => Linalg.Norm(x))(c[0])],
        ["ties/amax_inf"] = c => [Grad((NDArray x) => Np.Max(x))(c[0])],
        ["ties/reduce_window_max"] = c => [Grad((NDArray x) => (Lax.ReduceWindow(x, double.NegativeInfinity, Lax.Max, [2], [1]) * Np.Arange(1.0, 4.0)).Sum())(c[0])],
        ["ties/argsort_gather"] = c => [Grad((NDArray x) => Np.Vdot(x[Np.ArgSort(x)], c[1]))(c[0])],
    };

    private static Dictionary<string, Func<GoldenCase, NDArray[]>> IndexPrograms => new()
    {
        ["index/gather_default_oob"] = c => [Grad((NDArray x) => (x[Np.Array([0, 5, -9])] * Np.Array([1.0, 10.0, 100.0])).Sum())(c[0])],
        ["index/gather_clip_oob"] = c => [Grad((NDArray x) => (x.At[Np.Array([0, 5, -9])].Get(OutOfBounds.Clip) * Np.Array([1.0, 10.0, 100.0])).Sum())(c[0])],
        ["index/gather_fill_oob"] = c => [Grad((NDArray x) => (x.At[Np.Array([0, 5, -9])].Get(OutOfBounds.FillOrDrop, fillValue: 0) * Np.Array([1.0, 10.0, 100.0])).Sum())(c[0])],
        ["index/gather_duplicates"] = c => [Grad((NDArray x) => Np.Power(x[Np.Array([1, 1, 2])], 2).Sum())(c[0])],
        ["index/at_add"] = c => Leaves(Grad((NDArray x, NDArray v) => Np.Power(x.At[Np.Array([0, 0, 2])].Add(v), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["index/at_set"] = c => Leaves(Grad((NDArray x, NDArray v) => Np.Power(x.At[1].Set(v), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["index/at_mul_unique"] = c => Leaves(Grad((NDArray x, NDArray v) => Np.Power(x.At[Np.Array([0, 2])].Multiply(v, unique: true), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["index/dynamic_slice"] = c => [Grad((NDArray x) => (Lax.DynamicSlice(x, [9], [2]) * Np.Array([1.0, 2.0])).Sum())(c[0])],
        ["index/dynamic_update_slice"] = c => Leaves(Grad((NDArray x, NDArray u) => Np.Power(Lax.DynamicUpdateSlice(x, u, 1), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["index/take_along_axis"] = c => [Grad((NDArray x) => Np.Power(Np.TakeAlongAxis(x, Np.Array([[0, 0], [1, 0]]), axis: 1), 2).Sum())(c[0])],
        ["index/strided_slice"] = c => [Grad((NDArray x) => Np.Power(x[(1..7, 2)], 2).Sum())(c[0])],
        ["index/pad_negative"] = c => [Grad((NDArray x) => Np.Power(Lax.Pad(x, 0.0, (-1, 2, 1)), 2).Sum())(c[0])],
        ["index/segment_sum"] = c => [Grad((NDArray d) => Np.Power(Np.SegmentSum(d, Np.Array([0, 1, 0, 2]), 3), 2).Sum())(c[0])],
        ["index/embedding"] = c => [Grad((NDArray e) => Np.Sin(e[Np.Array([2, 0, 2])]).Sum())(c[0])],
    };
}
