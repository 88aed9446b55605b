using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products of half precision have the bits of float32 products of the same numbers, rounded; what follows on them the bits of the same map after them.</summary>
public sealed class HalfContractionTests
{
    private static readonly DType[] Halves = [DType.BFloat16, DType.Float16];

    private static NDArray Random(Random random, Shape shape) =>
        Np.Array([.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.Next(40) switch { 0 => 0f, 1 => -0f, 2 => 1e-6f, 3 => 3e4f, _ => random.NextSingle() * 2 - 1 })]).Reshape(shape);

    private static Jaxpr Trace(Func<NDArray[], NDArray[]> f, ArrayType[] given) => Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(f(a), out result), given).Program;

    private static byte[] Bytes(NDArray x) => x.Type.DType switch
    {
        DType.Float32 => [.. x.ToArray<float>().SelectMany(BitConverter.GetBytes)],
        _ => [.. Lax.BitcastConvertType(x, DType.UInt16).ToArray<ushort>().SelectMany(BitConverter.GetBytes)],
    };

    /// <summary>A product and a map of it in one program, and in two of which the first has float32 factors.</summary>
    private static void Check(ContractDimensions d, DType left, DType right, Shape leftShape, Shape rightShape, Func<NDArray, NDArray[], NDArray[]> map, int seed, bool isFused = true, params Shape[] others)
    {
        Random random = new(seed);
        NDArray x = Random(random, leftShape), y = Random(random, rightShape);
        NDArray[] halves = [x.AsType(left), y.AsType(right)], wide = [.. halves.Select(h => h.AsType(DType.Float32))], more = [.. others.Select(s => Random(random, s))];
        NDArray Product(NDArray a, NDArray b) => Lax.DotGeneral(a.AsType(DType.Float32), b.AsType(DType.Float32), d);
        Jaxpr whole = Trace(a => map(Product(a[0], a[1]), a[2..]), [.. halves.Select(h => h.Type), .. more.Select(m => m.Type)]);
        LoopGraph graph = ReadHalves.Run(CpuPipeline.SettleSums(LowerToLoops.Run(InlineCalls.Run(whole), 0), PassLog.Start(whole)));
        Assert.Equal(isFused, graph.Nodes.ToArray().Any(n => n is ContractNode && n.Operands.ToArray().Any(o => o.DType.Size == 2)));
        byte[] products = Agree.Run(Trace(a => [Product(a[0], a[1])], [.. wide.Select(h => h.Type)]), [.. wide.Select(Bytes)])[0];
        ArrayType product = Product(wide[0], wide[1]).Type;
        byte[][] expected = Agree.Run(Trace(a => map(a[0], a[1..]), [product, .. more.Select(m => m.Type)]), [products, .. more.Select(Bytes)]);
        byte[][] actual = Agree.Run(whole, [.. halves.Select(Bytes), .. more.Select(Bytes)]);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
    }

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 64, 64, 64 }, { 67, 65, 71 }, { 4, 512, 140 }, { 9, 300, 129 }, { 3, 3000, 41 }, { 30, 250, 100 }, { 130, 70, 100 }, { 300, 513, 41 }, { 13, 600, 1030 }, { 40, 700, 150 }, { 500, 130, 8 }, { 700, 17, 300 }, { 26, 1200, 300 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_have_the_bits_of_float32_products(int m, int k, int n)
    {
        foreach (DType type in Halves)
            for (int turned = 0; turned < 4; turned++)
                Check(new([turned % 2], [turned / 2], [], []), type, type, turned % 2 == 0 ? [k, m] : [m, k], turned / 2 == 0 ? [k, n] : [n, k], (y, _) => [y.AsType(type)], m + turned, type == DType.BFloat16 || Math.Min(m, n) > 24);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_follows_on_them_has_the_bits_of_the_map(int m, int k, int n)
    {
        foreach (DType type in Halves)
        {
            Check(new([1], [0], [], []), type, type, [m, k], [k, n], (y, a) =>
            {
                NDArray z = y.AsType(type) + a[0].AsType(type);
                return [Np.Maximum(z, 0f).AsType(type), z > 0f];
            }, m, type == DType.BFloat16 || Math.Min(m, n) > 24, [n]);
            // Results of the size of products take them in.
            Check(new([1], [0], [], []), type, type, [m, k], [k, n], (y, a) => [(y + a[0]).AsType(type), y * 2f], m + 1, type == DType.BFloat16 || Math.Min(m, n) > 24, [m, 1]);
        }
    }

    [Fact]
    public void Batches_and_axes_in_any_order_agree()
    {
        foreach (DType type in Halves)
        {
            foreach ((int batch, int m, int k, int n) in ((int, int, int, int)[])[(9, 64, 70, 65), (2, 70, 64, 130), (3, 40, 700, 150), (17, 65, 66, 64)])
            {
                Check(new([2], [1], [0], [0]), type, type, [batch, m, k], [batch, k, n], (y, a) => [(y + a[0]).AsType(type)], 3, true, [n]);
                Check(new([2], [1], [1], [2]), type, type, [m, batch, k], [n, k, batch], (y, a) => [(y + a[0]).AsType(type)], 4, true, [n]);
                Check(new([0], [0], [2], [1]), type, type, [k, m, batch], [k, batch, n], (y, _) => [y.AsType(type)], 5);
            }

            Check(new([0, 2], [2, 0], [], []), type, type, [8, 20, 9, 7], [9, 11, 8, 6], (y, _) => [y.AsType(type)], 6);
        }
    }

    [Fact]
    public void One_factor_may_be_float32_and_products_of_float32_may_become_halves()
    {
        Check(new([1], [0], [], []), DType.BFloat16, DType.Float32, [70, 80], [80, 90], (y, a) => [(y + a[0]).AsType(DType.Float16)], 7, true, [90]);
        Check(new([1], [0], [], []), DType.Float32, DType.Float16, [70, 80], [80, 90], (y, a) => [(y + a[0]).AsType(DType.BFloat16)], 8, true, [90]);
        Check(new([1], [1], [], []), DType.Float32, DType.Float32, [70, 80], [90, 80], (y, _) => [y > 0f], 9, false);
    }

    [Fact]
    public void Factors_may_be_views_of_what_is_half()
    {
        NDArray x = Random(new(10), [9, 80, 75]).AsType(DType.BFloat16);
        Jaxpr Program(DType type) => MakeJaxpr((NDArray a) => Np.MatMul(Lax.Slice(a.AsType(type), [2, 0, 1], [3, 80, 71]).Reshape(80, 70), Lax.Transpose(Lax.Slice(a.AsType(type), [5, 3, 0], [6, 73, 75]).Reshape(70, 75), [1, 0]).T).AsType(DType.Float32))(x);
        Assert.Equal(Agree.Run(Program(DType.Float32), Bytes(x))[0].Length, Agree.Run(Program(DType.BFloat16), Bytes(x))[0].Length);
        NDArray a = Np.Array(Floats(Agree.Run(Program(DType.Float32), Bytes(x))[0])), b = Np.Array(Floats(Agree.Run(Program(DType.BFloat16), Bytes(x))[0]));
        Assert.Equal(Bytes(a.AsType(DType.BFloat16)), Bytes(b.AsType(DType.BFloat16)));
    }

    private static float[] Floats(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, 4 * i))];

    [Theory]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Every_number_becomes_what_a_map_makes_of_it(DType type)
    {
        // 256 by 256: all bit patterns, times one.
        byte[] all = [.. Enumerable.Range(0, 1 << 16).SelectMany(i => BitConverter.GetBytes((ushort)i))];
        byte[] one = [.. Enumerable.Range(0, 256).SelectMany(i => Enumerable.Range(0, 256).SelectMany(j => Bytes(Np.Array(i == j ? 1f : 0f).AsType(type))))];
        ArrayType square = new(type, [256, 256]);
        Jaxpr program = Agree.Program(new DotGeneral(new([1], [0], [], []), type), square, square);
        // Rows that have an infinity or a NaN are NaN as a whole: so what is not finite is left out.
        byte[] finite = [.. Enumerable.Range(0, 1 << 16).SelectMany(i => float.IsFinite(Value(type, (ushort)i)) ? all[(2 * i)..(2 * i + 2)] : [0, 0])];
        byte[] zero = [0, 0x80];
        byte[] expected = [.. Enumerable.Range(0, 1 << 16).SelectMany(i => finite[2 * i] == zero[0] && finite[2 * i + 1] == zero[1] ? [0, 0] : finite[(2 * i)..(2 * i + 2)])];
        Assert.Equal(expected, Agree.Run(program, finite, one)[0]);
        Assert.Equal(expected, Agree.Run(Trace(a => [Lax.DotGeneral(a[0], a[1], new([0], [0], [], []))], [square, square]), one, finite)[0]);
    }

    private static float Value(DType type, ushort bits) => type == DType.BFloat16 ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (float)BitConverter.UInt16BitsToHalf(bits);
}
