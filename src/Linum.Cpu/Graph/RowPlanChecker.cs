using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes in the phases of a row: values, rows and results that are read before an earlier phase gives them, results that nobody gives or two do.</summary>
internal sealed class RowPlanChecker
{
    private readonly RowPlan plan;
    private readonly RowBody body;
    private readonly string after;
    private readonly HashSet<(RowSourceKind Kind, int Number)> known = [];
    private readonly HashSet<int> given = [];

    private RowPlanChecker(RowPlan plan, RowBody body, string after) => (this.plan, this.body, this.after) = (plan, body, after);

    /// <summary>Checks a plan.</summary>
    /// <param name="plan">The phases.</param>
    /// <param name="body">What they compute.</param>
    /// <param name="after">The pass that made them, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(RowPlan plan, RowBody body, string after) => new RowPlanChecker(plan, body, after).Check();

    private void Check()
    {
        for (int p = 0; p < plan.Phases.Count; p++)
        {
            // One that is made beside another of the next row reads what this one's phases have given by then, and gives its results later: see below.
            if (plan.Overlap is { } overlap && p == overlap.Beside) Beside(p, overlap);
            RowPhase phase = plan.Phases[p];
            Fits(p, phase);
            foreach (RowSource source in phase.Sources) Reads(p, source);
            foreach (RowSink sink in phase.Sinks) Gives(p, sink);
            foreach ((int value, int result) in phase.Copies)
            {
                Reads(p, new(RowSourceKind.Value, value, true));
                GivesResult(p, result, RowOutputKind.Rows);
            }
        }

        for (int o = 0; o < body.Outputs.Count; o++)
            if (!given.Contains(o)) throw Wrong($"no phase gives result {o}");
    }

    private void Fits(int p, RowPhase phase)
    {
        if (phase.Body.Inputs.Count != phase.Sources.Count || phase.Body.Outputs.Count != phase.Sinks.Count) throw Wrong($"the body of phase {p} has other inputs or outputs than the phase");
        for (int i = 0; i < phase.Sources.Count; i++)
        {
            RowSource source = phase.Sources[i];
            DType? type = source.Kind switch
            {
                RowSourceKind.Operand when source.Number < body.Inputs.Count => body.Inputs[source.Number],
                RowSourceKind.Scratch when source.Number < plan.Scratch.Count => plan.Scratch[source.Number],
                RowSourceKind.Result when source.Number < body.Outputs.Count => body.Outputs[source.Number].DType,
                _ => null,
            };
            if (type is { } stored && stored != phase.Body.Inputs[i]) throw Wrong($"phase {p} reads {Name(source.Kind, source.Number)} as {phase.Body.Inputs[i].Short}, but it is {stored.Short}");
        }
    }

    private void Reads(int p, RowSource source)
    {
        if (source.IsBefore) throw Wrong($"phase {p} reads {Name(source.Kind, source.Number)} of the block before, of which none is left");
        if (source.Kind == RowSourceKind.Operand)
        {
            if (source.Number >= body.Inputs.Count) throw Wrong($"phase {p} reads operand {source.Number} of {body.Inputs.Count}");
            if (source.IsRow != body.IsRow[source.Number]) throw Wrong($"phase {p} reads operand {source.Number} as if it had {(source.IsRow ? "one element for each row" : "a row of elements")}");
            return;
        }

        if (!known.Contains((source.Kind, source.Number))) throw Wrong($"phase {p} reads {Name(source.Kind, source.Number)}, which no earlier phase gives");
    }

    private void Gives(int p, RowSink sink)
    {
        switch (sink.Kind)
        {
            case RowSinkKind.Elements:
                GivesResult(p, sink.Number, RowOutputKind.Elements);
                known.Add((RowSourceKind.Result, sink.Number));
                break;
            case RowSinkKind.Columns:
                GivesResult(p, sink.Number, RowOutputKind.Columns);
                break;
            case RowSinkKind.Scratch:
                Gives(p, RowSourceKind.Scratch, sink.Number, plan.Scratch.Count);
                break;
            default:
                Gives(p, RowSourceKind.Value, sink.Number, plan.Values);
                break;
        }
    }

    private void Gives(int p, RowSourceKind kind, int number, int count)
    {
        if (number >= count) throw Wrong($"phase {p} gives {Name(kind, number)} of {count}");
        // Stages of a pass take a row again that none of them reads any more.
        if (!known.Add((kind, number)) && kind == RowSourceKind.Value) throw Wrong($"phase {p} gives {Name(kind, number)}, which an earlier phase gives");
    }

    private void GivesResult(int p, int result, RowOutputKind kind)
    {
        if (result >= body.Outputs.Count || body.Outputs[result].Kind != kind) throw Wrong($"phase {p} gives result {result}, which is none of {kind.ToString().ToLowerInvariant()}");
        if (!given.Add(result)) throw Wrong($"phase {p} gives result {result}, which an earlier phase gives");
    }

    /// <summary>The phase that is late has to be the last one and to lie beside one before it: then all that it reads of the block before is there.</summary>
    private void Beside(int p, RowOverlap overlap)
    {
        RowPhase phase = plan.Phases[p], last = plan.Phases[^1], late = last with
        {
            Sources = [.. last.Sources.ToArray().Select(s => s with { IsBefore = true })],
            Sinks = [.. last.Sinks.ToArray().Select(s => s with { IsBefore = true })],
        };
        if (p == plan.Phases.Count - 1) throw Wrong("the last phase is beside itself");
        if (overlap.Late.Sources != late.Sources || overlap.Late.Sinks != late.Sinks) throw Wrong("what is made at the end is not the last phase of the block before");
        if (overlap.Both.Sources != (ValueList<RowSource>)[.. phase.Sources, .. late.Sources] || overlap.Both.Sinks != (ValueList<RowSink>)[.. phase.Sinks, .. late.Sinks])
            throw Wrong($"what is made together is not phase {p} and the last one of the block before");
        if (overlap.Both.Body.Inputs.Count != overlap.Both.Sources.Count || overlap.Both.Body.Outputs.Count != overlap.Both.Sinks.Count) throw Wrong("the body of the phases that are made together has other inputs or outputs than these");
    }

    private static string Name(RowSourceKind kind, int number) => kind == RowSourceKind.Scratch ? $"kept row {number}" : $"{kind.ToString().ToLowerInvariant()} {number}";

    private InternalErrorException Wrong(string what) => new($"The phases of rows after {after} are wrong: {what}.\n{plan}");
}
