using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Batches of matrix products C = A·B, over tiles of C that stay in registers. A and B are read where they are if their rows lie in memory as rows, else packed into panels, from any
/// strides, so that transposition costs little. Work is split over batch, rows and columns, never along the summed axis.
/// </summary>
internal sealed unsafe class Contraction
{
    /// <summary>Steps of k per block: a packed panel of B of this length fits the first cache beside the rows of A.</summary>
    private const long BlockDepth = 256;

    /// <summary>Rows per block of A: a packed block fits half of a second cache of 512 KiB.</summary>
    private const long BlockRows = 40 * ContractionKernel.Rows;

    /// <summary>A matrix B of at most this many bytes is read where it is: it stays in the second cache.</summary>
    private const long SmallMatrix = 1 << 16;

    /// <summary>Each part packs the operand that it does not share out, so one product is not cut more finely.</summary>
    private const int MostParts = 8;

    private readonly Partition partition;
    private readonly int size;
    private readonly int width;
    private readonly Kernel[] tiles = new Kernel[ContractionKernel.Rows + 1];
    private readonly bool swapped;
    private readonly Offsets batchA, batchB, batchC, rowsA, rowsC, columnsB, columnsC, depthA, depthB;
    private readonly long offsetA;
    private readonly long offsetB;
    private readonly long m;
    private readonly long n;
    private readonly long k;

    public Contraction(ContractNode node, Partition partition)
    {
        this.partition = partition;
        DType type = node.Results[0].Type.DType;
        ContractDimensions d = node.Dimensions;
        Operand left = node.Operands[0], right = node.Operands[1];
        size = type.Size;
        width = ContractionKernel.Columns(type);
        int[] leftFree = Free(left, d.LeftBatch, d.LeftContracting), rightFree = Free(right, d.RightBatch, d.RightContracting);
        Shape result = [.. d.LeftBatch.ToArray().Select(a => left.Shape[a]), .. leftFree.Select(a => left.Shape[a]), .. rightFree.Select(a => right.Shape[a])];
        Offsets Of(Operand o, IEnumerable<int> axes) => new([.. axes], o.Shape, o.Strides.Span, size);
        Offsets OfResult(int first, int count) => new([.. Enumerable.Range(first, count)], result, node.ResultStrides.Span, size);
        (batchA, rowsA, depthA, offsetA) = (Of(left, d.LeftBatch), Of(left, leftFree), Of(left, d.LeftContracting), left.Offset * size);
        (batchB, columnsB, depthB, offsetB) = (Of(right, d.RightBatch), Of(right, rightFree), Of(right, d.RightContracting), right.Offset * size);
        int batches = d.LeftBatch.Count;
        batchC = OfResult(0, batches);
        (rowsC, columnsC) = (OfResult(batches, leftFree.Length), OfResult(batches + leftFree.Length, rightFree.Length));
        if (columnsC.Step != size && rowsC.Step == size)
        {
            // C is written along its rows: the same product, transposed.
            swapped = true;
            (batchA, rowsA, depthA, offsetA, batchB, columnsB, depthB, offsetB) = (batchB, columnsB, depthB, offsetB, batchA, rowsA, depthA, offsetA);
            (rowsC, columnsC) = (columnsC, rowsC);
        }

        (m, n, k) = (rowsA.Count, columnsB.Count, depthA.Count);
        for (int rows = 1; rows <= ContractionKernel.Rows; rows++)
            if (rows == Math.Min(m, ContractionKernel.Rows) || rows == m % ContractionKernel.Rows || !IsEven(rowsC) || !IsEven(rowsA)) tiles[rows] = ContractionKernel.Get(type, rows);
    }

    private static bool IsEven(Offsets offsets) => offsets.InRun(0, offsets.Count);

    private static int[] Free(Operand operand, ValueList<int> batch, ValueList<int> contracted) =>
        [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => !batch.Span.Contains(a) && !contracted.Span.Contains(a))];

    /// <summary>Multiplies the arrays at two addresses into the one at the third.</summary>
    public void Run(nint left, nint right, nint c)
    {
        long batch = batchC.Count;
        if (batch * m * n == 0) return;
        if (k == 0)
        {
            new Span<byte>((void*)c, checked((int)(batch * m * n * size))).Clear();
            return;
        }

        (nint a, nint b) = swapped ? (right, left) : (left, right);
        a += (nint)offsetA;
        b += (nint)offsetB;
        // Each part packs what it needs itself: that is little beside the products, and nobody waits for anybody.
        bool byRows = m >= n;
        long unit = byRows ? ContractionKernel.Rows : width, units = ((byRows ? m : n) + unit - 1) / unit;
        long parts = Math.Clamp((Math.Min(partition.Parts, MostParts) + batch - 1) / batch, 1, units);
        int items = checked((int)(batch * parts));
        if (partition.Parts <= 1) for (int item = 0; item < items; item++) Part(item, a, b, c, parts, byRows, unit, units);
        else partition.Each(items, item => Part(item, a, b, c, parts, byRows, unit, units));
    }

    private void Part(int item, nint a, nint b, nint c, long parts, bool byRows, long unit, long units)
    {
        long i = item / parts, part = item % parts, count = byRows ? m : n, from = units * part / parts * unit, to = Math.Min(units * (part + 1) / parts * unit, count);
        a += batchA[i];
        b += batchB[i];
        c += batchC[i];
        if (byRows) Multiply(a, b, c, from, to, 0, n);
        else Multiply(a, b, c, 0, m, from, to);
    }

    /// <summary>Some rows and columns of one product.</summary>
    private void Multiply(nint a, nint b, nint c, long row0, long row1, long column0, long column1)
    {
        bool readsA = depthA.Step == size || (k == 1 && IsEven(rowsA)) || row1 - row0 == 1, readsB = columnsB.Step == size && IsEven(columnsB) && (k * n * size <= SmallMatrix || row1 - row0 < ContractionKernel.Rows);
        readsA &= IsEven(depthA) && IsEven(rowsA);
        readsB &= IsEven(depthB);
        long depth = readsA && readsB ? k : Math.Min(k, BlockDepth), panels = (column1 - column0 + width - 1) / width, blockRows = Math.Min(BlockRows, row1 - row0 + ContractionKernel.Rows);
        using Scratch packedB = new(readsB ? 0 : panels * width * depth * size), packedA = new(readsA ? 0 : blockRows * depth * size);
        byte* edge = stackalloc byte[ContractionKernel.Rows * 2 * 64];
        nint* arrays = stackalloc nint[3];
        nint* steps = stackalloc nint[4];
        for (long k0 = 0; k0 < k; k0 += depth)
        {
            long length = Math.Min(depth, k - k0);
            if (!readsB) Panels.Pack(b, columnsB, depthB, packedB.Address, column0, column1, width, k0, length, size);
            for (long r0 = row0; r0 < row1; r0 += BlockRows)
            {
                long r1 = Math.Min(r0 + BlockRows, row1);
                if (!readsA) Panels.Pack(a, rowsA, depthA, packedA.Address, r0, r1, ContractionKernel.Rows, k0, length, size);
                for (long p = 0; p < panels; p++)
                {
                    long column = column0 + p * width;
                    arrays[1] = readsB ? b + columnsB[column] + depthB[k0] : packedB.Address + (nint)(p * width * length * size);
                    steps[2] = readsB ? (nint)depthB.Step : width * size;
                    for (long r = r0; r < r1; r += ContractionKernel.Rows)
                    {
                        arrays[0] = readsA ? a + rowsA[r] + depthA[k0] : packedA.Address + (nint)((r - r0) * length * size);
                        steps[0] = readsA ? (nint)rowsA.Step : size;
                        steps[1] = readsA ? (nint)depthA.Step : ContractionKernel.Rows * size;
                        Tile(arrays, steps, c, r, (int)Math.Min(ContractionKernel.Rows, r1 - r), column, (int)Math.Min(width, column1 - column), length, k0 > 0, edge);
                    }
                }
            }
        }
    }

    /// <summary>One tile of C, by way of memory of its own where it does not lie in C as it is.</summary>
    private void Tile(nint* arrays, nint* steps, nint c, long row, int rows, long column, int columns, long length, bool adds, byte* edge)
    {
        bool whole = columns == width && columnsC.Step == size && columnsC.InRun(column, columns) && rowsC.InRun(row, rows);
        arrays[2] = whole ? c + rowsC[row] + columnsC[column] : (nint)edge;
        steps[3] = whole ? (nint)rowsC.Step : width * size;
        if (!whole && adds) Exchange(c, row, rows, column, columns, edge, toEdge: true);
        tiles[rows](arrays, adds ? 1 : 0, (nint)length, steps);
        if (!whole) Exchange(c, row, rows, column, columns, edge, toEdge: false);
    }

    private void Exchange(nint c, long row, int rows, long column, int columns, byte* edge, bool toEdge)
    {
        bool run = columnsC.Step == size && columnsC.InRun(column, columns);
        for (int r = 0; r < rows; r++)
        {
            byte* line = edge + r * width * size;
            if (run)
            {
                byte* target = (byte*)c + rowsC[row + r] + columnsC[column];
                Buffer.MemoryCopy(toEdge ? target : line, toEdge ? line : target, columns * size, columns * size);
                continue;
            }

            for (int j = 0; j < columns; j++)
            {
                byte* target = (byte*)c + rowsC[row + r] + columnsC[column + j];
                Buffer.MemoryCopy(toEdge ? target : line + j * size, toEdge ? line + j * size : target, size, size);
            }
        }
    }
}
