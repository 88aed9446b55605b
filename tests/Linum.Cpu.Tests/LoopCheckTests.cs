using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Loops that a pass could have made wrong are refused before they are emitted, and the message says what is wrong with them.</summary>
public sealed class LoopCheckTests
{
    private static readonly NDArray Table = Np.Arange(100f);

    private static (Primitive Loop, ValueList<Operand> Operands) LoopOf(Func<NDArray, NDArray> f, NDArray x)
    {
        ControlNode node = CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Graph.Nodes.ToArray().OfType<ControlNode>().Single();
        return (node.Primitive, node.Operands);
    }

    private static LoopGraph BodyOf(Func<NDArray, NDArray> f, NDArray x) => CpuPipeline.Compile(((Scan)LoopOf(f, x).Loop).Body, new([]), 0).Graph;

    private static string First(Action check, string begins)
    {
        string message = Assert.Throws<InternalErrorException>(check).Message;
        Assert.StartsWith(begins, message, StringComparison.Ordinal);
        return message.Split('\n')[0][begins.Length..];
    }

    /// <summary>A function with one of its steps changed.</summary>
    private static ScalarFunction With(ScalarFunction f, int step, Func<ScalarStep, ScalarStep> change) => f with { Steps = [.. f.Steps.ToArray().Select((s, i) => i == step ? change(s) : s)] };

    // s0 = input 1, s2 = s0 + 1, ..., s15 = where, s16 = element s15 of input 0; gives s2, and writes s16 to s15 of carry 1 if s13.
    private static readonly ScalarLoop Elements = UnrollLoop.Run(BodyOf(x => Lax.ForI(0, 100, (i, c) => c.At[i].Set(x[i]), x), Table), [ScalarInput.Constant, ScalarInput.Carried, ScalarInput.Carried], null, [], false)!;

    private static string Refused(ScalarLoop loop) => First(() => ScalarLoopChecker.Check(loop, "the test"), "The loop over elements after the test is wrong: ");

    [Fact]
    public void The_loop_over_elements_that_others_are_made_from_is_right() => ScalarLoopChecker.Check(Elements, "the test");

    [Fact]
    public void A_step_that_reads_a_later_one_is_refused() => Assert.Equal("step 2 reads a later step.", Refused(Elements with { Body = With(Elements.Body, 2, s => s with { B = 3 }) }));

    [Fact]
    public void A_step_of_two_types_is_refused() => Assert.Equal("step 13 (And of bool) reads i64 as operand 1, not bool.", Refused(Elements with { Body = With(Elements.Body, 13, s => s with { B = 10 }) }));

    [Fact]
    public void A_step_without_an_operand_is_refused() => Assert.Equal("step 2 (Add) has no operand 1.", Refused(Elements with { Body = With(Elements.Body, 2, s => s with { B = -1 }) }));

    [Fact]
    public void A_component_that_an_input_does_not_have_is_refused() => Assert.Equal("step 0 reads component 1 of 1 of input 1.", Refused(Elements with { Body = With(Elements.Body, 0, s => s with { B = 1 }) }));

    [Fact]
    public void An_element_of_what_is_in_registers_is_refused() => Assert.Equal("step 16 reads input 1 as f32, but it is i32.", Refused(Elements with { Body = With(Elements.Body, 16, s => s with { A = 1 }) }));

    [Fact]
    public void An_element_of_a_carry_in_registers_is_refused()
    {
        ScalarLoop loop = Elements with { Body = With(Elements.Body, 16, s => s with { A = 1, DType = DType.Int32 }) };
        Assert.Equal("step 16 chooses an element of input 1, which is not in memory.", Refused(loop));
    }

    [Fact]
    public void A_write_to_a_carry_in_registers_is_refused() => Assert.Equal("it writes to carry 0, which is not in memory.", Refused(Elements with { Writes = [new(0, 4)] }));

    [Fact]
    public void A_write_of_another_size_is_refused() => Assert.Equal("it writes 8 bytes of f32.", Refused(Elements with { Writes = [new(1, 8)] }));

    [Fact]
    public void A_result_too_many_is_refused() => Assert.Equal("the body gives 5 results where the loop takes 4.", Refused(Elements with { Body = Elements.Body with { Results = [.. Elements.Body.Results, 2] } }));

    [Fact]
    public void A_write_that_depends_on_a_number_is_refused() => Assert.Equal("whether a write happens is i64.", Refused(Elements with { Body = Elements.Body with { Results = [2, 15, 16, 15] } }));

    [Fact]
    public void A_carry_in_two_places_is_refused() => Assert.Equal("carry 1 has 0 components and gets 1.", Refused(Elements with { OutputParts = [1, 1] }));

    [Fact]
    public void A_carry_that_nothing_gives_is_refused() => Assert.Equal("3 carries, but 2 inputs that are carried and 2 outputs.", Refused(Elements with { Carried = 3 }));

    [Fact]
    public void A_condition_that_reads_other_carries_is_refused()
    {
        ScalarFunction test = MapBodies.WithoutUnused(ScalarFunction.Build([DType.Int32, DType.Float32], [DType.Bool], (b, x) => [x[0] < x[0]]));
        Assert.Equal("the condition reads 1 carries of 2.", Refused(Elements with { Condition = test, ConditionInputs = [ScalarInput.Carried, ScalarInput.Constant] }));
        ScalarLoop turned = Elements with { Condition = test with { Inputs = [DType.Float32, DType.Float32] }, ConditionInputs = [ScalarInput.Carried, ScalarInput.Carried] };
        Assert.Equal("the condition reads carry 0 as f32, but it is i32.", Refused(turned));
        ScalarLoopChecker.Check(Elements with { Condition = test, ConditionInputs = [ScalarInput.Carried, ScalarInput.Carried] }, "the test");
    }

    // Four carries side by side in one register: v0 = load, v1 = 0.5, v2 = v0 * v1, v3 = spread, v4 = v2 + v3, stored where v0 was.
    private static readonly PackedLoop Packed = PackedOf();

    private static PackedLoop PackedOf()
    {
        LoopGraph body = BodyOf((NDArray x) => Np.Stack(Lax.Scan((NDArray[] c, NDArray v) => (c.Select(s => s * 0.5f + v).ToArray(), default(ValueTuple)), [x[0], x[1], x[2], x[3]], x).Carry), Np.Arange(5f));
        return PackScalars.Run(new(FuseScalars.Run(body)!, [.. Enumerable.Repeat(ScalarInput.Carried, 4), ScalarInput.Stacked], 4, null, [], false))!;
    }

    private static string Refused(PackedLoop loop) => First(() => PackedLoopChecker.Check(loop, "the test"), "The packed loop after the test is wrong: ");

    [Fact]
    public void The_packed_loop_that_others_are_made_from_is_right() => PackedLoopChecker.Check(Packed, "the test");

    [Fact]
    public void A_packed_loop_that_reads_behind_its_memory_is_refused() =>
        Assert.Equal($"step 0 reads wrong: {VectorInstructions.Width / 8} bytes at Frame+100000 are outside of {Packed.FrameBytes}.", Refused(Packed with { Sources = [Packed.Sources[0] with { From = new(PackPlace.Frame, 0, 100000) }, Packed.Sources[1]] }));

    [Fact]
    public void A_packed_loop_that_reads_behind_a_row_is_refused() =>
        Assert.Equal("step 3 reads wrong: 4 bytes at Row 4+4 are outside of 4.", Refused(Packed with { Sources = [Packed.Sources[0], Packed.Sources[1] with { From = new(PackPlace.Row, 4, 4) }] }));

    [Fact]
    public void A_carry_that_is_overwritten_while_it_is_read_is_refused()
    {
        ScalarFunction body = Packed.Body with { Steps = [.. Packed.Body.Steps, Packed.Body.Steps[0]] };
        Assert.Equal("step 5 reads Frame+0, where step 4 has put the next carry by then.", Refused(Packed with { Body = body }));
    }

    [Fact]
    public void What_is_stored_before_it_is_computed_is_refused() => Assert.Equal("step 4 is stored after step 3 of 5.", Refused(Packed with { Stores = [Packed.Stores[0] with { At = 3 }] }));

    [Fact]
    public void More_lanes_than_there_are_are_refused() => Assert.Equal("17 lanes of step 4 are stored.", Refused(Packed with { Stores = [Packed.Stores[0] with { Elements = 17 }] }));

    [Fact]
    public void A_carry_that_a_turn_forgets_is_refused() => Assert.Equal("component 0 of carry 3 is not stored.", Refused(Packed with { Stores = [Packed.Stores[0] with { Elements = 3 }] }));

    [Fact]
    public void A_carry_that_is_not_there_at_first_is_refused() => Assert.Equal("component 0 of carry 0 is not there when the loop begins.", Refused(Packed with { Before = [] }));

    [Fact]
    public void A_carry_that_is_not_given_is_refused() => Assert.Equal("component 0 of carry 0 is not given at the end.", Refused(Packed with { After = [.. Packed.After.ToArray()[1..]] }));

    [Fact]
    public void A_store_into_what_is_only_read_is_refused() => Assert.Equal("step 4 is stored to Array 0+0, which is only read.", Refused(Packed with { Stores = [Packed.Stores[0] with { To = new(PackPlace.Array, 0, 0) }] }));

    private static readonly (Primitive Loop, ValueList<Operand> Operands) Halving = LoopOf(Vmap((NDArray a) => Lax.While((NDArray c) => c > 0.5f, c => c * 0.25f, a)), Np.Arange(40f));
    private static readonly LanePlan Lanes = FuseLanes.Run((While)Halving.Loop, Halving.Operands)!;

    private static string Refused(LanePlan plan) => First(() => LanePlanChecker.Check(plan, Halving.Operands, "the test"), "What lanes do after the test is wrong: ");

    [Fact]
    public void The_plan_for_lanes_that_others_are_made_from_is_right() => LanePlanChecker.Check(Lanes, Halving.Operands, "the test");

    [Fact]
    public void Lanes_that_read_behind_their_array_are_refused() =>
        Assert.Equal("it reads component 78 of 40 of operand 0.", Refused(Lanes with { Carry = [Lanes.Carry[0] with { LaneStrides = [2] }] }));

    [Fact]
    public void Lanes_of_an_operand_that_is_not_there_are_refused() => Assert.Equal("it reads operand 3 of 1.", Refused(Lanes with { Carry = [Lanes.Carry[0] with { Operand = 3 }] }));

    [Fact]
    public void Lanes_that_share_their_carry_are_refused() => Assert.Equal("lanes share the carry of operand 0.", Refused(Lanes with { Carry = [Lanes.Carry[0] with { LaneStrides = [0] }] }));

    [Fact]
    public void A_turn_of_other_parts_is_refused() => Assert.Equal("a turn has other inputs than its arrays have parts.", Refused(Lanes with { Constants = [Lanes.Carry[0]] }));

    [Fact]
    public void A_turn_that_does_not_say_whether_it_goes_on_is_refused() =>
        Assert.Equal("a turn gives something else than the next carry and whether it goes on.", Refused(Lanes with { Turn = Lanes.Turn with { Outputs = [DType.Float32] } }));

    [Fact]
    public void A_turn_that_gives_a_number_for_a_bool_is_refused() => Assert.Equal("output 1 of a turn is f32, not bool.", Refused(Lanes with { Turn = Lanes.Turn with { Results = [5, 4] } }));

    [Fact]
    public void Operands_of_other_shapes_are_not_one_array() => Assert.Equal("operands 0 and 1 cannot be one array.", Refused(Lanes with { Same = [(0, 1)] }));
}
