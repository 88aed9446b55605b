using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Plans that a pass could have made wrong are refused, and the message says what is wrong with them.</summary>
public sealed class PlanCheckTests
{
    private static NDArray Softmax(NDArray x)
    {
        NDArray e = Np.Exp(x - Np.Max(x, 1, keepDims: true));
        return e / Np.Sum(e, 1, keepDims: true);
    }

    private static LoopGraph Graph(Func<NDArray, NDArray> f, NDArray x) => FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0));

    private static readonly RowBody Body = ((RowsNode)GroupFusion.Run(Graph(Softmax, Np.Zeros(4, 20))).Nodes[0]).Body;
    private static readonly RowPlan Good = ScheduleRows.Run(Body);

    private static string Refused(RowPlan plan)
    {
        string message = Assert.Throws<InternalErrorException>(() => RowPlanChecker.Check(plan, Body, "the test")).Message;
        Assert.StartsWith("The phases of rows after the test are wrong: ", message, StringComparison.Ordinal);
        return message.Split('\n')[0]["The phases of rows after the test are wrong: ".Length..];
    }

    private static RowPlan With(int phase, Func<RowPhase, RowPhase> change) => Good with { Phases = [.. Good.Phases.ToArray().Select((p, i) => i == phase ? change(p) : p)] };

    private static RowPlan WithSource(int phase, int source, RowSource given) => With(phase, p => p with { Sources = [.. p.Sources.ToArray().Select((s, i) => i == source ? given : s)] });

    private static RowPlan WithSink(int phase, int sink, RowSink given) => With(phase, p => p with { Sinks = [.. p.Sinks.ToArray().Select((s, i) => i == sink ? given : s)] });

    [Fact]
    public void The_phases_that_others_are_made_from_are_right()
    {
        RowPlanChecker.Check(Good, Body, "the test");
        RowPlan late = OverlapPhases.Run(Good);
        Assert.NotNull(late.Overlap);
        RowPlanChecker.Check(late, Body, "the test");
        Assert.Equal(
            """
            once a row: 1 operation on nothing, giving value 1
            pass: 0 operations on operand 0, giving Max in value 2
            pass: 40 operations on value 1, operand 0, value 2, giving Sum in value 0, kept row 0
            pass: 1 operation on kept row 0, value 0, giving result 0

            """.ReplaceLineEndings("\n"), Good.ToString());
    }

    [Fact]
    public void A_value_that_only_a_later_phase_gives_is_refused() =>
        Assert.Equal("phase 1 reads value 2, which no earlier phase gives.", Refused(Good with { Phases = [Good.Phases[0], Good.Phases[2], Good.Phases[1], Good.Phases[3]] }));

    [Fact]
    public void A_row_that_nobody_keeps_is_refused() =>
        Assert.Equal("phase 1 reads kept row 0, which no earlier phase gives.", Refused(WithSource(1, 0, new(RowSourceKind.Scratch, 0, false))));

    [Fact]
    public void A_row_of_the_block_before_is_refused_where_there_is_none() =>
        Assert.Equal("phase 3 reads kept row 0 of the block before, of which none is left.", Refused(WithSource(3, 0, Good.Phases[3].Sources[0] with { IsBefore = true })));

    [Fact]
    public void A_row_read_as_one_element_is_refused() =>
        Assert.Equal("phase 1 reads operand 0 as if it had one element for each row.", Refused(WithSource(1, 0, new(RowSourceKind.Operand, 0, true))));

    [Fact]
    public void A_kept_row_of_another_type_is_refused() =>
        Assert.Equal("phase 3 reads kept row 0 as f32, but it is f64.", Refused(Good with { Scratch = [DType.Float64] }));

    [Fact]
    public void A_value_that_two_phases_give_is_refused() =>
        Assert.Equal("phase 2 gives value 2, which an earlier phase gives.", Refused(WithSink(2, 0, new(RowSinkKind.Reduce, 2))));

    [Fact]
    public void A_value_without_room_is_refused() =>
        Assert.Equal("phase 1 gives value 7 of 3.", Refused(WithSink(1, 0, new(RowSinkKind.Reduce, 7))));

    [Fact]
    public void A_result_that_no_phase_gives_is_refused() =>
        Assert.Equal("no phase gives result 0.", Refused(Good with { Phases = [.. Good.Phases.ToArray()[..3]] }));

    [Fact]
    public void A_result_of_another_kind_is_refused() =>
        Assert.Equal("phase 3 gives result 0, which is none of columns.", Refused(WithSink(3, 0, new(RowSinkKind.Columns, 0))));

    [Fact]
    public void A_result_that_is_given_twice_is_refused() =>
        Assert.Equal("phase 4 gives result 0, which an earlier phase gives.", Refused(Good with { Phases = [.. Good.Phases, Good.Phases[3]] }));

    [Fact]
    public void A_phase_whose_body_has_other_inputs_is_refused() =>
        Assert.Equal("the body of phase 3 has other inputs or outputs than the phase.", Refused(With(3, p => p with { Sources = [p.Sources[0]] })));

    [Fact]
    public void A_phase_beside_others_is_refused_if_it_is_not_the_last_one_of_the_block_before()
    {
        RowPlan late = OverlapPhases.Run(Good);
        RowOverlap overlap = late.Overlap!;
        Assert.Equal("what is made at the end is not the last phase of the block before.", Refused(late with { Overlap = overlap with { Late = Good.Phases[3] } }));
        Assert.Equal("what is made together is not phase 1 and the last one of the block before.", Refused(late with { Overlap = overlap with { Beside = 1 } }));
        Assert.Equal("the last phase is beside itself.", Refused(late with { Overlap = overlap with { Beside = 3 } }));
        Assert.Equal("the body of the phases that are made together has other inputs or outputs than these.", Refused(late with { Overlap = overlap with { Both = overlap.Both with { Body = Good.Phases[1].Body } } }));
    }

    private static string Refused(BufferPlan plan)
    {
        string message = Assert.Throws<InternalErrorException>(() => BufferChecker.Check(plan)).Message;
        Assert.StartsWith("The plan of buffers is wrong: ", message, StringComparison.Ordinal);
        return message.Split('\n')[0]["The plan of buffers is wrong: ".Length..];
    }

    private static BufferPlan Moved(BufferPlan plan, LoopValue value, Place place) => plan with { Places = new Dictionary<LoopValue, Place>(plan.Places) { [value] = place } };

    [Fact]
    public void Only_what_is_read_where_it_is_written_may_be_written_over()
    {
        LoopGraph graph = Graph(x => Np.Sort(x * 2f) + 1f, Np.Zeros(100));
        BufferPlan plan = PlanBuffers.Run(graph, new([]));
        BufferChecker.Check(plan);
        (LoopValue doubled, LoopValue sorted) = (graph.Nodes[0].Results[0], graph.Nodes[1].Results[0]);
        Assert.Equal("f32[100] = Sort f32[100] writes f32[100] over f32[100], which it reads in another order.", Refused(Moved(plan, sorted, plan.Places[doubled])));
    }

    [Fact]
    public void An_input_that_is_read_later_is_not_written_over()
    {
        LoopGraph graph = Graph(x => x + Np.Sort(x * 2f), Np.Zeros(100));
        BufferPlan plan = PlanBuffers.Run(graph, new([new(0, -1)]));
        BufferChecker.Check(plan);
        Assert.Equal([0], plan.Consumed.ToArray());
        Assert.Equal("f32[100] and f32[100] lie on each other at 0 of input 0 while both are needed.", Refused(Moved(plan, graph.Nodes[0].Results[0], new(PlaceKind.Input, 0))));
        Assert.Equal("f32[100] lies in input 0, which is not given away.", Refused(plan with { Consumed = [] }));
    }

    [Fact]
    public void A_result_is_not_written_over()
    {
        LoopGraph graph = Graph(x => Np.Stack([Np.Sort(x), Np.Sort(Np.Sort(x))]), Np.Zeros(100));
        BufferPlan plan = PlanBuffers.Run(graph, new([]));
        BufferChecker.Check(plan);
        LoopNode[] sorts = [.. graph.Nodes.ToArray().Where(n => n is RoutineNode { Lowered: Lowered.Sort })];
        Assert.Equal("f32[100] and f32[100] lie on each other at 0 of the arena while both are needed.", Refused(Moved(plan, sorts[1].Results[0], plan.Places[sorts[0].Results[0]])));
        Assert.Equal("f32[100] lies outside of the arena.", Refused(Moved(plan, sorts[1].Results[0], new(PlaceKind.Arena, plan.ArenaBytes))));
    }

    [Fact]
    public void Every_node_has_a_share()
    {
        BufferPlan plan = PlanBuffers.Run(Graph(x => Np.Sort(x * 2f), Np.Zeros(100)), new([]));
        LoopChecker.Check(PartitionWork.Run(plan, 0));
        static string Refused(Schedule schedule) => Assert.Throws<InternalErrorException>(() => LoopChecker.Check(schedule)).Message.Split('\n')[0];
        Assert.Equal("The partition is wrong: 1 shares for 2 nodes.", Refused(new(plan, [new(1, 0)])));
        Assert.Equal("The partition is wrong: f32[100] = map(100,) 1 operations f32[100] is cut into 0 parts for 0 threads.", Refused(new(plan, [new(0, 0), new(1, 0)])));
    }
}
