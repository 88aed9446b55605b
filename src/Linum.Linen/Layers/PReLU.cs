using Linum.Extending;

namespace Linum.Linen;

/// <summary>The input where it is positive, and a learned multiple of it elsewhere: K. He et al. (2015).</summary>
/// <remarks>Parameter <c>negative_slope</c>, a scalar.</remarks>
public sealed record PReLU : Module<NDArray, NDArray>
{
    /// <summary>The multiple at the start.</summary>
    public double NegativeSlopeInit { get; init; } = 0.01;

    /// <summary>The dtype of the parameter.</summary>
    public DType ParamDType { get; init; } = DType.Float32;

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        NDArray slope = Param("negative_slope", Initializers.Constant(NegativeSlopeInit), [], ParamDType);
        return Np.Where(x >= 0, x, LayerDTypes.As(slope, x.DType) * x);
    }
}
