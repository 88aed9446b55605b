using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Reductions over axes that do not stand together, or over many elements.</summary>
public sealed class SplitReductionTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0);

    private static void Becomes(string expected, Func<NDArray, NDArray> f, NDArray x)
    {
        LoopGraph graph = SplitReductions.Run(Lowered(f, x));
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
        Assert.Same(graph, SplitReductions.Run(graph));
    }

    private static NDArray Values(params int[] shape) => Np.Sin(Np.Arange(shape.Aggregate(1, (a, b) => a * b)).AsType(DType.Float32) * 1.7f).Reshape(shape);

    private static byte[] Bytes(NDArray x) => [.. MemoryMarshal.AsBytes<float>(x.ToArray<float>())];

    [Fact]
    public void Long_rows_are_combined_first() => Becomes("""
        inputs %0:f32[9,5,8,8]
        %1:f32[9,5] = reduce Sum [2,3] %0
        %2:f32[5] = reduce Sum [0] %1
        outputs %2:f32[5]
        """, x => Lax.ReduceSum(x, [0, 2, 3]), Np.Ones(9, 5, 8, 8));

    [Fact]
    public void Where_rows_are_short_what_numbers_them_is_combined_first() => Becomes("""
        inputs %0:f32[9,5,7]
        %1:f32[5,7] = reduce Max [0] %0
        %2:f32[5] = reduce Max [1] %1
        outputs %2:f32[5]
        """, x => Lax.ReduceMax(x, [0, 2]), Np.Ones(9, 5, 7));

    [Fact]
    public void Several_groups_of_axes_are_combined_one_after_the_other_and_axes_of_one_element_with_the_last() => Becomes("""
        inputs %0:f32[9,5,1,7,3,40]
        %1:f32[9,5,1,7,3] = reduce Sum [5] %0
        %2:f32[5,1,7,3] = reduce Sum [0] %1
        %3:f32[5,3] = reduce Sum [1,2] %2
        outputs %3:f32[5,3]
        """, x => Lax.ReduceSum(x, [0, 2, 3, 5]), Np.Ones(9, 5, 1, 7, 3, 40));

    [Fact]
    public void Of_many_elements_together_rows_are_combined_first() => Becomes("""
        inputs %0:f32[3,128,128]
        %1:f32[3,128] = reduce Sum [2] %0
        %2:f32[3] = reduce Sum [1] %1
        outputs %2:f32[3]
        """, x => Lax.ReduceSum(x, [1, 2]), Np.Ones(3, 128, 128));

    [Fact]
    public void A_row_of_many_elements_has_as_many_of_the_last_axes_as_it_takes() => Becomes("""
        inputs %0:f32[40,30,1,20]
        %1:f32[40,1] = reduce Sum [1,3] %0
        %2:f32[] = reduce Sum [0,1] %1
        outputs %2:f32[]
        """, x => Lax.ReduceSum(x, [0, 1, 2, 3]), Np.Ones(40, 30, 1, 20));

    [Fact]
    public void Of_axes_apart_the_last_group_is_cut_into_rows_as_well() => Becomes("""
        inputs %0:f32[2,5,100,200]
        %1:f32[2,5,100] = reduce Sum [3] %0
        %2:f32[2,5] = reduce Sum [2] %1
        %3:f32[5] = reduce Sum [0] %2
        outputs %3:f32[5]
        """, x => Lax.ReduceSum(x, [0, 2, 3]), Np.Ones(2, 5, 100, 200));

    [Fact]
    public void What_stands_together_what_is_small_and_what_has_no_kernel_over_rows_stays()
    {
        foreach ((Func<NDArray, NDArray> f, NDArray x) in (ReadOnlySpan<(Func<NDArray, NDArray>, NDArray)>)
        [
            (x => Lax.ReduceSum(x, [1, 2]), Np.Ones(9, 5, 70)),
            (x => Lax.ReduceSum(x, [0, 1]), Np.Ones(100, 128)),
            (x => Lax.ReduceSum(x, [0, 1]), Np.Ones(400, 64)),
            (x => Lax.ReduceSum(x, [0, 1]), Np.Ones(200, 200, 3)),
            (x => Lax.ReduceSum(x, [0, 1]), Np.Ones(1, 1 << 15)),
            (x => Lax.ReduceSum(x, [0, 2]), Np.Ones(9, 1, 70)),
            (x => Lax.ReduceSum(x, [0, 2]), Np.Ones(1, 9, 70)),
            (x => Lax.ReduceSum(x, [0, 2]), Np.Ones(9, 2, 3)),
            (x => Lax.ReduceSum(x, [0, 2]), Np.Ones(9, 0, 70)),
            (x => Lax.ReduceProd(x, [0, 2]), Np.Ones(9, 5, 70).AsType(DType.Complex64)),
        ])
        {
            LoopGraph graph = Lowered(f, x);
            Assert.Same(graph, SplitReductions.Run(graph));
        }
    }

    [Fact]
    public void Every_type_and_shape_agrees_with_the_interpreter()
    {
        Random random = new(8);
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.Int32, DType.UInt8, DType.Bool, DType.Float16, DType.Complex64])
        {
            foreach (int[] shape in (ReadOnlySpan<int[]>)[[4, 3, 32], [4, 3, 9, 5], [300, 2, 40, 1], [1, 5, 64], [17, 3, 2, 70], [2, 1, 40, 3], [0, 5, 40], [5, 3, 0], [3, 70_000, 2], [2, 3, 130, 140]])
            {
                int[] axes = shape.Length == 3 ? [0, 2] : [0, 2, 3];
                ArrayType input = new(type, [.. shape]);
                double tolerance = type is DType.Float16 ? 2e-3 : 1e-5;
                foreach (Primitive primitive in (Primitive[])[new ReduceSum(axes), new ReduceMax(axes), new ReduceMin(axes)])
                    Agree.Within(tolerance * Math.Sqrt(Math.Max(1, shape[0])), Agree.Program(primitive, input), primitive is ReduceSum && type != DType.Float16 ? Agree.Whole(random, input) : Agree.Data(random, input, special: primitive is not ReduceSum));
            }
        }
    }

    [Fact]
    public void The_statistics_of_a_batch_are_made_by_kernels_over_rows_that_square_what_they_sum()
    {
        LoopGraph graph = GroupFusion.Run(FoldViews.Run(SplitReductions.Run(Lowered(x => Np.Sum(x * x, [0, 2, 3]), Np.Ones(8, 16, 8, 8)))));
        Assert.Equal("""
            inputs %0:f32[8,16,8,8]
            %1:f32[8,16] = rows(8, 16 | 8, 8) %0
                s0:f32 = Input #0 #0
                s1:f32 = Multiply s0 s0
                s2:f32 = Sum over s1
                give s2 rows
            %2:f32[16] = rows(8 | 16) %1
                s0:f32 = Input #0 #0
                give s0 Sum over rows
            outputs %2:f32[16]
            """.ReplaceLineEndings("\n"), graph.ToString().Trim());
    }

    [Fact]
    public void The_sum_of_all_elements_is_made_with_numbers_for_rows_and_for_columns_in_one_kernel()
    {
        LoopGraph graph = GroupFusion.Run(FoldViews.Run(SplitReductions.Run(Lowered(x => Np.Sum((x - x[0]) * x[.., 0, NewAxis]), Np.Ones(128, 256)))));
        Assert.Equal("""
            inputs %0:f32[128,256]
            %1:f32[128] = rows(128 | 256) %0 %0(128, 256):(0, 1) %0(128, 256):(256, 0)
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
                s2:f32 = Subtract s0 s1
                s3:f32 = Input #2 #0
                s4:f32 = Multiply s2 s3
                s5:f32 = Sum over s4
                give s5 rows
            %2:f32[] = rows( | 128) %1
                s0:f32 = Input #0 #0
                s1:f32 = Sum over s0
                give s1 rows
            outputs %2:f32[]
            """.ReplaceLineEndings("\n"), graph.ToString().Trim());
    }

    [Fact]
    public void The_order_of_a_sum_of_all_elements_is_the_same_however_it_is_run()
    {
        foreach (int[] shape in (ReadOnlySpan<int[]>)[[128, 128], [200, 300], [3, 100_000], [40, 30, 20], [7, 1, 5000]])
        {
            NDArray x = Values(shape), column = x[..1] * 3, row = x[.., ..1] - 2, values = x * column + row;
            byte[] eager = Bytes(Np.Sum(values));
            Assert.Equal(eager, Bytes(Jit((NDArray x) => Np.Sum(x))(values)));
            Assert.Equal(eager, Bytes(Jit((NDArray x, NDArray c, NDArray r) => Np.Sum(x * c + r))(x, column, row)));
            Assert.Equal(eager, Bytes(Jit((NDArray x, NDArray c, NDArray r) => Lax.Scan((NDArray s, NDArray x) => (Np.Sum(x * c + r), s), Np.Zeros(), x).Carry)(Np.Stack([x]), column, row)));
            Assert.Equal(eager, Bytes(Jit(Vmap((NDArray x, NDArray c, NDArray r) => Np.Sum(x * c + r), inAxes: [0, null, null]))(Np.Stack([values, x]), column, row)[1]));
        }
    }

    [Fact]
    public void The_order_is_the_same_however_the_sum_is_run()
    {
        foreach (int[] shape in (ReadOnlySpan<int[]>)[[8, 16, 8, 8], [300, 5, 3, 3], [40, 3, 20, 20]])
        {
            NDArray x = Values(shape), square = x * x;
            byte[] eager = Bytes(Np.Sum(square, [0, 2, 3]));
            // Alone, with what it sums, in a loop, and as one of a batch whose axis is in front.
            Assert.Equal(eager, Bytes(Jit((NDArray x) => Np.Sum(x, [0, 2, 3]))(square)));
            Assert.Equal(eager, Bytes(Jit((NDArray x) => Np.Sum(x * x, [0, 2, 3]))(x)));
            Assert.Equal(eager, Bytes(Jit((NDArray x) => Np.Sum(x * x, [0, 2, 3], keepDims: true) + 0f)(x)));
            Assert.Equal(eager, Bytes(Jit((NDArray x) => Lax.Scan((NDArray s, NDArray y) => (Np.Sum(y * y, [0, 2, 3]), s), Np.Zeros(shape[1]), x).Carry)(Np.Stack([x]))));
            NDArray batch = Np.Stack([square, x, square]);
            Assert.Equal(eager, Bytes(Vmap((NDArray x) => Np.Sum(x, [0, 2, 3]))(batch)[0]));
            Assert.Equal(eager, Bytes(Jit(Vmap((NDArray x) => Np.Sum(x, [0, 2, 3])))(batch)[2]));
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        ArrayType input = new(DType.Float32, [64, 24, 40, 5]);
        byte[] data = Agree.Data(new(2), input, special: false);
        foreach (int[] axes in (ReadOnlySpan<int[]>)[[0, 2], [0, 2, 3], [1, 3], [0, 3], [0, 1, 2, 3]])
            Assert.Equal(Agree.Run(Agree.Program(new ReduceSum(axes), input), 1, data)[0], Agree.Run(Agree.Program(new ReduceSum(axes), input), data)[0]);
    }
}
