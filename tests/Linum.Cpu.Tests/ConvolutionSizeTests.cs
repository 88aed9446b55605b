using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Sizes that no axis can have are told of, and do not overflow.</summary>
public sealed class ConvolutionSizeTests
{
    [Fact]
    public void A_convolution_that_would_be_longer_than_an_axis_says_so()
    {
        ConvolveDimensions dilated = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [0], [0], [1_000_000_000], [1]);
        const string rest = "and an axis has at most 2147483647 elements. Use a larger stride, smaller dilations or less padding.";
        Assert.Equal($"A convolution: an axis of its output or its padding would be 3000000001 long, {rest}", Assert.Throws<ShapeException>(() => new ConvGeneralDilated(dilated).Bind(Np.Ones([1, 1, 4]), Np.Ones([1, 1, 1]))).Message);
        Assert.Equal($"A convolution: an axis of its output or its padding would be 3000000000 long, {rest}", Assert.Throws<ShapeException>(() => Lax.ConvGeneralDilated(Np.Ones([1, 1, 4]), Np.Ones([1, 1, 4]), [1], ConvPadding.Same, kernelDilation: [1_000_000_000])).Message);
    }
}
