using Linum.Optim;
using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>One step of training, as one compiled function whose old state is given up.</summary>
internal static class Training
{
    public static Workload[] All { get; } =
    [
        new("train_mlp", Perceptron),
        new("train_cnn", ConvolutionNet),
        new("transformer_fwdbwd", TransformerGradient),
        new("compile_mlp_train", CompilePerceptron),
        new("compile_transformer_train", CompileTransformer),
    ];

    private static readonly GradientTransformation Adam = Optimizers.Adam(1e-6);

    /// <summary>The mean cross entropy of a perceptron's logits.</summary>
    public static NDArray Loss(Mlp p, NDArray x, NDArray y) => Losses.SoftmaxCrossEntropyWithIntegerLabels(p.Apply(x), y).Mean();

    private static NDArray Loss(Cnn p, NDArray x, NDArray y) => Losses.SoftmaxCrossEntropyWithIntegerLabels(p.Apply(x), y).Mean();

    private static (Mlp, OptimizerState, NDArray) PerceptronStep(Mlp p, OptimizerState s, NDArray x, NDArray y)
    {
        var (value, gradients) = ValueAndGrad((Mlp p, NDArray x, NDArray y) => Loss(p, x, y))(p, x, y);
        var (updates, next) = Adam.Update(gradients, s, p);
        return (Optimizers.ApplyUpdates(p, updates), next, value);
    }

    private static Work Perceptron(Inputs inputs)
    {
        NDArray x = inputs["X"], y = inputs["y"];
        Mlp parameters = Mlp.From(inputs);
        var step = Jit(PerceptronStep, donate: (Arg.First, Arg.Second));
        return Work.Steps((parameters, Adam.Init(parameters)), state =>
        {
            var (p, s, value) = step(state.Item1, state.Item2, x, y);
            return ((p, s), (value, p));
        });
    }

    private static Work ConvolutionNet(Inputs inputs)
    {
        NDArray x = inputs["X"], y = inputs["y"];
        Cnn parameters = Cnn.From(inputs);
        var step = Jit((Cnn p, OptimizerState s, NDArray x, NDArray y) =>
        {
            var (value, gradients) = ValueAndGrad((Cnn p, NDArray x, NDArray y) => Loss(p, x, y))(p, x, y);
            var (updates, next) = Adam.Update(gradients, s, p);
            return (Optimizers.ApplyUpdates(p, updates), next, value);
        }, donate: (Arg.First, Arg.Second));
        return Work.Steps((parameters, Adam.Init(parameters)), state =>
        {
            var (p, s, value) = step(state.Item1, state.Item2, x, y);
            return ((p, s), (value, p));
        });
    }

    private static Work TransformerGradient(Inputs inputs)
    {
        NDArray x = inputs["x"];
        Transformer parameters = Transformer.From(inputs);
        var step = Jit(ValueAndGrad((Transformer p, NDArray x) => Np.Square(p.Apply(x)).Mean()));
        return Work.Calls(() => step(parameters, x));
    }

    private static Work CompilePerceptron(Inputs inputs)
    {
        NDArray x = inputs["X"], y = inputs["y"];
        Mlp parameters = Mlp.From(inputs);
        OptimizerState start = Adam.Init(parameters);
        return Work.FirstCalls<(Mlp, OptimizerState, NDArray)>(_ => () => Jit(PerceptronStep)(parameters, start, x, y));
    }

    private static Work CompileTransformer(Inputs inputs)
    {
        NDArray x = inputs["x"];
        Transformer parameters = Transformer.From(inputs);
        return Work.FirstCalls<(NDArray, Transformer)>(_ => () => Jit(ValueAndGrad((Transformer p, NDArray x) => Np.Square(p.Apply(x)).Mean()))(parameters, x));
    }
}
