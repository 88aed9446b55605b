using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>The passes over loops, each alone or behind those it needs: a program goes in, the text of a program comes out.</summary>
public sealed class LoopPassTests
{
    private static readonly NDArray Matrix = Np.Ones(4, 20);

    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0);

    private static void Becomes(string expected, LoopGraph graph)
    {
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    [Fact]
    public void Group_fusion_makes_rows_of_reductions_and_the_maps_around_them() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4,20] = rows(4 | 20) %0
            s0:f32 = Input #0 #0
            s1:f32 = Max over s0
            s2:f32 = Subtract s0 s1
            s3:f32 = Sum over s2
            s4:f32 = Divide s2 s3
            give s4 elements
        outputs %1:f32[4,20]
        """, GroupFusion.Run(FoldViews.Run(Lowered(x =>
    {
        NDArray y = x - Np.Max(x, 1, keepDims: true);
        return y / Np.Sum(y, 1, keepDims: true);
    }, Matrix))));

    [Fact]
    public void Group_fusion_sums_rows_and_columns_of_one_map_in_one_kernel() => Becomes("""
        inputs %0:f32[9,16]
        %1:f32[16] %2:f32[9] = rows(9 | 16) %0
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            s2:f32 = Sum over s1
            give s1 Sum over rows s2 rows
        %3:f32[9] = map(9,) 1 operations %1(9,):(1) %2
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        outputs %3:f32[9]
        """, GroupFusion.Run(FoldViews.Run(Lowered(x =>
    {
        NDArray square = x * x;
        return Np.Sum(square, 0)[..9] + Np.Sum(square, 1);
    }, Np.Ones(9, 16)))));

    [Fact]
    public void Group_fusion_computes_what_is_long_for_a_value_of_each_of_many_rows_between_two_passes_over_them()
    {
        // Ten operations for each of so many rows, which may have six between two passes over 20 elements.
        LoopGraph Grouped(int rows, int operations = 10) => GroupFusion.Run(FoldViews.Run(Lowered(x =>
        {
            NDArray value = Np.Sum(x, 1, keepDims: true);
            for (int i = 1; i < operations; i++) value *= value;
            return x - -value;
        }, Np.Ones(rows, 20))));
        LoopGraph apart = Grouped(2000);
        LoopChecker.Check(apart, "the test");
        Assert.StartsWith("""
            inputs %0:f32[2000,20]
            %1:f32[2000] = rows(2000 | 20) %0
                s0:f32 = Input #0 #0
                s1:f32 = Sum over s0
                give s1 rows
            %2:f32[2000,1] = map(2000,) 10 operations %1
            """.ReplaceLineEndings("\n"), apart.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, apart.Nodes.Count);
        Assert.Single(Grouped(1000).Nodes);
        Assert.Single(Grouped(2000, operations: 6).Nodes);
    }

    [Fact]
    public void Sum_products_makes_a_reduction_of_a_product_with_a_vector() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4,20] = map(4, 20) 1 operations %0 %0(4, 20):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Multiply s0 s1
            give s2
        %2:f32[4] = reduce Sum [1] %1
        outputs %2:f32[4]
        """, SumProducts.Run(FoldViews.Run(Lowered(x => Np.Dot(x, x[0]), Matrix))));

    [Fact]
    public void Sum_products_makes_a_map_of_an_outer_product() => Becomes("""
        inputs %0:f32[20]
        %1:f32[20,20] = map(20, 20) 1 operations %0(20, 20):(1, 0) %0(20, 20):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Multiply s0 s1
            give s2
        outputs %1:f32[20,20]
        """, SumProducts.Run(FoldViews.Run(Lowered(x => Np.Outer(x, x), Np.Ones(20)))));

    [Fact]
    public void Unroll_reductions_combines_few_elements_in_a_map() => Becomes("""
        inputs %0:f32[20,2]
        %1:f32[20] = map(20,) 1 operations %0(20,):(2)
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            give s1
        %2:f32[20] = map(20,) 1 operations %0(20,):(2)+1
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            give s1
        %3:f32[20] = map(20,) 2 operations %1 %2
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Constant 0
            s3:f32 = Add s0 s2
            s4:f32 = Add s3 s1
            give s4
        outputs %3:f32[20]
        """, UnrollReductions.Run(FoldViews.Run(Lowered(x => Np.Sum(Np.Square(x), 1), Np.Ones(20, 2)))));

    [Fact]
    public void Unroll_reductions_reads_a_few_rows_in_memory_side_by_side() => Becomes("""
        inputs %0:f32[2,20]
        %1:f32[20] = map(20,) 2 operations %0(20,):(1) %0(20,):(1)+20
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Constant 0
            s3:f32 = Add s0 s2
            s4:f32 = Add s3 s1
            give s4
        outputs %1:f32[20]
        """, UnrollReductions.Run(FoldViews.Run(Lowered(x => Np.Sum(x, 0), Np.Ones(2, 20)))));

    [Theory]
    [InlineData(2, 3, 17)]
    [InlineData(5, 8, 33)]
    public void Unrolled_along_an_axis_in_the_middle_a_reduction_is_the_same(int first, int middle, int last)
    {
        NDArray x = Np.Reshape(Np.Sin(Np.Arange((double)(first * middle * last))), [first, middle, last]);
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])[a => Np.Sum(a, 1), a => Np.Max(a, 1), a => Np.Min(Lax.Transpose(a, [1, 0, 2]), 0), a => Np.Prod(a * Np.Arange(1.0, middle + 1.0)[.., Slice.NewAxis], 1)])
            Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());
    }

    [Fact]
    public void Orient_maps_lets_two_transpositions_meet() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4,20] = map(4, 20) 1 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Multiply s0 s1
            give s2
        outputs %1:f32[4,20]
        """, FoldViews.Run(OrientMaps.Run(Lowered(x => Lax.Transpose(Lax.Transpose(x, [1, 0]) * 2f, [1, 0]), Matrix))));

    [Fact]
    public void Fold_views_makes_a_map_of_a_copy_that_a_kernel_can_walk_through() => Becomes("""
        inputs %0:f32[20]
        %1:f32[3,20] = map(3, 20) 0 operations %0(3, 20):(0, 1)
            s0:f32 = Input #0 #0
            give s0
        outputs %1:f32[3,20]
        """, FoldViews.Run(Lowered(x => Lax.BroadcastInDim(x, [3, 20], [1]), Np.Ones(20))));

    [Fact]
    public void Fold_views_lets_a_map_read_backwards_and_in_small_steps() => Becomes("""
        inputs %0:f32[40]
        %1:f32[20] = map(20,) 1 operations %0(20,):(-1)+39 %0(20,):(2)+1
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        outputs %1:f32[20]
        """, FoldViews.Run(Lowered(x => x[(20.., -1)] + x[(1.., 2)], Np.Ones(40))));

    [Fact]
    public void Fold_views_copies_once_what_is_read_in_steps_again_and_again() => Becomes("""
        inputs %0:f32[40]
        %1:f32[20] = map(20,) 0 operations %0(20,):(2)
            s0:f32 = Input #0 #0
            give s0
        %2:f32[3,20] = map(3, 20) 1 operations %1(3, 20):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            give s1
        outputs %2:f32[3,20]
        """, FoldViews.Run(Lowered(x => -Lax.BroadcastInDim(x[(.., 2)], [3, 20], [1]), Np.Ones(40))));

    [Fact]
    public void Unroll_reductions_reads_the_end_of_a_chain_that_would_double_with_every_link()
    {
        LoopGraph graph = FoldViews.Run(Lowered(x =>
        {
            for (int i = 0; i < 60; i++) x *= x;
            return Np.Sum(x, 1);
        }, Np.Ones(20, 2)));
        LoopNode sum = UnrollReductions.Run(graph).Nodes[^1];
        Assert.Equal([graph.Nodes[^2].Results[0], graph.Nodes[^2].Results[0]], sum.Operands.ToArray().Select(o => o.Value));
    }
}
