using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Combines few columns of many rows, in the order of <see cref="Reduction"/>: from top to bottom in blocks, and then the blocks. Blocks know nothing of each other, so some of them are put side by
/// side, and one call combines a row of each: a row of one to a few elements alone costs as much as one of some dozens. The product of 10⁶ complex numbers took 9.0 ms row by row and takes 0.28
/// (minima of one turn, 2026-11-27). Columns of real numbers that are so few are turned (<see cref="TurnColumns"/>) or read in steps (<see cref="UnrollReductions"/>).
/// </summary>
/// <param name="combine">Combines two rows.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="width">How many columns there are.</param>
/// <param name="size">Bytes of an element.</param>
/// <param name="blockRows">How many rows a block has.</param>
/// <param name="startsAtZero">Whether the first row is added to zeros.</param>
internal sealed unsafe class LongColumns(MapLoop combine, long rows, long width, int size, int blockRows, bool startsAtZero)
{
    /// <summary>So many elements are combined by one call: two registers and more of any type.</summary>
    private const long TogetherElements = 64;

    /// <summary>Wider rows are combined one by one: with 8 columns it was no faster to move them first, with 16 slower.</summary>
    private const long MostColumns = 4;

    private readonly long blocks = rows / blockRows;
    private readonly long together = Together(rows / blockRows, width);
    private readonly StridedCopy all = Gather(Together(rows / blockRows, width), width, size, blockRows);
    private readonly StridedCopy rest = Gather(rows / blockRows % Together(rows / blockRows, width), width, size, blockRows);

    /// <summary>Whether columns are so few and so long.</summary>
    public static bool Suits(long rows, long width, int blockRows) => width is > 0 and <= MostColumns && rows >= 2 * blockRows;

    private static long Together(long blocks, long width) => Math.Min(TogetherElements / width, blocks);

    /// <summary>From blocks one below the other to rows with one row of each. A short row is moved as one element, if there are elements of so many bytes.</summary>
    private static StridedCopy Gather(long blocks, long width, int size, int blockRows)
    {
        long bytes = width * size, unit = Math.Min(bytes & -bytes, 16), units = bytes / unit;
        // Along blocks: they are more than the elements of a row.
        return new([blockRows, (int)units, (int)blocks], [units, 1, blockRows * units], [blocks * units, 1, units], (int)unit, streams: false);
    }

    private long Parts => rows > blocks * blockRows ? blocks + 1 : blocks;

    /// <summary>The total and the result of each block.</summary>
    private long ResultBytes => Body.Room(width * size) + Body.Room(Parts * width * size);

    /// <summary>A row of blocks side by side, and all of their rows.</summary>
    private long MovedBytes => Body.Room(together * width * size) + Body.Room(blockRows * together * width * size);

    /// <summary>How many bytes of working memory a run takes at most.</summary>
    public long WorkingBytes(Partition partition) => ResultBytes + partition.Threads((blocks + together - 1) / together) * MovedBytes + (startsAtZero ? ZeroBytes : 0);

    private long ZeroBytes => 2 * Body.Room(width * size);

    /// <summary>Combines the rows at an address into one at another.</summary>
    public void Run(nint input, nint output, Partition partition)
    {
        long rowBytes = width * size, behind = rows - blocks * blockRows;
        // A kernel computes whole registers: what is combined has room behind it.
        using Scratch memory = new(ResultBytes);
        nint total = memory.Address, results = total + (nint)Body.Room(rowBytes);
        partition.Run((blocks + together - 1) / together, (This: this, input, results), static (s, begin, end) => s.This.Groups(s.input, s.results, begin, end));
        if (behind > 0) Combine(input + (nint)(blocks * blockRows * rowBytes), results + (nint)(blocks * rowBytes), behind, width);
        Combine(results, total, Parts, width);
        Buffer.MemoryCopy((void*)total, (void*)output, rowBytes, rowBytes);
    }

    /// <summary>Combines blocks, some side by side at a time.</summary>
    private void Groups(nint input, nint results, long begin, long end)
    {
        long rowBytes = width * size;
        using Scratch moved = new(MovedBytes);
        nint sums = moved.Address, gathered = sums + (nint)Body.Room(together * rowBytes);
        for (long group = begin; group < end; group++)
        {
            long first = group * together, count = Math.Min(together, blocks - first);
            (count == together ? all : rest).Run(input + (nint)(first * blockRows * rowBytes), gathered);
            if (first == 0 && startsAtZero) AddZeros(gathered);
            Combine(gathered, sums, blockRows, count * width);
            Buffer.MemoryCopy((void*)sums, (void*)(results + (nint)(first * rowBytes)), count * rowBytes, count * rowBytes);
        }
    }

    /// <summary>Combines rows from the first to the last.</summary>
    private void Combine(nint from, nint sum, long count, long elements)
    {
        Buffer.MemoryCopy((void*)from, (void*)sum, elements * size, elements * size);
        nint* buffers = stackalloc nint[3];
        (buffers[0], buffers[2]) = (sum, sum);
        for (long r = 1; r < count; r++)
        {
            buffers[1] = from + (nint)(r * elements * size);
            combine.Run(buffers, 0, (nint)elements, null);
        }
    }

    /// <summary>Adds zeros to the first row of all: of nothing but negative zeros the sum is a positive one.</summary>
    private void AddZeros(nint row)
    {
        using Scratch memory = new(ZeroBytes);
        nint zeros = memory.Address, sum = zeros + (nint)Body.Room(width * size);
        new Span<byte>((void*)zeros, (int)(width * size)).Clear();
        nint* buffers = stackalloc nint[3];
        (buffers[0], buffers[1], buffers[2]) = (zeros, row, sum);
        combine.Run(buffers, 0, (nint)width, null);
        Buffer.MemoryCopy((void*)sum, (void*)row, width * size, width * size);
    }
}
