using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Runs a kernel whose results are combined over rows, in blocks (<see cref="ColumnBlocks"/>). Long rows are cut into pieces where nothing is computed along a row.
/// </summary>
internal sealed unsafe class ColumnSums
{
    /// <summary>Elements of a piece of a row: what is combined stays in the first cache.</summary>
    private const long PieceElements = 2048;

    private readonly RowSpace space;
    private readonly Partition partition;
    private readonly Rows rows;
    private readonly Column[] columns;
    private readonly long kept = 1;
    private readonly long rowsEach;
    private readonly long blockRows;
    private readonly long blocks;
    private readonly long pieceLength;
    private readonly long pieces;
    private readonly long bytesEach;

    /// <summary>A result over rows.</summary>
    /// <param name="Array">The number of its array.</param>
    /// <param name="Size">Bytes of an element.</param>
    /// <param name="Share">So many of the most finely kept rows have one row of this result.</param>
    /// <param name="IsDirect">Whether each block is the whole of a row of the result.</param>
    /// <param name="Identity">What combining nothing gives.</param>
    /// <param name="Combine">How two are combined.</param>
    private sealed record Column(int Array, int Size, long Share, bool IsDirect, byte[] Identity, MapLoop Combine);

    /// <summary>The kernel over rows begin to end, from one element of each on, of a length, from given addresses.</summary>
    public delegate void Rows(nint* addresses, long begin, long end, long first, long length);

    public ColumnSums(RowsNode node, RowSpace space, Partition partition, Rows rows)
    {
        (this.space, this.partition, this.rows) = (space, partition, rows);
        RowOutput[] outputs = node.Body.Outputs.ToArray();
        int inputs = node.Operands.Count;
        var keptOf = new long[outputs.Length];
        for (int o = 0; o < outputs.Length; o++)
        {
            keptOf[o] = 1;
            for (int axis = 0; axis < outputs[o].KeptAxes; axis++) keptOf[o] *= node.Space[axis];
            if (outputs[o].Kind == RowOutputKind.Columns) kept = Math.Max(kept, keptOf[o]);
        }

        rowsEach = space.Rows / kept;
        blockRows = ColumnBlocks.RowsOf(rowsEach);
        blocks = (rowsEach + blockRows - 1) / blockRows;
        bool isCut = true;
        foreach (RowStep step in node.Body.Steps) isCut &= step.Over is null;
        foreach (RowOutput output in outputs) isCut &= output.Kind != RowOutputKind.Rows;
        pieceLength = isCut ? Math.Min(space.Length, PieceElements) : space.Length;
        pieces = (space.Length + pieceLength - 1) / pieceLength;
        columns = [.. Enumerable.Range(0, outputs.Length).Where(o => outputs[o].Kind == RowOutputKind.Columns).Select(o => new Column(
            inputs + o, outputs[o].DType.Size, kept / keptOf[o], blocks == 1 && keptOf[o] == kept,
            CombineFunction.Identity(outputs[o].Combine, outputs[o].DType), MapKernel.Get(new(CombineFunction.Of(outputs[o].Combine, outputs[o].DType), [false, false], -1))))];
        foreach (Column column in columns)
            if (!column.IsDirect) bytesEach += Body.Room(pieceLength * column.Size);
    }

    /// <summary>How many bytes of working memory a run takes at most.</summary>
    /// <param name="rowBytes">What the kernel takes on a thread.</param>
    public long WorkingBytes(long rowBytes)
    {
        long combining = 0;
        foreach (Column column in columns)
            if (!column.IsDirect) combining = Math.Max(combining, Body.Room(pieceLength * column.Size));
        return BlockBytes + Math.Max(partition.Threads(kept * blocks * pieces) * rowBytes, combining);
    }

    /// <summary>The working memory of what blocks give.</summary>
    private long BlockBytes => kept * blocks * pieces * bytesEach;

    /// <summary>Runs everything.</summary>
    public void Run(nint* addresses)
    {
        using Scratch memory = new(BlockBytes);
        nint start = memory.Address;
        partition.Run(kept * blocks * pieces, (This: this, Addresses: (nint)addresses, start), static (s, begin, end) =>
        {
            for (long task = begin; task < end; task++) s.This.Block((nint*)s.Addresses, task, s.start + (nint)(task * s.This.bytesEach));
        });
        if (bytesEach == 0) return;
        nint at = start;
        foreach (Column column in columns)
        {
            if (column.IsDirect) continue;
            Combine(column, addresses[column.Array], at);
            at += (nint)Body.Room(pieceLength * column.Size);
        }
    }

    /// <summary>One block of rows, one piece of them.</summary>
    private void Block(nint* addresses, long task, nint memory)
    {
        long piece = task % pieces, block = task / pieces % blocks, row = task / pieces / blocks, first = piece * pieceLength;
        long begin = row * rowsEach + block * blockRows, end = Math.Min(begin + blockRows, (row + 1) * rowsEach), length = Math.Min(pieceLength, space.Length - first);
        nint[] steps = space.ElementSteps;
        nint* mine = stackalloc nint[steps.Length];
        for (int i = 0; i < steps.Length; i++) mine[i] = addresses[i] + (nint)first * steps[i];
        foreach (Column column in columns)
        {
            // The kernel steps to the row of the result.
            nint step = (nint)(row / column.Share * space.Length * column.Size);
            if (column.IsDirect)
            {
                Fill(mine[column.Array] + step, column, length);
                continue;
            }

            Fill(memory, column, length);
            mine[column.Array] = memory - step;
            memory += (nint)Body.Room(pieceLength * column.Size);
        }

        rows(mine, begin, end, first, length);
    }

    private static void Fill(nint target, Column column, long count)
    {
        switch (column.Size)
        {
            case 1: new Span<byte>((void*)target, (int)count).Fill(column.Identity[0]); break;
            case 2: new Span<ushort>((void*)target, (int)count).Fill(BitConverter.ToUInt16(column.Identity)); break;
            case 4: new Span<uint>((void*)target, (int)count).Fill(BitConverter.ToUInt32(column.Identity)); break;
            default: new Span<ulong>((void*)target, (int)count).Fill(BitConverter.ToUInt64(column.Identity)); break;
        }
    }

    /// <summary>Combines the blocks, from the first to the last.</summary>
    private void Combine(Column column, nint result, nint blocksOfColumn)
    {
        long done = -1;
        nint* buffers = stackalloc nint[3];
        nint total = 0;
        for (long piece = 0; piece < pieces; piece++)
        {
            long first = piece * pieceLength, length = Math.Min(pieceLength, space.Length - first);
            using Scratch room = new(Body.Room(length * column.Size));
            for (long task = 0; task < kept * blocks; task++)
            {
                nint block = blocksOfColumn + (nint)((task * pieces + piece) * bytesEach);
                long row = task / blocks / column.Share;
                nint target = result + (nint)((row * space.Length + first) * column.Size);
                bool isLast = task + 1 == kept * blocks || (task + 1) / blocks / column.Share != row;
                if (row != done) total = block;
                else
                {
                    (buffers[0], buffers[1], buffers[2]) = (total, block, room.Address);
                    column.Combine.Run(buffers, 0, (nint)length, null);
                    total = room.Address;
                }

                done = isLast ? -1 : row;
                if (isLast) Buffer.MemoryCopy((void*)total, (void*)target, length * column.Size, length * column.Size);
            }
        }
    }
}
