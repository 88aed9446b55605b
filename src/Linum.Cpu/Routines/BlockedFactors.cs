using System.Numerics;
using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>Factorizations of one matrix that is larger than a few registers: narrow panels are factorized, and the rest is updated by a matrix product.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="product">The product that takes the panels' part from the rest of the matrix.</param>
internal sealed unsafe class BlockedFactors<T>(PanelProduct<T> product)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Depth = PanelProduct<T>.Depth;

    /// <summary>Matrices of so many rows lie in the second cache: their roots are computed without panels.</summary>
    private const int Undivided = 128;

    private readonly int rows = product.Rows;
    private readonly int columns = product.Columns;

    /// <summary>How many bytes of working memory <see cref="Lu"/> takes at most.</summary>
    public long Bytes(Partition share) => NegativeBytes + (Math.Min(rows, columns) <= Depth ? 0 : product.PieceBytes(rows - Depth, share));

    /// <summary>How many bytes of working memory <see cref="Cholesky"/> takes at most.</summary>
    public long RootBytes(Partition share) => rows <= Undivided ? 0 : NegativeBytes + product.PieceBytes(rows - Depth, share);

    /// <summary>The negatives of a panel.</summary>
    private long NegativeBytes => (long)rows * Depth * sizeof(T);

    /// <summary>Turns a matrix into its triangular factors.</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="pivots">Which row was exchanged with each; may be null.</param>
    /// <param name="order">The order of the rows.</param>
    /// <param name="share">How updates are shared out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Lu(T* a, int* pivots, int* order, Partition share)
    {
        int least = Math.Min(rows, columns);
        for (int i = 0; i < rows; i++) order[i] = i;
        using Scratch negatives = new(NegativeBytes);
        for (int first = 0; first < least; first += Depth)
        {
            int last = Math.Min(first + Depth, least), depth = last - first;
            for (int k = first; k < last; k++)
            {
                int pivot = Pivot(a, k);
                if (pivots != null) pivots[k] = pivot;
                if (pivot != k)
                {
                    (order[k], order[pivot]) = (order[pivot], order[k]);
                    Rows.Exchange(a + (long)k * columns, a + (long)pivot * columns, columns);
                }

                Eliminate(a, k, last);
            }

            if (last == columns) continue;
            for (int i = first + 1; i < last; i++)
                Rows.Subtract(a + (long)i * columns + last, a + (long)first * columns + last, columns, a + (long)i * columns + first, 1, i - first, columns - last);
            if (last == rows) continue;
            Rows.Negate(a + (long)last * columns + first, columns, (T*)negatives.Address, depth, rows - last, depth);
            product.Pieces(rows - last, share, (This: this, a: (nint)a, negative: negatives.Address, first, last), static (s, begin, end, edge) =>
                s.This.Below((T*)s.a, (T*)s.negative, s.first, s.last, begin, end, edge));
        }
    }

    /// <summary>The row with the largest of what is left of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Pivot(T* a, int k)
    {
        int pivot = k;
        T best = T.Abs(a[(long)k * columns + k]);
        T* element = a + (long)k * columns + k;
        for (int i = k + 1; i < rows; i++)
        {
            element += columns;
            T size = T.Abs(*element);
            if (!(size > best)) continue;
            (best, pivot) = (size, i);
        }

        return pivot;
    }

    /// <summary>Takes multiples of a row from those below, inside a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eliminate(T* a, int k, int last)
    {
        T* upper = a + (long)k * columns + k;
        T inverse = *upper == T.Zero ? T.One : T.One / *upper;
        for (int i = k + 1; i < rows; i++)
        {
            T* row = a + (long)i * columns + k;
            T factor = *row * inverse;
            *row = factor;
            Rows.Subtract(row + 1, upper + 1, factor, last - k - 1);
        }
    }

    /// <summary>Turns the upper triangle of a symmetric matrix into its root U, with UᵀU = a; false if the matrix is not positive definite. <see cref="RootRows{T}.Overread"/> bytes behind it are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Cholesky(T* a, Partition share)
    {
        int n = rows, width = n <= Undivided ? n : Depth;
        bool good = true;
        using Scratch negatives = new(width == n ? 0 : NegativeBytes);
        for (int first = 0; first < n; first += width)
        {
            int last = Math.Min(first + width, n), depth = last - first;
            good &= RootRows<T>.Run(a, n, first, last);
            if (last == n) continue;
            int rest = n - last;
            Rows.Negate(a + (long)first * n + last, n, (T*)negatives.Address, rest, depth, rest);
            product.Pieces(rest, share, (This: this, a: (nint)a, negative: negatives.Address, first, last), static (s, begin, end, edge) =>
                s.This.BelowRoot((T*)s.a, (T*)s.negative, s.first, s.last, begin, end, edge));
        }

        return good;
    }

    /// <summary>Takes a panel's part from rows below it.</summary>
    private void Below(T* a, T* negative, int first, int last, long begin, long end, nint edge)
    {
        int depth = last - first;
        product.Subtract(negative + begin * depth, depth, false, a + (long)first * columns + last, a, last + begin, end - begin, last, columns - last, depth, edge);
    }

    /// <summary>The same of a root. Rows further down reach less far to the left.</summary>
    private void BelowRoot(T* a, T* negative, int first, int last, long begin, long end, nint edge)
    {
        int rest = rows - last;
        T* panel = a + (long)first * rows;
        for (long r = begin; r < end; r += Depth)
            product.Subtract(negative + r, rest, true, panel + last + r, a, last + r, Math.Min(Depth, end - r), last + r, rest - r, last - first, edge);
    }
}
