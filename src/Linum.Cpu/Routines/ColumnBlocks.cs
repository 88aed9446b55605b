namespace Linum.Cpu;

/// <summary>
/// Columns are combined in blocks of rows from top to bottom, and then the blocks in order: rounding errors of long sums stay small, and blocks may be done at the same time. How many rows a block has follows from
/// the number of rows alone: so a function and its <c>Vmap</c>, and a reduction by itself and beside a map, form the same sums.
/// </summary>
internal static class ColumnBlocks
{
    /// <summary>Rows of a block, at most.</summary>
    private const int Most = 256;

    /// <summary>So many rows and fewer are one block.</summary>
    private const int Fewest = 32;

    /// <summary>So many blocks keep the threads of most machines busy. With blocks of 256 rows gradients of layer norms of up to 256 rows were left to one thread.</summary>
    private const int Blocks = 16;

    /// <summary>Kernels over rows take up to four rows at once.</summary>
    private const int Unit = 4;

    /// <summary>Rows of each block but the last, of so many rows.</summary>
    public static int RowsOf(long rows)
    {
        long most = Math.Clamp((rows + Blocks - 1) / Blocks, Fewest, Most);
        return most == Most ? Most : (int)EvenPieces.LengthOf(Math.Max(1, rows), most, Unit);
    }
}
