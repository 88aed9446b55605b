using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Has the last pass over a block of rows made beside an earlier pass over the next block, in one loop: one that computes much beside one that stores, or one that waits for memory beside one that waits for divisions.
/// A processor does not look so far ahead that it would begin the next pass by itself. Minima, 512 bits (2026-11-27): softmax of 1024 rows of 1024 floats 184 to 186 -> 158 to 163 µs, of 4096 rows of 256
/// 195 -> 168, of doubles 250 -> 208, its gradient 244 to 246 -> 219 to 223, log-softmax 162 to 165 -> 145 to 147, layer norm 72 -> 64 to 66; with 256 bits softmax of 16384 rows of 64 floats 407 -> 368.
/// </summary>
/// <remarks><code>
/// before: for each block: loop: v0 = Sum over e(input 0), scratch 0 = e(input 0)
///                         loop: result 0 = scratch 0 / v0
/// after:  for each block: loop: v0 = Sum over e(input 0), scratch 0 = e(input 0), result 0 of the block before = scratch 0 / v0 of the block before
///         at the end:     loop: result 0 of the last block = scratch 0 / v0 of it
/// </code></remarks>
internal static class OverlapPhases
{
    public static RowPlan Run(RowPlan plan)
    {
        RowPhase last = plan.Phases[^1];
        if (!plan.IsInBlocks || !MayBeLate(last)) return plan;
        RowPhase late = last with
        {
            Sources = [.. last.Sources.ToArray().Select(s => s with { IsBefore = true })],
            Sinks = [.. last.Sinks.ToArray().Select(s => s with { IsBefore = true })],
        };
        int[] suited = [.. Enumerable.Range(0, plan.Phases.Count - 1).Where(i => Suits(plan.Phases[i], late))];
        int beside = Array.Find([.. suited.Where(i => !IsLight(plan.Phases[i])), .. last.WaitsForDivisions ? suited : [], -1], _ => true);
        return beside < 0 ? plan : plan with { Overlap = new(beside, Both(plan.Phases[beside], late), late) };
    }

    /// <summary>Whether nothing waits for a phase, and it does not ask which row it is at.</summary>
    private static bool MayBeLate(RowPhase phase) =>
        phase.IsLoop && phase.Copies.Count == 0 && phase.Sinks.ToArray().All(s => s.Kind == RowSinkKind.Elements)
        && !phase.Body.Steps.ToArray().Any(s => s.Op == ScalarOp.Index && s.A != RowSpace.RowAxis);

    /// <summary>
    /// Whether a phase may have the late one beside it: not if it waits for divisions itself (the gradient of layer norm 174 to 177 -> 186 to 205 µs). What it combines has to go through as many partial results as
    /// alone, so that it has the same bits, and no other loop may be taken for it.
    /// </summary>
    private static bool Suits(RowPhase phase, RowPhase late) =>
        phase.IsLoop && !phase.WaitsForDivisions && !QuickExtremes.Suits(phase) && IsLight(phase) == IsLight(Both(phase, late));

    private static bool IsLight(RowPhase phase) => RowKernel.IsLight(StepLegalizer.Run(phase.Body));

    private static RowPhase Both(RowPhase phase, RowPhase late)
    {
        ScalarFunction a = phase.Body, b = late.Body;
        int steps = a.Steps.Count, inputs = a.Inputs.Count;
        int Moved(int step) => step < 0 ? step : step + steps;
        ScalarStep MovedStep(ScalarStep s) => s.Op switch
        {
            ScalarOp.Input => s with { A = s.A + inputs },
            ScalarOp.Index or ScalarOp.Constant => s,
            _ => s with { A = Moved(s.A), B = Moved(s.B), C = Moved(s.C) },
        };
        ScalarFunction body = new([.. a.Inputs, .. b.Inputs], [.. a.Outputs, .. b.Outputs], [.. a.Steps, .. b.Steps.ToArray().Select(MovedStep)], [.. a.Results, .. b.Results.ToArray().Select(Moved)]);
        return new(true, body, [.. phase.Sources, .. late.Sources], [.. phase.Sinks, .. late.Sinks], phase.Copies);
    }
}
