using Linum.Extending;

namespace Linum;

/// <summary>How the axes of a convolution are arranged, one letter per axis: N examples, C features, other letters spatial; in kernels O output features, I input features.</summary>
/// <param name="Input">Such as <c>NHWC</c>.</param>
/// <param name="Kernel">Such as <c>HWIO</c>.</param>
/// <param name="Output">Such as <c>NHWC</c>.</param>
public readonly record struct ConvDimensions(string Input, string Kernel, string Output);

/// <summary>How far the windows of a convolution reach outside the array.</summary>
public readonly struct ConvPadding
{
    private enum Kind : byte
    {
        Valid,
        Same,
        SameLower,
    }

    private readonly (int Low, int High)[]? sizes;
    private readonly Kind kind;

    private ConvPadding(Kind kind, (int, int)[]? sizes) => (this.kind, this.sizes) = (kind, sizes);

    /// <summary>Nowhere: every window lies inside.</summary>
    public static ConvPadding Valid => default;

    /// <summary>So far that, with strides of 1, the result has the size of the array.</summary>
    public static ConvPadding Same => new(Kind.Same, null);

    /// <summary>The same, with the odd one before the array instead of behind it.</summary>
    public static ConvPadding SameLower => new(Kind.SameLower, null);

    /// <summary>So far before and after along each spatial axis; negative sizes cut off.</summary>
    public static ConvPadding Of(params (int Low, int High)[] sizes) => new(Kind.Valid, sizes);

    /// <summary>The padding along one spatial axis.</summary>
    internal (int Low, int High) At(int axis, long size, long window, int stride)
    {
        if (sizes is not null) return sizes[axis];
        if (kind == Kind.Valid) return (0, 0);
        long results = (size + stride - 1) / stride;
        int total = ConvolveDimensions.AsSize(Math.Max((results - 1) * stride + window - size, 0)), low = kind == Kind.Same ? total / 2 : total - total / 2;
        return (low, total - low);
    }

    /// <summary>Whether it can be used for so many spatial axes.</summary>
    internal bool Fits(int axes) => sizes is null || sizes.Length == axes;
}

public static partial class Lax
{
    /// <summary>A convolution (as in neural networks: the kernel is not reversed).</summary>
    /// <param name="x">The array.</param>
    /// <param name="kernel">The kernel, of the same dtype.</param>
    /// <param name="strides">How far the kernel moves along each spatial axis; 1 by default.</param>
    /// <param name="padding">How far it reaches outside.</param>
    /// <param name="dimensions">What the axes mean; by default examples, features, spatial axes, and in the kernel output features, input features, spatial axes.</param>
    /// <param name="inputDilation">The distance of the array's elements along each spatial axis, zeros between them; 1 by default.</param>
    /// <param name="kernelDilation">The distance of the kernel's elements along each spatial axis; 1 by default.</param>
    /// <param name="featureGroups">Into how many groups the features are cut; each meets its own part of the kernel.</param>
    /// <param name="batchGroups">Into how many groups the examples are cut; each meets its own part of the kernel.</param>
    /// <exception cref="ShapeException">Sizes, strides, paddings or groups do not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static NDArray ConvGeneralDilated(NDArray x, NDArray kernel, ReadOnlySpan<int> strides = default, ConvPadding padding = default, ConvDimensions? dimensions = null,
        ReadOnlySpan<int> inputDilation = default, ReadOnlySpan<int> kernelDilation = default, int featureGroups = 1, int batchGroups = 1)
    {
        if (x.DType != kernel.DType) throw ElementwiseErrors.Mixed("Lax.ConvGeneralDilated", x.Type, kernel.Type);
        int spatial = x.Rank - 2;
        string letters = new([.. Enumerable.Range(0, Math.Max(spatial, 0)).Select(i => (char)('a' + i))]);
        ConvDimensions axes = dimensions ?? new("NC" + letters, "OI" + letters, "NC" + letters);
        ConvolutionErrors.Check(x.Type, kernel.Type, axes, padding.Fits(spatial), strides, inputDilation, kernelDilation);
        string order = new([.. axes.Input.Where(c => c is not ('N' or 'C'))]);
        ValueList<int> input = Positions("NC" + order, axes.Input), window = Positions("OI" + order, axes.Kernel);
        ConvolutionErrors.Groups(InOrder(x.Type, input), InOrder(kernel.Type, window), featureGroups, batchGroups);
        int[] steps = new int[spatial], spread = new int[spatial], gaps = new int[spatial], low = new int[spatial], high = new int[spatial];
        for (int i = 0; i < spatial; i++)
        {
            (steps[i], spread[i], gaps[i]) = (strides.IsEmpty ? 1 : strides[i], kernelDilation.IsEmpty ? 1 : kernelDilation[i], inputDilation.IsEmpty ? 1 : inputDilation[i]);
            long size = ConvolveDimensions.Dilated(x.Shape[input[i + 2]], gaps[i]);
            (low[i], high[i]) = padding.At(i, size, (kernel.Shape[window[i + 2]] - 1L) * spread[i] + 1, steps[i]);
        }

        return new ConvGeneralDilated(new(input, window, Positions("NC" + order, axes.Output), steps, low, high, gaps, spread, featureGroups, batchGroups)).Bind(x, kernel);
    }

    /// <summary>Where the letters stand among the axes.</summary>
    private static ValueList<int> Positions(string letters, string axes) => [.. letters.Select(c => axes.IndexOf(c, StringComparison.Ordinal))];

    private static ArrayType InOrder(ArrayType type, ValueList<int> axes) => type with { Shape = [.. axes.ToArray().Select(a => type.Shape[a])] };
}
