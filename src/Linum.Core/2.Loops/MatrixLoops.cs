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
    /// <param name="pivots">Where the pivots were.</param>
    /// <param name="order">A row's number for each row, exchanged along; empty if nobody asks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eliminate(Span<T> a, int rows, int columns, bool keeps, Span<T> pivots, Span<T> order)
    {
        for (int k = 0; k < Math.Min(rows, columns); k++)
        {
            FindPivot(a, rows, columns, k, pivots);
            for (int i = k + 1; i < rows; i++)
            {
                TMask chosen = pivots[k].Is(i);
                if (!T.MayHold(chosen)) continue;
                if (!order.IsEmpty) Exchange(order, k, i, 1, chosen);
                int first = keeps ? 0 : k;
                Exchange(a, k * columns + first, i * columns + first, columns - first, chosen);
            }

            T inverse = InverseOfPivot(a[k * columns + k]);
            for (int i = k + 1; i < rows; i++)
            {
                T factor = a[i * columns + k].Times(inverse);
                a[i * columns + k] = factor;
                for (int j = k + 1; j < columns; j++) a[i * columns + j] = a[i * columns + j].Minus(factor, a[k * columns + j]);
            }
        }
    }

    /// <summary>
    /// Does all steps of <see cref="Eliminate"/> to one column, after they were done to those before it; the columns of L stay as they were computed. Each entry takes the same steps in
    /// the same order, but no more than a column is in use at a time.
    /// </summary>
    public static void EliminateColumn(Span<T> a, int rows, int columns, int column, Span<T> pivots)
    {
        Follow(a, rows, columns, Math.Min(column, rows), a, columns, column, pivots);
        if (column >= rows) return;
        T pivot = FindPivot(a, rows, columns, column, pivots), upper = a[column * columns + column], inverse = InverseOfPivot(pivot);
        a[column * columns + column] = pivot;
        for (int i = column + 1; i < rows; i++) a[i * columns + column] = T.Select(pivots[column].Is(i), upper, a[i * columns + column]).Times(inverse);
    }

    /// <summary>Exchanges the entries of one column as the steps of an elimination did, from one of them on.</summary>
    public static void ExchangeColumn(Span<T> x, int rows, int width, int column, int first, Span<T> pivots)
    {
        for (int k = first; k < pivots.Length; k++) ExchangeWithPivot(x, rows, k, width, column, pivots);
    }

    /// <summary>Sets the row of the largest of what is left of a column, and gives that number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FindPivot(Span<T> a, int rows, int columns, int k, Span<T> pivots)
    {
        T best = a[k * columns + k], row = best.Like(k);
        for (int i = k + 1; i < rows; i++)
        {
            TMask larger = a[i * columns + k].IsLarger(best);
            best = T.Select(larger, a[i * columns + k], best);
            row = T.Select(larger, best.Like(i), row);
        }

        pivots[k] = row;
        return best;
    }

    /// <summary>Where the pivot is 0 there are only zeros below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T InverseOfPivot(T pivot) => T.Select(pivot.IsZero(), pivot.Like(1), pivot.Inverse());

    /// <summary>Does to one column the first steps of an elimination.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Follow(Span<T> a, int rows, int columns, int steps, Span<T> b, int width, int column, Span<T> pivots)
    {
        for (int k = 0; k < steps; k++)
        {
            ExchangeWithPivot(b, rows, k, width, column, pivots);
            for (int i = k + 1; i < rows; i++) b[i * width + column] = b[i * width + column].Minus(a[i * columns + k], b[k * width + column]);
        }
    }

    /// <summary>Exchanges an entry of a column with that of the row where the pivot was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExchangeWithPivot(Span<T> b, int rows, int k, int width, int column, Span<T> pivots)
    {
        T upper = b[k * width + column];
        for (int i = k + 1; i < rows; i++)
        {
            TMask chosen = pivots[k].Is(i);
            if (!T.MayHold(chosen)) continue;
            T lower = b[i * width + column];
            b[k * width + column] = T.Select(chosen, lower, b[k * width + column]);
            b[i * width + column] = T.Select(chosen, upper, lower);
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
    /// <param name="a">The square matrix, which is used up.</param>
    /// <param name="n">Its rows.</param>
    /// <param name="b">The right-hand sides: n rows, or n columns where the matrix stands on the right. At the end the solutions.</param>
    /// <param name="width">How many right-hand sides there are.</param>
    /// <param name="form">How the system stands.</param>
    public static void Substitute(Span<T> a, int n, Span<T> b, int width, TriangularForm form)
    {
        if (!form.UnitDiagonal) InvertDiagonal(a, n);
        SubstituteInverted(a, n, b, width, form);
    }

    /// <summary>The same for a matrix whose diagonal has become its inverse, unless it counts as ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubstituteInverted(Span<T> a, int n, Span<T> b, int width, TriangularForm form)
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
            T inverse = a[i * row + i * column];
            if (form.ConjugateA) inverse = inverse.Conjugate();
            for (int j = 0; j < width; j++) b[i * unknown + j * side] = b[i * unknown + j * side].Times(inverse);
        }
    }

    /// <summary>Puts the inverses of a square matrix's diagonal in its place.</summary>
    public static void InvertDiagonal(Span<T> a, int n)
    {
        for (int i = 0; i < n; i++) a[i * n + i] = a[i * n + i].Inverse();
    }

    /// <summary>Solves a system with a square matrix, which is used up: column after column, so that few numbers are in use at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(Span<T> a, int n, Span<T> b, int width, Span<T> pivots)
    {
        Eliminate(a, n, n, keeps: false, pivots, []);
        InvertDiagonal(a, n);
        for (int j = 0; j < width; j++) SolveColumn(a, n, b, width, j, pivots);
    }

    /// <summary>Solves for one right-hand side with the factors of a matrix, whose diagonal has become its inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SolveColumn(Span<T> a, int n, Span<T> b, int width, int column, Span<T> pivots)
    {
        Follow(a, n, n, n, b, width, column, pivots);
        for (int i = n - 1; i >= 0; i--)
        {
            T rest = b[i * width + column];
            for (int k = n - 1; k > i; k--) rest = rest.Minus(a[i * n + k], b[k * width + column]);
            b[i * width + column] = rest.Times(a[i * n + i]);
        }
    }
}
