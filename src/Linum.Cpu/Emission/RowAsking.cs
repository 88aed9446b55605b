using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel over rows with several passes asks of memory before it needs it, and in which pass.</summary>
/// <param name="plan">The phases.</param>
/// <param name="streams">Whether results go past the caches.</param>
internal sealed class RowAsking(RowPlan plan, bool streams)
{
    /// <summary>So many other operations are done in the time of a division.</summary>
    private const int Division = 8;

    private readonly RowPhase[] loops = Sse.IsSupported && plan.IsInBlocks ? [.. plan.Phases.ToArray().Where(p => p.IsLoop)] : [];

    /// <summary>
    /// Whether the same row of the next block is asked for: in the last of the passes, if it stores nothing for each element, for then it waits for no memory (mean and variance of 1024 rows of 1024
    /// floats 45.6 -> 39.5 µs in three turns; asked for in a pass that stores, or in the one before, layer norm was no faster or slower; 2026-11-26).
    /// </summary>
    public bool ForNextRow(RowPhase phase) => loops.Length > 0 && ReferenceEquals(phase, loops[^1]) && phase.Sinks.ToArray().All(s => s.Kind == RowSinkKind.Reduce);

    /// <summary>
    /// The results whose lines are asked for, at the same row: those written by later passes, in the last pass before that waits for divisions and so has memory to itself. Else the writing pass waits
    /// for each line: the gradient of layer norm 206 to 215 -> 194 to 204 µs, in the middle 222 to 266 -> 200 to 222 (six turns, 512 bits, 2026-11-27). In a pass of many other operations there was no
    /// gain (softmax, its exponentials: 196 to 199 µs, and 195 to 207), in a short one a loss (layer norm: 73 µs, in its mean 79 to 83, in its variance 75 to 79).
    /// </summary>
    public IEnumerable<int> ForResults(RowPhase phase)
    {
        int from = Array.IndexOf(loops, phase);
        if (streams || from < 0 || !WaitsForDivisions(phase)) return [];
        int next = Array.FindIndex(loops, from + 1, WaitsForDivisions);
        RowPhase[] writing = next < 0 ? loops[(from + 1)..] : loops[(from + 1)..(next + 1)];
        return writing.SelectMany(p => p.Sinks.ToArray()).Where(s => s.Kind == RowSinkKind.Elements).Select(s => s.Number);
    }

    /// <summary>What a phase asks for, in words; nothing as a rule.</summary>
    public string Describe(RowPhase phase) => (ForNextRow(phase) ? "; asks for the row of the next block" : "") + string.Concat(ForResults(phase).Select(r => $"; asks for result {r}"));

    private static bool WaitsForDivisions(RowPhase phase)
    {
        int divisions = phase.Body.Steps.ToArray().Count(s => s.Op is ScalarOp.Divide or ScalarOp.Sqrt);
        return divisions > 0 && divisions * Division >= phase.Body.OperationCount - divisions;
    }
}
