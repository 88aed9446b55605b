using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Long rows of a map are done in strips where all rows read the same operands, such as the lengths of columns: a strip of all rows of a part before the next strip, so that what they share stays in the first
/// cache. Else each row reads it from the second one. Minima of two turns, 512 bits (2026-11-27): 512 rows of 4096 floats times one of them 178 -> 156 µs, and one more added 218 -> 161; 127 such rows 33 -> 28
/// and 44 -> 31; with strips of 512 floats 161 to 166. Rows of 2048 floats take the same whole as rows of 1024. Results that go past the caches wait for memory anyway: 4096 rows of 4096 floats times one of them
/// 1880 and 2180 µs.
/// </summary>
internal static class RowStrips
{
    /// <summary>Shorter strips than that gain less.</summary>
    private const long Shortest = 512;

    /// <summary>Strips are of so many elements: whole lines of memory, and no results in the registers of two strips.</summary>
    private const long Multiple = 64;

    /// <summary>Fewer rows than that read it hardly more than once.</summary>
    public const long FewestRows = 4;

    /// <summary>The elements of a strip; the whole row if it is not cut. The last strip takes what is left over too.</summary>
    /// <param name="space">The loops.</param>
    /// <param name="plan">The phases of a row.</param>
    public static long ElementsOf(RowSpace space, RowPlan plan)
    {
        RowBody body = space.Body;
        foreach (RowOutput output in body.Outputs)
            if (output.Kind != RowOutputKind.Elements) return space.Length;
        foreach (RowStep step in body.Steps)
            if (step.Over is not null) return space.Length;
        long shared = 0;
        for (int i = 0; i < body.Inputs.Count; i++)
            if (!body.IsRow[i] && space.AxisSteps[i][^1] == 0) shared += space.Sizes[i];
        long room = CacheSizes.First / 4;
        if (plan.Scratch.Count > 0 || shared * space.Length <= room) return space.Length;
        long strips = (space.Length * shared + room - 1) / room;
        return Math.Min(space.Length, Math.Max(Shortest, space.Length / strips / Multiple * Multiple));
    }
}
