using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What is computed of products while they are in cache has the bits of the same map after them.</summary>
public sealed class EpilogueTests
{
    private static NDArray Random(int seed, params int[] shape)
    {
        Random random = new(seed);
        Shape all = shape;
        return Np.Array([.. Enumerable.Range(0, (int)all.Count).Select(_ => random.NextSingle() * 2 - 1)]).Reshape(shape);
    }

    private static LoopGraph Compiled(Jaxpr program) => FuseEpilogues.Run(GroupFusion.Run(UnrollReductions.Run(SumProducts.Run(FoldViews.Run(OrientMaps.Run(LowerToLoops.Run(program, 0)))))));

    private static byte[][] Bytes(NDArray[] arrays) => [.. arrays.Select(a => a.ToArray<float>().SelectMany(BitConverter.GetBytes).ToArray())];

    /// <summary>A map of a product, in one program and in two.</summary>
    private static void Check(Func<NDArray[], NDArray> product, Func<NDArray, NDArray[], NDArray[]> map, params NDArray[] inputs)
    {
        ArrayType[] types = [.. inputs.Select(x => x.Type)];
        Jaxpr Trace(Func<NDArray[], NDArray[]> f, ArrayType[] given) => Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(f(a), out result), given).Program;
        Jaxpr whole = Trace(a => map(product(a), a), types);
        LoopGraph graph = Compiled(whole);
        Assert.Contains(graph.Nodes.ToArray(), n => n is ContractNode { Epilogue: not null } or ConvolveNode { Epilogue: not null });
        byte[][] data = Bytes(inputs), products = Agree.Run(Trace(a => [product(a)], types), data);
        byte[][] expected = Agree.Run(Trace(a => map(a[0], a[1..]), [product(inputs).Type, .. types]), [products[0], .. data]), actual = Agree.Run(whole, data);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
    }

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 2, 20, 40 }, { 5, 9, 8 }, { 6, 16, 16 }, { 7, 17, 33 }, { 64, 64, 64 }, { 130, 70, 100 }, { 300, 513, 41 }, { 13, 0, 24 }, { 3, 600, 1030 }, { 40, 700, 150 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bias_activation_and_residual_have_the_bits_of_the_map(int m, int k, int n) => Check(
        a => Lax.DotGeneral(a[0], a[1], new([1], [0], [], [])),
        (y, a) => [Np.Tanh(Np.Maximum(y + a[2], 0f)) * 1.5f + a[3] + a[4]],
        Random(1, m, k), Random(2, k, n), Random(3, n), Random(4, m, n), Random(5, m, 1));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Several_results_of_a_batch_of_products_have_the_bits_of_the_map(int m, int k, int n) => Check(
        a => Lax.DotGeneral(a[0], a[1], new([2], [1], [0], [0])),
        (y, a) =>
        {
            NDArray z = y * a[2];
            return [z > 0f, Lax.Select(z > 0f, z, -z), z];
        },
        Random(1, 3, m, k), Random(2, 3, k, n), Random(3, n));

    [Theory]
    [InlineData(3, 9, 5, 16)]
    [InlineData(2, 14, 40, 33)]
    [InlineData(1, 5, 130, 8)]
    public void A_convolution_with_bias_has_the_bits_of_the_map(int examples, int size, int features, int outputs) => Check(
        a => Lax.ConvGeneralDilated(a[0], a[1], [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC")),
        (y, a) =>
        {
            NDArray z = y + a[2];
            return [Np.Maximum(z, 0f), z > 0f];
        },
        Random(1, examples, size, size, features), Random(2, 3, 3, features, outputs), Random(3, outputs));

    [Theory]
    [InlineData(3, 9, 5, 16, 1)]
    [InlineData(2, 14, 40, 33, 1)]
    [InlineData(1, 40, 130, 3, 1)]
    [InlineData(5, 3, 12, 20, 4)]
    public void A_convolution_with_features_first_and_bias_has_the_bits_of_the_map(int examples, int size, int features, int outputs, int groups) => Check(
        a => Lax.ConvGeneralDilated(a[0], a[1], [1, 1], ConvPadding.Same, featureGroups: groups),
        (y, a) =>
        {
            NDArray z = y + a[2];
            return [Np.Maximum(z, 0f), z > 0f, z * a[3]];
        },
        Random(1, examples, features, size, size + 1), Random(2, outputs, features / groups, 3, 3), Random(3, outputs, 1, 1), Random(4, examples, outputs, size, size + 1));

    [Fact]
    public void Lines_and_volumes_with_features_first_and_bias_have_the_bits_of_the_map()
    {
        Check(a => Lax.ConvGeneralDilated(a[0], a[1], [2], ConvPadding.Of((1, 2))), (y, a) => [Np.Tanh(y + a[2])], Random(1, 4, 7, 61), Random(2, 9, 7, 4), Random(3, 9, 1));
        Check(a => Lax.ConvGeneralDilated(a[0], a[1], [1, 2, 1], ConvPadding.Same), (y, a) => [Np.Tanh(y + a[2])], Random(1, 2, 6, 5, 6, 7), Random(2, 9, 6, 3, 3, 3), Random(3, 9, 1, 1, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_convolution_of_a_spread_image_with_bias_has_the_bits_of_the_map(bool featuresLast) => Check(
        a => Lax.ConvGeneralDilated(a[0], a[1], [1, 1], ConvPadding.Of((2, 1), (1, 2)), featuresLast ? new("NHWC", "OIHW", "NHWC") : new("NCHW", "OIHW", "NCHW"), inputDilation: [2, 3]),
        (y, a) => [Np.Maximum(y + a[2], 0f)],
        featuresLast ? Random(1, 3, 9, 14, 6) : Random(1, 3, 6, 9, 14), Random(2, 18, 6, 2, 4), featuresLast ? Random(3, 18) : Random(3, 18, 1, 1));

    [Fact]
    public void A_grouped_convolution_with_bias_has_the_bits_of_the_map() => Check(
        a => Lax.ConvGeneralDilated(a[0], a[1], [2], ConvPadding.Of((1, 2)), new("NHC", "HIO", "NHC"), featureGroups: 3),
        (y, a) => [y * a[2] + 1f],
        Random(1, 4, 21, 6), Random(2, 3, 2, 27), Random(3, 27));

    [Fact]
    public void Groups_that_are_no_whole_units_of_a_row_that_is_are_finished_to_their_ends() => Check(
        a => Lax.ConvGeneralDilated(a[0], a[1], [1], ConvPadding.Of((1, 1)), new("NHC", "HIO", "NHC"), featureGroups: 4),
        (y, a) => [Np.Maximum(y + a[2], 0f)],
        Random(1, 4, 21, 16), Random(2, 3, 4, 32), Random(3, 32));

    /// <summary>Blocks begin at columns other than 0.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    [InlineData(4, 16, 70_000)]
    [InlineData(2000, 30, 96)]
    public void Products_above_a_diagonal_have_the_bits_of_the_map(int m, int k, int n) => Check(
        a => Lax.DotGeneral(a[0], a[1], new([1], [0], [], [])),
        (y, _) => [Lax.Select(Lax.BroadcastedIota(DType.Int32, [m, n], 0) >= Lax.BroadcastedIota(DType.Int32, [m, n], 1), y, Lax.BroadcastedIota(DType.Float32, [m, n], 1))],
        Random(1, m, k), Random(2, k, n));

    /// <summary>Each group of features is a block.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_asks_for_the_feature_or_place_of_a_grouped_convolution_has_the_bits_of_the_map(bool featuresLast)
    {
        int[] shape = featuresLast ? [5, 21, 24] : [5, 24, 21];
        Check(
            a => Lax.ConvGeneralDilated(a[0], a[1], [1], ConvPadding.Of((1, 1)), featuresLast ? new("NHC", "HIO", "NHC") : new("NCH", "HIO", "NCH"), featureGroups: 3),
            (y, _) => [Lax.Select(y > Lax.BroadcastedIota(DType.Float32, shape, 2), y, Lax.BroadcastedIota(DType.Float32, shape, 1))],
            featuresLast ? Random(1, 5, 21, 12) : Random(1, 5, 12, 21), Random(2, 3, 4, 24));
    }

    [Fact]
    public void Products_may_have_more_axes_than_what_is_computed_of_them() => Check(
        a => Lax.DotGeneral(a[0], a[1], new([2], [1], [0], [0])),
        (y, a) => [Lax.Squeeze(y, 0) - a[2]],
        Random(1, 1, 5, 4), Random(2, 1, 4, 9), Random(3, 5, 9));

    [Fact]
    public void A_product_that_others_read_is_left_alone()
    {
        Jaxpr program = MakeJaxpr((NDArray x) =>
        {
            NDArray y = Np.MatMul(x, x);
            return (Np.Exp(y), y);
        })(Random(1, 16, 16));
        Assert.DoesNotContain(Compiled(program).Nodes.ToArray(), n => n is ContractNode { Epilogue: not null });
    }
}
