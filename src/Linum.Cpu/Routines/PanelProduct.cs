using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>C - A·B for a narrow block of columns A, in place of C: what blocked algorithms spend their time with. Each element takes its products in order, as if it were computed alone.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class PanelProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most columns of A.</summary>
    public const int Depth = 16;

    /// <summary>Rows that are updated as one piece of work.</summary>
    private const int Piece = 48;

    private readonly ProductBlock block;

    /// <summary>Rows of the matrix that C is a part of.</summary>
    public int Rows { get; }

    /// <summary>Its columns.</summary>
    public int Columns { get; }

    /// <param name="type">The element type.</param>
    /// <param name="rows">Rows of the matrix that C is a part of.</param>
    /// <param name="columns">Its columns.</param>
    public PanelProduct(DType type, int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        Shape shape = [Math.Max(rows, 1), Math.Max(columns, 1)];
        long[] strides = [columns, 1];
        block = new(type, new([0], shape, strides, sizeof(T)), new([1], shape, strides, sizeof(T)));
    }

    /// <summary>What threads take that update so many rows in pieces.</summary>
    public long PieceBytes(long count, Partition share)
    {
        long pieces = (count + Piece - 1) / Piece, parts = Math.Max(1, Math.Min(pieces, share.Parts)), most = Math.Min(count, (pieces + parts - 1) / parts * Piece);
        return share.Threads(pieces) * WorkingBytes(most);
    }

    /// <summary>Shares out the update of so many rows: what updates some is given the first, the one behind the last, and working memory.</summary>
    public void Pieces<TState>(long count, Partition share, TState state, Action<TState, long, long, nint> piece)
    {
        long pieces = (count + Piece - 1) / Piece;
        share.Run(pieces, (This: this, count, state, piece), static (s, begin, end) =>
        {
            (begin, end) = (begin * Piece, Math.Min(end * Piece, s.count));
            using Scratch edge = new(s.This.WorkingBytes(end - begin));
            s.piece(s.state, begin, end, edge.Address);
        });
    }

    /// <summary>Working memory for so many rows of C.</summary>
    public long WorkingBytes(long rows) => block.EdgeBytes(rows + ContractionKernel.Rows);

    /// <summary>Some rows and columns.</summary>
    /// <param name="a">The negatives of A: rows by <paramref name="depth"/>, or if <paramref name="turned"/> its transpose.</param>
    /// <param name="step">Elements from one row in <paramref name="a"/> to the next.</param>
    /// <param name="turned">Whether A is given transposed.</param>
    /// <param name="b">B: the element in the first of these columns.</param>
    /// <param name="matrix">The matrix that C is a part of; rows of B are as far apart as its own.</param>
    /// <param name="row">The first row of C.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">The first column of C.</param>
    /// <param name="width">How many.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="edge">Working memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Subtract(T* a, long step, bool turned, T* b, T* matrix, long row, long rows, long column, long width, long depth, nint edge)
    {
        nint zero = 0;
        nint rowBytes = (nint)step * sizeof(T);
        TileCall call = new()
        {
            Pieces = 1,
            PieceA = &zero,
            RowA = turned ? sizeof(T) : rowBytes,
            StepA = turned ? rowBytes : sizeof(T),
            StepB = Columns * sizeof(T),
            TileA = ContractionKernel.Rows * (turned ? sizeof(T) : rowBytes),
        };
        for (long j = 0; j < width; j += block.PanelColumns)
            block.Run((nint)a, (nint)(b + j), (nint)matrix, row, rows, column + j, Math.Min(block.PanelColumns, width - j), depth, ref call, !turned, adds: true, edge);
    }
}
