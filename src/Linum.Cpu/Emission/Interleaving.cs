using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// How many vectors a loop computes side by side. A processor looks some hundred operations ahead: it overlaps many rounds of a short body by itself, but not those of a long chain
/// of operations that wait for each other, such as the rounds of the random number generator.
/// </summary>
internal static class Interleaving
{
    /// <summary>From here on a body fills most of what the processor looks ahead.</summary>
    private const int LongBody = 60;

    /// <summary>
    /// From here on it fills all of it, and no rounds overlap by themselves. Two vectors then are faster even where their values do not fit the registers: derivatives of an option, 275
    /// operations of which 17 values live at once, took 3.5 ms for a million one by one, 2.9 ms for two and 3.4 ms for four side by side.
    /// </summary>
    private const int FillingBody = 200;

    /// <summary>The number of vectors: 1, 2 or 4.</summary>
    /// <param name="f">A legalized function; steps of rare blocks count, so that bodies with these are rarely interleaved.</param>
    /// <param name="isHoisted">Which steps stand before the loop.</param>
    public static int Of(ScalarFunction f, Func<int, bool> isHoisted)
    {
        var (ready, lastUse) = (new int[f.Steps.Count], new int[f.Steps.Count]);
        int operations = 0, longest = 0;
        for (int i = 0; i < f.Steps.Count; i++)
        {
            ScalarStep s = f.Steps[i];
            if (isHoisted(i)) continue;
            // 64-bit values are two registers each: side by side already.
            if (s.DType.Size == 8) return 1;
            operations++;
            if (s.Op is ScalarOp.Input or ScalarOp.Index) continue;
            foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
            {
                if (used < 0) continue;
                ready[i] = Math.Max(ready[i], ready[used]);
                lastUse[used] = i;
            }

            ready[i] += Latency(f, s);
            longest = Math.Max(longest, ready[i]);
        }

        // A processor does three or four operations at a time; here it finds fewer than two.
        if (operations < LongBody || longest * 2 < operations) return 1;
        // A few values more than there are registers cost less than waiting.
        int registers = VectorInstructions.Width == 512 ? 36 : 20, live = MostLive(f, lastUse, isHoisted);
        return live * 4 <= registers ? 4 : live * 2 <= registers || operations >= FillingBody ? 2 : 1;
    }

    /// <summary>The cycles from the operands of a step to its value.</summary>
    public static int Latency(ScalarFunction f, ScalarStep s) => s.Op switch
    {
        ScalarOp.Bitcast => 0,
        ScalarOp.Divide or ScalarOp.Sqrt => 12,
        ScalarOp.Convert or ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven => 5,
        ScalarOp.Add or ScalarOp.Subtract or ScalarOp.Multiply or ScalarOp.FusedMultiplyAdd => f.Steps[s.A].DType.IsFloat ? 4 : 1,
        _ => 1,
    };

    private static int MostLive(ScalarFunction f, int[] lastUse, Func<int, bool> isHoisted)
    {
        int live = 0, most = 0;
        var ending = new int[f.Steps.Count];
        for (int i = 0; i < f.Steps.Count; i++)
        {
            if (isHoisted(i)) continue;
            live++;
            most = Math.Max(most, live);
            ending[Math.Max(i, lastUse[i])]++;
            live -= ending[i];
        }

        return most;
    }
}
