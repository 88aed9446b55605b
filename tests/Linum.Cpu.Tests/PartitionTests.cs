using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Into how many parts work is cut.</summary>
public sealed class PartitionTests
{
    private static Partition[] Of(Func<NDArray, NDArray> f, params ReadOnlySpan<int> shape)
    {
        Jaxpr program = MakeJaxpr(f)(Np.Zeros(shape.ToArray()));
        return PartitionWork.Run(PlanBuffers.Run(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0))), new([])), 0).Partitions.ToArray();
    }

    [Theory]
    [InlineData(16_000, 1, true)]
    [InlineData(20_000, 2, false)]
    [InlineData(65_000, 2, false)]
    [InlineData(70_000, 2, true)]
    [InlineData(100_000, 4, true)]
    [InlineData(10_000_000, 32, true)]
    public void Maps_are_cut_in_two_for_threads_that_are_awake_and_in_powers_of_two_where_threads_are_woken(int count, int parts, bool wakes) =>
        Assert.Equal([new Partition(parts, 0, wakes)], Of(x => x * 2f, count));

    [Fact]
    public void A_small_map_that_several_threads_read_is_cut_as_well()
    {
        static NDArray Spread(NDArray x) => Lax.Transpose(Lax.Sort(Lax.BroadcastInDim(x * 2f, [50, x.Shape[0], 50], [1, 2])), [0, 2, 1]);
        Assert.Equal(8, Of(Spread, 100, 50)[0].Parts);
        Assert.Equal(1, Of(Spread, 20, 50)[0].Parts);
        Assert.Equal(1, Of(x => x * 2f, 100, 50)[0].Parts);
    }
}
