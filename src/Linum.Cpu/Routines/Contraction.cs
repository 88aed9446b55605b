using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Batches of matrix products. A and B are read where they are if that is as fast, else packed into panels, from any strides, so that transposition costs little. Work is split over
/// batches, rows and columns, never along the summed axis. Panels of B are packed once and shared. Factors of half precision become float32 in their panels; where what follows gives other types than
/// that of products, blocks of these are kept in working memory until it is done with them.
/// </summary>
internal sealed unsafe class Contraction : IRoutine
{
    /// <summary>So many parts per thread: one that is held up then does not hold up all.</summary>
    private const int PartsPerThread = 4;

    /// <summary>Panels of B that are packed as one piece of work: rows of B are then read in longer pieces.</summary>
    private const int PanelsAtOnce = 4;

    /// <summary>Lines a multiple of this apart share the sets of the first cache.</summary>
    private const long Page = 4096;

    /// <summary>At most so many bytes of a factor are packed at a time.</summary>
    private const long MostPacked = 1L << 26;

    /// <summary>For so many rows B is packed where its lines share few sets of the cache, however small it is: 4096 rows of 128 with 512 columns took 4.2 to 4.8 ms and take 3.1 to 3.7 ms.</summary>
    private const long ManyRows = 384;

    /// <summary>Packing an element takes so many times as long as reading it.</summary>
    private const int PackingCost = 4;

    private readonly Partition partition;
    private readonly ProductShape shape;
    private readonly ProductBlock block;
    private readonly ProductEpilogue? epilogue;
    private readonly Action<int, nint> part;
    private readonly int size;
    private readonly int width;
    private readonly bool packsA;
    private readonly bool packsB;
    private readonly bool packsNear;
    private readonly long depth;
    private readonly long blockRows;
    private readonly long batchesAtOnce;
    private readonly int rowParts;
    private readonly int columnParts;
    private readonly bool widensA;
    private readonly bool widensB;
    private readonly bool hasLines;
    private readonly long keptStep;
    private readonly long keptColumns;

    /// <summary>What the parts of one run share.</summary>
    private struct Call
    {
        public nint A;
        public nint B;
        public nint C;
        public nint Packed;
        public nint* Arrays;
        public long FirstRow;
        public long Column0;
        public long Column1;
        public int PackingParts;
        public int PackedParts;
    }

    public Contraction(ContractNode node, Partition partition)
    {
        this.partition = partition;
        shape = new(node);
        bool keeps = node.Epilogue is { Target: < 0 };
        part = Part;
        (size, width) = (shape.Size, ContractionKernel.Columns(shape.Type));
        (widensA, widensB) = (shape.TypeA != shape.Type, shape.TypeB != shape.Type);
        int sizeB = shape.TypeB.Size;
        long m = shape.M, n = shape.N, k = shape.K, rows = ContractionKernel.Rows;
        // One panel whose rows follow each other lies in B as it would be packed.
        bool isPanel = shape.HasRows && n <= width && Spread(shape.DepthB.Step) <= width * sizeB;
        // Rows of half precision that follow each other stay rows: a tile reads along them.
        hasLines = widensA ? shape.DepthA.IsEven && (shape.DepthA.Step == shape.TypeA.Size || k == 1) : shape.HasLines;
        // bfloat16 is made float32 in registers where few rows meet it, float16 takes too long for that.
        packsB = (widensB && (shape.TypeB == DType.Float16 || m > 2 * rows)) || !shape.HasRows || (!isPanel && m > 2 * rows && (m >= ManyRows || k * n * sizeB > CacheSizes.Second / 2) && k * Spread(shape.DepthB.Step) > CacheSizes.First / 2);
        // A panel of B fits half of the first cache, so that rows of A may pass through the other half.
        long most = CacheSizes.First / 2 / (width * size);
        depth = Math.Max(1, !packsB && m <= 2 * rows ? k : Even(k, Math.Max(most, 64), 4));
        bool few = n <= 2 * width, fits = shape.HasLines ? Spread(shape.RowsA.Step) < Page || m * k * size <= CacheSizes.Second / 4 : Math.Min(k, depth) * Spread(shape.DepthA.Step) <= CacheSizes.First / 2;
        packsA = widensA || !(shape.HasLines || shape.HasColumns) || !(few || fits);
        // If all of B fits the first cache, rows of A come from there too; else from the second.
        long room = depth * n * size <= CacheSizes.First / 2 ? CacheSizes.First / 4 : CacheSizes.Second / 2;
        blockRows = Math.Max(room / (depth * size), 4 * rows) / rows * rows;
        // What is computed of a block finds it in the second cache.
        if (node.Epilogue is not null) blockRows = Math.Clamp(CacheSizes.Second / 2 / Math.Max(1, n * size), 4 * rows, blockRows) / rows * rows;
        int threads = partition.Workers > 0 ? Math.Min(partition.Workers, WorkerPool.Instance.Workers) : WorkerPool.Instance.Workers;
        int parts = threads == 1 ? 1 : Math.Min(partition.Parts, threads * PartsPerThread);
        long batch = shape.BatchC.Count;
        batchesAtOnce = batch >= 2 * threads ? (batch + parts - 1) / Math.Max(1, parts) : 0;
        // Few rows: each part has them all, so that B is packed by the part that needs it, into its own cache, and never read again. Gradients of weights are such products: 128 × 4096 × 512
        // took 5.8 ms and take 4.2, 64 × 16384 × 256 11 and 6.6 ms (means of three turns, 2026-11-26).
        packsNear = packsB && batchesAtOnce == 0 && shape.N / width >= parts && Up(m, rows) * depth * size <= CacheSizes.Second * 5 / 8 && (!packsA || Up(m, rows) * k * size <= MostPacked);
        (rowParts, columnParts) = packsNear ? (1, Math.Max(1, Math.Min(parts, 2 * threads))) : Cut(parts);
        if (keeps)
        {
            // As many columns as the second cache has room for beside what is multiplied, or those of a part.
            long panels = (n + width - 1) / width, group = PanelsAtOnce * width;
            keptColumns = packsNear ? Math.Clamp(CacheSizes.Second / 2 / Math.Max(1, m * size) / group, 1, Math.Max(1, panels / PanelsAtOnce)) * group : width * (batchesAtOnce > 0 ? panels : (panels + columnParts - 1) / columnParts);
            // Rows that are a multiple of a page apart share sets of the first cache.
            keptStep = keptColumns + Prefetch.Line / size;
        }

        bool readsBrain = widensB && !packsB;
        block = keeps ? new(shape.Type, new([0], [checked((int)m)], [keptStep], size), new([0], [checked((int)n)], [1], size), readsBrain) : new(shape.Type, shape.RowsC, shape.ColumnsC, readsBrain);
        epilogue = ProductEpilogue.Of(node.Epilogue, keptStep);
    }

    /// <summary>Bytes of so many rows of products that are kept.</summary>
    private long KeptBytes(long rows) => rows * keptStep * size;

    private static long Up(long count, long unit) => (count + unit - 1) / unit * unit;

    /// <summary>
    /// Into how many parts rows and columns are cut. Each part of the columns reads all of A, or packs it, and each part of the rows reads all of B; fewest elements are read where parts are
    /// about square. 64 rows of 128 with 512 columns took 77 µs in eight parts of rows and take 54 µs in eight of columns.
    /// </summary>
    private (int Rows, int Columns) Cut(int parts)
    {
        long tiles = (shape.M + ContractionKernel.Rows - 1) / ContractionKernel.Rows, panels = Math.Max(1, shape.N / width), least = long.MaxValue;
        (int Rows, int Columns) best = (1, 1);
        for (int r = (int)Math.Min(tiles, parts); r >= 1; r--)
        {
            int columns = (int)Math.Min(panels, parts / r);
            // Where a cut is too coarse for all parts, the others have more to do.
            long read = (shape.N * r + shape.M * columns * (packsA ? PackingCost : 1)) * parts / (r * columns);
            if (read < least) (least, best) = (read, (r, columns));
        }

        return best;
    }

    /// <summary>How much of a cache a line takes away that has others so many bytes apart: they all fall into the same few sets if that is a multiple of a large power of two.</summary>
    private static long Spread(long step)
    {
        long apart = Math.Abs(step);
        return Math.Max(Math.Min(apart, 64), Math.Min(apart & -apart, Page));
    }

    /// <summary>A length that cuts into equal pieces none of which is longer than another length.</summary>
    private static long Even(long length, long most, long unit)
    {
        long pieces = Math.Max(1, (length + most - 1) / most);
        return ((length + pieces - 1) / pieces + unit - 1) / unit * unit;
    }

    public long WorkingBytes
    {
        get
        {
            long batch = shape.BatchC.Count, parts = rowParts * columnParts;
            if (batch * shape.M * shape.N * shape.K == 0) return batch * shape.M * shape.N == 0 ? 0 : EpilogueBytes;
            if (batchesAtOnce > 0) return Threads((batch + batchesAtOnce - 1) / batchesAtOnce) * (OwnBytes(shape.M) + PackedBytes + EpilogueBytes);
            long unit = packsA ? ContractionKernel.Rows : 1, units = (shape.M + unit - 1) / unit, most = Math.Min(shape.M, (units + rowParts - 1) / rowParts * unit);
            return PackedBytes + Threads(parts) * (OwnBytes(parts > 1 ? most : shape.M) + EpilogueBytes);
        }
    }

    private int Threads(long items) => items > 1 && partition.Parts > 1 ? WorkerPool.Instance.Threads((int)Math.Min(items, int.MaxValue), partition.Workers) : 1;

    private long EpilogueBytes => epilogue?.WorkingBytes ?? 0;

    /// <summary>What a thread takes for so many rows.</summary>
    private long OwnBytes(long rows) => packsNear ? NearBytes : WorkingBytesOf(rows);

    /// <summary>What is packed for all threads: all of A where B is packed nearby, else so many columns of B as fit working memory.</summary>
    private long PackedBytes => !packsB ? 0 : packsNear ? PackedRows : PackedColumns * shape.K * size;

    /// <summary>Bytes of A packed as a whole.</summary>
    private long PackedRows => packsA ? Up(shape.M, ContractionKernel.Rows) * shape.K * size : 0;

    /// <summary>Columns of B that are packed at a time.</summary>
    private long PackedColumns => Even(shape.N, Math.Max(MostPacked / (shape.K * size) / width, 16) * width, width);

    /// <summary>Multiplies the first array with the second.</summary>
    public void Run(nint* arrays)
    {
        nint left = arrays[0], right = arrays[1], c = keptStep > 0 ? 0 : arrays[epilogue?.Target ?? 2];
        long batch = shape.BatchC.Count;
        if (batch * shape.M * shape.N == 0) return;
        if (shape.K == 0)
        {
            Fill(c, batch * shape.M * shape.N * size);
            epilogue?.Run(arrays, 0, batch * shape.M, 0, shape.N);
            return;
        }

        (nint a, nint b) = shape.IsTransposed ? (right, left) : (left, right);
        Call call = new() { A = a + shape.OffsetA, B = b + shape.OffsetB, C = c, Arrays = arrays, Column1 = shape.N };
        if (batchesAtOnce > 0)
        {
            Share((int)((batch + batchesAtOnce - 1) / batchesAtOnce), &call);
            return;
        }

        Call one = call;
        for (long i = 0; i < batch; i++)
        {
            one.FirstRow = i * shape.M;
            (one.A, one.B, one.C) = (call.A + shape.BatchA[i], call.B + shape.BatchB[i], call.C + shape.BatchC[i]);
            if (rowParts * columnParts > 1)
            {
                Product(one, rowParts * columnParts, 0);
                continue;
            }

            using Scratch memory = new(OwnBytes(shape.M));
            Product(one, 1, memory.Address);
        }
    }

    private static void Fill(nint target, long bytes)
    {
        for (; bytes > 0; bytes -= int.MaxValue, target += int.MaxValue) new Span<byte>((void*)target, (int)Math.Min(bytes, int.MaxValue)).Clear();
    }

    private void Share(int count, Call* call)
    {
        if (count > 1 && partition.Parts > 1) WorkerPool.Instance.Run(count, partition.Workers, part, (nint)call, inOrder: true);
        else for (int i = 0; i < count; i++) Part(i, (nint)call);
    }

    /// <summary>One product, its columns taken so many at a time that B fits working memory.</summary>
    private void Product(Call call, int parts, nint memory)
    {
        if (!packsB)
        {
            if (parts == 1) Multiply(ref call, 0, shape.M, 0, shape.N, memory);
            else Share(parts, &call);
            return;
        }

        if (packsNear)
        {
            Near(call, parts, memory);
            return;
        }

        long columns = PackedColumns;
        using Scratch packed = new(columns * shape.K * size);
        call.Packed = packed.Address;
        for (long first = 0; first < shape.N; first += columns)
        {
            (call.Column0, call.Column1) = (first, Math.Min(first + columns, shape.N));
            long groups = (Panels(ref call) + PanelsAtOnce - 1) / PanelsAtOnce;
            if (parts == 1)
            {
                for (long g = 0; g < groups; g++) PackGroup(ref call, g);
                Multiply(ref call, 0, shape.M, call.Column0, call.Column1, memory);
                continue;
            }

            (call.PackingParts, call.PackedParts) = ((int)groups, 0);
            Share(call.PackingParts + parts, &call);
        }
    }

    private long Panels(ref Call call) => (call.Column1 - call.Column0 + width - 1) / width;

    /// <summary>A part of the work: some batches, or some panels of B to pack, or a block of C.</summary>
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        if (batchesAtOnce > 0)
        {
            using Scratch memory = new(OwnBytes(shape.M));
            long end = Math.Min((item + 1) * batchesAtOnce, shape.BatchC.Count);
            for (long i = item * batchesAtOnce; i < end; i++)
                Product(new() { A = call->A + shape.BatchA[i], B = call->B + shape.BatchB[i], C = call->C + shape.BatchC[i], Arrays = call->Arrays, FirstRow = i * shape.M, Column1 = shape.N }, 1, memory.Address);
            return;
        }

        if (item < call->PackingParts)
        {
            if (packsNear) PackRows(ref *call, item);
            else PackGroup(ref *call, item);
            Interlocked.Increment(ref call->PackedParts);
            return;
        }

        // Parts are begun in order, so that all packing has begun.
        EvenWait wait = default;
        while (Volatile.Read(ref call->PackedParts) < call->PackingParts) wait.Once();
        item -= call->PackingParts;
        (long row0, long row1) = Cut(0, shape.M, packsA ? ContractionKernel.Rows : 1, item / columnParts, rowParts);
        (long column0, long column1) = Cut(call->Column0, call->Column1, width, item % columnParts, columnParts);
        using Scratch mine = new(OwnBytes(row1 - row0));
        if (packsNear) MultiplyNear(ref *call, column0, column1, mine.Address);
        else Multiply(ref *call, row0, row1, column0, column1, mine.Address);
    }

    /// <summary>A block of packed rows of A, and the edges of C.</summary>
    private long WorkingBytesOf(long rows)
    {
        rows = Math.Min(rows, blockRows) + ContractionKernel.Rows;
        return (packsA ? rows * depth * size : 0) + block.EdgeBytes(rows) + KeptBytes(rows);
    }

    private static (long From, long To) Cut(long first, long last, long unit, int part, int parts)
    {
        long units = (last - first + unit - 1) / unit;
        return (first + units * part / parts * unit, Math.Min(first + units * (part + 1) / parts * unit, last));
    }

    /// <summary>Packs some panels of B, block of k after block.</summary>
    private void PackGroup(ref Call call, long group)
    {
        long panels = Panels(ref call), first = group * PanelsAtOnce, last = Math.Min(first + PanelsAtOnce, panels);
        for (long k0 = 0; k0 < shape.K; k0 += depth)
        {
            long length = Math.Min(depth, shape.K - k0);
            nint to = call.Packed + (nint)((k0 * panels + first * length) * width * size);
            PackColumns(call.B, to, call.Column0 + first * width, Math.Min(call.Column0 + last * width, call.Column1), k0, length);
        }
    }

    /// <summary>Packs some columns of B.</summary>
    private void PackColumns(nint b, nint to, long first, long last, long k0, long length)
    {
        if (widensB) WidenedPanels.Pack(shape.TypeB, b, shape.ColumnsB, shape.DepthB, to, first, last, width, k0, length);
        else Cpu.Panels.Pack(b, shape.ColumnsB, shape.DepthB, to, first, last, width, k0, length, size);
    }

    /// <summary>Packs some rows of A.</summary>
    private void PackRows(nint a, nint to, long first, long last, long k0, long length)
    {
        if (widensA && hasLines) WidenedPanels.Lines(shape.TypeA, a + shape.DepthA[k0], shape.RowsA, to, first, last, length);
        else if (widensA) WidenedPanels.Pack(shape.TypeA, a, shape.RowsA, shape.DepthA, to, first, last, ContractionKernel.Rows, k0, length);
        else Cpu.Panels.Pack(a, shape.RowsA, shape.DepthA, to, first, last, ContractionKernel.Rows, k0, length, size);
    }

    /// <summary>Whether a tile reads A along lines.</summary>
    private bool ReadsLines => hasLines && (widensA || !packsA);

    /// <summary>How a tile reads A and B in a block of k of some length.</summary>
    private TileCall Tile(long length, nint* piece) => new()
    {
        Pieces = 1,
        PieceA = piece,
        RowA = !packsA ? (nint)shape.RowsA.Step : widensA && hasLines ? (nint)length * size : size,
        StepA = packsA ? ContractionKernel.Rows * size : (nint)shape.DepthA.Step,
        TileA = (nint)(ContractionKernel.Rows * (packsA ? length * size : shape.RowsA.Step)),
        StepB = packsB ? width * size : (nint)shape.DepthB.Step,
    };

    /// <summary>A product of few rows: A is packed once, for all.</summary>
    private void Near(Call call, int parts, nint memory)
    {
        using Scratch packed = new(PackedRows);
        call.Packed = packed.Address;
        int blocks = packsA ? (int)((shape.K + depth - 1) / depth) : 0;
        if (parts > 1)
        {
            (call.PackingParts, call.PackedParts) = (blocks, 0);
            Share(blocks + parts, &call);
            return;
        }

        for (int i = 0; i < blocks; i++) PackRows(ref call, i);
        MultiplyNear(ref call, 0, shape.N, memory);
    }

    /// <summary>The panels of B that are packed at a time, and the edges of C.</summary>
    private long NearBytes => PanelsAtOnce * width * depth * size + block.EdgeBytes(shape.M) + KeptBytes(shape.M);

    /// <summary>Packs all rows of A in one block of k.</summary>
    private void PackRows(ref Call call, long number)
    {
        long k0 = number * depth, rows = Up(shape.M, ContractionKernel.Rows);
        PackRows(call.A, call.Packed + (nint)(k0 * rows * size), 0, shape.M, k0, Math.Min(depth, shape.K - k0));
    }

    /// <summary>Some columns of a product of few rows; where products are kept, so many at a time as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyNear(ref Call call, long column0, long column1, nint memory)
    {
        long rows = ContractionKernel.Rows, group = PanelsAtOnce * width, together = keptStep > 0 ? keptColumns : Math.Max(1, column1 - column0);
        nint zero = 0, c = call.C, edge = memory + (nint)(group * depth * size), kept = edge + (nint)block.EdgeBytes(shape.M);
        bool lines = ReadsLines;
        for (; column0 < column1; column0 += together)
        {
            long end = Math.Min(column0 + together, column1);
            if (keptStep > 0) c = kept - (nint)(column0 * size);
            for (long k0 = 0; k0 < shape.K; k0 += depth)
            {
                long length = Math.Min(depth, shape.K - k0);
                TileCall tile = Tile(length, &zero);
                nint a = packsA ? call.Packed + (nint)(k0 * Up(shape.M, rows) * size) : call.A + shape.DepthA[k0];
                for (long first = column0; first < end; first += group)
                {
                    long last = Math.Min(first + group, end);
                    PackColumns(call.B, memory, first, last, k0, length);
                    for (long column = first; column < last; column += width)
                    {
                        nint b = memory + (nint)((column - first) * length * size);
                        block.Run(a, b, c, 0, shape.M, column, Columns(last - column), length, ref tile, lines, k0 > 0, edge);
                    }
                }
            }

            if (epilogue is not null) Finish(ref call, c, 0, shape.M, column0, end - column0);
        }
    }

    /// <summary>How many columns of a panel are computed, of so many that are left. Working memory has room for whole registers, and packed panels are filled up.</summary>
    private long Columns(long left) => keptStep > 0 && packsB ? Math.Min(width, Up(left, ContractionKernel.Lanes(shape.Type))) : Math.Min(width, left);

    /// <summary>Computes what follows on a block of products.</summary>
    /// <param name="call">The run.</param>
    /// <param name="c">Where the first product of this batch is, or would be.</param>
    /// <param name="row">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many there are.</param>
    private void Finish(ref Call call, nint c, long row, long end, long column, long columns)
    {
        if (keptStep > 0) epilogue!.RunKept(call.Arrays, c - (nint)KeptBytes(call.FirstRow), call.FirstRow + row, call.FirstRow + end, column, columns);
        else epilogue!.Run(call.Arrays, call.FirstRow + row, call.FirstRow + end, column, columns);
    }

    /// <summary>Some rows and columns of one product. Where products are kept, so many rows at a time as are packed: else all of them before the next block of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(ref Call call, long row0, long row1, long column0, long column1, nint memory)
    {
        if (row0 >= row1 || column0 >= column1) return;
        long rows = ContractionKernel.Rows, most = Even(row1 - row0, blockRows, packsA ? rows : 1), panels = Panels(ref call), room = Math.Min(row1 - row0, blockRows) + rows;
        long together = keptStep > 0 ? most : row1 - row0;
        nint zero = 0, c = call.C, edge = memory + (nint)(packsA ? room * depth * size : 0), kept = edge + (nint)block.EdgeBytes(room);
        bool lines = ReadsLines;
        for (long first = row0; first < row1; first += together)
        {
            long end = Math.Min(first + together, row1);
            if (keptStep > 0) c = kept - (nint)(KeptBytes(first) + column0 * size);
            for (long k0 = 0; k0 < shape.K; k0 += depth)
            {
                long length = Math.Min(depth, shape.K - k0);
                TileCall tile = Tile(length, &zero);
                for (long r0 = first; r0 < end; r0 += most)
                {
                    long r1 = Math.Min(r0 + most, end);
                    nint a = memory;
                    if (packsA) PackRows(call.A, a, r0, r1, k0, length);
                    else a = call.A + shape.RowsA[r0] + shape.DepthA[k0];
                    for (long column = column0; column < column1; column += width)
                    {
                        nint b = packsB ? call.Packed + (nint)((k0 * panels + (column - call.Column0) / width * length) * width * size) : call.B + shape.ColumnsB[column] + shape.DepthB[k0];
                        block.Run(a, b, c, r0, r1 - r0, column, Columns(column1 - column), length, ref tile, lines, k0 > 0, edge);
                    }

                    if (epilogue is not null && k0 + length == shape.K) Finish(ref call, c, r0, r1, column0, column1 - column0);
                }
            }
        }
    }
}
