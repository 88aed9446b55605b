using Linum.Extending;

namespace Linum.Linen;

/// <summary>Sets elements to zero at random and scales the others up, while training.</summary>
/// <param name="Rate">The fraction that is set to zero.</param>
/// <remarks>Draws from the stream <c>dropout</c>: N. Srivastava et al. (2014).</remarks>
public sealed record Dropout(double Rate) : Module<NDArray, NDArray>
{
    /// <summary>Whether nothing is dropped. It must be given.</summary>
    public bool? Deterministic { get; init; }

    /// <summary>Axes along which one decision holds for all elements.</summary>
    public ValueList<int> BroadcastAxes { get; init; } = [];

    /// <summary>The random stream.</summary>
    public string RngCollection { get; init; } = "dropout";

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        bool deterministic = Deterministic ?? throw ModuleErrors.Missing("Dropout", "Deterministic");
        if (Rate == 0 || deterministic) return x;
        if (Rate == 1) return Lax.ZerosLike(x);
        double keep = 1 - Rate;
        int[] shape = x.Shape.ToArray();
        foreach (int axis in BroadcastAxes) shape[((Axis)axis).Normalize(x.Rank, "Dropout")] = 1;
        NDArray mask = Lax.BroadcastTo(Rng.Bernoulli(MakeRng(RngCollection), keep, shape), x.Shape);
        NDArray scaled = x / keep;
        return Lax.Select(mask, scaled, Lax.ZerosLike(scaled));
    }
}
