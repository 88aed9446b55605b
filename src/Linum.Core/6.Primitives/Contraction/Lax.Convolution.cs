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
    internal (int Low, int High) At(int axis, int size, int window, int stride)
    {
        if (sizes is not null) return sizes[axis];
        if (kind == Kind.Valid) return (0, 0);
        int results = (size + stride - 1) / stride, total = Math.Max((results - 1) * stride + window - size, 0);
        int low = kind == Kind.Same ? total / 2 : total - total / 2;
        return (low, total - low);
    }

    /// <summary>Whether it can be used for so many spatial axes.</summary>
    internal bool Fits(int axes) => sizes is null || sizes.Length == axes;
}

public static partial class Lax
{
    /// <summary>A convolution (as in neural networks: the kernel is not reversed): one contraction per position within the kernel, added up.</summary>
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
        x = Transpose(x, [.. ("NC" + order).Select(c => axes.Input.IndexOf(c, StringComparison.Ordinal))]);
        kernel = Transpose(kernel, [.. ("OI" + order).Select(c => axes.Kernel.IndexOf(c, StringComparison.Ordinal))]);
        int groups = ConvolutionErrors.Groups(x.Type, kernel.Type, featureGroups, batchGroups);
        if (batchGroups > 1) x = ExamplesToFeatures(x, batchGroups);

        var pads = new (int, int, int)[x.Rank];
        int[] steps = new int[spatial], spread = new int[spatial], sizes = new int[spatial];
        for (int i = 0; i < spatial; i++)
        {
            (steps[i], spread[i]) = (strides.IsEmpty ? 1 : strides[i], kernelDilation.IsEmpty ? 1 : kernelDilation[i]);
            int gap = inputDilation.IsEmpty ? 0 : inputDilation[i] - 1, window = (kernel.Shape[i + 2] - 1) * spread[i] + 1;
            int size = Extending.Pad.PaddedSize(x.Shape[i + 2], 0, 0, gap);
            (int low, int high) = padding.At(i, size, window, steps[i]);
            pads[i + 2] = (low, high, gap);
            sizes[i] = size + low + high < window ? 0 : (size + low + high - window) / steps[i] + 1;
        }

        NDArray padded = Pad(x, ScalarLike(x, 0), pads);
        NDArray sum = SumOverTaps(padded, kernel, groups, steps, spread, sizes);
        string got = "N" + order + "C";
        return Transpose(sum, [.. axes.Output.Select(c => got.IndexOf(c, StringComparison.Ordinal))]);
    }

    /// <summary>Groups of examples become groups of features.</summary>
    private static NDArray ExamplesToFeatures(NDArray x, int groups)
    {
        Shape rest = x.Shape[2..];
        int examples = x.Shape[0] / groups, features = x.Shape[1];
        NDArray split = Reshape(x, [groups, examples, features, .. rest]);
        return Reshape(Transpose(split, [1, 0, 2, .. Enumerable.Range(3, rest.Rank)]), [examples, groups * features, .. rest]);
    }

    /// <summary>For every position in the kernel: the elements that meet it, contracted with it. Axes: examples, spatial, features.</summary>
    private static NDArray SumOverTaps(NDArray padded, NDArray kernel, int groups, int[] steps, int[] spread, int[] sizes)
    {
        int examples = padded.Shape[0], features = padded.Shape[1], outputs = kernel.Shape[0], spatial = sizes.Length;
        Shape result = [examples, .. sizes, outputs];
        if (result.Count == 0 || features == 0 || kernel.Count == 0) return Full(result, 0, padded.DType);
        NDArray parts = Reshape(padded, [examples, groups, features / groups, .. padded.Shape[2..]]);
        NDArray kernels = Reshape(kernel, [groups, outputs / groups, .. kernel.Shape[1..]]);
        ContractDimensions contraction = new([2], [2], [1], [0]);
        var tap = new int[spatial];
        NDArray? sum = null;
        do
        {
            int[] starts = [0, 0, 0, .. tap.Select((t, i) => t * spread[i])];
            int[] limits = [examples, groups, features / groups, .. tap.Select((t, i) => t * spread[i] + (sizes[i] - 1) * steps[i] + 1)];
            NDArray met = Slice(parts, starts, limits, [1, 1, 1, .. steps]);
            NDArray weights = Slice(kernels, [0, 0, 0, .. tap], [groups, outputs / groups, kernels.Shape[2], .. tap.Select(t => t + 1)]);
            weights = Reshape(weights, groups, outputs / groups, kernels.Shape[2]);
            NDArray product = DotGeneral(met, weights, contraction);
            sum = sum is null ? product : Add(sum, product);
        }
        while (NextOffset(tap, kernel.Shape[2..].Span));

        // Axes are now groups, examples, spatial, outputs of a group.
        NDArray ordered = Transpose(sum, [.. Enumerable.Range(1, spatial + 1), 0, spatial + 2]);
        return Reshape(ordered, result.ToArray());
    }
}
