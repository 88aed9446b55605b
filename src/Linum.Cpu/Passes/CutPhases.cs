using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Cuts passes over a row whose bodies are long into several; see <see cref="CutStages"/>.</summary>
/// <remarks><code>
/// before: loop: v0 = Sum over g(f(input 0))
/// after:  loop: scratch 0 = f(input 0)
///         loop: v0 = Sum over g(scratch 0)
/// </code></remarks>
internal static class CutPhases
{
    public static RowPlan Run(RowPlan plan)
    {
        List<RowPhase> phases = [];
        List<DType> scratch = [.. plan.Scratch];
        foreach (RowPhase phase in plan.Phases)
        {
            if (phase.IsLoop && StagesOf(phase) is { } stages) Add(phases, scratch, phase, stages);
            else phases.Add(phase);
        }

        return plan with { Phases = [.. phases], Scratch = [.. scratch] };
    }

    private static StagePlan? StagesOf(RowPhase phase)
    {
        ValueList<bool> scalars = [.. phase.Sources.ToArray().Select(source => source.IsRow)];
        return CutStages.Run(StepLegalizer.Run(phase.Body), f => HoistedSteps.Of(f, scalars, RowSpace.RowAxis, operations: true));
    }

    private static void Add(List<RowPhase> phases, List<DType> scratch, RowPhase phase, StagePlan plan)
    {
        int first = scratch.Count;
        scratch.AddRange(plan.Rows);
        for (int s = 0; s < plan.Stages.Count; s++)
        {
            Stage stage = plan.Stages[s];
            ValueList<RowSource> sources = [.. stage.Reads.ToArray().Select(read => read >= 0 ? phase.Sources[read] : new(RowSourceKind.Scratch, first + ~read, false))];
            bool isLast = s == plan.Stages.Count - 1;
            ValueList<RowSink> sinks = isLast ? phase.Sinks : [.. stage.Gives.ToArray().Select(row => new RowSink(RowSinkKind.Scratch, first + row))];
            phases.Add(new(true, stage.Body, sources, sinks, isLast ? phase.Copies : []));
        }
    }
}
