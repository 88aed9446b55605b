using Linum.Extending;

namespace Linum.Linen;

/// <summary>A linear layer: x · kernel + bias over the last axis.</summary>
/// <param name="Features">The size of the output's last axis.</param>
/// <param name="UseBias">Whether a bias is added.</param>
/// <remarks>Parameters: <c>kernel</c> (in, features), <c>bias</c> (features).</remarks>
public sealed record Dense(int Features, bool UseBias = true) : Module<NDArray, NDArray>
{
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
        if (x.Rank == 0) throw new ShapeException($"Dense needs an input with at least one axis, but was given {x.Type.ToLongString()}. Reshape it to (1,).");
        NDArray kernel = Param("kernel", KernelInit, [x.Shape[^1], Features], ParamDType);
        NDArray? bias = UseBias ? Param("bias", BiasInit, [Features], ParamDType) : null;
        DType dtype = LayerDTypes.Common(DType, x, kernel, bias);
        NDArray y = Np.Dot(LayerDTypes.As(x, dtype), LayerDTypes.As(kernel, dtype));
        return bias is null ? y : y + LayerDTypes.As(bias, dtype);
    }
}

internal static class LayerDTypes
{
    /// <summary>The dtype a layer computes in: the given one, or the common one of its operands, floating in any case.</summary>
    public static DType Common(DType? given, params ReadOnlySpan<NDArray?> operands)
    {
        if (given is DType dtype) return dtype.IsInexact ? dtype : throw new DTypeException($"A layer was asked to compute in {dtype.Name}. Give a floating or complex dtype.");
        List<ArrayType> types = [];
        foreach (NDArray? operand in operands)
            if (operand is not null) types.Add(operand.Type);
        DType common = Promotion.Join(types.ToArray()).DType;
        return common.IsInexact ? common : Promotion.Join([new(common, []), new(DType.Float32, [])]).DType;
    }

    public static NDArray As(NDArray x, DType dtype) => x.DType == dtype ? x : Lax.ConvertElementType(x, dtype);
}
