using System.Runtime.CompilerServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Results that stay in the third cache from call to call.</summary>
public sealed class NearResultsTests
{
    private const long Cache = 32 << 20;

    private static long Round(Func<NDArray, NDArray, NDArray> f, int rows, int columns)
    {
        Jaxpr program = MakeJaxpr(f)(Np.Zeros(rows), Np.Zeros(columns));
        return NearResults.Round(PlanBuffers.Run(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0))), new([])), Cache);
    }

    private static NDArray Outer(NDArray x, NDArray y) => Np.ExpandDims(x, 1) + y;

    [Fact]
    public void Two_rounds_of_results_and_what_is_read_have_to_fit_the_cache_and_the_nearer_ones()
    {
        Assert.Equal(16 << 20, Round(Outer, 2048, 2048));
        Assert.Equal(0, Round(Outer, 2049, 2560));
    }

    [Fact]
    public void What_is_read_counts()
    {
        static NDArray Sum(NDArray x, NDArray y) => x + y[0];
        Assert.Equal(10 << 20, Round(Sum, 5 << 19, 1));
        Assert.Equal(0, Round(Sum, 5 << 19, 2 << 20));
    }

    [Fact]
    public void Wide_transposes_do_not_stay() => Assert.Equal(0, Round((x, y) => Lax.Transpose(Lax.Reshape(x, 1024, 2048), [1, 0]), 1 << 21, 1));

    [Fact]
    public void Results_that_stay_go_through_few_blocks()
    {
        var f = Jit((NDArray x) => x + 1f);
        NDArray x = Np.Zeros((8 << 20) / 4);
        int Blocks()
        {
            HashSet<nint> seen = [];
            for (int i = 0; i < 60; i++) Call(f, x, seen);
            return seen.Count;
        }

        // Two where nothing else happens; tests beside this one may be looking for garbage at that moment, so the best of some turns counts. Blocks that do not stay are ten.
        if (NearResults.Round(PlanBuffers.Run(LowerToLoops.Run(MakeJaxpr(f)(x), 0), new([])), CacheSizes.Third) > 0) Assert.InRange(Enumerable.Range(0, 5).Min(_ => Blocks()), 1, 6);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call(Func<NDArray, NDArray> f, NDArray x, HashSet<nint> seen) => seen.Add(((CpuBuffer)((ConcreteArray)f(x)).Buffer).Address);
}
