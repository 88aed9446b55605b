using Linum.Extending;

namespace Linum.Optim;

/// <summary>Optimizers, and the steps they are made of.</summary>
public static class Optimizers
{
    /// <summary>Plain gradient descent.</summary>
    public static GradientTransformation Sgd(Schedule learningRate) => ScaleByLearningRate(learningRate);

    /// <inheritdoc cref="Sgd(Schedule)"/>
    public static GradientTransformation Sgd(double learningRate) => Scale(-learningRate);

    /// <summary>Gradient descent with momentum.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="momentum">How much of the running sum is kept.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    public static GradientTransformation Momentum(Schedule learningRate, double momentum = 0.9, bool nesterov = false) => Chain(new Steps.Trace(momentum, nesterov), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Momentum(Schedule, double, bool)"/>
    public static GradientTransformation Momentum(double learningRate, double momentum = 0.9, bool nesterov = false) => Chain(new Steps.Trace(momentum, nesterov), Scale(-learningRate));

    /// <summary>Adam: D. Kingma, J. Ba (2014).</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="b1">The decay of the first moment.</param>
    /// <param name="b2">The decay of the second moment.</param>
    /// <param name="eps">What is added to the root of the second moment.</param>
    /// <param name="epsRoot">What is added inside the root.</param>
    public static GradientTransformation Adam(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) => Chain(ScaleByAdam(b1, b2, eps, epsRoot), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Adam(Schedule, double, double, double, double)"/>
    public static GradientTransformation Adam(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) => Chain(ScaleByAdam(b1, b2, eps, epsRoot), Scale(-learningRate));

    /// <summary>Adam with decoupled weight decay: I. Loshchilov, F. Hutter (2017).</summary>
    public static GradientTransformation AdamW(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 1e-4) =>
        Chain(ScaleByAdam(b1, b2, eps, 0), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AdamW(Schedule, double, double, double, double)"/>
    public static GradientTransformation AdamW(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 1e-4) =>
        Chain(ScaleByAdam(b1, b2, eps, 0), AddDecayedWeights(weightDecay), Scale(-learningRate));

    /// <summary>Steps one after the other.</summary>
    public static GradientTransformation Chain(params GradientTransformation[] steps) => new Steps.Chained(steps);

    /// <summary>Gradients times a number.</summary>
    public static GradientTransformation Scale(double factor) => new Steps.Stateless((g, _) => [.. g.Select(x => Lax.Mul(x, Lax.Full([], factor, x.DType)))]);

    /// <summary>Gradients times minus a scheduled learning rate.</summary>
    public static GradientTransformation ScaleByLearningRate(Schedule learningRate) => new Steps.BySchedule(learningRate);

    /// <summary>Gradients scaled by running moments.</summary>
    public static GradientTransformation ScaleByAdam(double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) => new Steps.ByAdam(b1, b2, eps, epsRoot);

    /// <summary>A fraction of the parameters added to the gradients.</summary>
    public static GradientTransformation AddDecayedWeights(double weightDecay) =>
        new Steps.Stateless((g, p) => [.. g.Zip(p, (x, w) => Lax.Add(x, Lax.Mul(Lax.Full([], weightDecay, w.DType), w)))]);

    /// <summary>Every element of the gradients moved into [-limit, limit].</summary>
    public static GradientTransformation Clip(double limit) => new Steps.Stateless((g, _) => [.. g.Select(x => Lax.Clamp(Lax.Full([], -limit, x.DType), x, Lax.Full([], limit, x.DType)))]);

    /// <summary>All gradients scaled down together if their common norm is above a limit.</summary>
    public static GradientTransformation ClipByGlobalNorm(double limit) => new Steps.Stateless((g, _) =>
    {
        NDArray norm = GlobalNorm(g), small = norm < limit;
        return [.. g.Select(x => Np.Where(small, x, x / norm.AsType(x.DType) * limit))];
    });

    /// <summary>The root of the sum of the squares of all elements of a tree.</summary>
    public static NDArray GlobalNorm<T>(T tree)
    {
        NDArray sum = 0.0;
        foreach (NDArray leaf in Tree.Leaves(tree)) sum += Np.Square(Np.Abs(leaf)).Sum();
        return Np.Sqrt(sum);
    }

    /// <summary>Parameters plus updates, in the dtype of the parameters.</summary>
    public static T ApplyUpdates<T>(T parameters, T updates) => Tree.Map((p, u) => Lax.ConvertElementType(p + u, p.DType, p.Type.IsWeak), parameters, updates);
}
