using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Roots L of symmetric matrices, LLᵀ = A, a matrix in each lane of the registers: entry (i, j) of all of them is one register of a tile, at i·n + j. Two rows by four columns are kept in
/// registers while they take the products of all columns before, which lie one behind the other. Every entry takes the steps of <see cref="RootRows{T}"/> in their order, so its bits are the same.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal static unsafe class RootLanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Together = 4;

    /// <summary>
    /// Matrices that are turned together, so many lines of each before the next ones: matrices of a power of two bytes begin in the same places of the first cache, which has eight lines for each
    /// (256 of 64 x 64 floats 373 µs all eight at a time, a line of each; 334 so, 356 all of four).
    /// </summary>
    private const int Turned = 4;

    private const int TurnedLines = 16;

    /// <summary>Rows and columns of the blocks in which a matrix and its transpose meet: columns of a tile lie in few places of the first cache.</summary>
    private const int Block = 8;

    /// <summary>How many matrices are computed side by side.</summary>
    public static int Count => Vector256<T>.Count;

    /// <summary>Bytes of a tile: rows of an odd number get one more, and there are the inverses of four roots.</summary>
    /// <param name="n">The rows and columns of a matrix.</param>
    public static long TileBytes(int n) => ((n + (n & 1)) * (long)n + Together) * Vector256<byte>.Count;

    /// <summary>Some roots; NaN in the lower triangle of those whose matrix is not positive definite.</summary>
    /// <param name="from">The first of the matrices.</param>
    /// <param name="to">Where the first of the roots goes.</param>
    /// <param name="n">The rows and columns of a matrix.</param>
    /// <param name="takesMean">Whether a matrix is the mean of what is given and its transpose; else its lower triangle is read.</param>
    /// <param name="room">Room for a tile.</param>
    public static void Run(T* from, T* to, int n, bool takesMean, nint room)
    {
        Vector256<T>* tile = (Vector256<T>*)room;
        int size = n * n, run = TurnedLines * Prefetch.Line / sizeof(T);
        nint step = size * sizeof(T), lanes = sizeof(Vector256<T>);
        for (int first = 0; first < size; first += run)
        {
            for (int m = 0; m < Count; m += Turned)
                TransposedTile.Copy((byte*)(from + m * size + first), step, (byte*)(tile + first) + m * sizeof(T), lanes, Math.Min(run, size - first), Turned, sizeof(T));
        }

        if ((n & 1) != 0) new Span<Vector256<T>>(tile + size, n).Clear();
        if (takesMean) TakeMean(tile, n);
        Finish(tile, n, Root(tile, n));
        for (int first = 0; first < size; first += run)
        {
            for (int m = 0; m < Count; m += Turned)
                TransposedTile.Copy((byte*)(tile + first) + m * sizeof(T), lanes, (byte*)(to + m * size + first), step, Turned, Math.Min(run, size - first), sizeof(T));
        }
    }

    /// <summary>The roots in the lower triangle; gives a mask of the lanes in which all squares were above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<T> Root(Vector256<T>* tile, int n)
    {
        Vector256<T> good = Vector256<T>.AllBitsSet;
        Vector256<T>* inverses = tile + (n + (n & 1)) * (long)n;
        int column = 0;
        for (; column + Together <= n; column += Together)
        {
            for (int row = column; row < column + Together; row += 2) Two(tile, n, row, column, null);
            good &= Corner(tile + (long)column * n + column, n, inverses);
            for (int row = column + Together; row < n; row += 2) Two(tile, n, row, column, inverses);
        }

        for (; column < n; column++)
        {
            Vector256<T>* own = tile + (long)column * n;
            for (int row = column; row < n; row++)
            {
                Vector256<T>* other = tile + (long)row * n;
                Vector256<T> rest = other[column];
                for (int p = 0; p < column; p++) rest = Rows.MinusProduct(rest, own[p], other[p]);
                if (row == column) good &= Diagonal(ref rest, out inverses[0]);
                else rest *= inverses[0];
                other[column] = rest;
            }
        }

        return good;
    }

    /// <summary>Two rows of four columns: the products of the columns before, then, below the square on the diagonal, those inside.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="n">The rows and columns of a matrix.</param>
    /// <param name="row">The first row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="inverses">The inverses of the square's roots; null in the square itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(Vector256<T>* tile, int n, int row, int column, Vector256<T>* inverses)
    {
        Vector256<T>* x = tile + (long)row * n, y = x + n, f = tile + (long)column * n, g = f + n, h = g + n, k = h + n;
        Vector256<T> x0 = x[column], x1 = x[column + 1], x2 = x[column + 2], x3 = x[column + 3];
        Vector256<T> y0 = y[column], y1 = y[column + 1], y2 = y[column + 2], y3 = y[column + 3];
        for (int p = 0; p < column; p++)
        {
            Vector256<T> left = x[p], right = y[p], other = f[p];
            x0 = Rows.MinusProduct(x0, left, other);
            y0 = Rows.MinusProduct(y0, right, other);
            other = g[p];
            x1 = Rows.MinusProduct(x1, left, other);
            y1 = Rows.MinusProduct(y1, right, other);
            other = h[p];
            x2 = Rows.MinusProduct(x2, left, other);
            y2 = Rows.MinusProduct(y2, right, other);
            other = k[p];
            x3 = Rows.MinusProduct(x3, left, other);
            y3 = Rows.MinusProduct(y3, right, other);
        }

        if (inverses != null)
        {
            g += column;
            h += column;
            k += column;
            x0 *= inverses[0];
            y0 *= inverses[0];
            x1 = Rows.MinusProduct(x1, g[0], x0) * inverses[1];
            y1 = Rows.MinusProduct(y1, g[0], y0) * inverses[1];
            x2 = Rows.MinusProduct(Rows.MinusProduct(x2, h[0], x0), h[1], x1) * inverses[2];
            y2 = Rows.MinusProduct(Rows.MinusProduct(y2, h[0], y0), h[1], y1) * inverses[2];
            x3 = Rows.MinusProduct(Rows.MinusProduct(Rows.MinusProduct(x3, k[0], x0), k[1], x1), k[2], x2) * inverses[3];
            y3 = Rows.MinusProduct(Rows.MinusProduct(Rows.MinusProduct(y3, k[0], y0), k[1], y1), k[2], y2) * inverses[3];
        }

        (x[column], x[column + 1], x[column + 2], x[column + 3]) = (x0, x1, x2, x3);
        (y[column], y[column + 1], y[column + 2], y[column + 3]) = (y0, y1, y2, y3);
    }

    /// <summary>The root of a square of four rows on the diagonal, whose products with columns before have been taken, in its place.</summary>
    private static Vector256<T> Corner(Vector256<T>* a, int n, Vector256<T>* inverses)
    {
        Vector256<T> good = Vector256<T>.AllBitsSet;
        for (int j = 0; j < Together; j++)
        {
            good &= Diagonal(ref a[j * n + j], out inverses[j]);
            for (int i = j + 1; i < Together; i++)
            {
                a[i * n + j] *= inverses[j];
                for (int q = j + 1; q <= i; q++) a[i * n + q] = Rows.MinusProduct(a[i * n + q], a[i * n + j], a[q * n + j]);
            }
        }

        return good;
    }

    /// <summary>A square on the diagonal becomes its root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Diagonal(ref Vector256<T> square, out Vector256<T> inverse)
    {
        Vector256<T> good = Vector256.GreaterThan(square, Vector256<T>.Zero);
        square = Vector256.Sqrt(square);
        inverse = Vector256.Create(T.One) / square;
        return good;
    }

    /// <summary>The mean of matrix and transpose in the lower triangle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeMean(Vector256<T>* tile, int n)
    {
        T half = T.CreateTruncating(0.5);
        Vector256<T> halves = Vector256.Create(half), minus = Vector256.Create(-half);
        for (int i0 = 0; i0 < n; i0 += Block)
        {
            for (int j0 = 0; j0 <= i0; j0 += Block)
            {
                for (int i = i0; i < Math.Min(i0 + Block, n); i++)
                {
                    Vector256<T>* lower = tile + (long)i * n, upper = tile + i;
                    for (int j = j0; j < Math.Min(j0 + Block, i + 1); j++) lower[j] = Rows.MinusProduct(lower[j] * halves, minus, upper[(long)j * n]);
                }
            }
        }
    }

    /// <summary>Zeros above the diagonal, and NaN on and below it in lanes of no good matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(Vector256<T>* tile, int n, Vector256<T> good)
    {
        for (int i = 0; i < n; i++) new Span<Vector256<T>>(tile + (long)i * n + i + 1, n - i - 1).Clear();
        if (Vector256.EqualsAll(good.AsByte(), Vector256<byte>.AllBitsSet)) return;
        Vector256<T> nan = Vector256.Create(T.NaN);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) tile[(long)i * n + j] = Vector256.ConditionalSelect(good, tile[(long)i * n + j], nan);
    }
}
