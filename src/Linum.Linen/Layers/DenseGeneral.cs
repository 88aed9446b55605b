using Linum.Extending;

namespace Linum.Linen;

/// <summary>A linear layer over several axes, to several features.</summary>
/// <param name="Features">The sizes of the output's last axes.</param>
/// <remarks>
/// Parameters: <c>kernel</c> (batch axes, contracted axes in ascending order, features) and <c>bias</c> (batch axes, features). The output has the batch axes, the other axes of the input,
/// then the features.
/// </remarks>
public sealed record DenseGeneral(ValueList<int> Features) : Module<NDArray, NDArray>
{
    /// <summary>The axes that are contracted.</summary>
    public ValueList<int> Axis { get; init; } = [-1];

    /// <summary>Leading axes along which the weights differ.</summary>
    public ValueList<int> BatchAxes { get; init; } = [];

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel is made; it is asked for a matrix of contracted sizes by features, which is then reshaped.</summary>
    public Initializer KernelInit { get; init; } = Initializers.LecunNormal;

    /// <summary>How the bias is made, as a vector that is then reshaped.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;

    /// <summary>The dtype of the computation; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <summary>The dtype of the parameters.</summary>
    public DType ParamDType { get; init; } = Linum.DType.Float32;

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        int[] batch = Positions(BatchAxes, x.Rank), axes = Positions(Axis, x.Rank);
        if (!batch.SequenceEqual(Enumerable.Range(0, batch.Length)))
            throw new AxisException($"DenseGeneral: BatchAxes are {string.Join(", ", batch)}, but they must be the leading axes 0, 1, ... Transpose the input.");
        int[] batchSizes = [.. batch.Select(a => x.Shape[a])], contracted = [.. axes.Select(a => x.Shape[a])], features = Features.ToArray();
        int outputs = Product(features);
        NDArray kernel = Param("kernel", new ReshapedInitializer(KernelInit, [Product(batchSizes) * Product(contracted), outputs]), [.. batchSizes, .. contracted, .. features], ParamDType);
        NDArray? bias = UseBias ? Param("bias", new ReshapedInitializer(BiasInit, [Product(batchSizes) * outputs]), [.. batchSizes, .. features], ParamDType) : null;
        DType dtype = LayerDTypes.Common(DType, x, kernel, bias);
        int[] positions = [.. Enumerable.Range(0, batch.Length)];
        NDArray y = Lax.DotGeneral(LayerDTypes.As(x, dtype), LayerDTypes.As(kernel, dtype), new(axes, [.. Enumerable.Range(batch.Length, axes.Length)], positions, positions));
        if (bias is null) return y;
        return y + LayerDTypes.As(Lax.ExpandDims(bias, [.. Enumerable.Range(batch.Length, y.Rank - bias.Rank)]), dtype);
    }

    private static int Product(int[] sizes) => sizes.Aggregate(1, (a, b) => a * b);

    private static int[] Positions(ValueList<int> axes, int rank) => ((AxisSet)axes.ToArray()).Normalize(rank, "DenseGeneral").ToArray();
}

/// <summary>An initializer that is asked for another shape, as one that scales by the number of inputs needs it; the values are then reshaped.</summary>
internal sealed record ReshapedInitializer(Initializer Inner, ValueList<int> Flat) : Initializer
{
    /// <inheritdoc/>
    public override AxisMetadata? Metadata => Inner.Metadata;

    /// <inheritdoc/>
    public override NDArray Make(Key key, Shape shape, DType dtype) => Inner.Make(key, [.. Flat], dtype).Reshape(shape.ToArray());
}
