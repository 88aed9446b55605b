using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products with very long sums and few results.</summary>
public sealed class CutLongProductsTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0));

    private static void Becomes(string expected, Func<NDArray, NDArray> f, NDArray x)
    {
        LoopGraph graph = CutLongProducts.Run(Lowered(f, x));
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    private static NDArray Values(params int[] shape) => Np.Sin(Np.Arange(shape.Aggregate(1, (a, b) => a * b)).AsType(DType.Float32) * 1.7f).Reshape(shape);

    [Fact]
    public void Parts_of_equal_length_are_one_product_with_a_batch_axis_and_are_added_from_first_to_last() => Becomes("""
        inputs %0:f32[8192,3]
        %1:f32[4,3,3] = contract[2;1] %0(4, 3, 2048):(6144, 1, 3) %0(4, 2048, 3):(6144, 3, 1)
        %2:f32[3,3] = map(3, 3) 3 operations %1(3, 3):(3, 1) %1(3, 3):(3, 1)+9 %1(3, 3):(3, 1)+18 %1(3, 3):(3, 1)+27
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Add s0 s1
            s5:f32 = Add s4 s2
            s6:f32 = Add s5 s3
            give s6
        outputs %2:f32[3,3]
        """, x => Np.MatMul(x.T, x), Np.Ones(8192, 3));

    [Fact]
    public void What_is_left_behind_equal_parts_is_a_product_of_its_own() => Becomes("""
        inputs %0:f32[2,8209,5]
        %1:f32[4,2,5,5] = contract[2;2] %0(4, 2, 2052, 5):(10260, 41045, 5, 1) %0(4, 2, 2052, 5):(10260, 41045, 5, 1)
        %2:f32[2,5,5] = contract[1;1] %0(2, 1, 5):(41045, 5, 1)+41040 %0(2, 1, 5):(41045, 5, 1)+41040
        %3:f32[2,5,5] = map(2, 5, 5) 4 operations %1(2, 5, 5):(25, 5, 1) %1(2, 5, 5):(25, 5, 1)+50 %1(2, 5, 5):(25, 5, 1)+100 %1(2, 5, 5):(25, 5, 1)+150 %2
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Input #4 #0
            s5:f32 = Add s0 s1
            s6:f32 = Add s5 s2
            s7:f32 = Add s6 s3
            s8:f32 = Add s7 s4
            give s8
        outputs %3:f32[2,5,5]
        """, x => Np.Einsum("bki,bkj->bij", x, x), Np.Ones(2, 8209, 5));

    [Fact]
    public void Shorter_sums_many_results_and_few_rows_with_many_columns_stay()
    {
        foreach ((Func<NDArray, NDArray> f, NDArray x) in (ReadOnlySpan<(Func<NDArray, NDArray>, NDArray)>)
        [
            (x => Np.MatMul(x.T, x), Np.Ones(8191, 10)),
            (x => Np.MatMul(x.T, x), Np.Ones(8192, 257)),
            (x => Np.MatMul(x[.., ..7].T, x), Np.Ones(8192, 33)),
            (x => Np.MatMul(x.T, x), Np.Ones(8192, 0)),
        ])
        {
            LoopGraph graph = Lowered(f, x);
            Assert.Same(graph, CutLongProducts.Run(graph));
        }
    }

    /// <summary>Each part is one chain, and the parts are added in order.</summary>
    [Theory]
    [InlineData(8192, 6, 2048)]
    [InlineData(20_000, 9, 2500)]
    [InlineData(10_007, 5, 2501)]
    [InlineData(40_000, 10, 2500)]
    public void Sums_are_chains_of_parts_that_are_added_in_order(int k, int d, int each)
    {
        float[] x = Values(k, d).ToArray<float>(), expected = new float[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                for (int first = 0; first < k; first += each)
                {
                    float part = 0;
                    for (int l = first; l < Math.Min(first + each, k); l++) part = MathF.FusedMultiplyAdd(x[l * d + i], x[l * d + j], part);
                    expected[i * d + j] = first == 0 ? part : expected[i * d + j] + part;
                }
            }
        }

        for (int workers = 1; workers <= 2; workers++)
        {
            byte[][] result = Agree.Run(Agree.Program(new DotGeneral(new([0], [0], [], []), DType.Float32), new ArrayType(DType.Float32, [k, d]), new(DType.Float32, [k, d])), workers, MemoryMarshal.AsBytes(x.AsSpan()).ToArray(), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
            Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(result[0]).ToArray());
        }
    }

    [Fact]
    public void A_mapped_product_has_the_bits_of_each()
    {
        NDArray x = Values(3, 9000, 12);
        NDArray mapped = Jit(Vmap((NDArray a) => Np.MatMul(a.T, a)))(x), last = Jit(Vmap((NDArray a) => Np.MatMul(a.T, a), inAxes: -1, outAxes: -1))(Np.MoveAxis(x, 0, -1));
        for (int i = 0; i < 3; i++)
        {
            float[] alone = Jit((NDArray a) => Np.MatMul(a.T, a))(x[i]).ToArray<float>();
            Assert.Equal(alone, mapped[i].ToArray<float>());
            Assert.Equal(alone, last[.., .., i].ToArray<float>());
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Bool)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    public void All_types_agree_with_the_interpreter(DType type)
    {
        Random random = new(5);
        foreach ((ContractDimensions d, Shape left, Shape right) in (ReadOnlySpan<(ContractDimensions, Shape, Shape)>)
        [
            (new([0], [0], [], []), [8200, 9], [8200, 3]),
            (new([1], [0], [], []), [9, 8192], [8192, 40]),
            (new([1], [1], [], []), [1, 12_000], [5, 12_000]),
            (new([0, 2], [2, 0], [], []), [90, 4, 100], [100, 3, 90]),
            (new([1], [2], [0], [1]), [2, 8300, 4], [3, 2, 8300]),
        ])
        {
            ArrayType x = new(type, left), y = new(type, right);
            byte[] a = Agree.Whole(random, x), b = Agree.Whole(random, y);
            // Sums of whole numbers are exact, so that any order gives the same bits; but not in half precision.
            if (type is DType.Float16 or DType.BFloat16) Agree.Within(1e-2, Agree.Program(new DotGeneral(d, type), x, y), a, b);
            else Agree.BitForBit(Agree.Program(new DotGeneral(d, type), x, y), a, b);
        }
    }
}
