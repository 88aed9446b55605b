using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Images of one channel, convolved to one: as each channel of depthwise convolutions, where rows are long enough.</summary>
public sealed class OneChannelTests
{
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.BFloat16)]
    public void Images_of_one_channel_agree_with_the_interpreter(DType type)
    {
        Random random = new(31);
        for (int i = 0; i < 60; i++)
        {
            int spatial = random.Next(1, 4), examples = random.Next(1, 4);
            int[] Some(Func<int> value) => [.. Enumerable.Range(0, spatial).Select(_ => value())];
            int[] input = ConvolutionTests.Order(random, spatial + 2), kernel = ConvolutionTests.Order(random, spatial + 2), output = ConvolutionTests.Order(random, spatial + 2);
            int[] size = Some(() => random.Next(1, 6)), taps = Some(() => random.Next(1, 5));
            size[^1] = random.Next(20, 150);
            ConvolveDimensions d = new(input, kernel, output, Some(() => random.Next(1, 3)), Some(() => random.Next(-1, 4)), Some(() => random.Next(-1, 4)), Some(() => random.Next(1, 3)), Some(() => random.Next(1, 3)));
            ConvolutionTests.Check(random, type, d, ConvolutionTests.Placed(input, [examples, 1, .. size]), ConvolutionTests.Placed(kernel, [1, 1, .. taps]));
        }
    }

    [Fact]
    public void What_follows_on_an_image_of_one_channel_is_done()
    {
        Random random = new(32);
        ArrayType x = new(DType.Float32, [2, 1, 20, 100]), k = new(DType.Float32, [1, 1, 3, 5]);
        static NDArray F(NDArray x, NDArray k) => Np.Maximum(Lax.ConvGeneralDilated(x, k, padding: ConvPadding.Same) * 2f - 30f, 0) + x;
        Agree.BitForBit(InlineCalls.Run(MakeJaxpr(F)(Np.Zeros(x.Shape), Np.Zeros(k.Shape))), Agree.Whole(random, x), Agree.Whole(random, k));
    }
}
