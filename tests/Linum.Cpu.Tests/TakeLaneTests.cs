using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>One lane's program out of the program of all: text to text.</summary>
public sealed class TakeLaneTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => LowerToLoops.Run(InlineCalls.Run(Transform.MakeJaxpr(f)(x)), 0);

    private static LaneGraph? Taken(Func<NDArray, NDArray> f, NDArray x, Shape lanes) => TakeLane.Run(Lowered(f, x), lanes);

    private static void Becomes(string expected, Func<NDArray, NDArray> f, NDArray x, Shape lanes)
    {
        LaneGraph lane = Taken(f, x, lanes)!;
        LoopChecker.Check(lane.Graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), lane.Graph.ToString().Trim());
    }

    [Fact]
    public void A_sum_along_a_lane_and_what_is_spread_over_it_are_of_one_lane() => Becomes("""
        inputs %0:f32[3]
        %1:f32[] = reduce Sum [0] %0
        %2:f32[1] = copy %1(1,):(0)
        %3:f32[3] = copy %2(3,):(0)
        %4:f32[3] = map(3,) 1 operations %0 %3
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Subtract s0 s1
            give s2
        outputs %4:f32[3]
        """, x => x - Np.Sum(x, 1, keepDims: true), Np.Ones(8, 3), [8]);

    [Fact]
    public void Lanes_in_the_middle_of_an_array_are_followed_to_the_front() => Becomes("""
        inputs %0:f32[3]
        %1:f32[3] = copy %0
        %2:f32[3] = map(3,) 1 operations %1
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            give s1
        %3:f32[3] = copy %2(3,):(-1)+2
        %4:f32[3] = copy %3
        outputs %4:f32[3]
        """, x => Np.Transpose(Np.Flip(-Np.Transpose(x), 0)), Np.Ones(8, 3), [8]);

    [Fact]
    public void A_product_with_a_matrix_for_all_lanes_is_a_sum_of_products()
    {
        LoopGraph graph = LowerToLoops.Run(InlineCalls.Run(Transform.MakeJaxpr((NDArray x, NDArray m) => Np.MatMul(x, m))(Np.Ones(8, 3), Np.Ones(3, 3))), 0);
        LaneGraph lane = TakeLane.Run(graph, [8])!;
        Assert.Equal(["0", "-1"], lane.Inputs.ToArray().Select(i => string.Join(' ', i.Axes.ToArray())));
        Assert.Equal("""
            inputs %0:f32[3] %1:f32[3,3]
            %2:f32[3,3] = map(3, 3) 1 operations %0(3, 3):(0, 1) %1(3, 3):(1, 3)
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
                s2:f32 = Multiply s0 s1
                give s2
            %3:f32[3] = reduce Sum [1] %2
            outputs %3:f32[3]
            """.ReplaceLineEndings("\n"), lane.Graph.ToString().Trim());
    }

    [Fact]
    public void Positions_joins_and_pads_along_other_axes_are_of_one_lane()
    {
        NDArray x = Np.Ones(8, 3);
        Assert.NotNull(Taken(x => Np.Concatenate([x, -x], 1), x, [8]));
        Assert.NotNull(Taken(x => Lax.Pad(x, 0f, [(0, 0, 0), (1, 2, 1)]), x, [8]));
        Assert.NotNull(Taken(x => x * Lax.BroadcastedIota(DType.Float32, [8, 3], 1), x, [8]));
        Assert.Null(Taken(x => Np.Concatenate([x, -x], 0), x, [16]));
        Assert.Null(Taken(x => Lax.Pad(x, 0f, [(1, -1, 0), (0, 0, 0)]), x, [8]));
        Assert.Null(Taken(x => x * Lax.BroadcastedIota(DType.Float32, [8, 3], 0), x, [8]));
    }

    [Fact]
    public void What_leaves_its_lane_has_no_program_of_one_lane()
    {
        NDArray x = Np.Ones(8, 4);
        Assert.Null(Taken(x => Np.Flip(x, 0), x, [8]));
        Assert.Null(Taken(x => Np.Reshape(x, 4, 8), x, [4]));
        Assert.NotNull(Taken(x => Np.Reshape(x, 8, 2, 2), x, [8]));
        // What all lanes share is read as a whole, with no axis of lanes.
        LaneGraph sum = Taken(x => x - Np.Sum(x, 0), x, [8])!;
        Assert.Equal(["0", "-1"], sum.Inputs.ToArray().Select(i => string.Join(' ', i.Axes.ToArray())).Order(StringComparer.Ordinal).Reverse());
        Assert.Null(Taken(x => Np.Sort(x, 1), x, [8]));
    }

    [Fact]
    public void Whether_any_lane_answers_yes_is_asked_of_all_lanes()
    {
        NDArray x = Np.Ones(8, 5);
        LaneGraph lane = Taken(x => Np.Where(Np.Any(x > 0f, 1, keepDims: true), x, -x), x, [8, 5])!;
        Assert.Equal(1, lane.Questions);
        Assert.Equal("bool[]", lane.Graph.Inputs[^1].Type.ToString());
        Assert.Equal(0, Taken(x => Np.Where(Np.Any(x > 0f, 1, keepDims: true), x, -x), x, [8])!.Questions);
    }

    [Fact]
    public void Branches_are_written_out_and_selected_from()
    {
        Jaxpr program = Transform.MakeJaxpr((NDArray x) => Lax.Cond(x[0] > 0f, v => v + 1f, v => v * 2f, x))(Np.Ones(3));
        LoopGraph ToLoops(Jaxpr p) => LowerToLoops.Run(InlineCalls.Run(p), 0);
        LoopGraph graph = WriteBranches.Run(ToLoops(program), ToLoops);
        LoopChecker.Check(graph, "the test");
        Assert.True(WriteBranches.Covers(program));
        Assert.DoesNotContain(graph.Nodes.ToArray(), n => n is ControlNode);
        Assert.Equal("""
            s0:i32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:i32 = Constant 0
            s4:bool = LessOrEqual s0 s3
            s5:f32 = Select s4 s1 s2
            give s5
            """.ReplaceLineEndings("\n"), string.Join('\n', LoopPrinter.Print(((MapNode)graph.Nodes[^1]).Body).Trim().Split('\n').Select(l => l.Trim())));
        Assert.False(WriteBranches.Covers(Transform.MakeJaxpr((NDArray x) => Lax.Scan((NDArray c, NDArray v) => (c + v, c), x[0], x).Outputs)(Np.Ones(3))));
    }
}
