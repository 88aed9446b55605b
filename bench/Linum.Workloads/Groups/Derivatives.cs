using Linum.Optim;
using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Vmap around derivatives: one gradient, Jacobian or Hessian per example.</summary>
internal static class Derivatives
{
    public static Workload[] All { get; } =
    [
        new("vmap_pergrad", PerExample),
        new("greeks_bs_1e6", BlackScholes),
        new("greeks_mc_1e6", MonteCarlo),
        new("hess_rosen50", Hessians),
        new("jac_mlp", Jacobians),
    ];

    private static Work PerExample(Inputs inputs)
    {
        NDArray x = inputs["X"], y = inputs["y"];
        TwoLayers parameters = new(inputs["W1"], inputs["b1"], inputs["W2"], inputs["b2"]);
        static NDArray Loss(TwoLayers p, NDArray x, NDArray y)
        {
            NDArray h = Nn.Relu(Np.MatMul(x, p.W1) + p.B1);
            return Losses.SoftmaxCrossEntropyWithIntegerLabels(Np.MatMul(h, p.W2) + p.B2, y);
        }

        var gradients = Jit(Vmap(Grad((TwoLayers p, NDArray x, NDArray y) => Loss(p, x, y)), inAxes: [null, 0, 0]));
        return Work.Calls(() => gradients(parameters, x, y));
    }

    private static NDArray Price(NDArray s, NDArray k, NDArray t, NDArray sigma)
    {
        static NDArray Normal(NDArray d) => (1 + Lax.Erf(d / Math.Sqrt(2))) / 2;
        const double r = 0.02;
        NDArray d1 = (Np.Log(s / k) + (r + sigma * sigma / 2) * t) / (sigma * Np.Sqrt(t));
        NDArray d2 = d1 - sigma * Np.Sqrt(t);
        return s * Normal(d1) - k * Np.Exp(-r * t) * Normal(d2);
    }

    private static Work BlackScholes(Inputs inputs)
    {
        NDArray s = inputs["S"], k = inputs["K"], t = inputs["T"], sigma = inputs["sigma"];
        var greeks = Jit((NDArray s, NDArray k, NDArray t, NDArray sigma) => (Vmap(Grad(Price))(s, k, t, sigma), Vmap(Grad(Grad(Price)))(s, k, t, sigma)));
        return Work.Calls(() => greeks(s, k, t, sigma));
    }

    private static NDArray Payoff(NDArray s0, NDArray sigma, NDArray z)
    {
        const double r = 0.02, t = 1, k = 105;
        NDArray end = s0 * Np.Exp((r - sigma * sigma / 2) * t + sigma * Math.Sqrt(t) * z);
        return Math.Exp(-r * t) * Np.Maximum(end - k, 0);
    }

    private static Work MonteCarlo(Inputs inputs)
    {
        NDArray z = inputs["z"];
        var perPath = Vmap(Grad(Payoff, wrt: (Arg.First, Arg.Second)), inAxes: [null, null, 0]);
        var greeks = Jit((NDArray s0, NDArray sigma, NDArray z) =>
        {
            var (delta, vega) = perPath(s0, sigma, z);
            return (delta.Mean(), vega.Mean());
        });
        NDArray s0 = 100f, sigma = 0.2f;
        return Work.Calls(() => greeks(s0, sigma, z));
    }

    private static NDArray Rosenbrock(NDArray x) => (100 * Np.Square(x[1..] - Np.Square(x[..^1])) + Np.Square(1 - x[..^1])).Sum();

    private static Work Hessians(Inputs inputs)
    {
        NDArray x = inputs["X"];
        var hessians = Jit(Vmap(Hessian(Rosenbrock)));
        return Work.Calls(() => hessians(x));
    }

    private static Work Jacobians(Inputs inputs)
    {
        NDArray x = inputs["X"];
        Mlp parameters = Mlp.From(inputs);
        var jacobians = Jit((Mlp p, NDArray x) => Vmap(JacRev((NDArray x) => p.Apply(x, Np.Tanh)))(x));
        return Work.Calls(() => jacobians(parameters, x));
    }
}
