using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Computes a block of C from rows of A and a panel of columns of B: tiles one below the other. What does not fill a tile, or does not lie in C as a tile is written, goes by way of
/// memory of its own.
/// </summary>
internal sealed unsafe class ProductBlock
{
    /// <summary>So many tiles below each other are computed across panels: 16 by 16 numbers with 62,500 columns 290 to 400 -> 172 µs. More were not measured: their arithmetic is more, and the call matters less.</summary>
    private const int MostTilesAcross = 2;

    private readonly TileLoop?[] loops;
    private readonly Kernel?[] kernels;
    private readonly DType type;
    private readonly int height;
    private readonly bool isBrain;
    private readonly int size;
    private readonly int lanes;
    private readonly int registerWidth;
    private readonly Offsets rowsC;
    private readonly Offsets columnsC;

    /// <param name="type">The element type.</param>
    /// <param name="rowsC">The rows of C.</param>
    /// <param name="columnsC">The columns of C.</param>
    /// <param name="isBrain">Whether B is bfloat16.</param>
    public ProductBlock(DType type, Offsets rowsC, Offsets columnsC, bool isBrain = false)
    {
        this.isBrain = isBrain;
        (this.type, this.rowsC, this.columnsC) = (type, rowsC, columnsC);
        registerWidth = isBrain ? VectorInstructions.Width : ContractionKernel.WidthFor(type, columnsC.Count);
        (size, lanes, height) = (type.Size, registerWidth / 8 / type.Size, ContractionKernel.RowsOf(type));
        loops = new TileLoop?[2 * ContractionKernel.Registers * (height + 1)];
        kernels = new Kernel?[loops.Length];
        PanelColumns = ContractionKernel.Columns(type);
    }

    /// <summary>Columns of a panel.</summary>
    public int PanelColumns { get; }

    /// <summary>The working memory for a block of so many rows.</summary>
    public long EdgeBytes(long rows) => rows * PanelColumns * size;

    /// <summary>Whether every panel but the last is written where it belongs.</summary>
    public bool IsDirect => columnsC.Step == size && columnsC.IsEven && rowsC.IsEven;

    /// <summary>One panel.</summary>
    /// <param name="a">The rows of A, from where <paramref name="call"/> reads.</param>
    /// <param name="b">The panel of B.</param>
    /// <param name="c">The matrix C.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many there are, at most those of a panel.</param>
    /// <param name="length">Steps of k, in each piece.</param>
    /// <param name="call">How A and B are read.</param>
    /// <param name="lines">Whether A is read along lines; packed panels of A are not.</param>
    /// <param name="adds">Whether C has sums already.</param>
    /// <param name="edge">Working memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(nint a, nint b, nint c, long row, long rows, long column, long columns, long length, ref TileCall call, bool lines, bool adds, nint edge)
    {
        int registers = (int)((columns + lanes - 1) / lanes);
        bool whole = columns == registers * lanes && columnsC.Step == size && columnsC.InRun(column, columns) && rowsC.InRun(row, rows);
        long over = whole ? rows : adds ? 0 : WrittenOver(rows, columns, registers);
        if (over > 0)
        {
            call.RowC = (nint)rowsC.Step;
            Tiles(a, b, c + rowsC[row] + columnsC[column], over, length, ref call, registers, lines, adds);
            if (whole) return;
            a += (nint)(over / height) * call.TileA;
            row += over;
            rows -= over;
        }

        call.RowC = PanelColumns * size;
        if (adds) Exchange(c, row, rows, column, columns, (byte*)edge, toEdge: true);
        Tiles(a, b, edge, rows, length, ref call, registers, lines, adds);
        Exchange(c, row, rows, column, columns, (byte*)edge, toEdge: false);
    }

    /// <summary>
    /// How many rows may be written as whole registers although rows are shorter, each over what the one before has written behind its end: those of whole tiles, where rows follow each other, but for the last, behind
    /// which lies what belongs to others. 125,000 rows of 8 times 8 by 8 numbers took 431 µs by way of working memory.
    /// </summary>
    private long WrittenOver(long rows, long columns, int registers)
    {
        if (rowsC.Step != columns * size || !rowsC.IsEven || (columns > 1 && columnsC.Step != size)) return 0;
        long behind = (registers * lanes - 1) / columns, tiles = rows / height - (behind + height - 1) / height;
        return Math.Max(0, tiles) * height;
    }

    /// <summary>
    /// Panels one beside the other by one call for each tile, where there are few rows and those of B are read where they are. Returns how many columns are done; 0 if C does not take them as they are.
    /// </summary>
    /// <remarks>A call for each panel took longer than its arithmetic: three rows of 3 times 333,333 columns 198 µs, and 55 by one call.</remarks>
    /// <param name="a">The rows of A.</param>
    /// <param name="b">The first panel of B.</param>
    /// <param name="c">The matrix C.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many there are.</param>
    /// <param name="length">Steps of k.</param>
    /// <param name="call">How A and B are read.</param>
    /// <param name="sizeB">Bytes of an element of B.</param>
    /// <param name="lines">Whether A is read along lines.</param>
    /// <param name="adds">Whether C has sums already.</param>
    public long Across(nint a, nint b, nint c, long row, long rows, long column, long columns, long length, TileCall call, int sizeB, bool lines, bool adds)
    {
        long panels = columns / PanelColumns, all = panels * PanelColumns;
        if (rows > MostTilesAcross * height || panels < 2 || columnsC.Step != size || !columnsC.InRun(column, all) || !rowsC.InRun(row, rows)) return 0;
        (long tiles, int first, int second) = Heights(rows, call.TileA == call.RowA * height);
        nint tileA = call.TileA;
        (call.RowC, call.TileA, call.TileB, call.TileC) = ((nint)rowsC.Step, 0, PanelColumns * sizeB, PanelColumns * size);
        // What the next tile reads of B is in the first cache still.
        long together = rows <= height ? panels : Math.Max(2, CacheSizes.First / 2 / (length * PanelColumns * sizeB));
        nint* buffers = stackalloc nint[3];
        for (long done = 0; done < panels; done += together)
        {
            call.Tiles = (nint)Math.Min(together, panels - done);
            (buffers[0], buffers[1], buffers[2]) = (a, b + (nint)done * call.TileB, c + rowsC[row] + columnsC[column] + (nint)done * call.TileC);
            for (long tile = 0; tile < tiles; tile++) OneTile(buffers, &call, height, ContractionKernel.Registers, length, lines, adds, tileA);
            if (first > 0) OneTile(buffers, &call, first, ContractionKernel.Registers, length, lines, adds, first * call.RowA);
            if (second > 0) OneTile(buffers, &call, second, ContractionKernel.Registers, length, lines, adds, 0);
        }

        return all;
    }

    /// <summary>One tile, in one panel or some beside each other; then the addresses are those of the next one below.</summary>
    private void OneTile(nint* buffers, TileCall* call, int rows, int registers, long length, bool lines, bool adds, nint tileA)
    {
        Compute(buffers, call, rows, registers, length, lines, adds);
        buffers[0] += tileA;
        buffers[2] += rows * call->RowC;
    }

    /// <summary>Tiles of equal height with a distance of their own in A and in C, in one panel; false if C does not take them as they are.</summary>
    /// <param name="a">The first row of A in the first tile.</param>
    /// <param name="b">The panel of B.</param>
    /// <param name="c">The first row of C in the first tile, column 0.</param>
    /// <param name="tiles">How many tiles there are, and in <paramref name="call"/> how far apart.</param>
    /// <param name="rows">Rows of a tile, at most those of the ordinary one.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many there are, at most those of a panel.</param>
    /// <param name="length">Steps of k, in each piece.</param>
    /// <param name="call">How A and B are read.</param>
    /// <param name="lines">Whether A is read along lines.</param>
    /// <param name="adds">Whether C has sums already.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTiles(nint a, nint b, nint c, int tiles, int rows, long column, long columns, long length, ref TileCall call, bool lines, bool adds)
    {
        int registers = (int)((columns + lanes - 1) / lanes);
        if (columns != registers * lanes || columnsC.Step != size || !columnsC.InRun(column, columns) || !rowsC.InRun(0, rows)) return false;
        nint* buffers = stackalloc nint[3];
        (buffers[0], buffers[1], buffers[2]) = (a, b, c + columnsC[column]);
        (call.RowC, call.Tiles) = ((nint)rowsC.Step, tiles);
        fixed (TileCall* numbers = &call) Compute(buffers, numbers, rows, registers, length, lines, adds);
        return true;
    }

    /// <summary>
    /// Rows as ordinary tiles and a rest of up to two lower ones; where rows lie in A as they are, the last two share what is left so that none is too small to keep the arithmetic units busy.
    /// </summary>
    private (long Tiles, int First, int Second) Heights(long rows, bool areEven)
    {
        long tiles = rows / height;
        int rest = (int)(rows % height);
        if (tiles == 0 || rest == 0 || rest >= height / 2 || !areEven) return (tiles, 0, rest);
        rest += height;
        return (tiles - 1, (rest + 1) / 2, rest / 2);
    }

    /// <summary>The loops that were asked for, each at its place among those that there may be.</summary>
    public IReadOnlyList<TileLoop?> Loops => loops;

    /// <summary>Says that blocks will be computed: compiles the kernels that this makes worth it.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="columns">Columns of each, at most those of a panel.</param>
    /// <param name="length">Steps of k.</param>
    /// <param name="lines">Whether A is read along lines.</param>
    /// <param name="areEven">Whether rows lie in A as they are.</param>
    public void Expect(long blocks, long rows, long columns, long length, bool lines, bool areEven)
    {
        (long tiles, int first, int second) = Heights(rows, areEven);
        int registers = (int)((columns + lanes - 1) / lanes);
        if (tiles > 0) Loop(height, registers, lines).Expect(blocks * tiles * length, blocks);
        if (first > 0) Loop(first, registers, lines).Expect(blocks * length, blocks);
        if (second > 0) Loop(second, registers, lines).Expect(blocks * length, blocks);
    }

    /// <summary>Tiles one below the other.</summary>
    private void Tiles(nint a, nint b, nint c, long rows, long length, ref TileCall call, int registers, bool lines, bool adds)
    {
        (long tiles, int first, int second) = Heights(rows, call.TileA == call.RowA * height);
        nint* buffers = stackalloc nint[3];
        (buffers[0], buffers[1], buffers[2]) = (a, b, c);
        nint tileA = call.TileA;
        fixed (TileCall* numbers = &call)
        {
            if (tiles > 0)
            {
                call.Tiles = (nint)tiles;
                call.TileC = height * call.RowC;
                Compute(buffers, numbers, height, registers, length, lines, adds);
            }

            if (second == 0) return;
            buffers[0] += (nint)tiles * tileA;
            buffers[2] += (nint)(tiles * height) * call.RowC;
            call.Tiles = 1;
            if (first > 0) OneTile(buffers, numbers, first, registers, length, lines, adds, first * call.RowA);
            OneTile(buffers, numbers, second, registers, length, lines, adds, 0);
        }
    }

    private int Number(int rows, int registers, bool lines) => ((lines ? 1 : 0) * ContractionKernel.Registers + registers - 1) * (height + 1) + rows;

    private TileLoop Loop(int rows, int registers, bool lines) => loops[Number(rows, registers, lines)] ??= TileLoop.Get(new(type, rows, registers, lines, registerWidth, isBrain));

    /// <summary>Tiles by their kernel, or without it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compute(nint* buffers, TileCall* call, int rows, int registers, long length, bool lines, bool adds)
    {
        int number = Number(rows, registers, lines);
        Kernel? kernel = kernels[number];
        if (kernel is not null) kernel(buffers, adds ? 1 : 0, (nint)length, (nint*)call);
        // What another thread has found meanwhile stays.
        else if (Loop(rows, registers, lines).Run(buffers, adds, (nint)length, call) is Kernel found) kernels[number] = found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Exchange(nint c, long row, long rows, long column, long columns, byte* edge, bool toEdge)
    {
        if (rowsC.Step == size && rowsC.InRun(row, rows) && columnsC.InRun(column, columns))
        {
            byte* place = (byte*)c + rowsC[row] + columnsC[column];
            if (toEdge) TransposedTile.Copy(place, (nint)columnsC.Step, edge, PanelColumns * size, rows, columns, size);
            else TransposedTile.Copy(edge, PanelColumns * size, place, (nint)columnsC.Step, columns, rows, size);
            return;
        }

        bool run = columnsC.Step == size && columnsC.InRun(column, columns);
        for (long r = 0; r < rows; r++)
        {
            byte* line = edge + r * PanelColumns * size;
            if (run)
            {
                byte* target = (byte*)c + rowsC[row + r] + columnsC[column];
                Copy(toEdge ? target : line, toEdge ? line : target, columns * size);
                continue;
            }

            for (long j = 0; j < columns; j++)
            {
                byte* target = (byte*)c + rowsC[row + r] + columnsC[column + j];
                if (size == 4) *(uint*)(toEdge ? line + j * 4 : target) = *(uint*)(toEdge ? target : line + j * 4);
                else if (size == 8) *(ulong*)(toEdge ? line + j * 8 : target) = *(ulong*)(toEdge ? target : line + j * 8);
                else *(Int128*)(toEdge ? line + j * 16 : target) = *(Int128*)(toEdge ? target : line + j * 16);
            }
        }
    }

    /// <summary>A few bytes, in multiples of 4.</summary>
    private static void Copy(byte* from, byte* to, long bytes)
    {
        for (; bytes >= 16; bytes -= 16, from += 16, to += 16) Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<Int128>(from));
        if (bytes >= 8)
        {
            *(ulong*)to = *(ulong*)from;
            from += 8;
            to += 8;
            bytes -= 8;
        }

        if (bytes >= 4) *(uint*)to = *(uint*)from;
    }
}
