using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes or combines windows into an array, or into one that has the same value everywhere, in row-major order of the updates. Threads never touch the same element: long windows are cut across, and each thread does its piece of all;
/// shorter ones are shared out by the place where they belong. So every element is combined in the order of the updates, however many threads there are.
/// </summary>
internal sealed unsafe class Scattering : IRoutine
{
    /// <summary>
    /// Windows of fewer bytes are combined by one thread: looking through all indices takes as long, and whether one belongs to a thread cannot be foreseen. 10⁶ floats added to 10⁷ took 13 ms and would take 33 on two
    /// threads that combine what is not theirs with elements aside instead of asking (2026-11-27). 100,000 windows of 16 floats in 32 places took 1.2 ms on two threads and take 0.2, 25,000 of 64 in 100,000 places
    /// 0.62 in both ways, 12,500 of 128 in 32 places 0.16 on two threads and 0.20 on one (2026-11-28).
    /// </summary>
    private const long Short = 512;

    /// <summary>A piece of a long window has at least so many bytes.</summary>
    private const long Piece = 128;

    /// <summary>How many windows ahead memory is asked for.</summary>
    private const int Ahead = 8;

    private readonly Partition partition;
    private readonly IndexedWindows windows;
    private readonly WindowWalk walk;
    private readonly WindowJoin join;
    private readonly StridedCopy copy;
    private readonly ScatteredRows? rows;
    private readonly int size;
    private readonly long targetCount;
    private readonly bool isEmpty;
    private readonly bool isInPieces;

    /// <param name="scatter">What is written where.</param>
    /// <param name="target">The array, as it comes out.</param>
    /// <param name="indices">The places.</param>
    /// <param name="updates">The windows.</param>
    /// <param name="partition">How the work is shared out.</param>
    /// <param name="isFill">Whether one value is given for all elements of the array (<see cref="FoldFills"/>).</param>
    /// <param name="streams">Whether the result goes past the caches.</param>
    public Scattering(Lowered.Scatter scatter, ArrayType target, ArrayType indices, ArrayType updates, Partition partition, bool isFill, bool streams)
    {
        this.partition = partition;
        ScatterDimensions d = scatter.Dimensions;
        long[] strides = Operand.Dense(target.Shape);
        int[] windowAxes = IndexedWindows.Others(target.Rank, d.InsertedWindowDims, d.OperandBatchingDims);
        var sizes = new int[target.Rank];
        Array.Fill(sizes, 1);
        for (int i = 0; i < windowAxes.Length; i++) sizes[windowAxes[i]] = updates.Shape[d.UpdateWindowDims[i]];
        windows = new(target.Shape, indices, sizes, d.ScatterDimsToOperandDims, d.OperandBatchingDims, d.ScatterIndicesBatchingDims, scatter.Mode == OutOfBounds.Clip);
        int[] batchAxes = IndexedWindows.Others(updates.Rank, d.UpdateWindowDims, []);
        if (!batchAxes.Select(a => updates.Shape[a]).SequenceEqual(indices.Shape.ToArray()[..^1]))
        {
            throw new ShapeException($"Scatter: updates {updates.ToLongString()} and indices {indices.ToLongString()} do not belong together: without the window axes [{string.Join(", ", d.UpdateWindowDims.ToArray())}] "
                + "the updates must have the shape of the indices without their last axis. Give one update per index vector.");
        }

        walk = new(updates.Shape, d.UpdateWindowDims.Span, [.. windowAxes.Select(a => strides[a])]);
        join = new(scatter.Combine, target.DType);
        copy = new(target.Shape, isFill ? new long[strides.Length] : strides, strides, target.DType.Size, streams || !isFill);
        size = target.DType.Size;
        targetCount = target.Shape.Count;
        isEmpty = updates.Shape.Count == 0;
        isInPieces = !isEmpty && walk.Count == windows.Count && windows.AreApart(walk.RunLength);
        // With more windows than rows these would be read in leaps more than the array is written. A window that no index moves may be a part of the array that it is no multiple of.
        if (isFill && streams && isInPieces && updates.Shape.Count <= targetCount && targetCount % walk.RunLength == 0) rows = new(walk.RunLength, size, targetCount / walk.RunLength, join);
    }

    public long WorkingBytes => isEmpty ? 0 : StartBytes + (rows?.WorkingBytes(windows.Count, Shares) ?? 0);

    /// <summary>Where each window begins.</summary>
    private long StartBytes => windows.Count * sizeof(long);

    /// <summary>Each thread looks through all indices, so there are no more parts than threads.</summary>
    private Partition Shares => partition with { Parts = partition.Parts <= 1 ? 1 : WorkerPool.Instance.Threads(int.MaxValue, partition.Workers) };

    /// <summary>Arrays: the target or its value, the indices, the updates, the result, which may be the target itself.</summary>
    public void Run(nint* arrays)
    {
        (nint indices, nint updates, nint result) = (arrays[1], arrays[2], arrays[3]);
        bool byRows = rows is not null && rows.Suits(result);
        if (result != arrays[0] && !byRows) copy.Run(arrays[0], result, partition);
        if (isEmpty) return;
        using Scratch memory = new(StartBytes);
        nint starts = memory.Address;
        partition.Run(windows.Count, (windows, indices, starts), static (t, begin, end) => t.windows.Find(t.indices, (long*)t.starts + begin, begin, end));
        long run = walk.RunLength * size;
        Partition shares = Shares;
        int parts = shares.Parts;
        if (byRows) rows!.Run((long*)starts, checked((int)windows.Count), arrays[0], updates, result, shares);
        else if (!isInPieces) Runs((long*)starts, updates, result);
        else if (parts == 1 || run < Short) Pieces((long*)starts, updates, result, 0, targetCount, 0, walk.RunLength);
        else if (run >= parts * Piece)
        {
            long unit = Piece / size, units = (walk.RunLength + unit - 1) / unit;
            shares.Run(units, (this, starts, updates, result, unit), static (t, begin, end) =>
                t.Item1.Pieces((long*)t.starts, t.updates, t.result, 0, t.Item1.targetCount, begin * t.unit, Math.Min(end * t.unit, t.Item1.walk.RunLength)));
        }
        else
        {
            shares.Run(targetCount, (this, starts, updates, result), static (t, begin, end) => t.Item1.Pieces((long*)t.starts, t.updates, t.result, begin, end, 0, t.Item1.walk.RunLength));
        }
    }

    /// <summary>Elements from one to another of the windows that begin in a part of the target.</summary>
    private void Pieces(long* starts, nint updates, nint result, long low, long high, long begin, long end)
    {
        if (join.Kernel is RunningKernel kernel && walk.RunLength * size < Short)
        {
            if (walk.RunLength > 1) kernel.JoinRuns(result, starts, updates, windows.Count, walk.RunLength);
            else kernel.JoinEach(result, starts, updates, windows.Count);
            return;
        }

        long count = windows.Count, bytes = (end - begin) * size;
        for (long i = 0; i < count; i++)
        {
            long start = starts[i], coming = i + Ahead < count ? starts[i + Ahead] : -1;
            if (coming >= low && coming < high) Prefetch.Window((byte*)result + (coming + begin) * size, bytes);
            if (start >= low && start < high) join.Run(updates + (nint)((i * walk.RunLength + begin) * size), result + (nint)((start + begin) * size), end - begin);
        }
    }

    private void Runs(long* starts, nint updates, nint result)
    {
        long window = 0, offset = 0, count = walk.Count, run = walk.RunLength;
        int* position = stackalloc int[walk.Rank + 1];
        new Span<int>(position, walk.Rank).Clear();
        for (long i = 0; i < count; i++)
        {
            long start = starts[window];
            if (start >= 0) join.Run(updates + (nint)(i * run * size), result + (nint)((start + offset) * size), run);
            walk.Next(position, ref window, ref offset);
        }
    }
}
