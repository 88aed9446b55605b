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

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.BFloat16)]
    public void Few_results_of_long_lines_agree_with_the_interpreter(DType type)
    {
        Random random = new(33);
        for (int i = 0; i < 60; i++)
        {
            int spatial = random.Next(1, 4), examples = random.Next(1, 4), outputs = examples > 2 ? 1 : random.Next(1, 3), features = random.Next(1, 4);
            int[] Some(Func<int> value) => [.. Enumerable.Range(0, spatial).Select(_ => value())];
            int[] input = ConvolutionTests.Order(random, spatial + 2), kernel = ConvolutionTests.Order(random, spatial + 2), output = ConvolutionTests.Order(random, spatial + 2);
            int[] size = Some(() => random.Next(1, 6)), taps = Some(() => random.Next(1, 5)), dilations = Some(() => random.Next(1, 3)), low = Some(() => random.Next(-1, 4)), high = Some(() => random.Next(-1, 4));
            taps[^1] = random.Next(3) == 0 ? 1024 * random.Next(1, 5) + random.Next(-8, 12) : random.Next(16, 150);
            (size[^1], dilations[^1], low[^1]) = (taps[^1] + random.Next(0, 30), 1, random.Next(-3, 9));
            ConvolveDimensions d = new(input, kernel, output, Some(() => random.Next(1, 4)), low, high, Some(() => 1), dilations);
            ConvolutionTests.Check(random, type, d, ConvolutionTests.Placed(input, [examples, features, .. size]), ConvolutionTests.Placed(kernel, [outputs, features, .. taps]));
        }
    }

    private static ConvolutionShape ShapeOf(Shape input, Shape kernel, ConvolveDimensions d) =>
        new((ConvolveNode)LowerToLoops.Run(Agree.Program(new ConvGeneralDilated(d), new(DType.Float32, input), new(DType.Float32, kernel)), 0).Nodes.ToArray().Single(n => n is ConvolveNode));

    [Fact]
    public void Lines_are_taken_of_few_channels_and_pieces_of_long_rows_alone()
    {
        ConvolveDimensions d = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [0], [0], [1], [1]), spread = d with { InputDilation = [2] };
        Assert.True(LineCorrelation.Suits(ShapeOf([1, 5, 1000], [1, 5, 990], d)));
        Assert.True(LineCorrelation.Suits(ShapeOf([2, 5, 36], [4, 5, 32], d)));
        Assert.False(LineCorrelation.Suits(ShapeOf([3, 5, 36], [4, 5, 32], d)), "twelve pairs of channels");
        Assert.False(LineCorrelation.Suits(ShapeOf([1, 5, 1000], [1, 5, 20], d)), "more results than terms");
        Assert.False(LineCorrelation.Suits(ShapeOf([1, 5, 1000], [1, 5, 1990], spread)), "zeros between elements");
        Assert.NotNull(PlanePieces.Of(ShapeOf([1, 1, 20_000], [1, 1, 5], d), new(32, 0), streams: false));
        Assert.Null(PlanePieces.Of(ShapeOf([1, 1, 20_000], [1, 1, 5], d), new(1, 1), streams: false));
        Assert.Null(PlanePieces.Of(ShapeOf([1, 1, 8000], [1, 1, 5], d), new(32, 0), streams: false));
        Assert.NotNull(PlanePieces.Of(ShapeOf([1, 1, 70_000], [1, 1, 5], d), new(1, 1), streams: false));
    }

    /// <summary>In pieces, the first and the last of which meet padding.</summary>
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    public void Rows_in_pieces_agree_with_the_interpreter(DType type)
    {
        Random random = new(34);
        for (int i = 0; i < 25; i++)
        {
            int length = random.Next(4) == 0 ? random.Next(65_500, 66_000) : random.Next(8_000, 30_000), taps = random.Next(2, 12), rows = random.Next(1, 3), channels = random.Next(1, 3);
            int low = random.Next(4) == 0 ? 5000 : random.Next(-20, 30), high = random.Next(4) == 0 ? 9000 : random.Next(-20, 30);
            ConvolveDimensions d = new([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [1, random.Next(1, 4)], [0, low], [0, high], [1, 1], [1, random.Next(1, 40)], channels);
            ConvolutionTests.Check(random, type, d, [random.Next(1, 3), channels, rows, length], [channels, 1, 1, taps]);
        }
    }

    [Fact]
    public void Few_results_of_long_lines_have_the_same_bits_on_any_number_of_threads()
    {
        ArrayType x = new(DType.Float32, [3, 1, 100_003]), k = new(DType.Float32, [1, 1, 33]);
        Jaxpr program = InlineCalls.Run(MakeJaxpr((NDArray x, NDArray k) => Grad((NDArray k) => Np.Sum(Np.Sin(Lax.ConvGeneralDilated(x, k, [1], ConvPadding.Same))))(k))(Np.Zeros(x.Shape), Np.Zeros(k.Shape)));
        byte[] image = Agree.Data(new Random(1), x), kernel = Agree.Data(new Random(2), k);
        Assert.Equal(Agree.Run(program, 1, image, kernel)[0], Agree.Run(program, 0, image, kernel)[0]);
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
