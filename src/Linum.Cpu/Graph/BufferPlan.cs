using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which inputs may be overwritten.</summary>
internal sealed record Reuse(ValueList<ReusePair> Pairs);

/// <summary>An input whose memory an output may take over.</summary>
/// <param name="Input">The number of the input.</param>
/// <param name="Output">The only output that may take it; -1 for any.</param>
internal readonly record struct ReusePair(int Input, int Output);

/// <summary>What kind of memory an array lies in.</summary>
internal enum PlaceKind
{
    /// <summary>The memory of an input.</summary>
    Input,
    /// <summary>A constant's.</summary>
    Constant,
    /// <summary>Working memory of one run.</summary>
    Arena,
    /// <summary>The memory of a result.</summary>
    Output,
}

/// <summary>Where an array lies: in input, constant or output number <see cref="Number"/>, or that many bytes into the arena.</summary>
internal readonly record struct Place(PlaceKind Kind, long Number);

/// <summary>Where every array of a program lies.</summary>
/// <param name="Graph">The program.</param>
/// <param name="Places">The place of each array.</param>
/// <param name="ArenaBytes">The size of the arena.</param>
/// <param name="Consumed">The inputs that are overwritten.</param>
internal sealed record BufferPlan(LoopGraph Graph, IReadOnlyDictionary<LoopValue, Place> Places, long ArenaBytes, ValueList<int> Consumed)
{
    public override string ToString() =>
        $"arena {ArenaBytes} bytes{(Consumed.Count > 0 ? $", overwrites inputs {string.Join(", ", Consumed.ToArray())}" : "")}\n"
        + string.Concat(Places.Select(p => $"    {p.Key.Type} at {p.Value.Kind} {p.Value.Number}\n"));
}
