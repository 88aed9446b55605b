using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What depends on no input is computed while compiling.</summary>
public sealed class ComputeConstantsTests
{
    private static LoopGraph Loops(Func<NDArray, NDArray> f, NDArray x) => ComputeConstants.Run(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(MakeJaxpr(f)(x), 0))), 0);

    private static void Agrees(Func<NDArray, NDArray> f, params int[] shape) => Agree.BitForBit(MakeJaxpr(f)(Np.Zeros(shape)), Agree.Whole(new Random(1), new ArrayType(DType.Float32, shape)));

    private static NDArray Steep(NDArray x) => (Np.Square(x[1..] - Np.Square(x[..^1])) + Np.Square(1 - x[..^1])).Sum();

    [Fact]
    public void A_sum_over_known_numbers_becomes_a_constant()
    {
        static NDArray F(NDArray x) => x * Np.CumSum(Np.Square(Np.Arange(100f))).Reshape(100) + Np.Sum(Np.Square(Np.Arange(300f)));
        LoopGraph graph = Loops(x => x * Np.Sum(Np.Square(Np.Arange(300f))), Np.Zeros(100));
        Assert.Equal("""
            inputs %0:f32[100]
            constant %1:f32[]
            %2:f32[100] = map(100,) 1 operations %0 %1(100,):(0)
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
                s2:f32 = Multiply s0 s1
                give s2
            outputs %2:f32[100]

            """.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
        Assert.Equal(8955050f, graph.Constants[0].Array.ToArray<float>()[0], 1f);
        Agrees(F, 100);
    }

    [Fact]
    public void What_stays_because_it_is_read_beside_its_end_keeps_what_it_reads()
    {
        LoopValue x = new(new(DType.Float32, [4])), one = new(new(DType.Float32, [5])), other = new(new(DType.Float32, [5])), stays = new(new(DType.Float32, [4])), sum = new(new(DType.Float32, [4]));
        ScalarFunction two = ScalarFunction.Build([], [DType.Float32, DType.Float32], (b, _) => [b.Index(0, DType.Float32), b.Index(0, DType.Float32) + 1]);
        ScalarFunction negative = ScalarFunction.Unary(DType.Float32, v => -v), add = ScalarFunction.Build([DType.Float32, DType.Float32, DType.Float32], [DType.Float32], (_, v) => [v[0] + v[1] + v[2]]);
        Operand beside = Operand.Of(stays) with { Offset = -20 };
        Assert.False(beside.IsNear);
        LoopGraph graph = ComputeConstants.Run(new([x], [],
        [
            new MapNode([5], two, [], [one, other]),
            new MapNode([4], negative, [Operand.Of(other) with { Shape = [4] }], [stays]),
            new MapNode([4], add, [Operand.Of(x), Operand.Of(one) with { Shape = [4] }, beside], [sum]),
        ], [sum]), 0);
        LoopChecker.Check(graph, "the test");
        Assert.Equal(2, graph.Constants.Count);
        Assert.Equal(2, graph.Nodes.Count);
    }

    [Fact]
    public void Large_arrays_are_computed_when_they_are_used()
    {
        LoopGraph graph = Loops(x => Np.MatMul(x, Np.Eye(300)), Np.Zeros(300, 300));
        Assert.Empty(graph.Constants);
        Assert.Equal(2, graph.Nodes.Count);
        Assert.Empty(Loops(x => Np.MatMul(x, Np.Eye(200)), Np.Zeros(200, 200)).Nodes.ToArray()[..^1]);
    }

    [Fact]
    public void Second_derivatives_read_their_identity_and_agree()
    {
        Jaxpr traced = MakeJaxpr((NDArray v) => Vmap(Hessian(Steep))(v))(Np.Zeros(100, 50));
        LoopGraph graph = CpuPipeline.Compile(traced, new([]), 0).Graph;
        Assert.NotEmpty(graph.Constants);
        Assert.All(graph.Nodes.ToArray(), n => Assert.NotEmpty(n.Operands));
        Agree.BitForBit(traced, Agree.Whole(new Random(1), new ArrayType(DType.Float32, [100, 50])));
    }

    [Fact]
    public void A_program_that_uses_no_input_and_one_that_returns_a_constant_twice_agree()
    {
        Agree.BitForBit(MakeJaxpr((NDArray x) => (Np.Square(Np.Arange(90f)) + 1, Np.Eye(7)))(Np.Zeros(3)), Agree.Whole(new Random(2), new ArrayType(DType.Float32, [3])));
        Agree.BitForBit(MakeJaxpr((NDArray x) => (Np.Eye(9), x + 1, Np.Eye(9)))(Np.Zeros(3)), Agree.Whole(new Random(2), new ArrayType(DType.Float32, [3])));
    }

    [Fact]
    public void A_loop_over_lanes_keeps_positions_that_its_body_asks_for()
    {
        static NDArray F(NDArray x) => Lax.While(v => Np.Any(v < 50f), v => Np.Abs(v) * 2 + Np.Arange(128f) + 1, x);
        Agrees(F, 128);
    }
}
