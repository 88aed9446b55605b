namespace Linum.Cpu;

/// <summary>Runs small maps that have one kernel one after the other, in one call: a map of a few elements takes less time than finding and calling its kernel.</summary>
/// <param name="maps">The maps.</param>
internal sealed unsafe class MapSeriesStep(ReadOnlySpan<MapCall> maps) : Step
{
    /// <summary>Fewer maps are not worth a kernel of their own.</summary>
    private const int Fewest = 4;

    /// <summary>Of more elements the call does not matter.</summary>
    private const long MostElements = 1 << 12;

    private readonly MapLoop loop = MapKernel.Get(maps[0].Key with { IsSeries = true });
    private readonly SeriesTable table = new(maps);
    private readonly long elements = ElementsOf(maps);

    public override void Prepare() => loop.Expect(elements);

    public override void Run(nint* slots) => table.Run(loop, slots);

    private static long ElementsOf(ReadOnlySpan<MapCall> maps)
    {
        long all = 0;
        foreach (MapCall map in maps) all += map.Space.Count;
        return all;
    }

    /// <summary>How many of the nodes from one on are maps that one step may run; 1 if there are too few.</summary>
    /// <param name="schedule">The nodes.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="callOf">What a map is called with, by its number.</param>
    public static int Length(Schedule schedule, int first, Func<int, MapCall> callOf)
    {
        for (int n = 1; n < Fewest; n++)
            if (!IsAlike(schedule, first, first + n)) return 1;
        MapCall call = callOf(first);
        if (!call.Space.IsFlat || call.Repeats) return 1;
        int length = 1;
        while (IsAlike(schedule, first, first + length) && callOf(first + length) is { Repeats: false, Space.IsFlat: true } next && next.Key == call.Key) length++;
        return length < Fewest ? 1 : length;
    }

    /// <summary>Whether two nodes look like small maps of one kernel, quickly: most nodes of most programs do not.</summary>
    private static bool IsAlike(Schedule schedule, int first, int second) =>
        Map(schedule, first) is MapNode one && Map(schedule, second) is MapNode other
        && one.Body.Steps.Count == other.Body.Steps.Count && one.Body.Inputs == other.Body.Inputs && one.Body.Outputs == other.Body.Outputs;

    private static MapNode? Map(Schedule schedule, int node) =>
        node < schedule.Partitions.Count && schedule.Partitions[node].Parts <= 1 && schedule.Plan.Graph.Nodes[node] is MapNode map && map.Shape.Count is > 0 and <= MostElements ? map : null;
}
