using Linum.Optim;
using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Several devices and what passes between them.</summary>
internal static class ManyDevices
{
    public static Workload[] All { get; } =
    [
        new("pmap_psum_scalar_2", Psum), new("pmap_allreduce_1e6_2", Psum),
        new("pmap_psum_scalar_8", Psum), new("pmap_allreduce_1e6_8", Psum),
        new("pmap_dp_mlp_2", DataParallel),
    ];

    private static Work Psum(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var sum = Pmap((NDArray x) => Lax.Psum(x, "devices"), axisName: "devices");
        return Work.Calls(() => sum(x));
    }

    private static Work DataParallel(Inputs inputs)
    {
        NDArray x = inputs["X"].Reshape(2, 64, 784), y = inputs["y"].Reshape(2, 64);
        static T Replicate<T>(T tree) => Tree.Map(leaf => Np.Stack([leaf, leaf]), tree);
        var optimizer = Optimizers.Adam(1e-6);
        Mlp parameters = Mlp.From(inputs);
        var step = Pmap((Mlp p, OptimizerState s, NDArray x, NDArray y) =>
        {
            var (value, gradients) = ValueAndGrad((Mlp p, NDArray x, NDArray y) => Training.Loss(p, x, y))(p, x, y);
            gradients = Tree.Map(g => Lax.Pmean(g, "devices"), gradients);
            var (updates, next) = optimizer.Update(gradients, s, p);
            return (Optimizers.ApplyUpdates(p, updates), next, Lax.Pmean(value, "devices"));
        }, axisName: "devices");
        return Work.Steps((Replicate(parameters), Replicate(optimizer.Init(parameters))), state =>
        {
            var (p, s, value) = step(state.Item1, state.Item2, x, y);
            return ((p, s), (value, p));
        });
    }
}
