using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Sums, norms and the functions of rows that are made of them.</summary>
internal static class Reduction
{
    public static Workload[] All { get; } =
    [
        new("ew_sum_1e4", Sum), new("ew_sum_1e6", Sum), new("ew_sum_1e7", Sum),
        new("softmax_1024", i => Of(i, x => Nn.Softmax(x))),
        new("logsumexp_1024", i => Of(i, x => Nn.LogSumExp(x, -1))),
        new("argmax_1024", i => Of(i, x => x.ArgMax(1))),
        new("meanvar_1024", MeanVar),
        new("layernorm_fwd", LayerNorm),
        new("layernorm_grad", LayerNormGradient),
    ];

    private static Work Sum(Inputs inputs) => Of(inputs, x => x.Sum());

    private static Work Of(Inputs inputs, Func<NDArray, NDArray> f)
    {
        NDArray x = inputs["x"];
        var compiled = Jit(f);
        return Work.Calls(() => compiled(x));
    }

    private static Work MeanVar(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var meanVar = Jit((NDArray x) => (x.Mean(1), x.Var(1)));
        return Work.Calls(() => meanVar(x));
    }

    private static NDArray Normalize(NDArray x, NDArray g, NDArray b) =>
        (x - x.Mean(-1, keepDims: true)) / Np.Sqrt(x.Var(-1, keepDims: true) + 1e-5) * g + b;

    private static Work LayerNorm(Inputs inputs)
    {
        NDArray x = inputs["x"], g = inputs["g"], b = inputs["b"];
        var normalize = Jit(Normalize);
        return Work.Calls(() => normalize(x, g, b));
    }

    private static Work LayerNormGradient(Inputs inputs)
    {
        NDArray x = inputs["x"], g = inputs["g"], b = inputs["b"], dy = inputs["dy"];
        var gradient = Jit((NDArray x, NDArray g, NDArray b, NDArray dy) =>
        {
            var (_, pullback) = Vjp<NDArray, NDArray, NDArray, NDArray>(Normalize, x, g, b);
            return pullback(dy);
        });
        return Work.Calls(() => gradient(x, g, b, dy));
    }
}
