using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel over rows with several passes asks of memory before it needs it, and in which pass.</summary>
/// <param name="plan">The phases.</param>
/// <param name="streams">Whether results go past the caches.</param>
/// <param name="strides">How far operands go on from one element to the next.</param>
internal sealed class RowAsking(RowPlan plan, bool streams, ValueList<int> strides = default)
{
    private readonly RowPhase[] loops = Sse.IsSupported && plan.IsInBlocks ? [.. plan.Phases.ToArray().Where(p => p.IsLoop)] : [];

    /// <summary>
    /// The operands that the first pass reads, asked for at the same row of the next block: in the last pass behind it that waits for divisions and stores no elements, for then memory has nothing to do
    /// (the gradient of layer norm 177 to 185 -> 170 to 173 µs in four turns, 2026-11-27); else in the last of all, if it gives nothing but values per row (mean and variance of 1024 rows of 1024 floats
    /// 45.6 -> 39.5 µs in three turns, 2026-11-26). Asked for in other passes that compute much, as softmax does, there was no gain; in passes that store, or short ones, a loss.
    /// </summary>
    public IEnumerable<int> ForNextRow(RowPhase phase)
    {
        if (!ReferenceEquals(phase, NextRowAsker)) return [];
        return loops[0].Sources.ToArray().Where(s => s is { Kind: RowSourceKind.Operand, IsRow: false } && StridedLoads.Of(strides, s.Number) == 1).Select(s => s.Number);
    }

    /// <summary>
    /// The results whose lines are asked for, at the same row: those written by later passes, in the last pass before that waits for divisions and so has memory to itself. Else the writing pass waits
    /// for each line: the gradient of layer norm 206 to 215 -> 194 to 204 µs, in the middle 222 to 266 -> 200 to 222 (six turns, 512 bits, 2026-11-27). In a pass of many other operations there was no
    /// gain (softmax, its exponentials: 196 to 199 µs, and 195 to 207), in a short one a loss (layer norm: 73 µs, in its mean 79 to 83, in its variance 75 to 79).
    /// </summary>
    public IEnumerable<int> ForResults(RowPhase phase)
    {
        int from = Array.IndexOf(loops, phase);
        if (streams || from < 0 || !phase.WaitsForDivisions) return [];
        int next = Array.FindIndex(loops, from + 1, p => p.WaitsForDivisions);
        RowPhase[] writing = next < 0 ? loops[(from + 1)..] : loops[(from + 1)..(next + 1)];
        return writing.SelectMany(p => p.Sinks.ToArray()).Where(s => s.Kind == RowSinkKind.Elements).Select(s => s.Number);
    }

    /// <summary>What a phase asks for, in words; nothing as a rule.</summary>
    public string Describe(RowPhase phase) => string.Concat([.. ForNextRow(phase).Select(i => $"; asks for operand {i} of the next block"), .. ForResults(phase).Select(r => $"; asks for result {r}")]);

    private RowPhase? NextRowAsker
    {
        get
        {
            if (loops.Length < 2) return null;
            int waiting = Array.FindLastIndex(loops, p => p.WaitsForDivisions && !Gives(p, RowSinkKind.Elements));
            if (waiting > 0) return loops[waiting];
            return loops[^1].Sinks.ToArray().All(s => s.Kind == RowSinkKind.Reduce) ? loops[^1] : null;
        }
    }

    private static bool Gives(RowPhase phase, RowSinkKind kind) => phase.Sinks.ToArray().Any(s => s.Kind == kind);
}
