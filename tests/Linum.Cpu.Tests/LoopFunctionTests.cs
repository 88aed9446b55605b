using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>The functions that loops over few elements and over lanes are made of, and the passes over a row, as text.</summary>
public sealed class LoopFunctionTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0));

    private static void Becomes(string expected, string text) => Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), string.Join('\n', text.Split('\n').Select(l => l.Trim())).Trim());

    [Fact]
    public void A_program_on_single_elements_is_one_function() => Becomes("""
        s0:f32 = Input #0 #0
        s1:f32 = Multiply s0 s0
        s2:f32 = Negate s0
        s3:f32 = Add s1 s2
        give s3
        """, LoopPrinter.Print(FuseScalars.Run(Lowered(x => x * x + -x, Np.Array(2f)))!));

    [Fact]
    public void A_conditional_of_single_elements_computes_both_branches_and_chooses()
    {
        string text = LoopPrinter.Print(FuseScalars.Run(Lowered(x => Lax.Cond(x > 0f, v => v + 1f, v => v * 2f, x), Np.Array(2f)))!);
        Assert.Contains("Add s0", text);
        Assert.Contains("Multiply", text);
        Assert.Contains("Select", text);
    }

    [Fact]
    public void A_program_on_arrays_or_too_long_a_one_is_no_function_of_single_elements()
    {
        Assert.Null(FuseScalars.Run(Lowered(x => x + 1f, Np.Arange(3f))));
        NDArray Long(NDArray x, int times)
        {
            for (int i = 0; i < times; i++) x = x * 0.5f + i;
            return x;
        }

        Assert.NotNull(FuseScalars.Run(Lowered(x => Long(x, 3000), Np.Array(1f))));
        Assert.Null(FuseScalars.Run(Lowered(x => Long(x, 3001), Np.Array(1f))));
    }

    [Fact]
    public void A_program_on_small_arrays_is_a_function_of_their_elements() => Becomes("""
        s0:f32 = Input #0 #0
        s1:f32 = Input #0 #1
        s2:f32 = Input #0 #2
        s3:f32 = Constant 0
        s4:f32 = FusedMultiplyAdd s0 s0 s3
        s5:f32 = FusedMultiplyAdd s1 s1 s4
        s6:f32 = FusedMultiplyAdd s2 s2 s5
        s7:f32 = Subtract s0 s6
        s8:f32 = Subtract s1 s6
        s9:f32 = Subtract s2 s6
        give s7 s8 s9
        """, LoopPrinter.Print(UnrollArrays.Run(Lowered(x => x - Np.Sum(x * x), Np.Arange(3f)))!));

    [Fact]
    public void Arrays_that_are_too_large_or_sorted_are_no_function_of_elements()
    {
        Assert.NotNull(UnrollArrays.Run(Lowered(x => x + 1f, Np.Arange(2048f))));
        Assert.Null(UnrollArrays.Run(Lowered(x => x + 1f, Np.Arange(2049f))));
        Assert.Null(UnrollArrays.Run(Lowered(x => Np.Sort(x), Np.Arange(8f))));
    }

    [Fact]
    public void A_lane_of_a_loop_under_vmap_computes_its_next_carry_and_whether_it_goes_on()
    {
        LanePlan plan = PlanOf(Vmap((NDArray a) => Lax.While((NDArray c) => c > 0.5f, c => c * 0.25f, a)), Np.Arange(40f))!;
        Assert.Equal(40, plan.Lanes);
        Becomes("""
            s0:f32 = Input #0 #0
            s1:f32 = Constant 0.5
            s2:bool = Less s1 s0
            s3:f32 = Constant 0.25
            s4:f32 = Multiply s0 s3
            s5:f32 = Select s2 s4 s0
            give s5 s2
            """, LoopPrinter.Print(plan.Turn));
    }

    [Fact]
    public void A_loop_whose_lanes_mix_is_no_loop_over_lanes()
    {
        Assert.Null(PlanOf(x => Lax.While(c => Np.Any(c > 0.5f), c => c * 0.25f, x), Np.Arange(40f)));
        Assert.Null(PlanOf(x => Lax.While(c => Np.Any(c > 0.5f), c => Np.Where(c > 0.5f, c * 0.25f - Np.Flip(c), c), x), Np.Arange(40f)));
    }

    private static LanePlan? PlanOf(Func<NDArray, NDArray> f, NDArray x)
    {
        LoopGraph graph = CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Graph;
        ControlNode loop = graph.Nodes.ToArray().OfType<ControlNode>().Single();
        return FuseLanes.Run((While)loop.Primitive, loop.Operands);
    }

    [Fact]
    public void A_row_is_passed_over_once_for_each_reduction_that_another_step_waits_for()
    {
        RowsNode softmax = (RowsNode)GroupFusion.Run(Lowered(x =>
        {
            NDArray e = Np.Exp(x - Np.Max(x, 1, keepDims: true));
            return e / Np.Sum(e, 1, keepDims: true);
        }, Np.Ones(4, 20))).Nodes[0];
        RowPlan plan = ScheduleRows.Run(softmax.Body);
        Assert.Equal("loop gives Reduce; loop gives Reduce Scratch; loop gives Elements", Text(plan));
        Assert.Equal([DType.Float32], plan.Scratch.ToArray());
        // What is cheap is done again, so that nothing is kept.
        RowsNode centered = (RowsNode)GroupFusion.Run(Lowered(x => x * 2f - Np.Sum(x * 2f, 1, keepDims: true), Np.Ones(4, 20))).Nodes[0];
        Assert.Equal("loop gives Reduce; loop gives Elements", Text(ScheduleRows.Run(centered.Body)));
        Assert.Empty(ScheduleRows.Run(centered.Body).Scratch.ToArray());
    }

    [Theory]
    [InlineData(120, 120, 2)] // 241 operations, and only one array between them.
    [InlineData(100, 90, 1)]
    [InlineData(230, 12, 1)] // A few join a long one.
    [InlineData(318, 12, 2)] // But no more than 320 in all.
    public void A_few_operations_join_a_long_group_and_two_long_ones_stay_apart(int one, int other, int kernels)
    {
        NDArray Chain(NDArray x, NDArray y, int length)
        {
            for (int i = 0; i < length; i++) x = i % 2 == 0 ? x * y : x + y;
            return x;
        }

        LoopGraph graph = GroupFusion.Run(Lowered(x => Chain(x, x, one) + Chain(-x, x, other - 1), Np.Ones(4)));
        Assert.Equal(kernels, graph.Nodes.Count);
        Assert.Equal(one + other + 1, graph.Nodes.ToArray().Sum(n => ((MapNode)n).Body.OperationCount));
    }

    [Fact]
    public void A_pass_over_a_row_with_a_long_chain_is_cut_into_two_with_a_row_between_them()
    {
        NDArray Chain(NDArray x)
        {
            NDArray y = x;
            for (int i = 0; i < 20; i++) y = i % 2 == 0 ? y * x : y + x;
            return y;
        }

        RowPlan plan = ScheduleRows.Run(((RowsNode)GroupFusion.Run(Lowered(x => Np.Sum(Chain(x), 1), Np.Ones(4, 20))).Nodes[0]).Body), cut = CutPhases.Run(plan);
        Becomes("loop reads Operand 0, gives Reduce 0\ns0:f32 = Input #0 #0\n" + Steps(1, 20, "s0"), Describe(plan));
        Becomes("loop reads Operand 0, gives Scratch 0\ns0:f32 = Input #0 #0\n" + Steps(1, 10, "s0")
            + "\nloop reads Scratch 0 Operand 0, gives Reduce 0\ns0:f32 = Input #0 #0\ns1:f32 = Input #1 #0\n" + Steps(2, 10, "s1"), Describe(cut));

        string Steps(int first, int count, string x) =>
            string.Concat(Enumerable.Range(first, count).Select(i => $"s{i}:f32 = {((i - first) % 2 == 0 ? "Multiply" : "Add")} s{(i == first ? 0 : i - 1)} {x}\n")) + $"give s{first + count - 1}";
    }

    private static string Describe(RowPlan plan) => string.Concat(plan.Phases.ToArray().Where(p => p.IsLoop).Select(p =>
        $"loop reads {string.Join(' ', p.Sources.ToArray().Select(s => $"{s.Kind} {s.Number}"))}, gives {string.Join(' ', p.Sinks.ToArray().Select(s => $"{s.Kind} {s.Number}"))}\n{LoopPrinter.Print(p.Body)}"));

    private static string Text(RowPlan plan) => string.Join("; ", plan.Phases.ToArray().Where(p => p.IsLoop).Select(p => $"loop gives {string.Join(' ', p.Sinks.ToArray().Select(s => s.Kind).Order())}"));
}
