using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Convolutions against the interpreter. Data are small whole numbers, so that every order of sums is exact.</summary>
public sealed class ConvolutionTests
{
    internal static void Check(Random random, DType type, ConvolveDimensions d, Shape input, Shape kernel)
    {
        ArrayType x = new(type, input), k = new(type, kernel);
        Agree.BitForBit(Agree.Program(new ConvGeneralDilated(d), x, k), Agree.Whole(random, x), Agree.Whole(random, k));
    }

    /// <summary>Axes in a random order.</summary>
    internal static int[] Order(Random random, int rank)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        if (random.Next(2) == 0) random.Shuffle(order);
        return order;
    }

    internal static Shape Placed(int[] axes, int[] sizes)
    {
        var shape = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) shape[axes[i]] = sizes[i];
        return shape;
    }

    private static void CheckRandom(Random random, DType type)
    {
        int spatial = random.Next(0, 4), groups = random.Next(3) == 0 ? random.Next(2, 11) : 1, most = spatial == 3 ? 4 : 9;
        bool ofExamples = groups > 1 && random.Next(3) == 0, single = random.Next(2) == 0 && groups > 1;
        int features = single ? 1 : random.Next(1, 5), outputs = single ? 1 : random.Next(1, 20), examples = random.Next(1, 4);
        int[] Sizes(int first, int second, Func<int> rest) => [first, second, .. Enumerable.Range(0, spatial).Select(_ => rest())];
        int[] Some(Func<int> value) => [.. Enumerable.Range(0, spatial).Select(_ => value())];
        int[] inputAxes = Order(random, spatial + 2), kernelAxes = Order(random, spatial + 2), outputAxes = Order(random, spatial + 2);
        bool many = random.Next(3) == 0;
        int[] input = Sizes(examples * (ofExamples ? groups : 1), features * (ofExamples ? 1 : groups), () => random.Next(1, most + 3));
        int[] kernel = Sizes(outputs * groups, features, () => random.Next(1, many ? most : 4));
        ConvolveDimensions d = new(inputAxes, kernelAxes, outputAxes, Some(() => random.Next(1, 3)), Some(() => random.Next(-1, 4)), Some(() => random.Next(-1, 4)),
            Some(() => random.Next(1, 3)), Some(() => random.Next(1, 3)), ofExamples ? 1 : groups, ofExamples ? groups : 1);
        Check(random, type, d, Placed(inputAxes, input), Placed(kernelAxes, kernel));
    }

    [Fact]
    public void Convolutions_of_any_form_agree_with_the_interpreter()
    {
        Random random = new(21);
        for (int i = 0; i < 400; i++) CheckRandom(random, DType.Float32);
        for (int i = 0; i < 100; i++) CheckRandom(random, DType.Float64);
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    public void Convolutions_agree_with_the_interpreter_in_every_type(DType type)
    {
        Random random = new(22);
        for (int i = 0; i < 25; i++) CheckRandom(random, type);
    }

    private static ConvolveDimensions Same(int[] input, int[] kernel, int groups = 1, int stride = 1) =>
        new(input, kernel, input, [stride, stride], [1, 1], [1, 1], [1, 1], [1, 1], groups);

    [Theory]
    [InlineData(3, 5, 16, 150, 33, 1)]
    [InlineData(2, 13, 7, 8, 16, 1)]
    [InlineData(2, 6, 12, 32, 17, 2)]
    [InlineData(1, 3, 26, 1, 32, 1)]
    [InlineData(1, 30, 25, 257, 4, 1)]
    public void Images_with_features_last_or_first_agree_with_the_interpreter(int examples, int height, int width, int features, int outputs, int stride)
    {
        Random random = new(23);
        Check(random, DType.Float32, Same([0, 3, 1, 2], [3, 2, 0, 1], stride: stride), [examples, height, width, features], [3, 3, features, outputs]);
        Check(random, DType.Float32, Same([0, 1, 2, 3], [0, 1, 2, 3], stride: stride), [examples, features, height, width], [outputs, features, 3, 3]);
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(70, 2)]
    [InlineData(5, 1)]
    [InlineData(12, 3)]
    [InlineData(130, 1)]
    public void Depthwise_images_agree_with_the_interpreter(int features, int stride)
    {
        Random random = new(24);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int32, DType.Int64])
        {
            Check(random, type, Same([0, 3, 1, 2], [3, 2, 0, 1], features, stride), [2, 9, 11, features], [3, 3, 1, features]);
            Check(random, type, Same([0, 1, 2, 3], [0, 1, 2, 3], features, stride), [2, features, 6, 10], [features, 1, 3, 3]);
            // Wide enough to be read in place, and rows long enough for planes.
            Check(random, type, Same([0, 3, 1, 2], [3, 2, 0, 1], features, stride), [1, 4, 75, features], [3, 3, 1, features]);
            Check(random, type, Same([0, 1, 2, 3], [0, 1, 2, 3], features, stride), [1, features, 5, 57], [features, 1, 3, 3]);
            ConvolveDimensions turned = new([0, 3, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3], [1, stride], [2, 1], [0, 2], [2, 1], [2, 2], features);
            Check(random, type, turned, [1, 4, 99, features], [features, 1, 2, 3]);
        }
    }

    /// <summary>An image whose places in a row are all one place is read in place with a step of nothing, which is not what zeros around it are.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Depthwise_images_that_are_repeated_agree_with_the_interpreter(bool alongRows)
    {
        ArrayType x = new(DType.Float32, alongRows ? [2, 1, 75, 32] : [2, 9, 1, 32]), k = new(DType.Float32, [3, 3, 1, 32]);
        Jaxpr program = MakeJaxpr((NDArray x, NDArray k) => Lax.ConvGeneralDilated(Np.BroadcastTo(x, [2, 9, 75, 32]), k, [2, 2], ConvPadding.Same, new("NHWC", "HWIO", "NHWC"), featureGroups: 32))(Np.Zeros(x.Shape), Np.Zeros(k.Shape));
        Random random = new(32);
        Agree.BitForBit(program, Agree.Whole(random, x), Agree.Whole(random, k));
    }

    private static void CheckDepthwise(Random random, DType type)
    {
        int[][] orders = [[0, 3, 1, 2], [0, 1, 2, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2]];
        int[] Two(int first, int behind) => [random.Next(first, behind), random.Next(first, behind)];
        int features = random.Next(3) == 0 ? random.Next(60, 140) : random.Next(2, 34), examples = random.Next(1, 3);
        int[] input = orders[random.Next(3) == 0 ? random.Next(5) : random.Next(2)], output = random.Next(4) == 0 ? orders[random.Next(5)] : input, kernel = orders[random.Next(2)];
        int[] strides = random.Next(2) == 0 ? [1, 1] : Two(1, 4), dilations = random.Next(3) == 0 ? Two(1, 4) : [1, 1], spread = random.Next(5) == 0 ? Two(1, 3) : [1, 1];
        int[] size = [random.Next(4) == 0 ? 1 : random.Next(1, 14), random.Next(1, 45)], taps = random.Next(2) == 0 ? [3, 3] : Two(1, 8);
        ConvolveDimensions d = new(input, kernel, output, strides, Two(-1, 4), Two(0, 4), spread, dilations, features);
        Check(random, type, d, Placed(input, [examples, features, .. size]), Placed(kernel, [features, 1, .. taps]));
    }

    [Fact]
    public void Depthwise_convolutions_of_any_form_agree_with_the_interpreter()
    {
        Random random = new(28);
        for (int i = 0; i < 150; i++) CheckDepthwise(random, DType.Float32);
        foreach (DType type in (DType[])[DType.Float64, DType.Int32, DType.Int64])
            for (int i = 0; i < 30; i++) CheckDepthwise(random, type);
    }

    [Theory]
    [InlineData(1, 17)]
    [InlineData(31, 5)]
    [InlineData(40, 9)]
    [InlineData(300, 2)]
    public void Depthwise_lines_and_volumes_agree_with_the_interpreter(int length, int taps)
    {
        Random random = new(29);
        foreach (int stride in (int[])[1, 2, 3])
        {
            ConvolveDimensions line = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [stride], [taps], [taps - 1], [1], [1], 5), volume = new([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [1, 2, stride], [1, 0, taps], [0, 1, taps], [1, 1, 1], [1, 1, 1], 3);
            Check(random, DType.Float32, line, [2, 5, length], [5, 1, taps]);
            Check(random, DType.Float32, volume, [1, 3, 3, 4, length], [3, 1, 2, 2, taps]);
        }
    }

    /// <summary>Large enough to go past the caches, and numbers whose sums depend on their order.</summary>
    [Theory]
    [InlineData(true, 96, 96, 1)]
    [InlineData(false, 96, 96, 1)]
    [InlineData(false, 93, 101, 1)]
    [InlineData(true, 190, 190, 2)]
    [InlineData(false, 190, 190, 2)]
    public void Every_result_of_a_depthwise_convolution_is_one_chain_over_the_kernel(bool featuresLast, int height, int width, int stride)
    {
        const int examples = 8, features = 64;
        Random random = new(30);
        int[] order = featuresLast ? [0, 3, 1, 2] : [0, 1, 2, 3];
        ConvolveDimensions d = Same(order, [0, 1, 2, 3], features, stride);
        ArrayType x = new(DType.Float32, Placed(order, [examples, features, height, width])), k = new(DType.Float32, [features, 1, 3, 3]);
        byte[] image = Agree.Data(random, x, special: false), kernel = Agree.Data(random, k, special: false);
        float[] a = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(image)], w = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(kernel)];
        float[] y = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Agree.Run(Agree.Program(new ConvGeneralDilated(d), x, k), image, kernel)[0])];
        int rows = (height - 1) / stride + 1, places = (width - 1) / stride + 1;
        int At(int example, int feature, int row, int place, int h, int v) => featuresLast ? ((example * h + row) * v + place) * features + feature : ((example * features + feature) * h + row) * v + place;
        Assert.Equal(examples * features * rows * places, y.Length);
        for (int i = 0; i < y.Length; i++)
        {
            int place = i % places, row = i / places % rows, feature = i / places / rows % features, example = i / places / rows / features;
            float sum = 0;
            for (int t = 0; t < 9; t++)
            {
                int from = row * stride + t / 3 - 1, at = place * stride + t % 3 - 1;
                sum = MathF.FusedMultiplyAdd(from >= 0 && from < height && at >= 0 && at < width ? a[At(example, feature, from, at, height, width)] : 0, w[feature * 9 + t], sum);
            }

            float result = y[At(example, feature, row, place, rows, places)];
            if (BitConverter.SingleToInt32Bits(sum) != BitConverter.SingleToInt32Bits(result)) Assert.Fail($"Example {example}, feature {feature}, row {row}, place {place}: {result:R}, but the chain gives {sum:R}.");
        }
    }

    [Theory]
    [InlineData(4, 14, 14, 20, 18)]
    [InlineData(3, 28, 9, 1, 32)]
    [InlineData(2, 16, 40, 3, 5)]
    [InlineData(9, 12, 12, 6, 16)]
    public void Derivatives_by_kernels_agree_with_the_interpreter(int examples, int height, int width, int features, int outputs)
    {
        // The input's features are its examples, and the cotangent is the kernel.
        Random random = new(25);
        ConvolveDimensions d = new([3, 0, 1, 2], [3, 0, 1, 2], [2, 3, 0, 1], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        Check(random, DType.Float32, d, [examples, height, width, features], [examples, height, width, outputs]);
        ConvolveDimensions strided = new([3, 0, 1, 2], [3, 0, 1, 2], [2, 3, 0, 1], [1, 1], [0, 0], [1, 1], [1, 1], [2, 2]);
        Check(random, DType.Float32, strided, [examples, 2 * height, 2 * width, features], [examples, height, width, outputs]);
    }

    private static void CheckSpread(Random random, DType type)
    {
        int[][] orders = [[0, 3, 1, 2], [0, 1, 2, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2]];
        int[] Two(int first, int behind) => [random.Next(first, behind), random.Next(first, behind)];
        bool single = random.Next(4) == 0;
        int groups = single ? random.Next(2, 40) : random.Next(4) == 0 ? random.Next(2, 4) : 1, features = single ? 1 : random.Next(5) == 0 ? random.Next(120, 140) : random.Next(1, 20), outputs = single ? 1 : random.Next(1, 40);
        int[] input = orders[random.Next(3) == 0 ? random.Next(5) : random.Next(2)], output = random.Next(4) == 0 ? orders[random.Next(5)] : input, kernel = orders[random.Next(2)];
        ConvolveDimensions d = new(input, kernel, output, Two(1, 4), Two(-1, 5), Two(-1, 5), Two(1, 5), random.Next(2) == 0 ? [1, 1] : Two(1, 4), groups);
        Check(random, type, d, Placed(input, [random.Next(1, 3), features * groups, random.Next(1, 9), random.Next(1, features > 100 ? 6 : 25)]), Placed(kernel, [outputs * groups, features, .. Two(1, 6)]));
    }

    [Fact]
    public void Images_with_zeros_between_their_elements_agree_with_the_interpreter()
    {
        Random random = new(33);
        for (int i = 0; i < 250; i++) CheckSpread(random, DType.Float32);
        foreach (DType type in (DType[])[DType.Float64, DType.Int32, DType.Int64])
            for (int i = 0; i < 30; i++) CheckSpread(random, type);
    }

    /// <summary>Numbers whose sums depend on their order: every other place of the result is a plain convolution with every other place of the kernel.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public void An_input_of_one_element_may_be_dilated_by_very_much(bool featuresLast, int groups)
    {
        // Between its elements there would be a billion zeros, if it had two.
        int[] order = featuresLast ? [0, 3, 1, 2] : [0, 1, 2, 3];
        foreach (int stride in (ReadOnlySpan<int>)[1, 3])
            Check(new Random(35), DType.Float32, new(order, [0, 1, 2, 3], order, [stride, stride], [3, 20], [3, 20], [1_000_000_000, 999_999_937], [1, 2], groups), Placed(order, [2, 3, 1, 1]), [6, 3 / groups, 2, 3]);
    }

    /// <summary>Sizes in between are larger than an int.</summary>
    [Theory]
    [InlineData(4, 3, 100_000_000, 0, 1_000_000_000, 1, 30)]
    [InlineData(3, 3, 1, 7, 300, 2, 611)]
    [InlineData(5, 4, 1, 0, 1, 1_000_000_000, 0)]
    [InlineData(5, 3, 1, -2_000_000_000, 1, 1, 0)]
    [InlineData(5, 3, int.MaxValue, 1, int.MaxValue, int.MaxValue, 3)]
    [InlineData(2, 2, 1_500_000_000, 1_000_000_000, 1, int.MaxValue, 0)]
    public void Dilations_strides_and_padding_may_be_very_large(int inputs, int taps, int stride, int padding, int inputDilation, int kernelDilation, int places)
    {
        Shape image = [2, 3, 1, inputs], kernel = [4, 3, 1, taps];
        ConvolveDimensions d = new([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [1, stride], [0, padding], [0, padding], [1, inputDilation], [1, kernelDilation]);
        Assert.Equal([2, 4, 1, places], d.Result(image, kernel));
        Check(new Random(37), DType.Float32, d, image, kernel);
    }

    [Fact]
    public void Far_dilated_images_agree_with_the_interpreter()
    {
        foreach (int groups in (ReadOnlySpan<int>)[1, 3])
            Check(new Random(38), DType.Float32, new([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [1, 2], [1, 0], [1, 0], [90, 100], [1, 1], groups), [1, 3, 3, 3], [3, 3 / groups, 3, 2]);
    }

    [Theory]
    [InlineData(true, 5, 40, 1)]
    [InlineData(false, 5, 40, 1)]
    [InlineData(true, 150, 20, 1)]
    [InlineData(false, 7, 3, 1)]
    [InlineData(true, 1, 1, 24)]
    [InlineData(false, 1, 1, 24)]
    public void Phases_of_a_convolution_have_the_bits_of_plain_ones(bool featuresLast, int features, int outputs, int groups)
    {
        Random random = new(34);
        int[] order = featuresLast ? [0, 3, 1, 2] : [0, 1, 2, 3];
        ArrayType x = new(DType.Float32, Placed(order, [2, features * groups, 17, 30])), k = new(DType.Float32, [outputs * groups, features, 4, 4]);
        byte[] image = Agree.Data(random, x, special: false), kernel = Agree.Data(random, k, special: false);
        ConvolveDimensions spread = new(order, [0, 1, 2, 3], order, [1, 1], [3, 3], [3, 3], [2, 2], [1, 1], groups), plain = spread with { Low = [1, 1], High = [1, 1], InputDilation = [1, 1] };
        Jaxpr Trace(Func<NDArray, NDArray, NDArray> f) => Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(f(a[0], a[1]), out result), [x, k]).Program;
        for (int row = 0; row < 2; row++)
        {
            for (int place = 0; place < 2; place++)
            {
                int[] first = Placed(order, [0, 0, row, place]).ToArray(), last = new ConvGeneralDilated(spread).Infer([x, k])[0].Shape.ToArray(), by = Placed(order, [1, 1, 2, 2]).ToArray();
                byte[] all = Agree.Run(Trace((x, k) => Lax.Slice(new ConvGeneralDilated(spread).Bind(x, k), first, last, by)), image, kernel)[0];
                byte[] part = Agree.Run(Trace((x, k) => new ConvGeneralDilated(plain).Bind(x, Lax.Slice(k, [0, 0, 1 - row, 1 - place], k.Shape.ToArray(), [1, 1, 2, 2]))), image, kernel)[0];
                Assert.Equal(part.Length, all.Length);
                Assert.Equal(part, all);
            }
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, true)]
    [InlineData(20, false)]
    public void Zeros_between_elements_are_not_multiplied_but_those_around_are(int groups, bool featuresLast)
    {
        // Infinite where the kernel's first place is, which is between elements for every other result.
        int[] order = featuresLast ? [0, 3, 1, 2] : [0, 1, 2, 3];
        ArrayType x = new(DType.Float32, Placed(order, [1, groups, 1, 30])), k = new(DType.Float32, [groups, 1, 1, 2]);
        ConvolveDimensions d = new(order, [0, 1, 2, 3], order, [1, 1], [0, 2], [0, 0], [1, 2], [1, 1], groups);
        byte[] image = [.. Enumerable.Repeat(1f, 30 * groups).SelectMany(BitConverter.GetBytes)], kernel = [.. Enumerable.Range(0, 2 * groups).SelectMany(i => BitConverter.GetBytes(i % 2 == 0 ? float.PositiveInfinity : 2f))];
        Jaxpr program = Agree.Program(new ConvGeneralDilated(d), x, k);
        Agree.BitForBit(program, image, kernel);
        float[] y = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Agree.Run(program, image, kernel)[0])];
        Assert.Equal(60 * groups, y.Length);
        for (int place = 0; place < 60; place++) Assert.Equal(place == 0 ? float.NaN : place % 2 == 1 ? 2f : float.PositiveInfinity, y[featuresLast ? place * groups : place]);
    }

    private static void CheckGrouped(Random random, DType type)
    {
        int[][] orders = [[0, 3, 1, 2], [0, 1, 2, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2]];
        int Size() => random.Next(1, 5);
        int[] Two(int first, int behind) => [random.Next(first, behind), random.Next(first, behind)];
        int groups = random.Next(3) == 0 ? random.Next(60, 140) : random.Next(2, 34), outputs = random.Next(2) == 0 ? 1 : Size() + 1, perGroup = random.Next(2) == 0 ? 1 : Size();
        int[] x = orders[random.Next(5)], ct = orders[random.Next(5)], k = orders[random.Next(5)], strides = Two(1, 3), spread = random.Next(4) == 0 ? Two(1, 3) : [1, 1];
        ConvolveDimensions forward = new(x, k, ct, strides, Two(0, 3), Two(0, 3), spread, random.Next(3) == 0 ? Two(1, 3) : [1, 1], groups);
        Shape image = Placed(x, [random.Next(1, 5), perGroup * groups, random.Next(2, 14), random.Next(5, 30)]), kernel = Placed(k, [outputs * groups, perGroup, .. random.Next(2) == 0 ? [3, 3] : Two(1, 5)]), result = forward.Result(image, kernel);
        if (result.Count == 0 || image.Count > 20000) return;
        Jaxpr program = MakeJaxpr((NDArray a, NDArray b) => Vjp((NDArray w) => new ConvGeneralDilated(forward).Bind(a, w), Np.Zeros(kernel).AsType(type)).Pull(b))(Np.Zeros(image).AsType(type), Np.Zeros(result).AsType(type));
        Agree.BitForBit(program, Agree.Whole(random, new(type, image)), Agree.Whole(random, new(type, result)));
    }

    [Fact]
    public void Derivatives_by_kernels_of_groups_agree_with_the_interpreter()
    {
        Random random = new(35);
        for (int i = 0; i < 120; i++) CheckGrouped(random, DType.Float32);
        for (int i = 0; i < 30; i++) CheckGrouped(random, DType.Float64);
    }

    /// <summary>Of images, lines and volumes; whole numbers as well.</summary>
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Correlations_of_each_group_agree_with_the_interpreter(DType type)
    {
        Random random = new(36);
        for (int i = 0; i < 60; i++)
        {
            int spatial = random.Next(1, 4), groups = random.Next(2, 80), outputs = random.Next(1, 5);
            int[] axes = random.Next(2) == 0 ? [0, 1, .. Enumerable.Range(2, spatial)] : [0, spatial + 1, .. Enumerable.Range(1, spatial)], places = [.. Enumerable.Range(0, spatial).Select(_ => random.Next(1, 4))];
            int[] taps = [.. Enumerable.Range(0, spatial).Select(s => s == spatial - 1 ? random.Next(8, 30) : random.Next(1, 6))], strides = [.. Enumerable.Range(0, spatial).Select(_ => random.Next(1, 3))], dilations = [.. Enumerable.Range(0, spatial).Select(_ => random.Next(1, 3))];
            int[] low = [.. Enumerable.Range(0, spatial).Select(_ => random.Next(0, 3))], sizes = [.. Enumerable.Range(0, spatial).Select(s => Math.Max(1, (places[s] - 1) * strides[s] + (taps[s] - 1) * dilations[s] + 1 - low[s]))];
            int features = random.Next(1, 4);
            bool ofExamples = random.Next(2) == 0;
            ConvolveDimensions d = new(axes, axes, axes, strides, low, new int[spatial], [.. Enumerable.Repeat(1, spatial)], dilations, ofExamples ? 1 : groups, ofExamples ? groups : 1);
            Shape image = Placed(axes, [ofExamples ? groups : 1, ofExamples ? features : features * groups, .. sizes]), kernel = Placed(axes, [outputs * groups, features, .. taps]);
            if (image.Count < 60000) Check(random, type, d, image, kernel);
        }
    }

    /// <summary>Rows of few results may be very many.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(70)]
    [InlineData(400_000)]
    public void Correlations_of_each_group_may_have_many_results(int rows)
    {
        Shape image = [1, 2, rows, 17], kernel = [2, 1, 1, 10];
        ConvolveDimensions d = new([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [1, 1], [0, 0], [0, 0], [1, 1], [1, 1], 2);
        if (rows < 100) Check(new Random(39), DType.Float32, d, image, kernel);
        NDArray y = Jit((NDArray x, NDArray k) => new ConvGeneralDilated(d).Bind(x, k))(Np.Ones(image), Np.Ones(kernel));
        Assert.All(y.ToArray<float>(), v => Assert.Equal(10f, v));
    }

    [Fact]
    public void Convolutions_of_nothing_agree_with_the_interpreter()
    {
        Random random = new(26);
        foreach ((Shape x, Shape k) in ((Shape, Shape)[])[([0, 3, 5, 5], [2, 3, 3, 3]), ([2, 0, 5, 5], [2, 0, 3, 3]), ([2, 3, 5, 5], [0, 3, 3, 3]), ([2, 3, 0, 5], [2, 3, 3, 3]), ([1, 1, 1, 1], [1, 1, 5, 5])])
            Check(random, DType.Float32, Same([0, 1, 2, 3], [0, 1, 2, 3]), x, k);
    }

    [Fact]
    public void Views_are_convolved_where_they_lie()
    {
        Random random = new(27);
        NDArray x = Np.Array([.. Enumerable.Range(0, 2 * 7 * 9 * 5).Select(_ => (float)random.Next(-3, 4))]).Reshape(2, 7, 9, 5), k = Np.Array([.. Enumerable.Range(0, 3 * 2 * 5 * 4).Select(_ => (float)random.Next(-3, 4))]).Reshape(3, 2, 5, 4);
        Jaxpr program = Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(
            Lax.Transpose(Lax.ConvGeneralDilated(Lax.Transpose(Lax.Rev(a[0], [1]), [0, 3, 2, 1]), Lax.Rev(Lax.Transpose(a[1], [3, 2, 1, 0]), [2, 3])), [0, 2, 3, 1]), out result), [x.Type, k.Type]).Program;
        byte[] Bytes(NDArray a) => [.. a.ToArray<float>().SelectMany(BitConverter.GetBytes)];
        Agree.BitForBit(program, Bytes(x), Bytes(k));
    }

    [Theory]
    [InlineData(6, 47, 2)]
    [InlineData(4, 4, 31)]
    public void A_convolution_of_no_spatial_axes_may_be_written_and_read_with_its_axes_exchanged(int outputs, int features, int examples)
    {
        Random random = new(28);
        JaxprBuilder builder = new();
        Var x = builder.NewVar(new(DType.Float32, [features, examples])), k = builder.NewVar(new(DType.Float32, [outputs, features]));
        Var y = builder.Emit(new ConvGeneralDilated(new([1, 0], [0, 1], [1, 0], [], [], [], [], [])), [x, k])[0];
        Var[] results = builder.Emit(new Neg(), [builder.Emit(new TransposeAxes([1, 0]), [y])[0]]);
        Jaxpr program = new([x, k], builder.Equations, results);
        Agree.BitForBit(program, Agree.Whole(random, x.Type), Agree.Whole(random, k.Type));
    }
}
