namespace Linum.Cpu;

/// <summary>
/// Whether the results of a program stay in the third cache from call to call: two rounds of them, since the last call's are still held while the next one runs, and all that it reads. Then they are
/// stored there, and garbage is looked for once a call, so that two rounds of blocks are all there are. Minima of two to five turns with both processors on one chiplet (2026-11-26): an outer sum of 16 MB
/// takes 170 to 183 µs so, of which a look takes some 60, and 300 or 590 past the caches; an addition of a number to 8.8 MB 175 to 190 for 310, to 12 MB 270 for 421; 8 MB divided by the lengths of
/// columns 290 for 357. On two chiplets, where stores past the caches are twice as fast, that quotient takes 281 for 227, in the middle 323 for 311.
/// </summary>
internal static class NearResults
{
    /// <summary>The bytes of the blocks of one call; 0 if its results do not stay.</summary>
    /// <param name="plan">Where the program's arrays lie.</param>
    /// <param name="cache">The bytes of the cache.</param>
    public static long Round(BufferPlan plan, long cache)
    {
        long results = 0, read = plan.ArenaBytes;
        for (int i = 0; i < plan.Graph.Outputs.Count; i++)
        {
            LoopValue output = plan.Graph.Outputs[i];
            if (plan.Places[output] == new Place(PlaceKind.Output, i)) results += BufferPool.CapacityOf(BufferPool.ClassOf(output.Type.ByteCount));
        }

        foreach (LoopNode node in plan.Graph.Nodes)
            if (node is CopyNode copy && Bulk.Streams(copy.Results[0].Type.ByteCount) && StridedCopy.Of(copy, streams: true).IsWide) return 0;
        foreach (LoopValue given in plan.Graph.Given()) read += given.Type.ByteCount;
        // Second caches hold some of it: 36 MB were faster so, and larger sums were not measured.
        return 2 * results + read <= cache * 9 / 8 ? results : 0;
    }
}
