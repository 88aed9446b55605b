using System.Numerics;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products of complex matrices have the bits of the order in which they are said to be summed, however they lie, and what follows on them has the bits of the same map after them.</summary>
public sealed class ComplexContractionTests
{
    /// <summary>So many k are one sum.</summary>
    private const int Block = 128;

    private static readonly DType[] Types = [DType.Complex64, DType.Complex128];

    /// <summary>Numbers of any size and sign; products of the smallest are rounded to zeros of both signs.</summary>
    private static double Number(Random random) => random.Next(20) switch { 0 => 0, 1 => -0.0, 2 => (random.NextDouble() - 0.5) * 1e-25, 3 => (random.NextDouble() - 0.5) * 1e5, _ => (float)(random.NextDouble() * 2 - 1) };

    private static NDArray Random(Random random, DType type, params int[] shape)
    {
        NDArray Part() => Np.Array([.. Enumerable.Range(0, (int)((Shape)shape).Count).Select(_ => Number(random))]).Reshape(shape).AsType(type.Component);
        return type.IsComplex ? Lax.Complex(Part(), Part()) : Part();
    }

    private static byte[] Bytes(NDArray x) => x.Concrete("the test").ToBytes();

    private static Jaxpr Trace(Func<NDArray[], NDArray[]> f, NDArray[] given) => Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(f(a), out result), [.. given.Select(x => x.Type)]).Program;

    private static byte[][] Run(Func<NDArray[], NDArray[]> f, params NDArray[] given) => Agree.Run(Trace(f, given), [.. given.Select(Bytes)]);

    /// <summary>One product, written down as it is said to be summed.</summary>
    private static T[] ByHand<T>(T[] a, T[] b, int m, int k, int n)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var c = new T[2 * m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T real = T.Zero, imaginary = T.Zero;
                for (int k0 = 0; k0 < k; k0 += Block)
                {
                    T rr = T.Zero, ri = T.Zero, ir = T.Zero, ii = T.Zero;
                    for (int s = k0; s < Math.Min(k0 + Block, k); s++)
                    {
                        (T ar, T ai, T br, T bi) = (a[2 * (i * k + s)], a[2 * (i * k + s) + 1], b[2 * (s * n + j)], b[2 * (s * n + j) + 1]);
                        (rr, ri, ir, ii) = (T.FusedMultiplyAdd(ar, br, rr), T.FusedMultiplyAdd(ar, bi, ri), T.FusedMultiplyAdd(ai, br, ir), T.FusedMultiplyAdd(ai, bi, ii));
                    }

                    (T blockReal, T blockImaginary) = (rr - ii + T.Zero, ri + ir + T.Zero);
                    (real, imaginary) = k0 == 0 ? (blockReal, blockImaginary) : (real + blockReal, imaginary + blockImaginary);
                }

                (c[2 * (i * n + j)], c[2 * (i * n + j) + 1]) = (real, imaginary);
            }
        }

        return c;
    }

    private static T[] Of<T>(byte[] bytes)
        where T : unmanaged
    {
        var numbers = new T[bytes.Length / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
        return numbers;
    }

    private static byte[] ToBytes<T>(T[] numbers)
        where T : unmanaged
    {
        var bytes = new byte[numbers.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static byte[] ByHand(DType type, byte[] a, byte[] b, int m, int k, int n) =>
        type == DType.Complex64 ? ToBytes(ByHand(Of<float>(a), Of<float>(b), m, k, n)) : ToBytes(ByHand(Of<double>(a), Of<double>(b), m, k, n));

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 2, 1, 2 }, { 3, 2, 5 }, { 4, 0, 3 }, { 6, 16, 16 }, { 7, 17, 33 }, { 64, 64, 64 }, { 130, 70, 100 }, { 13, 128, 24 }, { 5, 129, 9 }, { 12, 300, 140 }, { 40, 700, 150 }, { 90, 257, 41 }, { 2, 1000, 300 }, { 300, 260, 2 }, { 500, 33, 40 }, { 26, 600, 300 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_are_summed_in_blocks_of_two_chains_however_factors_and_results_lie(int m, int k, int n)
    {
        foreach (DType type in Types)
        {
            Random random = new(m + k + n);
            NDArray x = Random(random, type, m, k), y = Random(random, type, k, n);
            byte[] expected = ByHand(type, Bytes(x), Bytes(y), m, k, n);
            for (int turned = 0; turned < 8; turned++)
            {
                ContractDimensions d = new([turned % 2 == 0 ? 1 : 0], [turned / 2 % 2 == 0 ? 0 : 1], [], []);
                NDArray a = turned % 2 == 0 ? x : x.T, b = turned / 2 % 2 == 0 ? y : y.T;
                Jaxpr program = Trace(z => [turned < 4 ? Lax.DotGeneral(z[0], z[1], d) : Lax.DotGeneral(z[0], z[1], d).T], [a, b]);
                for (int workers = 0; workers < 2; workers++)
                {
                    byte[] actual = Agree.Run(program, workers, Bytes(a), Bytes(b))[0];
                    if (turned >= 4) actual = Bytes(Np.Array(actual).Reshape(n, m, type.Size).Transpose(1, 0, 2));
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void Batches_and_axes_in_any_order_agree_with_the_interpreter()
    {
        Random random = new(5);
        foreach (DType type in Types)
        {
            foreach ((int batch, int m, int k, int n) in ((int, int, int, int)[])[(40, 16, 16, 16), (3, 50, 60, 70), (100, 3, 9, 4), (9, 1, 40, 17), (2, 0, 3, 4), (0, 3, 4, 5), (17, 13, 40, 33), (2, 40, 400, 150)])
            {
                Check([batch, m, k], [batch, k, n], new([2], [1], [0], [0]));
                Check([m, batch, k], [n, k, batch], new([2], [1], [1], [2]));
                Check([k, m, batch], [k, batch, n], new([0], [0], [2], [1]));
            }

            Check([4, 5, 6, 7], [6, 9, 4, 8], new([0, 2], [2, 0], [], []));
            Check([3, 20, 2, 16], [16, 3, 2, 21], new([3, 0], [0, 1], [2], [2]));
            Check([33, 1], [1, 20], new([1], [0], [], []));

            void Check(Shape left, Shape right, ContractDimensions d)
            {
                ArrayType x = new(type, left), y = new(type, right);
                Agree.BitForBit(Agree.Program(new DotGeneral(d, type), x, y), Agree.Whole(random, x), Agree.Whole(random, y));
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32, DType.Complex64)]
    [InlineData(DType.Int32, DType.Complex128)]
    [InlineData(DType.Complex64, DType.Complex128)]
    [InlineData(DType.Complex128, DType.Complex64)]
    [InlineData(DType.Complex64, DType.Float32)]
    public void Factors_of_other_types_are_converted(DType given, DType type)
    {
        Random random = new(6);
        foreach ((int m, int k, int n) in ((int, int, int)[])[(5, 9, 7), (1, 30, 12), (20, 1, 9)])
        {
            ArrayType x = new(given, [m, k]), y = new(given, [k, n]);
            Agree.BitForBit(Agree.Program(new DotGeneral(new([1], [0], [], []), type), x, y), Agree.Whole(random, x), Agree.Whole(random, y));
        }
    }

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(30, 40, 1)]
    [InlineData(1, 300, 1)]
    [InlineData(200, 2000, 1)]
    [InlineData(1, 500, 300)]
    public void Products_with_a_vector_are_sums_of_products(int m, int k, int n)
    {
        foreach (DType type in Types)
        {
            Random random = new(7);
            ArrayType x = new(type, [m, k]), y = new(type, [k, n]);
            Jaxpr program = Agree.Program(new DotGeneral(new([1], [0], [], []), type), x, y);
            Assert.DoesNotContain(CpuPipeline.Compile(program, new([]), 0).Graph.Nodes.ToArray(), node => node is ContractNode);
            Agree.BitForBit(program, Agree.Whole(random, x), Agree.Whole(random, y));
            NDArray Waves(Shape shape) => Lax.Complex(Np.Sin(Np.Arange((float)shape.Count)), Np.Cos(1.7f * Np.Arange((float)shape.Count))).AsType(type).Reshape(shape);
            Agree.Within(type == DType.Complex64 ? 2e-4 : 1e-12, program, Bytes(Waves(x.Shape)), Bytes(Waves(y.Shape)));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_follows_on_them_has_the_bits_of_the_map(int m, int k, int n)
    {
        foreach (DType type in Types)
        {
            NDArray x = Random(new(1), type, m, k), y = Random(new(2), type, k, n), row = Random(new(3), type, n), column = Random(new(4), type, m, 1);
            Follows(z => [(z[0] + z[1]) * 2f]);
            Follows(z =>
            {
                NDArray product = z[0] * z[1];
                return [product, product + z[2]];
            });
            Follows(z =>
            {
                NDArray sum = z[0] + z[1];
                return [Np.Real(sum) * Np.Imag(z[2]), Np.Imag(sum) > 0f, Lax.Select(Np.Real(sum) > 0f, sum, Lax.Conj(sum))];
            });
            // No result has the size of products.
            Follows(z => [Np.Real(z[0]) + Np.Real(z[2])], m * k * n >= 64 * 64 * 64);
            Follows(z => [(Np.Real(z[0]) * Np.Real(z[0]) + Np.Imag(z[0]) * Np.Imag(z[0])).AsType(type == DType.Complex64 ? DType.Float64 : DType.Float32)], m * k * n >= 64 * 64 * 64);

            void Follows(Func<NDArray[], NDArray[]> map, bool isFused = true)
            {
                NDArray[] given = [x, y, row, column];
                Jaxpr whole = Trace(a => map([Lax.DotGeneral(a[0], a[1], new([1], [0], [], [])), a[2], a[3]]), given);
                Assert.True((isFused && n >= 8) == CpuPipeline.Compile(whole, new([]), 0).Graph.Nodes.ToArray().Any(node => node is ContractNode { Epilogue: not null }), CpuPipeline.Compile(whole, new([]), 0).Graph.ToString());
                NDArray product = Lax.DotGeneral(x, y, new([1], [0], [], []));
                byte[][] expected = Run(map, product, row, column), actual = Agree.Run(whole, [.. given.Select(Bytes)]);
                for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
            }
        }
    }

    [Fact]
    public void Products_in_the_lanes_of_a_loop_agree_with_the_interpreter()
    {
        foreach (DType type in Types)
        {
            Random random = new(8);
            NDArray matrix = Random(random, type, 3, 3) * 1e-6f, x = Random(random, type, 20, 3);
            NDArray Steps(NDArray v) => Lax.While(((NDArray N, NDArray V) c) => c.N < Np.Floor(Np.Abs(Np.Real(v[0]))).AsType(DType.Int32) % 7, c => (N: c.N + 1, V: Np.MatMul(matrix, c.V) + v), (N: (NDArray)Np.Array(0), V: v)).V;
            Jaxpr program = MakeJaxpr(Vmap((NDArray v) => Steps(v)))(x);
            Assert.Contains(CpuPipeline.Compile(program, new([]), 0).Kinds, kind => kind.StartsWith("loop over lanes"));
            Agree.Within(type == DType.Complex64 ? 1e-4 : 1e-12, program, Bytes(x));
        }
    }

    [Fact]
    public void A_convolution_with_a_kernel_of_one_place_is_such_a_product()
    {
        Random random = new(9);
        foreach (DType type in Types)
        {
            ArrayType x = new(type, [2, 5, 6, 7]), kernel = new(type, [1, 1, 7, 9]);
            Jaxpr program = Staging.Trace("f", (NDArray[] a, out TreeDef result) => Tree.Flatten(Lax.ConvGeneralDilated(a[0], a[1], [2, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC")), out result), [x, kernel]).Program;
            Assert.Contains(CpuPipeline.Compile(program, new([]), 0).Graph.Nodes.ToArray(), node => node is ContractNode && node.Operands[0].DType == type);
            Agree.BitForBit(program, Agree.Whole(random, x), Agree.Whole(random, kernel));
        }
    }
}
