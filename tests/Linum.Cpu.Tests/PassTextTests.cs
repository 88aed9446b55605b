using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>More passes alone: a program goes in, the text of a program, of its memory, its shares or its phases comes out.</summary>
public sealed class PassTextTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0);

    private static void Becomes(string expected, object result)
    {
        if (result is LoopGraph graph) LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), result.ToString()!.Trim());
    }

    [Fact]
    public void Lower_contraction_multiplies_narrow_floats_as_float32() => Becomes("""
        inputs %0:bf16[3,3]
        %1:f32[3,3] = map(3, 3) 1 operations %0
            s0:bf16 = Input #0 #0
            s1:f32 = Convert s0
            give s1
        %2:f32[3,3] = map(3, 3) 1 operations %0
            s0:bf16 = Input #0 #0
            s1:f32 = Convert s0
            give s1
        %3:f32[3,3] = contract[1;0] %1 %2
        %4:bf16[3,3] = map(3, 3) 1 operations %3
            s0:f32 = Input #0 #0
            s1:bf16 = Convert s0
            give s1
        outputs %4:bf16[3,3]
        """,
        Lowered(x => Np.Dot(x, x), Np.Ones(3, 3).AsType(DType.BFloat16)));

    [Fact]
    public void Read_halves_reads_what_was_only_converted_for_a_contraction() => Becomes("""
        inputs %0:bf16[64,64]
        %1:f32[64,64] = contract[1;0] %0 %0
        %2:bf16[64,64] = map(64, 64) 1 operations %1
            s0:f32 = Input #0 #0
            s1:bf16 = Convert s0
            give s1
        outputs %2:bf16[64,64]
        """,
        ReadHalves.Run(Lowered(x => Np.Dot(x, x), Np.Ones(64, 64).AsType(DType.BFloat16))));

    [Fact]
    public void Read_halves_leaves_what_others_read()
    {
        LoopGraph graph = Lowered(x =>
        {
            NDArray wide = x.AsType(DType.Float32);
            return Np.Dot(wide, wide) + wide;
        }, Np.Ones(64, 64).AsType(DType.BFloat16));
        Assert.Same(graph, ReadHalves.Run(graph));
    }

    [Fact]
    public void Fuse_epilogues_keeps_products_of_another_size_in_working_memory() => Becomes("""
        inputs %0:bf16[64,64]
        %1:bf16[64,64] = contract[1;0] then rows(64 | 64) of products as #0 in working memory: %0 %0
            s0:f32 = Input #0 #0
            s1:bf16 = Convert s0
            give s1 elements
        outputs %1:bf16[64,64]
        """,
        FuseEpilogues.Run(ReadHalves.Run(Lowered(x => Np.Dot(x, x), Np.Ones(64, 64).AsType(DType.BFloat16)))));

    [Fact]
    public void Lower_contraction_multiplies_complex_matrices_as_they_are() => Becomes("""
        inputs %0:c64[3,3]
        %1:c64[3,3] = contract[1;0] %0 %0
        outputs %1:c64[3,3]
        """,
        Lowered(x => Np.Dot(x, x), Np.Ones(3, 3).AsType(DType.Complex64)));

    [Fact]
    public void Lower_convolution_multiplies_complex_numbers_as_four_products_of_components() => Becomes("""
        inputs %0:c64[1,1,3]
        %1:f32[1,1,3] = map(1, 1, 3) 0 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Input #0 #1
            give s0
        %2:f32[1,1,3] = map(1, 1, 3) 0 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Input #0 #1
            give s1
        %3:f32[1,1,3] = map(1, 1, 3) 0 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Input #0 #1
            give s0
        %4:f32[1,1,3] = map(1, 1, 3) 0 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Input #0 #1
            give s1
        %5:f32[1,1,1] = convolve[1] %1 %3
        %6:f32[1,1,1] = convolve[1] %1 %4
        %7:f32[1,1,1] = convolve[1] %2 %3
        %8:f32[1,1,1] = convolve[1] %2 %4
        %9:c64[1,1,1] = map(1, 1, 1) 2 operations %5 %6 %7 %8
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Subtract s0 s3
            s5:f32 = Add s1 s2
            give s4 s5
        outputs %9:c64[1,1,1]
        """,
        Lowered(x => Lax.ConvGeneralDilated(x, x, [1], ConvPadding.Valid), Np.Ones(1, 1, 3).AsType(DType.Complex64)));

    [Fact]
    public void Sum_products_sums_real_and_imaginary_parts_of_complex_products_for_themselves() => Becomes("""
        inputs %0:c64[9]
        %1:f32[9] %2:f32[9] = map(9,) 6 operations %0 %0
            s0:f32 = Input #0 #0
            s1:f32 = Input #0 #1
            s2:f32 = Input #1 #0
            s3:f32 = Input #1 #1
            s4:f32 = Multiply s0 s2
            s5:f32 = Multiply s1 s3
            s6:f32 = Subtract s4 s5
            s7:f32 = Multiply s0 s3
            s8:f32 = Multiply s1 s2
            s9:f32 = Add s7 s8
            give s6 s9
        %3:f32[] = reduce Sum [0] %1
        %4:f32[] = reduce Sum [0] %2
        %5:c64[] = map() 0 operations %3 %4
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            give s0 s1
        outputs %5:c64[]
        """,
        SumProducts.Run(Lowered(x => Np.Dot(x, x), Np.Ones(9).AsType(DType.Complex64))));

    [Fact]
    public void Lower_control_keeps_a_loop_with_its_bodies() => Becomes("""
        inputs %0:f32[3]
        constant %1:i32[]
        %2:i32[] %3:f32[3] = scan %1 %0
        outputs %3:f32[3]
        """,
        Lowered(x => Lax.ForI(0, 3, (i, c) => c * 2f, x), Np.Ones(3)));

    [Fact]
    public void Symmetric_roots_take_the_mean_with_the_transpose_while_they_read() => Becomes("""
        inputs %0:f32[3,3]
        %1:f32[3,3] = copy %0(3, 3):(1, 3)
        %2:f32[3,3] = map(3, 3) 1 operations %0 %1
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        %3:f32[3,3] = map(3, 3) 1 operations %2
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Constant 0.5
            s3:f32 = Multiply s0 s2
            give s3
        %4:f32[3,3] = Cholesky %0
        outputs %4:f32[3,3]
        """,
        SymmetricRoots.Run(FoldViews.Run(Lowered(x => Linalg.Cholesky(x), Np.Eye(3)))));

    [Fact]
    public void Fuse_maps_joins_maps_of_one_shape() => Becomes("""
        inputs %0:f32[3]
        %1:f32[3] = map(3,) 3 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            s2:f32 = Sqrt s1
            s3:f32 = Constant 1
            s4:f32 = Add s2 s3
            give s4
        outputs %1:f32[3]
        """,
        GroupFusion.Run(FoldViews.Run(Lowered(x => Np.Sqrt(x * x) + 1f, Np.Ones(3)))));

    [Fact]
    public void Fuse_rows_joins_a_sum_with_the_map_before() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4] = rows(4 | 20) %0
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            s2:f32 = Sum over s1
            give s2 rows
        outputs %1:f32[4]
        """,
        GroupFusion.Run(FoldViews.Run(Lowered(x => Np.Sum(x * x, 1), Np.Ones(4, 20)))));

    [Fact]
    public void Plan_buffers_says_where_arrays_lie() => Becomes("""
        arena 1280 bytes, overwrites inputs 0
            f32[100] at Input 0
            f32[100] at Arena 0
            f32[100] at Arena 0
            f32[100] at Arena 640
            f32[100] at Input 0
        """,
        PlanBuffers.Run(FoldViews.Run(Lowered(x => x + Np.Sort(Np.Sort(x) * 2f), Np.Ones(100))), new([new(0, -1)])));

    [Fact]
    public void Partition_work_says_into_how_many_parts_nodes_are_cut() => Becomes("""
        node 0: 32, node 1: 32, node 2: 30
        """,
        PartitionWork.Run(PlanBuffers.Run(FoldViews.Run(Lowered(x => Np.Sum(Np.Sort(x) * 2f), Np.Ones(1_000_000))), new([])), 0));

    [Fact]
    public void Schedule_rows_ends_a_pass_where_a_reduction_is_needed() => Becomes("""
        once a row: 1 operation on nothing, giving value 1
        pass: 0 operations on operand 0, giving Max in value 2
        pass: 40 operations on value 1, operand 0, value 2, giving Sum in value 0, kept row 0
        pass: 1 operation on kept row 0, value 0, giving result 0
        """,
        ScheduleRows.Run(((RowsNode)GroupFusion.Run(FoldViews.Run(Lowered(x =>
        {
            NDArray e = Np.Exp(x - Np.Max(x, 1, keepDims: true));
            return e / Np.Sum(e, 1, keepDims: true);
        }, Np.Ones(4, 20)))).Nodes[0]).Body));

    [Fact]
    public void Emit_kernels_makes_a_step_of_every_node() => Becomes("""
        RoutineStep
        RowsStep
        """, string.Join("\n", CpuPipeline.Compile(MakeJaxpr((NDArray x) => Np.Sum(Np.Sort(x) * 2f, 1))(Np.Ones(4, 20)), new([]), 0).Kinds));

    [Fact]
    public void Emit_kernels_makes_one_step_of_small_maps_of_one_kernel() => Becomes("""
        MapSeriesStep
        """, string.Join("\n", CpuPipeline.Compile(MakeJaxpr((NDArray[] xs) => Tree.Map(x => x * 2f, xs))([Np.Ones(8), Np.Ones(3), Np.Ones(8), Np.Ones(5)]), new([]), 0).Kinds));

    [Fact]
    public void Hoist_products_takes_the_product_of_what_is_scanned_out_of_the_scan() => Becomes("""
        { lambda ; a:f32[5,3,3] b:f32[3,3]. let
            c:f32[3,3] = broadcast_in_dim[
              broadcast_dimensions=()
              shape=(3, 3)
              sharding=None
            ] 0.0:f32[]
            d:f32[5,3,3] = dot_general[
              dimension_numbers=(([2], [0]), ([], []))
              preferred_element_type=float32
            ] a b
            _:f32[3,3] e:f32[5,3,3] = scan[
              _split_transpose=False
              jaxpr={ lambda ; f:f32[3,3] g:f32[3,3]. let
                  h:f32[3,3] = mul f 2.0:f32[]
                  i:f32[3,3] = add h 1.0:f32[]
                  j:f32[3,3] = add f g
                in (i, j) }
              length=5
              linear=None
              num_carry=1
              num_consts=0
              reverse=False
              unroll=1
            ] c d
          in (e,) }
        """,
        HoistProducts.Run(DeadCode.Run(CommonSubexpressions.Run(Simplify.Run(InlineCalls.Run(MakeJaxpr((NDArray x, NDArray m) => Lax.Scan((c, row) => (c * 2f + 1f, c + Np.Dot(row, m)), Np.Zeros(3, 3), x).Outputs)(Np.Ones(5, 3, 3), Np.Ones(3, 3))))))));
}
