using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Solves triangular systems of one complex matrix, as <see cref="BlockedSubstitution{T}"/> does for real ones: solved rows are spread to two real rows each, and taken off the others by real products, in the order
/// of <see cref="MatrixLoops{T, TMask}"/>.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="product">The product that takes what is solved from the rest of the right-hand sides, which have twice as many real columns.</param>
internal sealed unsafe class ComplexSubstitution<T>(PanelProduct<T> product)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Depth = PanelProduct<T>.Depth;

    /// <summary>Real columns of right-hand sides that are one piece of work.</summary>
    private const int Piece = 256;

    private readonly int n = product.Rows;
    private readonly long line = product.Columns;

    /// <summary>How many bytes of working memory it takes at most.</summary>
    public long Bytes(Partition share) => SpreadBytes + share.Threads((line + Piece - 1) / Piece) * PieceBytes;

    /// <summary>What is spread of all right-hand sides: each piece has columns of its own.</summary>
    private long SpreadBytes => 2 * Depth * line * sizeof(T);

    /// <summary>What a thread takes: the factors of solved rows.</summary>
    private long PieceBytes => 2L * n * Depth * sizeof(T) + product.WorkingBytes(n);

    /// <summary>Solves in place.</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="form">Whether it is lower triangular, whether it is conjugated, and whether its diagonal counts as ones; the rest of the form has been seen to.</param>
    /// <param name="b">The right-hand sides, each a column.</param>
    /// <param name="share">How they are shared out.</param>
    public void Solve(T* a, TriangularForm form, T* b, Partition share)
    {
        using Scratch spread = new(SpreadBytes);
        share.Run((line + Piece - 1) / Piece, (This: this, a: (nint)a, form, b: (nint)b, spread: spread.Address), static (s, begin, end) =>
        {
            for (long p = begin; p < end; p++) s.This.Columns((T*)s.a, s.form, (T*)s.b, (T*)s.spread, p * Piece, Math.Min(Piece, s.This.line - p * Piece));
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Columns(T* a, TriangularForm form, T* b, T* spread, long column, long count)
    {
        using Scratch memory = new(PieceBytes);
        T* factors = (T*)memory.Address;
        nint edge = (nint)(factors + 2L * n * Depth);
        for (int done = 0; done < n; done += Depth)
        {
            int depth = Math.Min(Depth, n - done), nearest = form.Lower ? done : n - 1 - done, direction = form.Lower ? 1 : -1;
            for (int step = 0; step < depth; step++)
            {
                int i = nearest + step * direction;
                T* row = b + i * line + column, to = spread + 2 * step * line + column;
                Factors(a, form, i, 1, nearest, step, T.One, factors);
                Rows.Subtract(row, spread + column, line, factors, 1, 2 * step, count);
                if (!form.UnitDiagonal) PairRows.Scale(row, Inverse(a, form, i), count);
                PairRows.Spread(row, to, to + line, count);
            }

            int rows = n - done - depth, rest = form.Lower ? done + depth : 0;
            if (rows == 0) continue;
            Factors(a, form, rest, rows, nearest, depth, -T.One, factors);
            product.Subtract(factors, 2 * depth, false, spread + column, b, rest, rows, column, count, 2 * depth, edge);
        }
    }

    private ComplexEntry<RealEntry<T>, bool> Inverse(T* a, TriangularForm form, long i)
    {
        ComplexEntry<RealEntry<T>, bool> inverse = ((ComplexEntry<RealEntry<T>, bool>*)a)[i * (n + 1)].Inverse();
        return form.ConjugateA ? inverse.Conjugate() : inverse;
    }

    /// <summary>Some rows of factors with a sign, in the order in which the rows that they belong to were solved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Factors(T* a, TriangularForm form, int first, int rows, int nearest, int depth, T sign, T* to)
    {
        int direction = form.Lower ? 2 : -2;
        for (int i = first; i < first + rows; i++)
        {
            T* from = a + 2 * ((long)i * n + nearest);
            for (int step = 0; step < depth; step++, from += direction, to += 2) (to[0], to[1]) = (sign * from[0], sign * (form.ConjugateA ? T.Zero - from[1] : from[1]));
        }
    }
}
