using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Maps that store a result several times.</summary>
public sealed class RepeatTests
{
    private static LoopGraph Loops(Func<NDArray, NDArray> f, NDArray x) => RepeatMaps.Run(GroupFusion.Run(UnrollReductions.Run(FoldViews.Run(LowerToLoops.Run(MakeJaxpr(f)(x), 0)))));

    private static NDArray Everywhere(NDArray x) => Np.BroadcastTo(Np.Sum(x, 0), x.Shape);

    private static void Agrees(Func<NDArray, NDArray> f, params int[] shape) => Agrees(f, DType.Float32, shape);

    private static void Agrees(Func<NDArray, NDArray> f, DType type, params int[] shape)
    {
        ArrayType x = new(type, shape);
        Agree.BitForBit(MakeJaxpr(f)(Np.Zeros(shape, type)), Agree.Whole(new Random(shape[^1]), x));
    }

    [Fact]
    public void What_every_device_gets_is_stored_by_the_kernel_that_computes_it()
    {
        Assert.Equal("""
            inputs %0:f32[2,4099]
            %1:f32[2,4099] = map(4099,) 2 operations %0(4099,):(1) %0(4099,):(1)+4099
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
                s2:f32 = Constant 0
                s3:f32 = Add s0 s2
                s4:f32 = Add s3 s1
                give s4
            outputs %1:f32[2,4099]

            """.ReplaceLineEndings("\n").Trim(), Loops(Everywhere, Np.Zeros(2, 4099)).ToString().Trim());
    }

    [Fact]
    public void A_sum_over_devices_is_one_kernel()
    {
        NDArray x = Np.Arange(2 * 2000f).Reshape(2, 2000);
        Jaxpr traced = MakeJaxpr((NDArray v) => Vmap((NDArray one) => Lax.Psum(one, "devices"), axisName: "devices")(v))(x);
        Assert.Single(CpuPipeline.Compile(traced, new([]), 0).Graph.Nodes);
        Agree.BitForBit(traced, Agree.Whole(new Random(1), x.Type));
    }

    [Theory]
    [InlineData(2, 1024)]
    [InlineData(2, 1031)]
    [InlineData(3, 4099)]
    [InlineData(8, 2063)]
    [InlineData(2, 1100003)]
    [InlineData(2, 1200000)]
    public void Results_that_are_stored_several_times_agree_with_the_interpreter(int times, int count)
    {
        Agrees(Everywhere, times, count);
        Agrees(x => Everywhere(x) * 2f, times, count);
    }

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Float16)]
    public void Every_type_is_stored_several_times(DType type) => Agrees(Everywhere, type, 3, 1029);

    [Fact]
    public void A_result_that_is_read_as_well_is_stored_besides()
    {
        NDArray F(NDArray x)
        {
            NDArray sum = x[0] + x[1];
            return Np.BroadcastTo(sum, [2, 2, 1500]) + Np.Sum(Lax.Sort(sum));
        }

        NDArray G(NDArray x)
        {
            NDArray sum = x[0] + x[1];
            return Lax.Concatenate([Np.BroadcastTo(sum, [2, 1501]), Np.ExpandDims(sum, 0), Lax.Rev(Np.BroadcastTo(sum, [3, 1501]), [0])], 0);
        }

        Agrees(F, 2, 1500);
        Agrees(G, 2, 1501);
    }

    [Fact]
    public void Few_elements_and_many_times_stay_maps_of_their_own()
    {
        Assert.Equal(2, Loops(Everywhere, Np.Zeros(2, 1000)).Nodes.Count);
        Assert.Equal(2, Loops(x => Np.BroadcastTo(Np.Sum(x, 0), [9, 1024]), Np.Zeros(2, 1024)).Nodes.Count);
    }
}
