using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where a phase reads from.</summary>
internal enum RowSourceKind
{
    /// <summary>An operand.</summary>
    Operand,
    /// <summary>A result written by an earlier phase.</summary>
    Result,
    /// <summary>A value per row.</summary>
    Value,
    /// <summary>A row kept in working memory.</summary>
    Scratch,
}

/// <summary>What a phase reads: number <see cref="Number"/> of its kind, one per row or one per element, of its row or of that one's place in the block before.</summary>
internal readonly record struct RowSource(RowSourceKind Kind, int Number, bool IsRow, bool IsBefore = false);

/// <summary>What becomes of what a phase computes.</summary>
internal enum RowSinkKind
{
    /// <summary>Elements of a result.</summary>
    Elements,
    /// <summary>Combined into a result over rows.</summary>
    Columns,
    /// <summary>Combined over the row into a value per row.</summary>
    Reduce,
    /// <summary>A value per row.</summary>
    Value,
    /// <summary>A row kept in working memory.</summary>
    Scratch,
}

/// <summary>What becomes of one output of a phase: it goes to number <see cref="Number"/> of its kind, of its row or of that one's place in the block before.</summary>
internal readonly record struct RowSink(RowSinkKind Kind, int Number, ReduceKind Combine = ReduceKind.Sum, bool IsBefore = false);

/// <summary>A pass over a row, or, between passes, a computation on values per row.</summary>
/// <param name="IsLoop">Whether this runs over the elements.</param>
/// <param name="Body">What is computed.</param>
/// <param name="Sources">The body's inputs.</param>
/// <param name="Sinks">The body's outputs.</param>
/// <param name="Copies">Values per row that are results: after the phase, value First is stored as result Second.</param>
internal sealed record RowPhase(bool IsLoop, ScalarFunction Body, ValueList<RowSource> Sources, ValueList<RowSink> Sinks, ValueList<(int Value, int Result)> Copies)
{
    /// <summary>So many other operations are done in the time of a division.</summary>
    private const int Division = 8;

    /// <summary>Whether divisions take longer than all else that is computed.</summary>
    public bool WaitsForDivisions
    {
        get
        {
            int divisions = Body.Steps.ToArray().Count(s => s.Op is ScalarOp.Divide or ScalarOp.Sqrt);
            return divisions > 0 && divisions * Division >= Body.OperationCount - divisions;
        }
    }

    /// <summary>Whether anything is combined over the row.</summary>
    public bool Reduces
    {
        get
        {
            foreach (RowSink sink in Sinks)
                if (sink.Kind == RowSinkKind.Reduce) return true;
            return false;
        }
    }

    public override string ToString()
    {
        string[] reads = [.. Sources.ToArray().Select(s => $"{Name(s.Kind)} {s.Number}{Before(s.IsBefore)}").Distinct()];
        string[] gives =
        [
            .. Sinks.ToArray().Select(s => s.Kind switch
            {
                RowSinkKind.Elements => $"result {s.Number}{Before(s.IsBefore)}",
                RowSinkKind.Columns => $"{s.Combine} over rows in result {s.Number}",
                RowSinkKind.Reduce => $"{s.Combine} in value {s.Number}",
                RowSinkKind.Value => $"value {s.Number}",
                _ => $"kept row {s.Number}",
            }),
            .. Copies.ToArray().Select(c => $"value {c.Value} as result {c.Result}"),
        ];
        return $"{(IsLoop ? "pass" : "once a row")}: {LoopPrinter.Counted(Body.OperationCount, "operation")} on {(reads.Length == 0 ? "nothing" : string.Join(", ", reads))}, giving {string.Join(", ", gives)}";
    }

    private static string Before(bool isBefore) => isBefore ? " of the block before" : "";

    private static string Name(RowSourceKind kind) => kind == RowSourceKind.Scratch ? "kept row" : kind.ToString().ToLowerInvariant();
}

/// <summary>How the last phase is made beside an earlier one of the next block; see <see cref="OverlapPhases"/>.</summary>
/// <param name="Beside">The number of the earlier phase.</param>
/// <param name="Both">The two as one: the earlier one of a row, the last one of that row's place in the block before.</param>
/// <param name="Late">The last phase alone, of a row of the block before.</param>
internal sealed record RowOverlap(int Beside, RowPhase Both, RowPhase Late);

/// <summary>The phases of a row.</summary>
/// <param name="Phases">In order.</param>
/// <param name="Values">How many values per row there are.</param>
/// <param name="Scratch">The element types of the rows in working memory.</param>
/// <param name="Overlap">Whether the last phase is late by a block of rows; null if not.</param>
internal sealed record RowPlan(ValueList<RowPhase> Phases, int Values, ValueList<DType> Scratch, RowOverlap? Overlap = null)
{
    /// <summary>Whether a pass comes after one that combines a row, so that each is made over a few rows before the next; see <see cref="RowBlocks"/>. Stages of one pass wait for nothing.</summary>
    public bool IsInBlocks
    {
        get
        {
            int last = Phases.Count - 1;
            while (last >= 0 && !Phases[last].IsLoop) last--;
            for (int p = 0; p < last; p++)
                if (Phases[p].IsLoop && Phases[p].Reduces) return true;
            return false;
        }
    }

    /// <summary>A line for each phase.</summary>
    public override string ToString() => string.Concat(Phases.ToArray().Select(p => $"{p}\n")) + (Overlap is null ? "" : $"beside phase {Overlap.Beside} of the next block: {Overlap.Late}\n");
}

/// <summary>
/// Divides what is computed over a row into passes. A pass ends where a reduction's value is needed. What a later pass needs again is computed again if that is cheap, else kept in a
/// row of working memory.
/// </summary>
/// <remarks><code>
/// before: s0 = input 0, s1 = Max over s0, s2 = s0 - s1, s3 = exp s2, s4 = Sum over s3, s5 = s3 / s4, give s5
/// after:  loop: v0 = Max over input 0
///         loop: scratch 0 = exp(input 0 - v0), v1 = Sum over it
///         loop: result 0 = scratch 0 / v1
/// </code></remarks>
internal sealed class ScheduleRows
{
    /// <summary>Up to so many operations are done again rather than stored and read.</summary>
    private const int CheapOperations = 6;

    /// <summary>A division of eight floats takes three cycles on the processor of the reports and five or more on others, in which six to ten other operations are done.</summary>
    private const int DivisionCost = 8;

    private readonly RowBody body;
    private readonly bool[] isElement;
    private readonly int[] phases;
    private readonly int[] costs;
    private readonly Dictionary<int, int> values = [];
    private readonly Dictionary<int, int> scratch = [];
    private readonly List<DType> scratchTypes = [];
    private readonly int loops;

    private ScheduleRows(RowBody body)
    {
        this.body = body;
        int count = body.Steps.Count;
        (isElement, phases, costs) = (new bool[count], new int[count], new int[count]);
        for (int i = 0; i < count; i++) Classify(i);
        for (int i = 0; i < count; i++)
            if (body.Steps[i].Over is not null) loops = Math.Max(loops, phases[i]);
        foreach (RowOutput output in body.Outputs)
            if (output.Kind != RowOutputKind.Rows) loops = Math.Max(loops, PhaseOf(output) + 1);
    }

    private int PhaseOf(RowOutput output) => output.Second < 0 ? phases[output.Step] : Math.Max(phases[output.Step], phases[output.Second]);

    public static RowPlan Run(RowBody body) => new ScheduleRows(body).Plan();

    private void Classify(int i)
    {
        (ScalarStep s, ReduceKind? over) = body.Steps[i];
        if (over is not null)
        {
            phases[i] = phases[s.A] + 1;
            return;
        }

        switch (s.Op)
        {
            case ScalarOp.Input:
                isElement[i] = !body.IsRow[s.A];
                return;
            case ScalarOp.Index:
                isElement[i] = s.A == LastAxis;
                return;
            case ScalarOp.Constant:
                return;
        }

        costs[i] = s.Op is ScalarOp.Divide or ScalarOp.Sqrt ? DivisionCost : 1;
        foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
        {
            if (used < 0) continue;
            isElement[i] |= isElement[used];
            phases[i] = Math.Max(phases[i], phases[used]);
            if (isElement[used]) costs[i] = Math.Min(1 << 20, costs[i] + costs[used]);
        }
    }

    /// <summary>Positions along the row are asked for as axis -1 less than nothing: see <see cref="RowSpace"/>.</summary>
    private const int LastAxis = RowSpace.RowAxis;

    private RowPlan Plan()
    {
        // From the last loop to the first: a loop says what earlier ones must keep.
        var writers = new Writer[loops];
        for (int p = loops - 1; p >= 0; p--) writers[p] = Loop(p);
        SumOperands(writers);
        RowPhase[] passes = [.. writers.Select(w => w.Done([]))];
        List<RowPhase> all = [];
        foreach (RowOutput output in body.Outputs)
            if (output.Kind == RowOutputKind.Rows) ValueOf(output.Step);
        // From the last to the first again, so that every value that is asked for is known; then in order.
        var sections = new RowPhase?[loops + 1];
        for (int p = loops; p >= 0; p--) sections[p] = Section(p);
        for (int p = 0; p <= loops; p++)
        {
            if (sections[p] is { } section) all.Add(section);
            if (p < loops) all.Add(passes[p]);
        }

        return new([.. all], values.Count, [.. scratchTypes]);
    }

    private int ValueOf(int step)
    {
        if (!values.TryGetValue(step, out int value)) values[step] = value = values.Count;
        return value;
    }

    private Writer Loop(int p)
    {
        Writer writer = new(this, p, true);
        for (int i = 0; i < body.Steps.Count; i++)
            if (body.Steps[i].Over is ReduceKind kind && phases[i] == p + 1) writer.Give([body.Steps[i].Step.A], new(RowSinkKind.Reduce, ValueOf(i), kind));
        for (int o = 0; o < body.Outputs.Count; o++)
        {
            RowOutput output = body.Outputs[o];
            if (output.Kind == RowOutputKind.Rows || IsSummedOperand(output) || PhaseOf(output) != p) continue;
            RowSink sink = new(output.Kind == RowOutputKind.Elements ? RowSinkKind.Elements : RowSinkKind.Columns, o, output.Combine);
            if (output.Second < 0) writer.Give([output.Step], sink);
            else writer.Give([output.Step, output.Second], sink, output.DType);
        }

        foreach ((int step, int number) in scratch.OrderBy(s => s.Value))
            if (phases[step] == p) writer.Give([step], new(RowSinkKind.Scratch, number));
        return writer;
    }

    /// <summary>Whether it is an operand that is combined over rows as it is, such as what a bias gets in reverse.</summary>
    private bool IsSummedOperand(RowOutput output) => output.Kind == RowOutputKind.Columns && output.Second < 0 && body.Steps[output.Step].Step.Op == ScalarOp.Input;

    /// <summary>
    /// Such an operand is combined by the first pass if that reads it anyway; else by the last that does so and stores no elements, if there is one: the first would read it from memory only for this
    /// (the gradient of layer norm 196 to 202 -> 180 to 188 µs in four turns, 2026-11-27). Where the first reads it too, a later pass was no better.
    /// </summary>
    private void SumOperands(Writer[] passes)
    {
        for (int o = 0; o < body.Outputs.Count; o++)
        {
            RowOutput output = body.Outputs[o];
            if (!IsSummedOperand(output)) continue;
            int operand = body.Steps[output.Step].Step.A;
            Writer? later = passes[0].Reads(operand) ? null : Array.FindLast(passes, p => p.Reads(operand) && !p.StoresElements);
            (later ?? passes[0]).Give([output.Step], new(RowSinkKind.Columns, o, output.Combine));
        }
    }

    private RowPhase? Section(int p)
    {
        Writer writer = new(this, p, false);
        // Writing one value may ask for others of this section: those are computed in it, not stored.
        foreach ((int step, int value) in values.OrderBy(v => v.Value).ToArray())
            if (phases[step] == p && body.Steps[step].Over is null) writer.Give([step], new(RowSinkKind.Value, value));
        List<(int, int)> copies = [];
        for (int o = 0; o < body.Outputs.Count; o++)
            if (body.Outputs[o].Kind == RowOutputKind.Rows && phases[body.Outputs[o].Step] == p) copies.Add((values[body.Outputs[o].Step], o));
        return writer.IsEmpty && copies.Count == 0 ? null : writer.Done([.. copies]);
    }

    /// <summary>The number of the row in which a step's values are kept; -1 if they are a result.</summary>
    private int Keep(int step)
    {
        if (!scratch.TryGetValue(step, out int number))
        {
            scratch[step] = number = scratchTypes.Count;
            scratchTypes.Add(body.Steps[step].Step.DType);
        }

        return number;
    }

    private int ResultOf(int step)
    {
        for (int o = 0; o < body.Outputs.Count; o++)
            if (body.Outputs[o] is { Kind: RowOutputKind.Elements } output && output.Step == step && output.DType == body.Steps[step].Step.DType) return o;
        return -1;
    }

    /// <summary>Writes the body of one phase.</summary>
    private sealed class Writer(ScheduleRows plan, int phase, bool isLoop)
    {
        private readonly ScalarBuilder builder = new();
        private readonly List<RowSource> sources = [];
        private readonly List<DType> inputs = [];
        private readonly List<RowSink> sinks = [];
        private readonly List<DType> outputs = [];
        private readonly List<int> results = [];
        private readonly Dictionary<int, int> moved = [];

        public bool IsEmpty => sinks.Count == 0;

        public bool StoresElements => sinks.Exists(s => s.Kind == RowSinkKind.Elements);

        /// <summary>Whether elements of an operand are read.</summary>
        public bool Reads(int operand) => sources.Contains(new(RowSourceKind.Operand, operand, false));

        /// <summary>Something becomes of a value: of a step, or of the two steps of a type of two components.</summary>
        public void Give(ReadOnlySpan<int> steps, RowSink sink, DType? type = null)
        {
            foreach (int step in steps) results.Add(Write(step));
            sinks.Add(sink);
            outputs.Add(type ?? plan.body.Steps[steps[0]].Step.DType);
        }

        public RowPhase Done(ValueList<(int, int)> copies) => new(isLoop, new([.. inputs], [.. outputs], builder.ToSteps(), [.. results]), [.. sources], [.. sinks], copies);

        private int Write(int i)
        {
            if (!moved.TryGetValue(i, out int at)) moved[i] = at = WriteNew(i);
            return at;
        }

        private int WriteNew(int i)
        {
            (ScalarStep s, ReduceKind? over) = plan.body.Steps[i];
            if (over is not null) return Read(new(RowSourceKind.Value, plan.ValueOf(i), true), s.DType, 0, s.DType);
            switch (s.Op)
            {
                case ScalarOp.Constant or ScalarOp.Index: return builder.Add(s).Index;
                case ScalarOp.Input: return Read(new(RowSourceKind.Operand, s.A, plan.body.IsRow[s.A]), plan.body.Inputs[s.A], s.B, s.DType);
            }

            // A mask is made again at the head of each loop: turned into bytes and back it would take longer.
            if (!plan.isElement[i] && (isLoop || plan.phases[i] < phase) && s.DType != DType.Bool) return Read(new(RowSourceKind.Value, plan.ValueOf(i), true), s.DType, 0, s.DType);
            if (plan.isElement[i] && plan.phases[i] < phase)
            {
                if (plan.ResultOf(i) is int result and >= 0) return Read(new(RowSourceKind.Result, result, false), s.DType, 0, s.DType);
                if (plan.costs[i] > CheapOperations) return Read(new(RowSourceKind.Scratch, plan.Keep(i), false), s.DType, 0, s.DType);
            }

            return builder.Add(s with { A = Operand(s.A), B = Operand(s.B), C = Operand(s.C) }).Index;
        }

        private int Operand(int step) => step < 0 ? -1 : Write(step);

        private int Read(RowSource source, DType type, int component, DType stepType)
        {
            int number = sources.IndexOf(source);
            if (number < 0)
            {
                number = sources.Count;
                sources.Add(source);
                inputs.Add(type);
            }

            return builder.Add(new(ScalarOp.Input, stepType, number, component)).Index;
        }
    }
}
