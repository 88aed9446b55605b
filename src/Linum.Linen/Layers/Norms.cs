using Linum.Extending;

namespace Linum.Linen;

/// <summary>What the normalising layers share.</summary>
internal static class Statistics
{
    /// <summary>Mean and variance in at least float32, the variance as E|x|² - |E x|² and not below zero; averaged over a named axis if one is given.</summary>
    public static (NDArray Mean, NDArray Variance) Of(NDArray x, AxisSet axes, string? axisName, bool fast)
    {
        NDArray wide = Wide(x);
        NDArray mean = Np.Mean(wide, axes);
        if (!fast)
        {
            NDArray all = axisName is null ? mean : Lax.Pmean(mean, axisName);
            NDArray around = wide - Expand(all, wide.Rank, axes);
            NDArray variance = Np.Mean(Square(around), axes);
            return (all, axisName is null ? variance : Lax.Pmean(variance, axisName));
        }

        NDArray square = Np.Mean(Square(wide), axes);
        if (axisName is not null) (mean, square) = (Lax.Pmean(mean, axisName), Lax.Pmean(square, axisName));
        return (mean, Np.Maximum(0.0, square - Square(mean)));
    }

    public static NDArray Wide(NDArray x) => LayerDTypes.As(x, Promotion.Join([x.Type.Strong, new(DType.Float32, [])]).DType);

    private static NDArray Square(NDArray x) => x.DType.IsComplex ? Lax.Real(x * Lax.Conj(x)) : Np.Square(x);

    /// <summary>A reduced array with axes of size 1 where it was reduced.</summary>
    public static NDArray Expand(NDArray reduced, int rank, AxisSet axes) => Lax.ExpandDims(reduced, axes.Normalize(rank, "normalisation").ToArray());

    /// <summary>(x - mean) · (rsqrt(var + ε) · scale) + bias.</summary>
    public static NDArray Normalize(NDArray x, NDArray mean, NDArray variance, AxisSet axes, double epsilon, NDArray? scale, NDArray? bias, AxisSet featureAxes, DType? dtype)
    {
        NDArray Feature(NDArray p)
        {
            ValueList<int> kept = featureAxes.Normalize(x.Rank, "normalisation");
            return Lax.ExpandDims(p, [.. Enumerable.Range(0, x.Rank).Where(i => !kept.Span.Contains(i))]);
        }

        NDArray y = Wide(x) - Expand(mean, x.Rank, axes);
        NDArray factor = Lax.Rsqrt(Expand(variance, x.Rank, axes) + epsilon);
        if (scale is not null) factor *= Feature(scale);
        y *= factor;
        if (bias is not null) y += Feature(bias);
        return LayerDTypes.As(y, LayerDTypes.Common(dtype, x, scale, bias));
    }
}

/// <summary>Normalises over the examples: S. Ioffe, C. Szegedy, "Batch normalization" (2015).</summary>
/// <remarks>Parameters <c>scale</c>, <c>bias</c>; collection <c>batch_stats</c> with <c>mean</c>, <c>var</c>, which is updated when the running average is not used and it is mutable.</remarks>
public sealed record BatchNorm : Module<NDArray, NDArray>
{
    /// <summary>Whether the stored statistics are used instead of those of the input. It must be given.</summary>
    public bool? UseRunningAverage { get; init; }
    /// <summary>The axis of features.</summary>
    public int Axis { get; init; } = -1;
    /// <summary>How much of the stored statistics is kept at an update.</summary>
    public double Momentum { get; init; } = 0.99;
    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; init; } = 1e-5;
    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;
    /// <summary>Whether there is a scale.</summary>
    public bool UseScale { get; init; } = true;
    /// <summary>How the bias is made.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;
    /// <summary>How the scale is made.</summary>
    public Initializer ScaleInit { get; init; } = Initializers.Ones;
    /// <summary>A named axis over which statistics are averaged too.</summary>
    public string? AxisName { get; init; }
    /// <summary>Whether the variance is formed as E|x|² - |E x|².</summary>
    public bool UseFastVariance { get; init; } = true;
    /// <summary>The dtype of the result; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        bool running = UseRunningAverage ?? throw ModuleErrors.Missing("BatchNorm", "UseRunningAverage");
        int feature = ((Axis)Axis).Normalize(x.Rank, "BatchNorm"), count = x.Shape[feature];
        AxisSet axes = Enumerable.Range(0, x.Rank).Where(i => i != feature).ToArray();
        Variable mean = Variable("batch_stats", "mean", () => Np.Zeros([count], Linum.DType.Float32)), variance = Variable("batch_stats", "var", () => Np.Ones([count], Linum.DType.Float32));
        NDArray m, v;
        if (running)
        {
            (m, v) = (mean.Value, variance.Value);
        }
        else
        {
            (m, v) = Statistics.Of(x, axes, IsInitializing ? null : AxisName, UseFastVariance);
            if (!IsInitializing)
            {
                mean.Value = Momentum * mean.Value + (1 - Momentum) * m;
                variance.Value = Momentum * variance.Value + (1 - Momentum) * v;
            }
        }

        NDArray? scale = UseScale ? Param("scale", ScaleInit, [count]) : null, bias = UseBias ? Param("bias", BiasInit, [count]) : null;
        return Statistics.Normalize(x, m, v, axes, Epsilon, scale, bias, feature, DType);
    }
}

/// <summary>Normalises each example over its features: J. Ba et al., "Layer normalization" (2016).</summary>
/// <remarks>Parameters <c>scale</c>, <c>bias</c> over the feature axes.</remarks>
public sealed record LayerNorm : Module<NDArray, NDArray>
{
    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; init; } = 1e-6;
    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;
    /// <summary>Whether there is a scale.</summary>
    public bool UseScale { get; init; } = true;
    /// <summary>How the bias is made.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;
    /// <summary>How the scale is made.</summary>
    public Initializer ScaleInit { get; init; } = Initializers.Ones;
    /// <summary>The axes that are normalised over.</summary>
    public ValueList<int> ReductionAxes { get; init; } = [-1];
    /// <summary>The axes along which scale and bias differ.</summary>
    public ValueList<int> FeatureAxes { get; init; } = [-1];
    /// <summary>A named axis that is normalised over too.</summary>
    public string? AxisName { get; init; }
    /// <summary>Whether the variance is formed as E|x|² - |E x|².</summary>
    public bool UseFastVariance { get; init; } = true;
    /// <summary>The dtype of the result; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        AxisSet axes = ReductionAxes.ToArray(), features = FeatureAxes.ToArray();
        Shape shape = [.. features.Normalize(x.Rank, "LayerNorm").ToArray().Select(a => x.Shape[a])];
        (NDArray mean, NDArray variance) = Statistics.Of(x, axes, AxisName, UseFastVariance);
        NDArray? scale = UseScale ? Param("scale", ScaleInit, shape) : null, bias = UseBias ? Param("bias", BiasInit, shape) : null;
        return Statistics.Normalize(x, mean, variance, axes, Epsilon, scale, bias, features, DType);
    }
}
