using Linum.Extending;

namespace Linum.Linen;

/// <summary>A table of vectors, looked up by number.</summary>
/// <param name="NumEmbeddings">How many vectors.</param>
/// <param name="Features">Their length.</param>
/// <remarks>Parameter <c>embedding</c> (count, features).</remarks>
public sealed record Embed(int NumEmbeddings, int Features) : Module<NDArray, NDArray>
{
    /// <summary>How the table is made.</summary>
    public Initializer EmbeddingInit { get; init; } = Initializers.VarianceScaling(1, FanMode.In, ScalingDistribution.Normal, outAxis: 0);

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        if (!x.DType.IsInteger) throw new DTypeException($"Embed looks vectors up by number, but was given {x.Type.ToLongString()}. Convert the input with AsType(DType.Int32).");
        NDArray table = Param("embedding", EmbeddingInit, [NumEmbeddings, Features]);
        return NumEmbeddings == 1 ? Lax.BroadcastTo(table[0], [.. x.Shape, Features]) : Np.Take(table, x, axis: 0);
    }
}

/// <summary>Functions and modules one after the other.</summary>
/// <param name="Layers">The layers; modules convert to functions.</param>
public sealed record Sequential(ValueList<Func<NDArray, NDArray>> Layers) : Module<NDArray, NDArray>
{
    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        foreach (Func<NDArray, NDArray> layer in Layers) x = layer(x);
        return x;
    }
}
