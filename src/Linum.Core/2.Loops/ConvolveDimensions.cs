namespace Linum.Extending;

/// <summary>
/// A convolution of an input and a kernel. The output element at a place is the sum, over the places of the kernel and the features, of kernel elements times the input elements that they
/// meet; outside of the input, and between its elements where it is dilated, are zeros.
/// </summary>
/// <param name="Input">The axes of the input: examples, features, then the spatial ones.</param>
/// <param name="Kernel">The axes of the kernel: output features, input features, then the spatial ones.</param>
/// <param name="Output">The axes of the output: examples, features, then the spatial ones.</param>
/// <param name="Strides">How far the kernel moves along each spatial axis.</param>
/// <param name="Low">How many zeros stand before the input along each spatial axis; negative numbers cut off.</param>
/// <param name="High">How many zeros stand behind it.</param>
/// <param name="InputDilation">The distance of neighbours in the input.</param>
/// <param name="KernelDilation">The distance of neighbours in the kernel.</param>
/// <param name="FeatureGroups">Into how many groups features are cut; each meets its own part of the kernel's output features.</param>
/// <param name="BatchGroups">Into how many groups examples are cut; each meets its own part of the kernel's output features.</param>
public sealed record ConvolveDimensions(
    ValueList<int> Input, ValueList<int> Kernel, ValueList<int> Output, ValueList<int> Strides, ValueList<int> Low, ValueList<int> High,
    ValueList<int> InputDilation, ValueList<int> KernelDilation, int FeatureGroups = 1, int BatchGroups = 1)
{
    /// <summary>How many spatial axes there are.</summary>
    public int Spatial => Strides.Count;

    /// <summary>The shape of the output.</summary>
    /// <param name="input">The shape of the input, its axes in the order of <see cref="Input"/>.</param>
    /// <param name="kernel">The shape of the kernel, its axes in the order of <see cref="Kernel"/>.</param>
    /// <exception cref="ShapeException">An axis of the output would be longer than an axis can be.</exception>
    public Shape Result(Shape input, Shape kernel)
    {
        var sizes = new int[Spatial + 2];
        sizes[Output[0]] = input[Input[0]] / BatchGroups;
        sizes[Output[1]] = kernel[Kernel[0]];
        for (int i = 0; i < Spatial; i++)
        {
            long size = Dilated(input[Input[i + 2]], InputDilation[i]) + Low[i] + High[i], window = (kernel[Kernel[i + 2]] - 1L) * KernelDilation[i] + 1;
            sizes[Output[i + 2]] = size < window ? 0 : AsSize((size - window) / Strides[i] + 1);
        }

        return sizes;
    }

    /// <summary>A size or a padding of a convolution, if it is one that an axis can have.</summary>
    internal static int AsSize(long size) => size is >= int.MinValue and <= int.MaxValue
        ? (int)size
        : throw new ShapeException($"A convolution: an axis of its output or its padding would be {size} long, and an axis has at most {int.MaxValue} elements. Use a larger stride, smaller dilations or less padding.");

    /// <summary>The size of an axis whose elements are so far apart.</summary>
    public static long Dilated(int size, int dilation) => size == 0 ? 0 : (size - 1L) * dilation + 1;
}
