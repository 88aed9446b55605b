using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Cuts a long body into stages that are computed one after the other for a block of elements in the first cache. A processor holds about a hundred operations that wait for each
/// other: of a long chain those are few rounds, and it waits; of each half of the chain they are twice as many.
/// </summary>
/// <remarks><code>
/// before: give g(f(input 0), input 1)
/// after:  row 0 = f(input 0)
///         give g(row 0, input 1)
/// </code></remarks>
internal sealed class CutStages
{
    /// <summary>So many vector operations wait in the processor at most: 64 in the schedulers of floats and 64 before them (Zen 3; others have about as many).</summary>
    private const double Window = 128;

    /// <summary>So many operations are done in a cycle where none waits.</summary>
    private const double PerCycle = 3.3;

    /// <summary>Shorter bodies have nothing to gain.</summary>
    private const int ShortBody = 16;

    /// <summary>A cut must promise this part of the time at most.</summary>
    private const double Worthwhile = 0.85;

    /// <summary>The cycles that a round of another loop costs by itself; it also keeps stages from being nothing but constants.</summary>
    private const double Loop = 0.3;

    /// <summary>More values are not carried over a cut.</summary>
    private const int MostCarried = 12;

    private readonly ScalarFunction f;
    private readonly List<RareBlock> rare;
    private readonly bool[] hoisted;
    private readonly int[] lastUse;
    private readonly int[] carried;

    private CutStages(ScalarFunction body, Func<ScalarFunction, bool[]> hoistedOf)
    {
        bool[] before = hoistedOf(body);
        (f, rare) = RareBlocks.Run(body, step => before[step]);
        hoisted = hoistedOf(f);
        lastUse = new int[f.Steps.Count];
        Array.Fill(lastUse, -1);
        for (int i = 0; i < lastUse.Length; i++)
        {
            if (IsAgain(i)) continue;
            ScalarStep s = f.Steps[i];
            Use(s.A, i);
            Use(s.B, i);
            Use(s.C, i);
        }

        foreach (int result in f.Results) Use(result, lastUse.Length);
        carried = Carried();
    }

    /// <summary>The stages of a body; null if it is computed in one.</summary>
    /// <param name="body">A legalized function.</param>
    /// <param name="hoistedOf">Which steps of a function stand before its loop.</param>
    public static StagePlan? Run(ScalarFunction body, Func<ScalarFunction, bool[]> hoistedOf)
    {
        if (body.OperationCount < ShortBody) return null;
        CutStages cut = new(body, hoistedOf);
        return cut.Places() is { Count: > 1 } ends ? new StageWriter(cut.f, cut.IsAgain, cut.lastUse).Write(ends) : null;
    }

    /// <summary>Whether a step is done in every stage that needs it: what is loaded, costs nothing or stands before the loop.</summary>
    private bool IsAgain(int step) => hoisted[step] || f.Steps[step].Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant or ScalarOp.Bitcast;

    private void Use(int step, int by)
    {
        while (step >= 0 && !hoisted[step] && f.Steps[step].Op == ScalarOp.Bitcast) step = f.Steps[step].A;
        // What stands before the loop needs nothing of it.
        if (step >= 0 && !IsAgain(step)) lastUse[step] = Math.Max(lastUse[step], by);
    }

    /// <summary>How many registers of values are carried over a cut in front of each step; -1 where none can be.</summary>
    private int[] Carried()
    {
        var carried = new int[f.Steps.Count + 1];
        for (int i = 0; i < f.Steps.Count; i++)
        {
            if (IsAgain(i)) continue;
            bool isMask = f.Steps[i].DType == DType.Bool;
            for (int p = i + 1; p <= lastUse[i]; p++) carried[p] = isMask || carried[p] < 0 ? -1 : carried[p] + f.Steps[i].DType.Size / 4;
        }

        foreach (RareBlock block in rare)
            for (int p = block.Start + 1; p < block.End; p++) carried[p] = -1;
        for (int p = 1; p < f.Steps.Count; p++)
            if (carried[p] > MostCarried) carried[p] = -1;
        carried[0] = carried[f.Steps.Count] = 0;
        return carried;
    }

    /// <summary>Where the stages end that take least time: for each place the best of all stages that may end there.</summary>
    private List<int> Places()
    {
        int count = f.Steps.Count;
        var (time, from, ready) = (new double[count + 1], new int[count + 1], new int[count]);
        int[] operations = [.. Enumerable.Range(0, count).Select(Operations)], latency = [.. Enumerable.Range(0, count).Select(i => operations[i] == 0 ? 0 : Interleaving.Latency(f, f.Steps[i]))];
        Array.Fill(time, double.PositiveInfinity);
        time[0] = 0;
        double whole = double.PositiveInfinity;
        for (int start = 0; start < count; start++)
        {
            int done = carried[start], longest = 0;
            // What takes longer than the whole body gets no better by more steps.
            for (int i = start; i < count && time[start] + TimeOf(done, longest, 1) < whole; i++)
            {
                ScalarStep s = f.Steps[i];
                bool isFirst = hoisted[i] || s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant;
                ready[i] = latency[i] + (isFirst ? 0 : Math.Max(Ready(s.A), Math.Max(Ready(s.B), Ready(s.C))));
                done += operations[i];
                longest = Math.Max(longest, ready[i]);
                if (carried[i + 1] < 0) continue;
                bool isWhole = start == 0 && i == count - 1;
                double needed = time[start] + TimeOf(done + carried[i + 1], longest, isWhole ? Interleaving.Of(f, step => hoisted[step]) : 1);
                if (isWhole) whole = needed;
                if (needed < time[i + 1]) (time[i + 1], from[i + 1]) = (needed, start);
            }

            int Ready(int step) => step < start ? 0 : ready[step];
        }

        if (time[count] > Worthwhile * whole) return [];
        List<int> ends = [];
        for (int end = count; end > 0; end = from[end]) ends.Add(end);
        ends.Reverse();
        return ends;
    }

    private bool IsRare(int step)
    {
        foreach (RareBlock block in rare)
            if (block.Start <= step && step < block.Selects) return true;
        return false;
    }

    /// <summary>How many operations a step counts as, in each round.</summary>
    private int Operations(int step)
    {
        ScalarStep s = f.Steps[step];
        if (hoisted[step] || IsRare(step) || s.Op is ScalarOp.Constant or ScalarOp.Bitcast) return 0;
        int registers = s.DType.Size == 8 ? 2 : 1;
        // A division takes 3 cycles here, in which ten other operations could be done, but some of them are.
        return s.Op is ScalarOp.Divide or ScalarOp.Sqrt ? 6 * registers : registers;
    }

    /// <summary>The cycles of a round.</summary>
    private static double TimeOf(int operations, int longest, int vectors) =>
        Loop + Math.Max(operations / PerCycle, (double)operations * longest / Math.Max(Window, operations * vectors));
}
