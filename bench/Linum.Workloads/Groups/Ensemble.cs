using Linum.Linen;
using Linum.Optim;
using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Sixteen models trained at once: a module lifted by Vmap, with parameters per member and a batch for all.</summary>
internal static class Ensemble
{
    public static Workload[] All { get; } = [new("ensemble_mlp16", Train)];

    private static Work Train(Inputs inputs)
    {
        NDArray x = inputs["X"], y = inputs["y"];
        var model = Lift.Vmap(new Member(Hidden: 128), inAxes: null, outAxes: 0, axisSize: 16,
            variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true });
        Variables parameters = new()
        {
            ["Dense_0"] = new() { ["kernel"] = inputs["W1"], ["bias"] = inputs["b1"] },
            ["Dense_1"] = new() { ["kernel"] = inputs["W2"], ["bias"] = inputs["b2"] },
        };
        var optimizer = Optimizers.Adam(1e-6);
        var loss = (Variables p, NDArray x, NDArray y) =>
        {
            NDArray logits = model.Apply(new() { ["params"] = p }, x);
            return Losses.SoftmaxCrossEntropyWithIntegerLabels(logits, Np.BroadcastTo(y, logits.Shape[..2])).Mean(1).Sum();
        };
        var step = Jit((Variables p, OptimizerState s, NDArray x, NDArray y) =>
        {
            var (value, gradients) = ValueAndGrad(loss)(p, x, y);
            var (updates, next) = optimizer.Update(gradients, s, p);
            return (Optimizers.ApplyUpdates(p, updates), next, value);
        }, donate: (Arg.First, Arg.Second));
        return Work.Steps((parameters, optimizer.Init(parameters)), state =>
        {
            var (p, s, value) = step(state.Item1, state.Item2, x, y);
            return ((p, s), (value, p));
        });
    }
}

/// <summary>One member: a perceptron of two layers.</summary>
public sealed record Member(int Hidden) : Module<NDArray, NDArray>
{
    /// <summary>The logits of a batch.</summary>
    protected override NDArray Forward(NDArray x)
    {
        NDArray h = Nn.Relu(new Dense(Hidden).Call(x));
        return new Dense(10).Call(h);
    }
}
