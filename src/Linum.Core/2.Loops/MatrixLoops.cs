using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>The algorithms on one dense row-major matrix of entries, or on several at once in the lanes of entries. They take their steps in one order, so that an element's bits follow from its matrix alone.</summary>
internal static class MatrixLoops<T, TMask>
    where T : IEntry<T, TMask>
{
    /// <summary>Puts the mean of a matrix and its conjugate transpose into the lower triangle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeMean(Span<T> a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T minusHalf = a[0].Like(-0.5);
                a[i * n + j] = a[0].Like(0).Minus(minusHalf, a[i * n + j]).Minus(minusHalf, a[j * n + i].Conjugate());
            }
        }
    }

    /// <summary>Turns a Hermitian matrix, of which the lower triangle is read, into its lower triangular root; NaN in all of the triangle if it is not positive definite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cholesky(Span<T> a, int n)
    {
        if (n == 0) return;
        T least = a[0].Like(1), zero = a[0].Like(0);
        for (int k = 0; k < n; k++)
        {
            // A square that is not above 0 ruins all: that is kept in mind, and said at the end.
            least = T.Select(a[k * n + k].IsPositive(), least, zero);
            T root = a[k * n + k].Root();
            a[k * n + k] = root;
            T inverse = root.Inverse();
            for (int i = k + 1; i < n; i++) a[i * n + k] = a[i * n + k].Times(inverse);
            for (int i = k + 1; i < n; i++)
                for (int j = k + 1; j <= i; j++) a[i * n + j] = a[i * n + j].Minus(a[i * n + k], a[j * n + k].Conjugate());
        }

        T nan = zero.Like(double.NaN);
        TMask good = least.IsPositive();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++) a[i * n + j] = T.Select(good, a[i * n + j], nan);
            for (int j = i + 1; j < n; j++) a[i * n + j] = zero;
        }
    }

    /// <summary>Turns a matrix into its triangular factors, with the largest of what is left of a column as pivot, the first of equals.</summary>
    /// <param name="a">The matrix; at the end U, and below the diagonal L without its ones.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="keeps">Whether rows of L are exchanged too; else each column of it stays as it was computed, as <see cref="Follow"/> wants it.</param>
    /// <param name="pivots">Where the pivots were; empty if nobody asks.</param>
    /// <param name="order">A row's number for each row, exchanged along; empty if nobody asks.</param>
    /// <param name="masks">For each step, from <c>k * rows</c> on, which of the rows below was exchanged.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eliminate(Span<T> a, int rows, int columns, bool keeps, Span<T> pivots, Span<T> order, Span<TMask> masks)
    {
        for (int k = 0; k < Math.Min(rows, columns); k++)
        {
            Span<TMask> chosen = masks.Slice(k * rows, rows);
            T best = a[k * columns + k];
            if (!pivots.IsEmpty) pivots[k] = best.Like(k);
            FindPivot(a, rows, columns, k, best, chosen);
            for (int i = k + 1; i < rows; i++)
            {
                if (!T.MayHold(chosen[i])) continue;
                if (!pivots.IsEmpty) pivots[k] = T.Select(chosen[i], best.Like(i), pivots[k]);
                if (!order.IsEmpty) Exchange(order, k, i, 1, chosen[i]);
                int first = keeps ? 0 : k;
                Exchange(a, k * columns + first, i * columns + first, columns - first, chosen[i]);
            }

            // Where the pivot is 0 there are only zeros below it.
            T pivot = a[k * columns + k], inverse = T.Select(pivot.IsZero(), pivot.Like(1), pivot.Inverse());
            for (int i = k + 1; i < rows; i++)
            {
                T factor = a[i * columns + k].Times(inverse);
                a[i * columns + k] = factor;
                for (int j = k + 1; j < columns; j++) a[i * columns + j] = a[i * columns + j].Minus(factor, a[k * columns + j]);
            }
        }
    }

    /// <summary>Sets, for the rows below, the mask of those whose element is the pivot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FindPivot(Span<T> a, int rows, int columns, int k, T best, Span<TMask> masks)
    {
        for (int i = k + 1; i < rows; i++)
        {
            masks[i] = a[i * columns + k].IsLarger(best);
            best = T.Select(masks[i], a[i * columns + k], best);
        }

        // The last that was larger than all before.
        if (rows - k <= 2) return;
        TMask later = masks[rows - 1];
        for (int i = rows - 2; i > k; i--)
        {
            TMask larger = masks[i];
            masks[i] = T.Without(larger, later);
            later = T.Or(later, larger);
        }
    }

    /// <summary>Does to one column what an elimination did to the matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Follow(Span<T> a, int n, Span<T> b, int width, int column, Span<TMask> masks)
    {
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
                if (T.MayHold(masks[k * n + i])) Exchange(b, k * width + column, i * width + column, 1, masks[k * n + i]);
            for (int i = k + 1; i < n; i++) b[i * width + column] = b[i * width + column].Minus(a[i * n + k], b[k * width + column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(Span<T> x, int first, int second, int count, TMask mask)
    {
        for (int j = 0; j < count; j++)
        {
            T upper = x[first + j], lower = x[second + j];
            x[first + j] = T.Select(mask, lower, upper);
            x[second + j] = T.Select(mask, upper, lower);
        }
    }

    /// <summary>Solves a triangular system.</summary>
    /// <param name="a">The square matrix.</param>
    /// <param name="n">Its rows.</param>
    /// <param name="b">The right-hand sides: n rows, or n columns where the matrix stands on the right. At the end the solutions.</param>
    /// <param name="width">How many right-hand sides there are.</param>
    /// <param name="form">How the system stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Substitute(Span<T> a, int n, Span<T> b, int width, TriangularForm form)
    {
        // A matrix on the right is its transpose on the left of transposed unknowns.
        bool turned = form.TransposeA == form.LeftSide, lower = form.Lower != turned;
        (int row, int column) = turned ? (1, n) : (n, 1);
        (int unknown, int side) = form.LeftSide ? (width, 1) : (1, n);
        for (int step = 0; step < n; step++)
        {
            int i = lower ? step : n - 1 - step;
            for (int before = 0; before < step; before++)
            {
                int k = lower ? before : n - 1 - before;
                T factor = a[i * row + k * column];
                if (form.ConjugateA) factor = factor.Conjugate();
                for (int j = 0; j < width; j++) b[i * unknown + j * side] = b[i * unknown + j * side].Minus(factor, b[k * unknown + j * side]);
            }

            if (form.UnitDiagonal) continue;
            T inverse = a[i * row + i * column].Inverse();
            if (form.ConjugateA) inverse = inverse.Conjugate();
            for (int j = 0; j < width; j++) b[i * unknown + j * side] = b[i * unknown + j * side].Times(inverse);
        }
    }

    /// <summary>Solves a system with a square matrix, which is used up: column after column, so that few numbers are in use at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(Span<T> a, int n, Span<T> b, int width, Span<TMask> masks)
    {
        Eliminate(a, n, n, keeps: false, [], [], masks);
        for (int i = 0; i < n; i++) a[i * n + i] = a[i * n + i].Inverse();
        for (int j = 0; j < width; j++)
        {
            Follow(a, n, b, width, j, masks);
            for (int i = n - 1; i >= 0; i--)
            {
                T rest = b[i * width + j];
                for (int k = n - 1; k > i; k--) rest = rest.Minus(a[i * n + k], b[k * width + j]);
                b[i * width + j] = rest.Times(a[i * n + i]);
            }
        }
    }
}
