using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Each pass alone: a program goes in, the text of a program comes out.</summary>
public sealed class PassTests
{
    private static readonly NDArray Vector = Np.Array([1f, 2f, 3f]);

    private static void Becomes(string expected, Jaxpr program, Func<Jaxpr, Jaxpr> pass)
    {
        Jaxpr result = pass(program);
        JaxprChecker.Check(result, "the pass");
        Assert.Equal(expected.ReplaceLineEndings("\n"), result.ToString());
        Assert.Equal(result.ToString(), pass(result).ToString());
    }

    private static Jaxpr Traced(Func<NDArray, NDArray> f, NDArray x) => MakeJaxpr(f)(x);

    [Fact]
    public void Inline_calls_puts_a_called_program_in_the_place_of_the_call()
    {
        var g = Jit((NDArray x) => Np.Sin(x) * x);
        Becomes("""
            { lambda ; a:f32[3]. let
                b:f32[3] = sin a
                c:f32[3] = mul b a
                d:f32[3] = sin c
                e:f32[3] = mul d c
              in (e,) }
            """, Traced(x => g(g(x)), Vector), InlineCalls.Run);
    }

    [Fact]
    public void Simplify_takes_out_what_changes_nothing()
    {
        NDArray matrix = Np.Ones(3, 2);
        Becomes("{ lambda ; a:f32[3,2]. let in (a,) }", Traced(x => Lax.Neg(Lax.Neg(Lax.Transpose(Lax.Transpose(x, [1, 0]) * 1f, [1, 0]))), matrix), p => DeadCode.Run(Simplify.Run(p)));
    }

    [Fact]
    public void Simplify_joins_reshapes_and_exact_conversions()
    {
        NDArray matrix = Np.Ones(3, 2);
        Becomes("""
            { lambda ; a:f32[3,2]. let
                b:f32[2,3] = reshape[dimensions=None new_sizes=(2, 3) sharding=None] a
                c:i32[2,3] = convert_element_type[new_dtype=int32 weak_type=False] b
              in (c,) }
            """, Traced(x => Lax.ConvertElementType(Lax.ConvertElementType(Lax.Reshape(Lax.Reshape(x, 6), 2, 3), DType.Float64), DType.Int32), matrix), p => DeadCode.Run(Simplify.Run(p)));
    }

    [Theory]
    [InlineData(DType.UInt16, DType.Float32, DType.UInt8, false)]
    [InlineData(DType.Int32, DType.Float64, DType.Int16, false)]
    [InlineData(DType.Int8, DType.Float32, DType.UInt16, false)]
    [InlineData(DType.UInt16, DType.Float32, DType.Int32, true)]
    [InlineData(DType.Int32, DType.Int64, DType.Int8, true)]
    [InlineData(DType.Bool, DType.Float32, DType.UInt8, true)]
    public void Simplify_joins_conversions_only_where_an_integer_does_not_stop_at_the_end_of_a_type(DType from, DType between, DType to, bool joins)
    {
        Jaxpr program = Traced(x => Lax.ConvertElementType(Lax.ConvertElementType(x, between), to), Np.Zeros(3).AsType(from));
        Assert.Equal(joins ? 1 : 2, DeadCode.Run(Simplify.Run(program)).Equations.Count);
    }

    [Fact]
    public void Integers_that_become_floats_and_integers_again_stop_at_the_ends()
    {
        NDArray x = ((Np.Arange(64) * 1031) - 9000).AsType(DType.Int32);
        Func<NDArray, NDArray> f = x => Lax.ConvertElementType(Lax.ConvertElementType(x, DType.Float64), DType.Int8);
        Assert.Equal([.. Enumerable.Range(0, 64).Select(i => Math.Clamp(i * 1031 - 9000, -128, 127))], Jit(f)(x).AsType(DType.Int32).ToArray<int>());
        Assert.Equal(f(x).AsType(DType.Int32).ToArray<int>(), Jit(f)(x).AsType(DType.Int32).ToArray<int>());
    }

    [Fact]
    public void Simplify_leaves_what_could_change_a_bit()
    {
        Jaxpr program = Traced(x => (x + 0f) * 0f, Vector);
        Assert.Same(program, Simplify.Run(program));
        Jaxpr complex = Traced(x => Lax.Mul(x, Lax.ScalarLike(x, 1)), Lax.Complex(Vector, Vector));
        Assert.Contains(Simplify.Run(complex).Equations.ToArray(), e => e.Primitive is Mul);
        Jaxpr quotient = Traced(x => Lax.Div(x, Lax.ScalarLike(x, 1)), Lax.Complex(Vector, Vector)[0]);
        Assert.Contains(Simplify.Run(quotient).Equations.ToArray(), e => e.Primitive is Div);
    }

    [Fact]
    public void Fold_constants_computes_what_is_known() => Becomes(
        "{ lambda ; a:f32[3]. let b:f32[3] = mul a 2.0:f32[] in (b,) }",
        Traced(x => x * Lax.Sqrt(Lax.ConvertElementType(Np.Array(4), DType.Float32)), Vector), FoldConstants.Run);

    [Fact]
    public void A_product_with_a_one_hot_array_picks_rows() => Becomes("""
        { lambda ; a:i32[3]. let
            b:f32[5,4] = iota[dimension=1 dtype=float32 shape=(5, 4) sharding=None] 
            c:i32[3,1] = broadcast_in_dim[
              broadcast_dimensions=(0,)
              shape=(3, 1)
              sharding=None
            ] a
            d:f32[3,4] = gather[
              dimension_numbers=GatherDimensionNumbers(offset_dims=(1,), collapsed_slice_dims=(0,), start_index_map=(0,), operand_batching_dims=(), start_indices_batching_dims=())
              fill_value=0
              indices_are_sorted=False
              mode=GatherScatterMode.FILL_OR_DROP
              slice_sizes=(1, 4)
              unique_indices=False
            ] b c
          in (d,) }
        """, Traced(i => Np.Dot(Nn.OneHot(i, 5), Lax.BroadcastedIota(DType.Float32, [5, 4], 1)), Np.Array([3, 1, 2])), p => DeadCode.Run(FoldOneHot.Run(p)));

    [Fact]
    public void Common_subexpressions_are_computed_once() => Becomes("""
        { lambda ; a:f32[3]. let
            b:f32[3] = sin a
            c:f32[3] = mul b 2.0:f32[]
            d:f32[3] = add c c
          in (d,) }
        """, Traced(x => Np.Sin(x) * 2f + Np.Sin(x) * 2f, Vector), CommonSubexpressions.Run);

    [Fact]
    public void Dead_code_goes()
    {
        JaxprBuilder builder = new();
        Var a = builder.NewVar(new(DType.Float32, []));
        builder.Emit(new Sin(), [a]);
        Var c = builder.Emit(new Cos(), [a])[0];
        Becomes("{ lambda ; a:f32[]. let b:f32[] = cos a in (b,) }", new([a], builder.Equations, [c]), DeadCode.Run);
    }

    [Fact]
    public void The_checker_finds_a_variable_that_is_used_before_it_is_defined()
    {
        JaxprBuilder builder = new();
        Var a = builder.NewVar(new(DType.Float32, []));
        Var b = builder.Emit(new Sin(), [a])[0], c = builder.Emit(new Cos(), [b])[0];
        Equation[] lines = [.. builder.Equations.ToArray().Reverse()];
        InternalErrorException error = Assert.Throws<InternalErrorException>(() => JaxprChecker.Check(new([a], lines, [c]), "a test"));
        Assert.Contains("cos reads a variable that is not defined yet", error.Message);
    }

    [Fact]
    public void The_checker_finds_a_type_that_the_primitive_does_not_give()
    {
        Var a = new(0, new(DType.Float32, [3])), b = new(1, new(DType.Float32, [4]));
        InternalErrorException error = Assert.Throws<InternalErrorException>(() => JaxprChecker.Check(new([a], [new(new Sin(), [a], [b])], [b]), "a test"));
        Assert.Contains("sin gives float32[3], but its variable has the type float32[4]", error.Message);
    }

    private static void Loops(string expected, Func<NDArray, NDArray> f, NDArray x, Func<LoopGraph, LoopGraph> passes)
    {
        string text = passes(LowerToLoops.Run(Traced(f, x), 0)).ToString();
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), text.Trim());
    }

    [Fact]
    public void Lower_to_loops_puts_scalar_literals_into_the_loops_that_read_them() => Loops("""
        inputs %0:f32[3]
        %1:f32[3] = map(3,) 1 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Multiply s0 s1
            give s2
        outputs %1:f32[3]
        """, x => x * 2f, Vector, g => g);

    [Fact]
    public void Fold_views_makes_a_transposed_operand_of_a_contraction_a_matter_of_strides() => Loops("""
        inputs %0:f32[3,2]
        %1:f32[3,3] = contract[1;0] %0 %0(2, 3):(1, 2)
        outputs %1:f32[3,3]
        """, x => Np.Dot(x, x.T), Np.Ones(3, 2), FoldViews.Run);

    [Fact]
    public void Transpose_contractions_writes_the_result_in_the_order_that_is_read() => Loops("""
        inputs %0:f32[3,2]
        %1:f32[3,3] = contract[1;1] %0 %0
        outputs %1:f32[3,3]
        """, x => Lax.Transpose(Lax.DotGeneral(x, x, new([1], [1], [], [])), [1, 0]), Np.Ones(3, 2), g => TransposeContractions.Run(FoldViews.Run(g)));

    [Fact]
    public void Fuse_epilogues_computes_a_map_of_each_block_of_products() => Loops("""
        inputs %0:f32[8,8]
        %1:f32[8,8] = contract[1;0] then rows(8 | 8) of products as #0 in result 0: %0 %0
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Multiply s0 s1
            give s2 elements
        outputs %1:f32[8,8]
        """, x => Np.Dot(x, x) * 2f, Np.Ones(8, 8), g => FuseEpilogues.Run(GroupFusion.Run(g)));

    [Fact]
    public void Lower_convolution_of_one_place_is_a_contraction_of_features() => Loops("""
        inputs %0:f32[1,4,4]
        %1:f32[1,4,4] = contract[2;1] %0 %0(4, 4):(1, 4)
        outputs %1:f32[1,4,4]
        """, x => Lax.ConvGeneralDilated(x, x, dimensions: new("NHC", "HIO", "NHC")), Np.Ones(1, 4, 4), g => g);

    [Fact]
    public void Lower_convolution_keeps_one_of_several_places() => Loops("""
        inputs %0:f32[4,4,4]
        %1:f32[4,1,4] = convolve[1] %0 %0
        outputs %1:f32[4,1,4]
        """, x => Lax.ConvGeneralDilated(x, x, dimensions: new("NHC", "IHO", "NHC")), Np.Ones(4, 4, 4), g => g);

    [Fact]
    public void Group_fusion_joins_a_chain_and_stores_what_others_read() => Loops("""
        inputs %0:f32[3]
        %1:f32[3] %2:f32[3] = map(3,) 3 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Multiply s0 s0
            s2:f32 = Add s1 s0
            s3:f32 = Negate s2
            give s1 s3
        %3:f32[] = reduce Sum [0] %1
        %4:f32[3] = copy %3(3,):(0)
        %5:f32[3] = map(3,) 1 operations %2 %4
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        outputs %5:f32[3]
        """, x =>
    {
        NDArray square = x * x;
        return Lax.Neg(square + x) + Lax.BroadcastInDim(Lax.ReduceSum(square, 0), [3], []);
    }, Vector, GroupFusion.Run);

    [Fact]
    public void Plan_buffers_lets_a_chain_write_over_itself_and_ends_in_the_result()
    {
        Jaxpr program = Traced(x => Np.Sum(Lax.Reshape(Np.Sin(x), 3) * 2f), Vector);
        LoopGraph graph = FoldViews.Run(LowerToLoops.Run(program, 0));
        BufferPlan plan = PlanBuffers.Run(graph, new([]));
        LoopValue[] computed = [.. graph.Nodes.ToArray().SelectMany(n => n.Results.ToArray())];
        Assert.Equal(3, computed.Length);
        Assert.Equal(new Place(PlaceKind.Arena, 0), plan.Places[computed[0]]);
        Assert.Equal(new Place(PlaceKind.Arena, 0), plan.Places[computed[1]]);
        Assert.Equal(new Place(PlaceKind.Output, 0), plan.Places[computed[2]]);
        Assert.Equal(256, plan.ArenaBytes);
    }
}
