namespace Linum.Cpu;

/// <summary>For tests, where <see cref="PoisonedMemory"/> is on: a step before which the memory of its results is poisoned, so that an element that it leaves out is seen.</summary>
/// <param name="inner">The step.</param>
/// <param name="results">The slots and bytes of results that do not lie where the step reads.</param>
internal sealed unsafe class PoisoningStep(Step inner, (int Slot, long Bytes)[] results) : Step
{
    public override string Kind => inner.Kind;

    public override long WorkingBytes => inner.WorkingBytes;

    public override void Run(nint* slots)
    {
        foreach ((int slot, long bytes) in results) PoisonedMemory.Fill(slots[slot], bytes);
        inner.Run(slots);
    }

    /// <summary>The results of nodes that are not written over what one of them, or a caller whose input is donated, reads.</summary>
    public static IEnumerable<LoopValue> Apart(BufferPlan plan, ReadOnlySpan<LoopNode> nodes)
    {
        List<(PlaceKind Kind, long Begin, long End)> read = [];
        List<LoopValue> results = [];
        foreach (LoopNode node in nodes)
        {
            foreach (Operand operand in node.Operands) read.Add(Taken(operand.Value));
            results.AddRange(node.Results);
        }

        return results.Where(r => plan.Places[r].Kind != PlaceKind.Input && !read.Any(other => LieOnEachOther(Taken(r), other)));

        // Of the kinds of places only the arena has several arrays in one piece of memory.
        (PlaceKind Kind, long Begin, long End) Taken(LoopValue value) => plan.Places[value] switch
        {
            { Kind: PlaceKind.Arena } place => (place.Kind, place.Number, place.Number + Math.Max(1, value.Type.ByteCount)),
            Place place => (place.Kind, place.Number, place.Number + 1),
        };

        static bool LieOnEachOther((PlaceKind Kind, long Begin, long End) one, (PlaceKind Kind, long Begin, long End) other) =>
            one.Kind == other.Kind && one.Begin < other.End && other.Begin < one.End;
    }
}
