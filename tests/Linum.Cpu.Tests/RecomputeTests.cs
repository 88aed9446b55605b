using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What later kernels compute again instead of reading it.</summary>
public sealed class RecomputeTests
{
    private const int Many = 1 << 14;

    private static LoopGraph Loops(Func<NDArray, NDArray> f, NDArray x) => RecomputeResults.Run(GroupFusion.Run(UnrollReductions.Run(FoldViews.Run(LowerToLoops.Run(MakeJaxpr(f)(x), 0)))));

    private static string Text(Func<NDArray, NDArray> f, NDArray x) => Loops(f, x).ToString().Trim();

    private static int Stored(Func<NDArray, NDArray> f, NDArray x) => Loops(f, x).Nodes[0].Results.Count;

    private static void Agrees(Func<NDArray, NDArray> f, DType type, params int[] shape)
    {
        Assert.NotEqual(GroupFusion.Run(UnrollReductions.Run(FoldViews.Run(LowerToLoops.Run(MakeJaxpr(f)(Np.Zeros(shape, type)), 0)))).ToString(), Text(f, Np.Zeros(shape, type)));
        Agree.BitForBit(MakeJaxpr(f)(Np.Zeros(shape, type)), Agree.Whole(new Random(shape[^1]), new(type, shape)));
    }

    /// <summary>Kernels before and after running sums cannot be one.</summary>
    private static NDArray Later(NDArray x) => Np.CumSum(x, 0);

    [Fact]
    public void What_follows_from_what_is_stored_is_computed_by_those_that_read_it()
    {
        Assert.Equal("""
            inputs %0:f32[16384]
            %1:f32[16384] = map(16384,) 1 operations %0
                s0:f32 = Input #0 #0
                s1:f32 = Multiply s0 s0
                give s1
            %2:f32[16384] = Cumulative %1
            %3:f32[16384] = map(16384,) 4 operations %2 %1
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
                s2:f32 = Constant 3
                s3:f32 = Multiply s1 s2
                s4:f32 = Multiply s0 s3
                s5:f32 = Constant 1
                s6:f32 = Add s1 s5
                s7:f32 = Add s4 s6
                give s7
            outputs %3:f32[16384]
            """.ReplaceLineEndings("\n"), Text(
            x =>
            {
                NDArray y = x * x, z = y * 3, w = y + 1;
                return Later(y) * z + w;
            },
            Np.Zeros(Many)));
    }

    [Fact]
    public void What_several_results_follow_from_is_stored_instead_of_them()
    {
        Assert.Equal("""
            inputs %0:f32[16384]
            %1:f32[16384] %2:f32[16384] = map(16384,) 4 operations %0
                s0:f32 = Input #0 #0
                s1:f32 = Constant 2
                s2:f32 = Add s0 s1
                s3:f32 = Divide s0 s2
                s4:f32 = Sqrt s3
                s5:f32 = Multiply s4 s0
                give s5 s4
            %3:f32[16384] = Cumulative %1
            %4:f32[16384] = map(16384,) 4 operations %3 %2
                s0:f32 = Input #0 #0
                s1:f32 = Constant 1
                s2:f32 = Input #1 #0
                s3:f32 = Add s1 s2
                s4:f32 = Multiply s0 s3
                s5:f32 = Subtract s1 s2
                s6:f32 = Add s4 s5
                give s6
            outputs %4:f32[16384]
            """.ReplaceLineEndings("\n"), Text(
            x =>
            {
                NDArray t = Np.Sqrt(x / (x + 2)), up = 1 + t, down = 1 - t;
                return Later(t * x) * up + down;
            },
            Np.Zeros(Many)));
    }

    [Fact]
    public void Long_computations_are_stored() => Assert.Equal(2, Stored(
        x =>
        {
            NDArray y = x * x, z = Np.Sin(y);
            return Later(y) * z;
        },
        Np.Zeros(Many)));

    [Fact]
    public void Small_arrays_are_stored() => Assert.Equal(2, Stored(
        x =>
        {
            NDArray y = x * x, z = y * 3;
            return Later(y) * z;
        },
        Np.Zeros(Many - 1)));

    [Fact]
    public void Results_of_the_program_are_stored()
    {
        LoopGraph graph = RecomputeResults.Run(GroupFusion.Run(UnrollReductions.Run(FoldViews.Run(LowerToLoops.Run(
            MakeJaxpr((NDArray x) =>
            {
                NDArray y = x * x, z = y * 3;
                return new[] { Later(y) * z, z };
            })(Np.Zeros(Many)), 0)))));
        Assert.Equal(2, graph.Nodes[0].Results.Count);
    }

    [Fact]
    public void What_is_read_in_another_order_is_stored() => Assert.Equal(2, Stored(
        x =>
        {
            NDArray y = x * x, z = y * 3;
            return Later(y) * Np.Flip(z);
        },
        Np.Zeros(Many)));

    [Fact]
    public void A_number_per_row_is_read_where_what_follows_from_it_is_computed_again()
    {
        static NDArray F(NDArray x)
        {
            NDArray sum = Np.Sum(x, 1, keepDims: true), y = x * sum, z = y + sum;
            return Np.CumSum(y, 0) * z;
        }

        Assert.Equal(2, Stored(F, Np.Zeros(128, 256)));
        Agrees(F, DType.Float32, 128, 256);
    }

    [Fact]
    public void What_an_array_was_computed_of_is_read_in_its_place()
    {
        static NDArray F(NDArray x)
        {
            NDArray apart = x - x[0], squares = Np.Sum(apart * apart, 0);
            return apart * squares;
        }

        Assert.Equal(1, Stored(F, Np.Zeros(128, 256)));
        Agrees(F, DType.Float32, 128, 256);
    }

    [Fact]
    public void What_was_computed_of_two_arrays_is_stored() => Assert.Equal(2, Stored(
        x =>
        {
            NDArray sum = x[..128] + x[128..], squares = Np.Sum(sum * sum, 0);
            return sum * squares;
        },
        Np.Zeros(256, 256)));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Every_type_is_computed_again(DType type) => Agrees(
        x =>
        {
            NDArray y = x * x, z = y + y, w = y - x;
            return Later(y) * z + w * z;
        },
        type, Many + 5);

    [Fact]
    public void A_mask_is_computed_again_from_what_it_tells_about() => Agrees(
        x =>
        {
            NDArray y = x * x - x, mask = y > 0;
            return Np.Where(mask, Later(y), x);
        },
        DType.Float32, Many);

    [Fact]
    public void A_layer_with_its_derivatives_agrees_with_the_interpreter()
    {
        NDArray w = Np.Eye(64);
        Agrees(x => Grad((NDArray a) => Np.Sum(Nn.Gelu(a, approximate: true) * a))(x * 2) + Np.CumSum(x, 0) * Np.MatMul(x, w), DType.Float32, 300, 64);
    }
}
