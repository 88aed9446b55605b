namespace Linum.Cpu;

/// <summary>
/// The memory of an operand of a loop over lanes, part by part. Several parts lie lane after lane, or lanes share what they read: then the parts are written into working memory first, each an array over lanes.
/// </summary>
internal sealed class LaneMemory
{
    /// <summary>So many bytes are worth a thread.</summary>
    private const long Grain = 1 << 17;

    private readonly LaneArray array;
    private readonly StridedCopy? before;
    private readonly StridedCopy? after;
    private readonly long step;
    private readonly Partition partition;

    public LaneMemory(LaneArray array)
    {
        this.array = array;
        step = array.IsRow ? array.DType.Size : array.Lanes.Count * array.DType.Size;
        partition = new((int)Math.Clamp(array.Count * step / Grain, 1, 16), 0);
        if (array.IsRow || array.IsOverLanes) return;
        int[] byParts = [.. array.Parts, .. array.Lanes], byLanes = [.. array.Lanes, .. array.Parts];
        before = new(byParts, [.. array.PartStrides, .. array.LaneStrides], Operand.Dense(byParts), array.DType.Size, streams: false);
        long[] turned = Operand.Dense(byParts);
        after = new(byLanes, [.. turned[array.Parts.Rank..], .. turned[..array.Parts.Rank]], Operand.Dense(byLanes), array.DType.Size, streams: false);
    }

    /// <summary>Bytes of working memory.</summary>
    public long Bytes => before is null ? 0 : Body.Room(array.Count * step);

    /// <summary>How many parts there are.</summary>
    public int Count => array.Count;

    /// <summary>Bytes of the array.</summary>
    public long ArrayBytes => array.Count * step;

    /// <summary>Where the parts lie: in the operand, or in the working memory, where they are written.</summary>
    public nint Take(nint operand, nint working)
    {
        if (before is null) return operand;
        before.Run(operand, working, partition);
        return working;
    }

    /// <summary>Where a part lies among the parts.</summary>
    public nint Part(nint parts, int number) => parts + (nint)(number * step);

    /// <summary>Puts the parts where they belong, if that is not where they lie.</summary>
    public void Give(nint working, nint result) => after?.Run(working, result, partition);

    /// <summary>Whether parts lie in working memory.</summary>
    public bool IsTurned => before is not null;
}
