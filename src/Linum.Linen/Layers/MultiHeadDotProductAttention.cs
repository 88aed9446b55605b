using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// Attention with several heads: A. Vaswani et al., "Attention is all you need" (2017). Inputs are (examples, length, features); keys default to the queries, values to the keys. The mask
/// (examples, heads or 1, queries, keys) is false where a query must not look.
/// </summary>
/// <param name="NumHeads">The number of heads.</param>
/// <remarks>Parts: <c>query</c>, <c>key</c>, <c>value</c>, <c>out</c>. With Decode the collection <c>cache</c> keeps the keys and values of former calls.</remarks>
public sealed record MultiHeadDotProductAttention(int NumHeads) : Module<(NDArray Query, NDArray? Key, NDArray? Value, NDArray? Mask), NDArray>
{
    /// <summary>The features of queries, keys and values over all heads; by default those of the query.</summary>
    public int? QkvFeatures { get; init; }

    /// <summary>The features of the output; by default those of the query.</summary>
    public int? OutFeatures { get; init; }

    /// <summary>Whether each call has one query, which looks at the keys of former calls too. The first run, that of Init, gives the length.</summary>
    public bool Decode { get; init; }

    /// <summary>Whether biases are added.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernels are made.</summary>
    public Initializer KernelInit { get; init; } = Initializers.LecunNormal;

    /// <summary>How the biases are made.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;

    /// <summary>The fraction of attention weights that is set to zero while training.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Whether nothing is dropped. It must be given if there is a rate.</summary>
    public bool? Deterministic { get; init; }

    /// <summary>Whether one decision holds for all examples and heads.</summary>
    public bool BroadcastDropout { get; init; } = true;

    /// <summary>The dtype of the computation; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <summary>The dtype of the parameters.</summary>
    public DType ParamDType { get; init; } = Linum.DType.Float32;

    /// <summary>Attention of a sequence to itself.</summary>
    public NDArray Call(NDArray x, NDArray? mask = null) => Call((x, null, null, mask));

    /// <inheritdoc/>
    protected internal override NDArray Forward((NDArray Query, NDArray? Key, NDArray? Value, NDArray? Mask) x)
    {
        if (x.Value is not null && x.Key is null) throw new ModuleException("MultiHeadDotProductAttention: values were given without keys. Give both, or keys only.");
        int features = QkvFeatures ?? x.Query.Shape[^1];
        if (features % NumHeads != 0) throw new ShapeException($"MultiHeadDotProductAttention: {features} features cannot be divided among {NumHeads} heads. Give QkvFeatures that are a multiple of them.");
        NDArray Heads(string name, NDArray input) => Projection([NumHeads, features / NumHeads], name, [-1]).Call(input);
        NDArray query = Heads("query", x.Query), key = Heads("key", x.Key ?? x.Query), value = Heads("value", x.Value ?? x.Key ?? x.Query);
        NDArray? mask = x.Mask;
        if (Decode) (key, value, mask) = Remembered(query, key, value, mask);
        return Projection([OutFeatures ?? x.Query.Shape[^1]], "out", [-2, -1]).Call(Attend(query, key, value, mask));
    }

    private DenseGeneral Projection(ValueList<int> features, string name, ValueList<int> axis) =>
        new(features) { Name = name, Axis = axis, UseBias = UseBias, KernelInit = KernelInit, BiasInit = BiasInit, DType = DType, ParamDType = ParamDType };

    private NDArray Attend(NDArray query, NDArray key, NDArray value, NDArray? mask)
    {
        DType dtype = LayerDTypes.Common(DType, query, key, value);
        (query, key, value) = (LayerDTypes.As(query, dtype), LayerDTypes.As(key, dtype), LayerDTypes.As(value, dtype));
        NDArray scores = Np.Einsum("...qhd,...khd->...hqk", query / Lax.Full([], Math.Sqrt(query.Shape[^1]), dtype), key);
        if (mask is not null) scores = Np.Where(mask, scores, Lax.Full([], -Np.Finfo(dtype).Max, dtype));
        NDArray weights = Nn.Softmax(scores);
        if (DropoutRate > 0 && !(Deterministic ?? throw ModuleErrors.Missing("MultiHeadDotProductAttention", "Deterministic")))
        {
            Shape decisions = BroadcastDropout ? [.. Enumerable.Repeat(1, weights.Rank - 2), weights.Shape[^2], weights.Shape[^1]] : weights.Shape;
            NDArray kept = Rng.Bernoulli(MakeRng("dropout"), 1 - DropoutRate, decisions);
            weights *= LayerDTypes.As(kept, dtype) / Lax.Full([], 1 - DropoutRate, dtype);
        }

        return Np.Einsum("...hqk,...khd->...qhd", weights, value);
    }

    /// <summary>Keys and values with those of former calls, and a mask for what has not come yet.</summary>
    private (NDArray Key, NDArray Value, NDArray? Mask) Remembered(NDArray query, NDArray key, NDArray value, NDArray? mask)
    {
        bool isFilled = HasVariable("cache", "cached_key");
        Variable keys = Variable("cache", "cached_key", () => Lax.ZerosLike(key)), values = Variable("cache", "cached_value", () => Lax.ZerosLike(value));
        Variable index = Variable("cache", "cache_index", () => Np.Zeros([], Linum.DType.Int32));
        if (!isFilled) return (key, value, mask);
        int axis = keys.Value.Rank - 3, length = keys.Value.Shape[axis];
        Shape expected = [.. keys.Value.Shape[..axis], 1, .. keys.Value.Shape[(axis + 1)..]];
        if (query.Shape != expected)
            throw new ShapeException($"MultiHeadDotProductAttention: the cache holds keys of shape {keys.Value.Shape}, so a query must be {expected}, but it is {query.Shape}. Decode one position at a time.");
        NDArray at = index.Value;
        NDArray[] start = [.. Enumerable.Range(0, keys.Value.Rank).Select(i => i == axis ? at : (NDArray)0)];
        keys.Value = Lax.DynamicUpdateSlice(keys.Value, key, start);
        values.Value = Lax.DynamicUpdateSlice(values.Value, value, start);
        index.Value = at + 1;
        NDArray seen = Lax.BroadcastTo(Np.Arange(length) <= at, [.. keys.Value.Shape[..axis], 1, 1, length]);
        return (keys.Value, values.Value, mask is null ? seen : Lax.And(LayerDTypes.As(mask, Linum.DType.Bool), seen));
    }
}
