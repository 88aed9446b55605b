namespace Linum.Cpu;

/// <summary>
/// What <see cref="DepthwisePlanes"/> computes, a piece of each row at a time: where rows leave a near cache, or are too few for all threads. All pieces but the first and the last meet no padding and are alike. No bit changes.
/// </summary>
internal sealed unsafe class PlanePieces : IRoutine
{
    /// <summary>Places of a piece.</summary>
    private const int Piece = 4096;

    /// <summary>The last piece has at least so many more: a few registers.</summary>
    private const int ShortestPiece = 64;

    /// <summary>Rows of so many bytes are cut even where there are enough for all threads.</summary>
    private const long LongRow = 256 << 10;

    private readonly Partition partition;
    private readonly int inside;
    private readonly DepthwisePlanes first;
    private readonly DepthwisePlanes inner;
    private readonly DepthwisePlanes last;
    private readonly nint stepX;
    private readonly nint stepY;

    private PlanePieces(ConvolutionShape shape, Partition partition, int inside, bool streams)
    {
        (this.partition, this.inside) = (partition, inside);
        (stepX, stepY) = ((nint)(Piece * shape.Row.Stride * shape.Row.StepX), (nint)(Piece * shape.Row.StepY));
        int behind = (inside + 1) * Piece;
        (first, inner, last) = (From(0, Piece), From(Piece, Piece), From(behind, shape.Row.Places - behind));

        DepthwisePlanes From(int place, int places) => new(shape.OfRows(place, places), new(1, 1), streams);
    }

    /// <summary>A convolution that is worth cutting, in pieces; null for others.</summary>
    /// <param name="shape">One that <see cref="DepthwisePlanes"/> computes.</param>
    /// <param name="partition">How to share the work out.</param>
    /// <param name="streams">Whether the result is so large, and read so late, that it need not stay in a cache.</param>
    public static PlanePieces? Of(ConvolutionShape shape, Partition partition, bool streams)
    {
        ConvolutionShape.Axis row = shape.Row;
        long planes = shape.Examples * (long)shape.Groups * shape.OuterPlaces * shape.Rows.Places, step = Piece * (long)row.Stride;
        bool isWorthIt = (long)row.Places * shape.Size >= LongRow || (partition.Parts > 1 && planes < 4 * WorkerPool.Instance.Workers);
        if (!isWorthIt || shape.IsSpread || shape.Products == 0 || row.Low > step) return null;
        // The last element that a piece meets is before the end of the input.
        long reach = (Piece - 1L) * row.Stride + (row.Taps - 1L) * row.TapDilation - row.Low, inside = Math.Min((row.Inputs - 1 - reach) / step, (row.Places - ShortestPiece) / Piece - 1);
        return inside > 0 ? new(shape, partition, (int)inside, streams) : null;
    }

    public long WorkingBytes => partition.Threads(inside + 2) * Math.Max(Math.Max(first.WorkingBytes, last.WorkingBytes), inner.WorkingBytes);

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays) => partition.Run(inside + 2, (This: this, Arrays: (nint)arrays), static (s, begin, end) =>
    {
        for (long piece = begin; piece < end; piece++) s.This.Run((nint*)s.Arrays, piece);
    });

    private void Run(nint* arrays, long piece)
    {
        if (piece == 0) first.Run(arrays);
        else if (piece > inside) last.Run(arrays);
        else
        {
            nint* moved = stackalloc nint[3];
            (moved[0], moved[1], moved[2]) = (arrays[0] + (nint)(piece - 1) * stepX, arrays[1], arrays[2] + (nint)(piece - 1) * stepY);
            inner.Run(moved);
        }
    }
}
