using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> WholePrograms => new()
    {
        ["prog/mlp"] = c =>
        {
            Dictionary<string, NDArray> p = Dict(("b1", c[0]), ("b2", c[1]), ("w1", c[2]), ("w2", c[3]));
            return [Vmap((NDArray x) => Np.Dot(p["w2"], Np.Tanh(Np.Dot(p["w1"], x) + p["b1"])) + p["b2"])(c[4])];
        },
        ["prog/ensemble"] = c => [Vmap((NDArray p) => Vmap((NDArray x) => Np.Dot(p, x))(c[1]))(c[0])],
        ["prog/attention"] = c => [Vmap((NDArray q, NDArray k, NDArray v) => Np.MatMul(Nn.Softmax(Np.MatMul(q, k.T) / Np.Sqrt(3.0)), v))(c[0], c[1], c[2])],
        ["prog/newton_sqrt"] = c => [Vmap((NDArray a) => Lax.While(s => Np.Abs(s * s - a) > 1e-4 * a, s => 0.5 * (s + a / s), a))(c[0])],
        ["prog/sgd_step"] = c => [Vmap((NDArray x, NDArray y) =>
        {
            NDArray g = Grad((NDArray w) => Np.Power(Np.Dot(w, x) - y, 2))(c[0]);
            return g / Np.Maximum(1.0, Linalg.Norm(g));
        })(c[1], c[2]).Mean(0)],
        ["prog/spmd_axis_name_ignored"] = c => [Vmap((NDArray x) => x * 2, spmdAxisName: "data")(c[0])],
        ["prog/polyval_lanes"] = c => [Vmap(Np.Polyval, inAxes: [0, null])(c[0], c[1])],
        ["prog/interp_lanes"] = c => [Vmap((NDArray x, NDArray xs, NDArray ys) => Np.Interp(x, xs, ys), inAxes: [null, null, 0])(c[0], c[1], c[2])],
        ["prog/histogram_lanes"] = c => [Vmap((NDArray v) => Np.BinCount(v, length: 4))(c[0])],
    };
}
