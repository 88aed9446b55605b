using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class PmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> TrainingPrograms => new()
    {
        ["train/linear_three_steps"] = c =>
        {
            Dictionary<string, NDArray> start = Dict(("b", c[0]), ("w", c[1]));
            NDArray x = c[2], y = c[3];
            var step = Pmap((Dictionary<string, NDArray> p, NDArray x, NDArray y) =>
            {
                (NDArray loss, Dictionary<string, NDArray> g) = ValueAndGrad<Dictionary<string, NDArray>, NDArray, NDArray>(LinearLoss)(p, x, y);
                return (Descend(p, Mean(g), 0.1), Lax.Pmean(loss, "batch"));
            }, axisName: "batch");
            Dictionary<string, NDArray> spread = Tree.Map(a => Np.Stack([a, a, a, a]), start), single = start;
            List<NDArray> losses = [], singleLosses = [];
            for (int i = 0; i < 3; i++)
            {
                (spread, NDArray loss) = step(spread, x.Reshape(4, -1, 3), y.Reshape(4, -1));
                losses.Add(loss);
                (loss, Dictionary<string, NDArray> g) = ValueAndGrad<Dictionary<string, NDArray>, NDArray, NDArray>(LinearLoss)(single, x, y);
                single = Descend(single, g, 0.1);
                singleLosses.Add(loss);
            }

            return [Np.Stack([.. losses]), .. Leaves(spread), Np.Stack([.. singleLosses]), .. Leaves(single)];
        },
        ["train/mlp_momentum"] = c =>
        {
            Dictionary<string, NDArray> p = Dict(("b1", c[0]), ("w1", c[1]), ("w2", c[2])), m = Tree.Map(Np.ZerosLike, p);
            NDArray x = c[3].Reshape(8, -1, 3), y = c[4].Reshape(8, -1);
            var step = Pmap((Dictionary<string, NDArray> p, Dictionary<string, NDArray> m, NDArray x, NDArray y) =>
            {
                (NDArray loss, Dictionary<string, NDArray> g) = ValueAndGrad<Dictionary<string, NDArray>, NDArray, NDArray>(NetworkLoss)(p, x, y);
                m = Tree.Map((a, b) => 0.9 * a + b, m, Mean(g));
                return (Descend(p, m, 0.05), m, Lax.Pmean(loss, "batch"));
            }, axisName: "batch", inAxes: [null, null, 0, 0], outAxes: [null, null, null]);
            List<NDArray> losses = [];
            for (int i = 0; i < 4; i++)
            {
                (p, m, NDArray loss) = step(p, m, x, y);
                losses.Add(loss);
            }

            return [.. Leaves(p), Np.Stack([.. losses])];
        },
        ["train/dropout_keys"] = c => [Pmap((NDArray w, Key k, NDArray x, NDArray y) =>
        {
            NDArray mask = Rng.Bernoulli(k, 0.5, x.Shape);
            NDArray g = Grad((NDArray w) => Np.Power(Np.MatMul(x * mask, w) - y, 2).Mean())(w);
            return w - 0.1 * Lax.Pmean(g, "b");
        }, axisName: "b", inAxes: [null, 0, 0, 0], outAxes: null)(c[0], Rng.Split(Rng.Key(3), 4), c[1].Reshape(4, 2, 3), c[2].Reshape(4, 2))],
    };

    private static NDArray LinearLoss(Dictionary<string, NDArray> p, NDArray x, NDArray y) => Np.Power(Np.MatMul(x, p["w"]) + p["b"] - y, 2).Mean();

    private static NDArray NetworkLoss(Dictionary<string, NDArray> p, NDArray x, NDArray y) => Np.Power(Np.MatMul(Np.Tanh(Np.MatMul(x, p["w1"]) + p["b1"]), p["w2"])[.., 0] - y, 2).Mean();

    private static Dictionary<string, NDArray> Mean(Dictionary<string, NDArray> g) => Tree.Map(v => Lax.Pmean(v, "batch"), g);

    private static Dictionary<string, NDArray> Descend(Dictionary<string, NDArray> p, Dictionary<string, NDArray> g, double rate) => Tree.Map((a, b) => a - rate * b, p, g);
}
