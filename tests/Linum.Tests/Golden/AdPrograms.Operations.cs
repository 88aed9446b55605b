using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> OperationPrograms => new()
    {
        ["op/softmax_jac"] = c => [JacRev(x => Nn.Softmax(x))(c[0])],
        ["op/log_softmax_jac"] = c => [JacFwd(x => Nn.LogSoftmax(x))(c[0])],
        ["op/cross_entropy"] = c => Leaves(ValueAndGrad((NDArray l) => -Nn.LogSoftmax(l)[Np.Arange(3), Np.Array([0, 2, 1])].Mean())(c[0])),
        ["op/conv"] = c => Leaves(Grad((NDArray x, NDArray k) => Np.Power(Lax.ConvGeneralDilated(x, k, [2, 1], ConvPadding.Of((1, 0), (0, 2)), kernelDilation: [1, 2]), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["op/max_pool"] = c => [Grad((NDArray x) => Np.Power(Lax.ReduceWindow(x, double.NegativeInfinity, Lax.Max, [1, 2, 2, 1], [1, 2, 2, 1]), 2).Sum())(c[0])],
        ["op/avg_pool"] = c => [Grad((NDArray x) => Np.Power(Lax.ReduceWindow(x, 0.0, Lax.Add, [3], [2], [(1, 1)]), 2).Sum())(c[0])],
        ["op/layer_norm"] = c => [Grad((NDArray x) => ((x - x.Mean(-1, keepDims: true)) * Lax.Rsqrt(x.Var(-1, keepDims: true) + 1e-5) * Np.Arange(4.0)).Sum())(c[0])],
        ["op/einsum"] = c => Leaves(Grad((NDArray a, NDArray b) => Np.Power(Np.Einsum("bij,bjk->ik", a, b), 2).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["op/dot_general_batch"] = c => Leaves(Vjp((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([1], [2], [0], [1])), c[0], c[1]).Pull(c[2])),
        ["op/mlp"] = c => Leaves(Grad((Dictionary<string, NDArray> p) => Np.Sum(Np.Power(Np.MatMul(p["w2"], Nn.Relu(Np.MatMul(p["w1"], c[3]) + p["b1"])), 2)))(Dict(("b1", c[0]), ("w1", c[1]), ("w2", c[2])))),
        ["op/normal_pathwise"] = c => [Grad((NDArray s) => (s * Rng.Normal(Rng.Key(0), [3])).Sum())(c[0])],
        ["op/logsumexp_stable"] = c => Leaves(ValueAndGrad((NDArray x) => Nn.LogSumExp(x))(c[0])),
        ["op/std_zero_variance"] = c => [Grad((NDArray x) => Np.Std(x))(c[0])],
        ["op/odeint_euler"] = c => [Grad((NDArray th) => Lax.ForI(0, 10, (i, y) => y + 0.1 * th * y * (1 - y), (NDArray)0.1))(c[0])],
        ["op/interp"] = c => Leaves(Grad((NDArray x, NDArray fp) => Np.Interp(x, Np.Array([0.0, 1.0, 2.0]), fp).Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["op/gather_nd_loss"] = c => [Grad((NDArray x) => Np.Where(Np.Array([true, false, true]), Np.Power(x, 2), 0).Sum() / 2)(c[0])],
        ["op/remat_offload_free"] = c => [Jit((NDArray x, NDArray ct) => Vjp(v => Np.MatMul(Np.Sin(v), Np.Cos(v).T), x).Pull(ct))(c[0], c[1])],
    };
}
