using System.Numerics;
using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>Solves triangular systems of one matrix with several right-hand sides.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="product">The product that takes what is solved from the rest of the right-hand sides.</param>
internal sealed unsafe class BlockedSubstitution<T>(PanelProduct<T> product)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Depth = PanelProduct<T>.Depth;

    /// <summary>Fewer right-hand sides lie along the unknowns, for then rows are long.</summary>
    private const int Few = 8;

    /// <summary>Right-hand sides that are one piece of work.</summary>
    private const int Piece = 256;

    private readonly int n = product.Rows;
    private readonly int width = product.Columns;

    /// <summary>Whether right-hand sides lie one below the other, each a row; else each is a column.</summary>
    public bool TakesRows => width < Few;

    /// <summary>How many bytes of working memory it takes at most.</summary>
    public long Bytes(Partition share) => TakesRows ? 0 : share.Threads((width + Piece - 1) / Piece) * PieceBytes;

    /// <summary>What a thread takes.</summary>
    private long PieceBytes => (long)n * Depth * sizeof(T) + product.WorkingBytes(n);

    /// <summary>Solves in place.</summary>
    /// <param name="a">The matrix; for right-hand sides in rows its transpose.</param>
    /// <param name="lower">Whether the matrix is lower triangular.</param>
    /// <param name="unit">Whether its diagonal counts as ones.</param>
    /// <param name="b">The right-hand sides.</param>
    /// <param name="share">How they are shared out.</param>
    public void Solve(T* a, bool lower, bool unit, T* b, Partition share)
    {
        if (TakesRows)
        {
            for (int r = 0; r < width; r++) Row(a, lower, unit, b + (long)r * n);
            return;
        }

        share.Run((width + Piece - 1) / Piece, (This: this, a: (nint)a, lower, unit, b: (nint)b), static (s, begin, end) => s.This.Pieces((T*)s.a, s.lower, s.unit, (T*)s.b, begin, end));
    }

    private void Pieces(T* a, bool lower, bool unit, T* b, long begin, long end)
    {
        for (long p = begin; p < end; p++) Columns(a, lower, unit, b, p * Piece, Math.Min(Piece, width - p * Piece));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(T* turned, bool lower, bool unit, T* x)
    {
        for (int step = 0; step < n; step++)
        {
            int k = lower ? step : n - 1 - step;
            T* column = turned + (long)k * n;
            if (!unit) x[k] *= T.One / column[k];
            if (lower) Rows.Subtract(x + k + 1, column + k + 1, x[k], n - k - 1);
            else Rows.Subtract(x, column, x[k], k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Columns(T* a, bool lower, bool unit, T* b, long column, long count)
    {
        using Scratch memory = new(PieceBytes);
        T* negative = (T*)memory.Address;
        nint edge = (nint)(negative + (long)n * Depth);
        for (int done = 0; done < n; done += Depth)
        {
            int depth = Math.Min(Depth, n - done), first = lower ? done : n - done - depth;
            for (int step = 0; step < depth; step++)
            {
                int i = lower ? first + step : first + depth - 1 - step;
                T* row = b + (long)i * width + column;
                int nearest = lower ? first : first + depth - 1, direction = lower ? 1 : -1;
                Rows.Subtract(row, b + (long)nearest * width + column, (long)direction * width, a + (long)i * n + nearest, direction, step, count);
                if (!unit) Rows.Scale(row, T.One / a[(long)i * n + i], count);
            }

            int rest = lower ? first + depth : 0, rows = n - done - depth;
            if (rows == 0) continue;
            Rows.Negate(a + (long)rest * n + first, n, negative, depth, rows, depth);
            product.Subtract(negative, depth, false, b + (long)first * width + column, b, rest, rows, column, count, depth, edge);
        }
    }
}
