using Linum.Extending;

namespace Linum.Linen;

/// <summary>A convolution over the axes before the last, which holds the features; axes before those are examples.</summary>
/// <param name="Features">The size of the output's last axis.</param>
/// <param name="KernelSize">The size of the window along each spatial axis.</param>
/// <remarks>Parameters: <c>kernel</c> (window, features of a group of the input, features), <c>bias</c> (features).</remarks>
public sealed record Conv(int Features, ValueList<int> KernelSize) : Module<NDArray, NDArray>
{
    /// <summary>How far the window moves along each spatial axis; 1 by default.</summary>
    public ValueList<int> Strides { get; init; } = [];

    /// <summary>How far the window reaches outside; by default so far that the size stays.</summary>
    public ConvPadding Padding { get; init; } = ConvPadding.Same;

    /// <summary>The distance of the input's elements along each spatial axis; 1 by default.</summary>
    public ValueList<int> InputDilation { get; init; } = [];

    /// <summary>The distance of the window's elements along each spatial axis; 1 by default.</summary>
    public ValueList<int> KernelDilation { get; init; } = [];

    /// <summary>Into how many groups the features are cut.</summary>
    public int FeatureGroups { get; init; } = 1;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel is made.</summary>
    public Initializer KernelInit { get; init; } = Initializers.LecunNormal;

    /// <summary>How the bias is made.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;

    /// <summary>The dtype of the computation; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <summary>The dtype of the parameters.</summary>
    public DType ParamDType { get; init; } = Linum.DType.Float32;

    /// <inheritdoc/>
    protected internal override NDArray Forward(NDArray x)
    {
        int spatial = KernelSize.Count, examples = x.Rank - spatial - 1;
        if (examples < 0)
            throw new ShapeException($"Conv with a window of {spatial} {(spatial == 1 ? "axis" : "axes")} needs an input with at least {spatial + 1} axes, features last, but was given {x.Type.ToLongString()}.");
        int inputs = x.Shape[^1];
        if (inputs % FeatureGroups != 0) throw new ShapeException($"Conv: the {inputs} features of {x.Type.ToLongString()} cannot be cut into {FeatureGroups} groups. Give a number that divides them.");
        NDArray kernel = Param("kernel", KernelInit, [.. KernelSize, inputs / FeatureGroups, Features], ParamDType);
        NDArray? bias = UseBias ? Param("bias", BiasInit, [Features], ParamDType) : null;
        DType dtype = LayerDTypes.Common(DType, x, kernel, bias);
        string letters = new([.. Enumerable.Range(0, spatial).Select(i => (char)('a' + i))]);
        Shape outer = x.Shape[..examples];
        NDArray flat = LayerDTypes.As(x, dtype).Reshape([(int)outer.Count, .. x.Shape[examples..]]);
        NDArray y = Lax.ConvGeneralDilated(flat, LayerDTypes.As(kernel, dtype), Strides.Span, Padding, new($"N{letters}C", $"{letters}IO", $"N{letters}C"), InputDilation.Span, KernelDilation.Span, FeatureGroups);
        y = y.Reshape([.. outer, .. y.Shape[1..]]);
        return bias is null ? y : y + LayerDTypes.As(bias, dtype);
    }
}
