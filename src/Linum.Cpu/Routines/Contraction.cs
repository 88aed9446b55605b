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
    private readonly Partition partition;
    private readonly ProductShape shape;
    private readonly ProductBlock block;
    private readonly ProductEpilogue? epilogue;
    private readonly Action<int, nint> part;
    private readonly ContractionPlan plan;
    private readonly int size;
    private readonly int width;
    private readonly int height;

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
        plan = new(node, shape, partition);
        part = Part;
        (size, width, height) = (shape.Size, ContractionKernel.Columns(shape.Type), ContractionKernel.RowsOf(shape.Type));
        bool readsBrain = plan.WidensB && !plan.PacksB;
        block = plan.KeptStep > 0 ? new(shape.Type, new([0], [checked((int)shape.M)], [plan.KeptStep], size), new([0], [checked((int)shape.N)], [1], size), readsBrain) : new(shape.Type, shape.RowsC, shape.ColumnsC, readsBrain);
        epilogue = ProductEpilogue.Of(node.Epilogue, plan.KeptStep);
    }

    /// <summary>Bytes of so many rows of products that are kept.</summary>
    private long KeptBytes(long rows) => rows * plan.KeptStep * size;

    public long WorkingBytes
    {
        get
        {
            long batch = shape.BatchC.Count, parts = plan.RowParts * plan.ColumnParts;
            if (batch * shape.M * shape.N * shape.K == 0) return batch * shape.M * shape.N == 0 ? 0 : EpilogueBytes;
            if (plan.BatchesAtOnce > 0) return Threads((batch + plan.BatchesAtOnce - 1) / plan.BatchesAtOnce) * (OwnBytes(shape.M) + PackedBytes + EpilogueBytes);
            long unit = plan.PacksA ? height : 1, units = (shape.M + unit - 1) / unit, most = Math.Min(shape.M, (units + plan.RowParts - 1) / plan.RowParts * unit);
            return PackedBytes + Threads(parts) * (OwnBytes(parts > 1 ? most : shape.M) + EpilogueBytes);
        }
    }

    private int Threads(long items) => items > 1 && partition.Parts > 1 ? WorkerPool.Instance.Threads((int)Math.Min(items, int.MaxValue), partition.Workers) : 1;

    private long EpilogueBytes => epilogue?.WorkingBytes ?? 0;

    /// <summary>What a thread takes for so many rows.</summary>
    private long OwnBytes(long rows) => plan.PacksNear ? NearBytes : WorkingBytesOf(rows);

    /// <summary>What is packed for all threads: all of A where B is packed nearby, else so many columns of B as fit working memory.</summary>
    private long PackedBytes => !plan.PacksB ? 0 : plan.PacksNear ? PackedRows : PackedColumns * shape.K * size;

    /// <summary>Bytes of A packed as a whole.</summary>
    private long PackedRows => plan.PacksA ? ContractionPlan.Up(shape.M, height) * shape.K * size : 0;

    /// <summary>Columns of B that are packed at a time.</summary>
    private long PackedColumns => EvenPieces.LengthOf(shape.N, Math.Max(ContractionPlan.MostPacked / (shape.K * size) / width, 16) * width, width);

    /// <summary>Multiplies the first array with the second.</summary>
    public void Run(nint* arrays)
    {
        nint left = arrays[0], right = arrays[1], c = plan.KeptStep > 0 ? 0 : arrays[epilogue?.Target ?? 2];
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
        if (plan.BatchesAtOnce > 0)
        {
            Share((int)((batch + plan.BatchesAtOnce - 1) / plan.BatchesAtOnce), &call);
            return;
        }

        Call one = call;
        for (long i = 0; i < batch; i++)
        {
            one.FirstRow = i * shape.M;
            (one.A, one.B, one.C) = (call.A + shape.BatchA[i], call.B + shape.BatchB[i], call.C + shape.BatchC[i]);
            if (plan.RowParts * plan.ColumnParts > 1)
            {
                Product(one, plan.RowParts * plan.ColumnParts, 0);
                continue;
            }

            using Scratch memory = new(OwnBytes(shape.M));
            Product(one, 1, memory.Address);
        }
    }

    /// <inheritdoc cref="ProductBlock.Loops"/>
    public IReadOnlyList<TileLoop?> Loops => block.Loops;

    /// <summary>Compiles the kernels that are worth it: a transformer's first step took 61 ms where they were compiled one by one as they were called.</summary>
    public void Prepare()
    {
        epilogue?.Prepare();
        if (shape.BatchC.Count * shape.M * shape.N * shape.K == 0) return;
        int parts = plan.BatchesAtOnce > 0 || plan.PacksNear ? 1 : plan.RowParts;
        for (int p = 0; p < parts; p++)
        {
            (long row, long end) = Cut(0, shape.M, plan.PacksA ? height : 1, p, parts);
            if (row >= end) continue;
            long most = plan.PacksNear ? shape.M : EvenPieces.LengthOf(end - row, plan.BlockRows, plan.PacksA ? height : 1);
            // All blocks but the last are alike, and all panels but the last.
            Expect((end - row - 1) / most, most);
            Expect(1, (end - row - 1) % most + 1);
        }
    }

    private void Expect(long blocks, long rows)
    {
        blocks *= shape.BatchC.Count;
        bool areEven = !plan.PacksA || (plan.WidensA && plan.HasLines);
        if (blocks > 0 && shape.N >= width) block.Expect(blocks * (shape.N / width), rows, width, shape.K, ReadsLines, areEven);
        if (blocks > 0 && shape.N % width > 0) block.Expect(blocks, rows, Columns(shape.N % width), shape.K, ReadsLines, areEven);
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
        if (!plan.PacksB)
        {
            if (parts == 1) Multiply(ref call, 0, shape.M, 0, shape.N, memory);
            else Share(parts, &call);
            return;
        }

        if (plan.PacksNear)
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
            long groups = (Panels(ref call) + ContractionPlan.PanelsAtOnce - 1) / ContractionPlan.PanelsAtOnce;
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
        if (plan.BatchesAtOnce > 0)
        {
            using Scratch memory = new(OwnBytes(shape.M));
            long end = Math.Min((item + 1) * plan.BatchesAtOnce, shape.BatchC.Count);
            for (long i = item * plan.BatchesAtOnce; i < end; i++)
                Product(new() { A = call->A + shape.BatchA[i], B = call->B + shape.BatchB[i], C = call->C + shape.BatchC[i], Arrays = call->Arrays, FirstRow = i * shape.M, Column1 = shape.N }, 1, memory.Address);
            return;
        }

        if (item < call->PackingParts)
        {
            if (plan.PacksNear) PackRows(ref *call, item);
            else PackGroup(ref *call, item);
            Interlocked.Increment(ref call->PackedParts);
            return;
        }

        // Parts are begun in order, so that all packing has begun.
        EvenWait wait = default;
        while (Volatile.Read(ref call->PackedParts) < call->PackingParts) wait.Once();
        item -= call->PackingParts;
        (long row0, long row1) = Cut(0, shape.M, plan.PacksA ? height : 1, item / plan.ColumnParts, plan.RowParts);
        (long column0, long column1) = Cut(call->Column0, call->Column1, width, item % plan.ColumnParts, plan.ColumnParts);
        using Scratch mine = new(OwnBytes(row1 - row0));
        if (plan.PacksNear) MultiplyNear(ref *call, column0, column1, mine.Address);
        else Multiply(ref *call, row0, row1, column0, column1, mine.Address);
    }

    /// <summary>A block of packed rows of A, and the edges of C.</summary>
    private long WorkingBytesOf(long rows)
    {
        rows = Math.Min(rows, plan.BlockRows) + height;
        return (plan.PacksA ? rows * plan.Depth * size : 0) + block.EdgeBytes(rows) + KeptBytes(rows);
    }

    private static (long From, long To) Cut(long first, long last, long unit, int part, int parts)
    {
        long units = (last - first + unit - 1) / unit;
        return (first + units * part / parts * unit, Math.Min(first + units * (part + 1) / parts * unit, last));
    }

    /// <summary>Packs some panels of B, block of k after block.</summary>
    private void PackGroup(ref Call call, long group)
    {
        long panels = Panels(ref call), first = group * ContractionPlan.PanelsAtOnce, last = Math.Min(first + ContractionPlan.PanelsAtOnce, panels);
        for (long k0 = 0; k0 < shape.K; k0 += plan.Depth)
        {
            long length = Math.Min(plan.Depth, shape.K - k0);
            nint to = call.Packed + (nint)((k0 * panels + first * length) * width * size);
            PackColumns(call.B, to, call.Column0 + first * width, Math.Min(call.Column0 + last * width, call.Column1), k0, length);
        }
    }

    /// <summary>Packs some columns of B.</summary>
    private void PackColumns(nint b, nint to, long first, long last, long k0, long length)
    {
        if (plan.WidensB) WidenedPanels.Pack(shape.TypeB, b, shape.ColumnsB, shape.DepthB, to, first, last, width, k0, length);
        else Cpu.Panels.Pack(b, shape.ColumnsB, shape.DepthB, to, first, last, width, k0, length, size);
    }

    /// <summary>Packs some rows of A.</summary>
    private void PackRows(nint a, nint to, long first, long last, long k0, long length)
    {
        if (plan.WidensA && plan.HasLines) WidenedPanels.Lines(shape.TypeA, a + shape.DepthA[k0], shape.RowsA, to, first, last, length);
        else if (plan.WidensA) WidenedPanels.Pack(shape.TypeA, a, shape.RowsA, shape.DepthA, to, first, last, height, k0, length);
        else Cpu.Panels.Pack(a, shape.RowsA, shape.DepthA, to, first, last, height, k0, length, size);
    }

    /// <summary>Whether a tile reads A along lines.</summary>
    private bool ReadsLines => plan.HasLines && (plan.WidensA || !plan.PacksA);

    /// <summary>How a tile reads A and B in a block of k of some length.</summary>
    private TileCall Tile(long length, nint* piece) => new()
    {
        Pieces = 1,
        PieceA = piece,
        RowA = !plan.PacksA ? (nint)shape.RowsA.Step : plan.WidensA && plan.HasLines ? (nint)length * size : size,
        StepA = plan.PacksA ? height * size : (nint)shape.DepthA.Step,
        TileA = (nint)(height * (plan.PacksA ? length * size : shape.RowsA.Step)),
        StepB = plan.PacksB ? width * size : (nint)shape.DepthB.Step,
    };

    /// <summary>A product of few rows: A is packed once, for all.</summary>
    private void Near(Call call, int parts, nint memory)
    {
        using Scratch packed = new(PackedRows);
        call.Packed = packed.Address;
        int blocks = plan.PacksA ? (int)((shape.K + plan.Depth - 1) / plan.Depth) : 0;
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
    private long NearBytes => ContractionPlan.PanelsAtOnce * width * plan.Depth * size + block.EdgeBytes(shape.M) + KeptBytes(shape.M);

    /// <summary>Packs all rows of A in one block of k.</summary>
    private void PackRows(ref Call call, long number)
    {
        long k0 = number * plan.Depth, rows = ContractionPlan.Up(shape.M, height);
        PackRows(call.A, call.Packed + (nint)(k0 * rows * size), 0, shape.M, k0, Math.Min(plan.Depth, shape.K - k0));
    }

    /// <summary>Some columns of a product of few rows; where products are kept, so many at a time as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyNear(ref Call call, long column0, long column1, nint memory)
    {
        long rows = height, group = ContractionPlan.PanelsAtOnce * width, together = plan.KeptStep > 0 ? plan.KeptColumns : Math.Max(1, column1 - column0);
        nint zero = 0, c = call.C, edge = memory + (nint)(group * plan.Depth * size), kept = edge + (nint)block.EdgeBytes(shape.M);
        bool lines = ReadsLines;
        for (; column0 < column1; column0 += together)
        {
            long end = Math.Min(column0 + together, column1);
            if (plan.KeptStep > 0) c = kept - (nint)(column0 * size);
            for (long k0 = 0; k0 < shape.K; k0 += plan.Depth)
            {
                long length = Math.Min(plan.Depth, shape.K - k0);
                TileCall tile = Tile(length, &zero);
                nint a = plan.PacksA ? call.Packed + (nint)(k0 * ContractionPlan.Up(shape.M, rows) * size) : call.A + shape.DepthA[k0];
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
    private long Columns(long left) => plan.KeptStep > 0 && plan.PacksB ? Math.Min(width, ContractionPlan.Up(left, ContractionKernel.Lanes(shape.Type))) : Math.Min(width, left);

    /// <summary>Computes what follows on a block of products.</summary>
    /// <param name="call">The run.</param>
    /// <param name="c">Where the first product of this batch is, or would be.</param>
    /// <param name="row">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many there are.</param>
    private void Finish(ref Call call, nint c, long row, long end, long column, long columns)
    {
        if (plan.KeptStep > 0) epilogue!.RunKept(call.Arrays, c - (nint)KeptBytes(call.FirstRow), call.FirstRow + row, call.FirstRow + end, column, columns);
        else epilogue!.Run(call.Arrays, call.FirstRow + row, call.FirstRow + end, column, columns);
    }

    /// <summary>Some rows and columns of one product. Where products are kept, so many rows at a time as are packed: else all of them before the next block of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(ref Call call, long row0, long row1, long column0, long column1, nint memory)
    {
        if (row0 >= row1 || column0 >= column1) return;
        long rows = height, most = EvenPieces.LengthOf(row1 - row0, plan.BlockRows, plan.PacksA ? rows : 1), panels = Panels(ref call), room = Math.Min(row1 - row0, plan.BlockRows) + rows;
        long together = plan.KeptStep > 0 ? most : row1 - row0;
        nint zero = 0, c = call.C, edge = memory + (nint)(plan.PacksA ? room * plan.Depth * size : 0), kept = edge + (nint)block.EdgeBytes(room);
        bool lines = ReadsLines;
        for (long first = row0; first < row1; first += together)
        {
            long end = Math.Min(first + together, row1);
            if (plan.KeptStep > 0) c = kept - (nint)(KeptBytes(first) + column0 * size);
            for (long k0 = 0; k0 < shape.K; k0 += plan.Depth)
            {
                long length = Math.Min(plan.Depth, shape.K - k0);
                TileCall tile = Tile(length, &zero);
                for (long r0 = first; r0 < end; r0 += most)
                {
                    long r1 = Math.Min(r0 + most, end);
                    nint a = memory;
                    if (plan.PacksA) PackRows(call.A, a, r0, r1, k0, length);
                    else a = call.A + shape.RowsA[r0] + shape.DepthA[k0];
                    long across = plan.PacksB ? 0 : block.Across(a, call.B + shape.ColumnsB[column0] + shape.DepthB[k0], c, r0, r1 - r0, column0, column1 - column0, length, tile, shape.TypeB.Size, lines, k0 > 0);
                    for (long column = column0 + across; column < column1; column += width)
                    {
                        nint b = plan.PacksB ? call.Packed + (nint)((k0 * panels + (column - call.Column0) / width * length) * width * size) : call.B + shape.ColumnsB[column] + shape.DepthB[k0];
                        block.Run(a, b, c, r0, r1 - r0, column, Columns(column1 - column), length, ref tile, lines, k0 > 0, edge);
                    }

                    if (epilogue is not null && k0 + length == shape.K) Finish(ref call, c, r0, r1, column0, column1 - column0);
                }
            }
        }
    }
}
