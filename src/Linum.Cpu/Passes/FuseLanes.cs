using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Recognizes the loops that <c>Vmap</c> makes of loops: they go on while any lane does, and a lane that is done keeps its carry. Then lanes know nothing of each other, and some of them can
/// be finished before others are begun. A lane's program is written as one function of all parts of its arrays, in the order of sums that it has alone.
/// </summary>
/// <remarks><code>
/// before: condition: %1:bool[8] = map %0, %2:bool[] = reduce Or %1    body: %3:f32[8,2] = map %0   s2 = select of what the condition asks, s1, s0
/// after:  rows(| 8)   s4 = select ..., s5 = select ..., s6 = Or over what the condition asks
/// </code></remarks>
internal sealed class FuseLanes
{
    /// <summary>
    /// So many parts of carry and constants at most: each is an array that the kernel walks through, and the carry lies in registers or near them. 1024 lanes with 126 parts and 1500 operations a turn take
    /// 45 ps for each operation of a lane, as a batch 220; with 64 parts and 400 operations 25 and 243 (512 bits, two threads, minima of one turn, 2026-11-27).
    /// </summary>
    private const int MostParts = 128;

    private readonly While loop;
    private readonly ValueList<Operand> operands;
    private readonly Shape lanes;
    private readonly ValueList<int> front;
    private readonly bool sameConstants;
    private readonly List<(int, int)> same = [];
    private readonly ScalarBuilder builder = new();
    private readonly List<DType> types = [];
    private readonly Dictionary<(LoopValue Value, Shape Shape, ValueList<int> Axes), (LaneArray Array, int[] Parts)> constants = [];
    private readonly List<LaneArray> order = [];
    private readonly (LaneArray Array, int[] Parts)[] carry;

    private FuseLanes(While loop, ValueList<Operand> operands, Shape lanes, bool sameConstants)
    {
        (this.loop, this.operands, this.lanes, this.sameConstants, front) = (loop, operands, lanes, sameConstants, TakeLane.Front(lanes));
        carry = new (LaneArray, int[])[loop.LoopBody.Outputs.Count];
    }

    /// <summary>The plan of a loop; null if it is none over lanes, or a lane does too much.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="operands">What it is given.</param>
    public static LanePlan? Run(While loop, ValueList<Operand> operands)
    {
        if (loop.LoopBody.Outputs.Count == 0 || !WriteBranches.Covers(loop.ConditionBody) || !WriteBranches.Covers(loop.LoopBody)) return null;
        PassLog log = PassLog.Start(loop.ConditionBody);
        LoopGraph condition = Lowered(loop.ConditionBody, log);
        List<LoopValue> asked = Asked(condition);
        if (asked.Count == 0) return null;
        LoopGraph body = Lowered(loop.LoopBody, log);
        // The last axes may be lanes of loops in loops under Vmap, or belong to what a lane asks of its own array.
        for (int i = asked.Count - 1; i >= 0; i--)
        {
            foreach (bool sameConstants in (ReadOnlySpan<bool>)[false, true])
                if (new FuseLanes(loop, operands, asked[i].Type.Shape, sameConstants).Plan(condition with { Outputs = [asked[i]] }, body, log) is LanePlan plan) return PassLog.After("fuse lanes", plan, operands);
        }

        return null;
    }

    private static LoopGraph Lowered(Jaxpr program, PassLog log) => log.After("write branches", WriteBranches.Run(CpuPipeline.ToLoops(program, 0, log), p => CpuPipeline.ToLoops(p, 0, log)));

    /// <summary>What the condition asks whether it holds anywhere, the question asked last first.</summary>
    private static List<LoopValue> Asked(LoopGraph condition)
    {
        List<LoopValue> asked = [];
        LoopValue any = condition.Outputs[0];
        for (int n = condition.Nodes.Count - 1; n >= 0; n--)
        {
            if (condition.Nodes[n] is not RoutineNode { Lowered: Lowered.Reduce { Kind: ReduceKind.Or } } node || node.Results[0] != any || node.Operands[0].DType != DType.Bool || !node.Operands[0].IsWhole) continue;
            any = node.Operands[0].Value;
            asked.Add(any);
        }

        return asked;
    }

    private LanePlan? Plan(LoopGraph condition, LoopGraph body, PassLog log)
    {
        if (lanes.Count == 0 || TakeLane.Run(condition, lanes) is not { Questions: 0 } test || TakeLane.Run(body, lanes) is not LaneGraph turn) return null;
        if (!Number(test, turn) || (sameConstants && same.Count == 0)) return null;
        int[][] given = [.. turn.Inputs.ToArray().Select(i => Parts(OfBody(i.Number), i.Axes)), .. Enumerable.Range(0, turn.Questions).Select(q => (int[])[builder.Add(new(ScalarOp.Input, DType.Bool, types.Count + q, 0)).Index])];
        if (UnrollArrays.Run(Settled(test, log), builder, [.. test.Inputs.ToArray().Select(i => Parts(OfCondition(i.Number), i.Axes))]) is not [[int goesOn]]) return null;
        if (UnrollArrays.Run(Settled(turn, log), builder, given) is not int[][] all) return null;
        HashSet<int> holds = Holding(given.AsSpan(turn.Inputs.Count), all.AsSpan(carry.Length), goesOn);
        List<int> results = [];
        for (int c = 0; c < carry.Length; c++)
        {
            for (int p = 0; p < all[c].Length; p++)
            {
                int next = all[c][p], before = carry[c].Parts[p];
                // Where another lane goes on and this one does not, what is selected is the carry already.
                while (builder[next] is { Op: ScalarOp.Select } outer && outer.A != goesOn && holds.Contains(outer.A) && outer.C == before) next = outer.B;
                // A lane that is done keeps its carry.
                if (next != before && (builder[next] is not { Op: ScalarOp.Select } step || step.A != goesOn || step.C != before)) return null;
                results.Add(next);
            }
        }

        DType[] outputs = [.. carry.SelectMany(c => Enumerable.Repeat(c.Array.DType, c.Array.Count))];
        ScalarFunction function = MapBodies.WithoutUnused(new([.. types], [.. outputs, DType.Bool], builder.ToSteps(), [.. results, goesOn]));
        if (!VectorSupport.Covers(function) || LaneKernel.Operations(StepLegalizer.Run(function)) > LaneKernel.MostOperations) return null;
        foreach (ScalarStep step in function.Steps)
            if (step.Op == ScalarOp.Input && step.A >= types.Count) return null;
        LaneArray[] arrays = [.. order];
        return new(Rows(function, [.. arrays.SelectMany(a => Enumerable.Repeat(a.IsRow, a.Count)), .. new bool[outputs.Length]]), function, arrays, [.. carry.Select(c => c.Array)], lanes.Count, [.. same]);
    }

    private static LoopGraph Settled(LaneGraph lane, PassLog log) => CpuPipeline.SettleSums(log.After("take lane", lane.Graph), log);

    private int OfCondition(int input) => input < loop.ConditionConstants ? input : input + loop.BodyConstants;

    private int OfBody(int input) => input + loop.ConditionConstants;

    /// <summary>
    /// What an operand is. The loops of <c>Vmap</c> give what the condition reads to the body once more; where the loop is a program of its own, these are two inputs, which may be one array when it runs.
    /// </summary>
    private LoopValue ValueOf(int operand)
    {
        int first = operand - loop.ConditionConstants;
        bool isTwin = sameConstants && first >= 0 && first < loop.ConditionConstants && CarryOf(operand) < 0 && TypeOf(first) == TypeOf(operand);
        return operands[isTwin ? first : operand].Value;
    }

    /// <summary>What an operand is to the loop: a value may be of another shape where an axis of one element was moved.</summary>
    private ArrayType TypeOf(int operand) => new(operands[operand].DType, operands[operand].Shape);

    private (LoopValue, Shape, ValueList<int>) KeyOf(int operand, ValueList<int> axes) => (ValueOf(operand), operands[operand].Shape, axes);

    private int CarryOf(int operand) => operand - loop.ConditionConstants - loop.BodyConstants;

    /// <summary>Gives every part of what is read a number; false if that is too much, or a lane reads the carry of others.</summary>
    private bool Number(LaneGraph test, LaneGraph turn)
    {
        foreach ((int number, ValueList<int> axes) in (IEnumerable<(int, ValueList<int>)>)[.. test.Inputs.ToArray().Select(i => (OfCondition(i.Number), i.Axes)), .. turn.Inputs.ToArray().Select(i => (OfBody(i.Number), i.Axes))])
        {
            LoopValue value = ValueOf(number);
            if (value != operands[number].Value && !same.Contains((number - loop.ConditionConstants, number))) same.Add((number - loop.ConditionConstants, number));
            // One number for what the condition and the body both read.
            if (CarryOf(number) >= 0 ? axes == front : constants.ContainsKey(KeyOf(number, axes))) continue;
            if (CarryOf(number) >= 0 || !Add(number, axes, out (LaneArray, int[]) added)) return false;
            constants[KeyOf(number, axes)] = added;
            order.Add(added.Item1);
        }

        for (int c = 0; c < carry.Length; c++)
            if (!Add(operands.Count - carry.Length + c, front, out carry[c])) return false;
        return true;
    }

    private bool Add(int number, ValueList<int> axes, out (LaneArray Array, int[] Parts) added)
    {
        LaneArray array = LaneArray.Of(number, TypeOf(number), axes, TakeLane.Axes(lanes));
        added = (array, []);
        if (types.Count + array.Parts.Count > MostParts) return false;
        added = (array, [.. Enumerable.Range(types.Count, array.Count).Select(i => builder.Add(new(ScalarOp.Input, array.DType, i, 0)).Index)]);
        types.AddRange(Enumerable.Repeat(array.DType, array.Count));
        return true;
    }

    private int[] Parts(int operand, ValueList<int> axes) => CarryOf(operand) < 0 ? constants[KeyOf(operand, axes)].Parts : carry[CarryOf(operand)].Parts;

    /// <summary>The steps that hold in a lane that goes on: whether it does, and whether any lane does of some that are asked the same.</summary>
    private static HashSet<int> Holding(ReadOnlySpan<int[]> questions, ReadOnlySpan<int[]> answers, int goesOn)
    {
        HashSet<int> holds = [goesOn];
        for (int round = 0; round < questions.Length; round++)
            for (int q = 0; q < questions.Length; q++)
                if (holds.Contains(answers[q][0])) holds.Add(questions[q][0]);
        return holds;
    }

    /// <summary>The function over a row of lanes.</summary>
    private static RowBody Rows(ScalarFunction turn, bool[] isRow)
    {
        int count = turn.Steps.Count;
        RowStep[] steps =
        [
            .. turn.Steps.ToArray().Select(s => new RowStep(s)), new(new(ScalarOp.Constant, DType.Int32, Bits: 1)), new(new(ScalarOp.Constant, DType.Int32)),
            new(new(ScalarOp.Select, DType.Int32, turn.Results[^1], count, count + 1)), new(new(ScalarOp.Or, DType.Int32, count + 2), ReduceKind.Or),
        ];
        RowOutput[] outputs = [.. turn.Results.ToArray()[..^1].Select((r, i) => new RowOutput(turn.Outputs[i], r, RowOutputKind.Elements)), new(DType.Int32, count + 3, RowOutputKind.Rows)];
        return new(turn.Inputs, isRow, steps, outputs);
    }
}
