using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Batches of matrix products C = A·B. Blocks of A and B are packed into panels of tile height and width, from any strides, so that transposition costs nothing; work is split over
/// batch, rows and columns, never along the summed axis.
/// </summary>
internal sealed unsafe class Contraction
{
    /// <summary>Steps of k per block: a panel of B of this length fits the first cache beside one of A.</summary>
    private const long BlockDepth = 256;

    /// <summary>Rows per block of A: a block fits half of a second cache of 512 KiB.</summary>
    private const long BlockRows = 40 * ContractionKernel.Rows;

    /// <summary>Below this many multiply-adds one thread is faster than two.</summary>
    private const long ParallelWork = 1 << 17;

    private readonly MatrixSide left;
    private readonly MatrixSide right;
    private readonly int size;
    private readonly int tileColumns;
    private readonly Kernel tile;
    private readonly Kernel row;
    private readonly long m;
    private readonly long n;
    private readonly long k;

    public Contraction(ContractNode node)
    {
        DType type = node.Results[0].Type.DType;
        size = type.Size;
        left = new(node.Operands[0], node.Dimensions.LeftBatch, node.Dimensions.LeftContracting);
        right = new(node.Operands[1], node.Dimensions.RightBatch, node.Dimensions.RightContracting);
        (m, n, k) = (left.Free, right.Free, left.Contracted);
        tileColumns = ContractionKernel.Columns(type);
        tile = ContractionKernel.Get(type, ContractionKernel.Rows);
        row = ContractionKernel.Get(type, 1);
    }

    /// <summary>Multiplies the arrays at two addresses into the one at the third.</summary>
    public void Run(nint a, nint b, nint c)
    {
        if (left.Batch * m * n == 0) return;
        if (k == 0)
        {
            new Span<byte>((void*)c, checked((int)(left.Batch * m * n * size))).Clear();
            return;
        }

        using Scratch leftCopy = new(left.Rearrange is null ? 0 : left.Batch * m * k * size), rightCopy = new(right.Rearrange is null ? 0 : right.Batch * n * k * size);
        a = InOrder(left, a, leftCopy.Address);
        b = InOrder(right, b, rightCopy.Address);
        long batch = left.Batch, workers = left.Batch * m * n * k < ParallelWork ? 1 : WorkerPool.Instance.Workers;
        // Each part packs what it needs itself: that is little beside the products, and nobody waits for anybody.
        long parts = Math.Min(Math.Max(1, (workers + batch - 1) / batch), Math.Max(m, n) / 16 + 1);
        bool byRows = m >= n;
        long units = byRows ? (m + ContractionKernel.Rows - 1) / ContractionKernel.Rows : (n + tileColumns - 1) / tileColumns;
        nint x = a, y = b;
        void Part(int item)
        {
            long i = item / parts, part = item % parts, begin = units * part / parts, end = units * (part + 1) / parts;
            long unit = byRows ? ContractionKernel.Rows : tileColumns, from = begin * unit, to = Math.Min(end * unit, byRows ? m : n);
            nint first = x + (nint)(i * left.BatchStep), second = y + (nint)(i * right.BatchStep), result = c + (nint)(i * m * n * size);
            if (byRows) Multiply(first + (nint)(from * left.FreeStep), second, result + (nint)(from * n * size), to - from, n);
            else Multiply(first, second + (nint)(from * right.FreeStep), result + (nint)(from * size), m, to - from);
        }

        int items = checked((int)(batch * parts));
        if (workers == 1) for (int item = 0; item < items; item++) Part(item);
        else WorkerPool.Instance.Run(items, Part);
    }

    private static nint InOrder(MatrixSide side, nint array, nint copy)
    {
        array += (nint)side.Offset;
        if (side.Rearrange is not StridedCopy rearrange) return array;
        rearrange.Run(array, copy);
        return copy;
    }

    /// <summary>One product of some rows and columns. Rows of the result are n elements apart.</summary>
    private void Multiply(nint a, nint b, nint c, long rows, long columns)
    {
        if (rows == 0 || columns == 0) return;
        if (rows < 4 && right.FreeStep == size)
        {
            for (long r = 0; r < rows; r++) RowByMatrix(a + (nint)(r * left.FreeStep), b, c + (nint)(r * n * size), columns);
            return;
        }

        long depth = Math.Min(k, BlockDepth), panels = (columns + tileColumns - 1) / tileColumns, blockRows = Math.Min(BlockRows, (rows + ContractionKernel.Rows - 1) / ContractionKernel.Rows * ContractionKernel.Rows);
        using Scratch packedRight = new(panels * tileColumns * depth * size), packedLeft = new(blockRows * depth * size);
        byte* edge = stackalloc byte[ContractionKernel.Rows * 2 * 64];
        for (long k0 = 0; k0 < k; k0 += depth)
        {
            long length = Math.Min(depth, k - k0);
            Pack(b + (nint)(k0 * right.ContractedStep), right.FreeStep, right.ContractedStep, packedRight.Address, columns, tileColumns, length);
            for (long r0 = 0; r0 < rows; r0 += blockRows)
            {
                long height = Math.Min(blockRows, rows - r0);
                Pack(a + (nint)(r0 * left.FreeStep + k0 * left.ContractedStep), left.FreeStep, left.ContractedStep, packedLeft.Address, height, ContractionKernel.Rows, length);
                for (long p = 0; p < panels; p++)
                {
                    nint panel = packedRight.Address + (nint)(p * tileColumns * length * size);
                    for (long t = 0; t < height; t += ContractionKernel.Rows)
                    {
                        nint target = c + (nint)((r0 + t) * n * size + p * tileColumns * size), source = packedLeft.Address + (nint)(t * length * size);
                        Tile(source, panel, target, Math.Min(ContractionKernel.Rows, height - t), Math.Min(tileColumns, columns - p * tileColumns), length, k0 > 0, edge);
                    }
                }
            }
        }
    }

    /// <summary>One tile of C, at the edges by way of memory that a whole tile fits.</summary>
    private void Tile(nint a, nint b, nint c, long rows, long columns, long length, bool adds, byte* edge)
    {
        nint* arrays = stackalloc nint[3];
        nint* steps = stackalloc nint[3];
        bool whole = rows == ContractionKernel.Rows && columns == tileColumns;
        long width = columns * size, edgeStep = tileColumns * size;
        (arrays[0], arrays[1], arrays[2]) = (a, b, whole ? c : (nint)edge);
        (steps[0], steps[1], steps[2]) = (ContractionKernel.Rows * size, tileColumns * size, whole ? (nint)(n * size) : (nint)edgeStep);
        if (!whole && adds)
            for (long r = 0; r < rows; r++) Buffer.MemoryCopy((byte*)c + r * n * size, edge + r * edgeStep, width, width);
        tile(arrays, adds ? 1 : 0, (nint)length, steps);
        if (!whole)
            for (long r = 0; r < rows; r++) Buffer.MemoryCopy(edge + r * edgeStep, (byte*)c + r * n * size, width, width);
    }

    /// <summary>A row times a matrix whose rows lie in memory as they are: nothing to pack.</summary>
    private void RowByMatrix(nint a, nint b, nint c, long columns)
    {
        byte* edge = stackalloc byte[2 * 64];
        nint* arrays = stackalloc nint[3];
        nint* steps = stackalloc nint[3];
        (steps[0], steps[1], steps[2]) = ((nint)left.ContractedStep, (nint)right.ContractedStep, 0);
        for (long j = 0; j < columns; j += tileColumns)
        {
            bool whole = j + tileColumns <= columns;
            (arrays[0], arrays[1], arrays[2]) = (a, b + (nint)(j * size), whole ? c + (nint)(j * size) : (nint)edge);
            row(arrays, 0, (nint)k, steps);
            if (!whole) Buffer.MemoryCopy(edge, (byte*)c + j * size, (columns - j) * size, (columns - j) * size);
        }
    }

    /// <summary>Panels of a fixed height, k by k, filled up with zeros.</summary>
    private void Pack(nint from, long freeStep, long contractedStep, nint to, long count, int height, long length)
    {
        if (size == 4) Pack<uint>((byte*)from, freeStep, contractedStep, (uint*)to, count, height, length);
        else Pack<ulong>((byte*)from, freeStep, contractedStep, (ulong*)to, count, height, length);
    }

    private static void Pack<T>(byte* from, long freeStep, long contractedStep, T* to, long count, int height, long length)
        where T : unmanaged
    {
        for (long p = 0; p < count; p += height)
        {
            int filled = (int)Math.Min(height, count - p);
            byte* panel = from + p * freeStep;
            if (freeStep == sizeof(T))
            {
                for (long i = 0; i < length; i++, to += height)
                {
                    new ReadOnlySpan<T>(panel + i * contractedStep, filled).CopyTo(new Span<T>(to, filled));
                    for (int r = filled; r < height; r++) to[r] = default;
                }

                continue;
            }

            for (int r = 0; r < height; r++)
            {
                byte* line = panel + r * freeStep;
                T* target = to + r;
                if (r < filled)
                    for (long i = 0; i < length; i++, line += contractedStep, target += height) *target = *(T*)line;
                else
                    for (long i = 0; i < length; i++, target += height) *target = default;
            }

            to += height * length;
        }
    }
}
