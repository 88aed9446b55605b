using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Factorizations of one complex matrix, as <see cref="BlockedFactors{T}"/> does them for real ones: rows of a panel are spread to two real rows each, so that real products update the rest. Each element takes its
/// steps in the order of <see cref="MatrixLoops{T, TMask}"/>, to the same bits.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="product">The product that takes the panels' part from the rest of the matrix, which has twice as many real columns.</param>
internal sealed unsafe class ComplexFactors<T>(PanelProduct<T> product)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of a panel.</summary>
    private const int Depth = PanelProduct<T>.Depth;

    private readonly int rows = product.Rows;
    private readonly int columns = product.Columns / 2;
    private readonly long line = product.Columns;

    /// <summary>How many bytes of working memory a factorization takes at most.</summary>
    public long Bytes(Partition share) => PanelBytes + (Math.Min(rows, columns) <= Depth ? 0 : product.PieceBytes(rows - Depth, share));

    /// <summary>The rows of a panel, spread, and the negatives of what is below it.</summary>
    private long PanelBytes => 2L * Depth * (line + rows) * sizeof(T);

    private ref ComplexEntry<RealEntry<T>, bool> At(T* a, long row, long column) => ref *(ComplexEntry<RealEntry<T>, bool>*)(a + row * line + 2 * column);

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
        using Scratch memory = new(PanelBytes);
        T* spread = (T*)memory.Address;
        for (int first = 0; first < least; first += Depth)
        {
            int last = Math.Min(first + Depth, least);
            for (int k = first; k < last; k++)
            {
                int pivot = Pivot(a, k);
                if (pivots != null) pivots[k] = pivot;
                if (pivot != k)
                {
                    (order[k], order[pivot]) = (order[pivot], order[k]);
                    Rows.Exchange(a + k * line, a + pivot * line, line);
                }

                int width = 2 * (last - k - 1);
                PairRows.Spread(a + k * line + 2 * (k + 1), spread, spread + line, width);
                ComplexEntry<RealEntry<T>, bool> upper = At(a, k, k);
                Eliminate(a, k, upper.IsZero() ? upper.Like(1) : upper.Inverse(), spread, width);
            }

            long rest = line - 2 * last;
            if (rest == 0) continue;
            for (int i = first; i < last; i++)
            {
                T* row = a + i * line + 2 * last, to = spread + 2 * (i - first) * line + 2 * last;
                Rows.Subtract(row, spread + 2 * last, line, a + i * line + 2 * first, 1, 2 * (i - first), rest);
                PairRows.Spread(row, to, to + line, rest);
            }

            Update(a, spread, first, last, share, isRoot: false);
        }
    }

    /// <summary>The row with the largest of what is left of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Pivot(T* a, int k)
    {
        int pivot = k;
        for (int i = k + 1; i < rows; i++)
            if (At(a, i, k).IsLarger(At(a, pivot, k))) pivot = i;
        return pivot;
    }

    /// <summary>Makes a column of factors, and takes multiples of a row from those below, inside a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eliminate(T* a, int k, ComplexEntry<RealEntry<T>, bool> inverse, T* spread, int width)
    {
        for (int i = k + 1; i < rows; i++)
        {
            T* factor = a + i * line + 2 * k;
            PairRows.Scale(factor, inverse, 2);
            Rows.Subtract(factor + 2, spread, line, factor, 1, 2, width);
        }
    }

    /// <summary>Turns the lower triangle of a Hermitian matrix into its root L, with L·Lᴴ = a; false if the matrix is not positive definite. What is above the diagonal is nobody's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Cholesky(T* a, Partition share)
    {
        bool good = true;
        using Scratch memory = new(PanelBytes);
        T* spread = (T*)memory.Address;
        for (int first = 0; first < rows; first += Depth)
        {
            int last = Math.Min(first + Depth, rows);
            for (int k = first; k < last; k++)
            {
                good &= At(a, k, k).IsPositive();
                ComplexEntry<RealEntry<T>, bool> root = At(a, k, k).Root(), inverse = root.Inverse();
                At(a, k, k) = root;
                // The column below is the row that is taken off, conjugated, and is a column of factors.
                for (int j = k + 1; j < last; j++) PairRows.Scale(a + j * line + 2 * k, inverse, 2);
                Conjugates(a, spread - 2 * (k + 1), k, k + 1, last);
                for (int i = k + 1; i < rows; i++)
                {
                    T* factor = a + i * line + 2 * k;
                    if (i >= last) PairRows.Scale(factor, inverse, 2);
                    Rows.Subtract(factor + 2, spread, line, factor, 1, 2, 2 * (Math.Min(last, i + 1) - k - 1));
                }
            }

            for (int k = first; k < last; k++) Conjugates(a, spread + 2 * (k - first) * line, k, last, rows);
            Update(a, spread, first, last, share, isRoot: true);
        }

        return good;
    }

    /// <summary>Part of a column, conjugated, as a row that is spread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Conjugates(T* a, T* to, int column, int begin, int end)
    {
        T* from = a + begin * line + 2 * column;
        for (long j = 2 * begin; j < 2 * end; j += 2, from += line)
        {
            (T re, T im) = (from[0], T.Zero - from[1]);
            (to[j], to[j + 1], to[line + j], to[line + j + 1]) = (re, im, T.Zero - im, re);
        }
    }

    /// <summary>Takes a panel's part from the rows below it: from what is right of the panel, for a root as far as the diagonal.</summary>
    private void Update(T* a, T* spread, int first, int last, Partition share, bool isRoot)
    {
        if (last == rows) return;
        T* negative = spread + 2 * Depth * line;
        int depth = 2 * (last - first);
        Rows.Negate(a + last * line + 2 * first, line, negative, depth, rows - last, depth);
        product.Pieces(rows - last, share, (This: this, a: (nint)a, spread: (nint)spread, negative: (nint)negative, last, depth, isRoot), static (s, begin, end, edge) =>
        {
            long step = s.isRoot ? Depth : end - begin;
            for (; begin < end; begin += step) s.This.Some((T*)s.a, (T*)s.spread, (T*)s.negative, s.last, s.depth, begin, Math.Min(step, end - begin), s.isRoot, edge);
        });
    }

    private void Some(T* a, T* spread, T* negative, int last, int depth, long begin, long count, bool isRoot, nint edge) =>
        product.Subtract(negative + begin * depth, depth, false, spread + 2 * last, a, last + begin, count, 2 * last, isRoot ? 2 * (begin + count) : line - 2 * last, depth, edge);
}
