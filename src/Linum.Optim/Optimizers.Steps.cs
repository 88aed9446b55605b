namespace Linum.Optim;

/// <summary>Steps without a memory.</summary>
public static partial class Optimizers
{
    /// <summary>Steps one after the other.</summary>
    public static GradientTransformation Chain(params GradientTransformation[] steps) => new Steps.Chained(steps);

    /// <summary>Gradients as they are.</summary>
    public static GradientTransformation Identity() => new Steps.Stateless((g, _) => g);

    /// <summary>No change.</summary>
    public static GradientTransformation SetToZero() => Each((g, _) => Lax.ZerosLike(g));

    /// <summary>Gradients times a number.</summary>
    public static GradientTransformation Scale(double factor) => Each((g, _) => Lax.Mul(g, Steps.Number(factor, g)));

    /// <summary>Gradients times a number that follows a schedule.</summary>
    public static GradientTransformation ScaleBySchedule(Schedule schedule) => new Steps.BySchedule(schedule);

    /// <summary>Gradients times minus a scheduled learning rate.</summary>
    public static GradientTransformation ScaleByLearningRate(Schedule learningRate) => new Steps.BySchedule(count => -learningRate(count));

    /// <summary>Gradients times minus a learning rate.</summary>
    public static GradientTransformation ScaleByLearningRate(double learningRate) => Scale(-learningRate);

    /// <summary>The signs of the gradients.</summary>
    public static GradientTransformation ScaleBySign() => Each((g, _) => Lax.Sign(g));

    /// <summary>A fraction of the parameters added to the gradients.</summary>
    public static GradientTransformation AddDecayedWeights(double weightDecay) => Each((g, p) => Lax.Add(g, Lax.Mul(Steps.Number(weightDecay, p), p)));

    /// <summary>Every element of the gradients moved into [-limit, limit].</summary>
    public static GradientTransformation Clip(double limit) => Each((g, _) => Lax.Clamp(Steps.Number(-limit, g), g, Steps.Number(limit, g)));

    /// <summary>All gradients scaled down together if their common norm is above a limit.</summary>
    public static GradientTransformation ClipByGlobalNorm(double limit) => new Steps.Stateless((g, _) =>
    {
        NDArray norm = GlobalNorm(g), small = norm < limit;
        return [.. g.Select(x => Np.Where(small, x, x / norm.AsType(x.DType) * limit))];
    });

    /// <summary>Each array of gradients scaled down if its root mean square is above a limit.</summary>
    public static GradientTransformation ClipByBlockRms(double limit) => Each((g, _) => g / Np.Maximum(1.0, Np.Sqrt(Np.Square(g).Mean()) / limit));

    /// <summary>Each gradient minus its mean over all axes but the first; vectors and scalars stay: H. Yong and others (2020).</summary>
    public static GradientTransformation Centralize() => Each((g, _) => g.Rank < 2 ? g : g - g.Mean(Enumerable.Range(1, g.Rank - 1).ToArray(), keepDims: true));

    /// <summary>Zeros in place of NaNs.</summary>
    public static GradientTransformation ZeroNans() => Each((g, _) => Np.Where(Np.IsNaN(g), Lax.ZerosLike(g), g));

    /// <summary>All gradients divided by their common norm.</summary>
    public static GradientTransformation NormalizeByUpdateNorm(double scale = 1, double eps = 1e-6) => new Steps.Stateless((g, _) =>
    {
        NDArray norm = (GlobalNorm(g) + eps) / scale;
        return [.. g.Select(x => x / norm.AsType(x.DType))];
    });

    /// <summary>Updates that would make an element negative make it zero.</summary>
    public static GradientTransformation KeepParametersNonnegative() => Each((g, p) => Np.Where(p + g < 0, -p, g));

    /// <summary>Each update scaled to a fraction of the norm of its parameter: Y. You and others (2017).</summary>
    public static GradientTransformation ScaleByTrustRatio(double minNorm = 0, double trustCoefficient = 1, double eps = 0) => Each((g, p) =>
    {
        NDArray size = Norm(p, minNorm), change = Norm(g, minNorm), none = (size == 0) | (change == 0);
        return g * Np.Where(none, 1.0, trustCoefficient * size / (change + eps)).AsType(g.DType);
    });

    /// <summary>Each update times the norm of its parameter.</summary>
    public static GradientTransformation ScaleByParameterBlockNorm(double minScale = 1e-3) => Each((g, p) => g * Norm(p, minScale));

    /// <summary>Each update times the root mean square of its parameter.</summary>
    public static GradientTransformation ScaleByParameterBlockRms(double minScale = 1e-3) => Each((g, p) => g * Np.Maximum(Np.Sqrt(Np.Square(p).Mean()), minScale));

    /// <summary>The root of the sum of the squares of all elements of a tree.</summary>
    public static NDArray GlobalNorm<T>(T tree)
    {
        NDArray sum = 0.0;
        foreach (NDArray leaf in Tree.Leaves(tree)) sum += Np.Square(Np.Abs(leaf)).Sum();
        return Np.Sqrt(sum);
    }

    /// <summary>Parameters plus updates, in the dtype of the parameters.</summary>
    public static T ApplyUpdates<T>(T parameters, T updates) => Tree.Map((p, u) => Lax.ConvertElementType(p + u, p.DType, p.Type.IsWeak), parameters, updates);

    private static NDArray Norm(NDArray x, double least) => Np.Maximum(Np.Sqrt(Np.Square(x).Sum()), least);

    private static GradientTransformation Each(Func<NDArray, NDArray, NDArray> f) => new Steps.Stateless((g, p) => [.. g.Zip(p, f)]);
}
