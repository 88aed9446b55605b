using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Factorizations and systems of real matrices, one after the other, and roots of many, a matrix per lane: threads share the matrices where there are several, else the work inside.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class LargeMatrices<T> : IRoutine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows or columns of a triangle that are turned together: those of a cache line.</summary>
    private const int Band = 16;

    /// <summary>Bytes of a matrix that is asked for while the one before is computed: less than the second cache.</summary>
    private const int Ahead = 64 << 10;

    private readonly MatrixShape shape;
    private readonly Partition partition;
    private readonly Partition inside;
    private readonly BlockedFactors<T> factors;
    private readonly BlockedSubstitution<T> substitution;

    /// <summary>Whether roots are computed a matrix per lane: there are enough matrices, and a tile of them fits half of the second cache.</summary>
    private readonly bool takesLanes;

    public LargeMatrices(MatrixShape shape, Partition partition)
    {
        bool several = shape.Count > 1;
        (this.shape, this.partition, inside) = (shape, several ? partition : new(1, 1), several ? new(1, 1) : partition);
        factors = new(new(shape.Type, shape.Rows, shape.Columns));
        substitution = new(new(shape.Type, shape.Rows, shape.Width));
        takesLanes = shape.Lowered is Lowered.Cholesky && shape.Count >= RootLanes<T>.Count && RootLanes<T>.TileBytes(shape.Rows) <= CacheSizes.Second / 2;
    }

    public long WorkingBytes
    {
        get
        {
            if (shape.HasSides && shape.RightSize == 0) return 0;
            if (!takesLanes) return partition.Threads(shape.Count) * MatrixBytes;
            long lanes = RootLanes<T>.Count;
            // What fills no tile is computed while the last tile is still held.
            return partition.Threads((shape.Count + lanes - 1) / lanes) * RootLanes<T>.TileBytes(shape.Rows) + (shape.Count % lanes == 0 ? 0 : MatrixBytes);
        }
    }

    /// <summary>What one matrix takes.</summary>
    private long MatrixBytes => shape.Lowered switch
    {
        Lowered.Cholesky => TurnedBytes + factors.RootBytes(inside),
        Lowered.Lu => factors.Bytes(inside),
        Lowered.TriangularSolve => (shape.Size + (long)shape.RightSize) * sizeof(T) + substitution.Bytes(inside),
        _ => (long)shape.Size * sizeof(T) + (long)shape.Rows * sizeof(int) + Math.Max(factors.Bytes(inside), (substitution.TakesRows ? SolveBytes : 0) + substitution.Bytes(inside)),
    };

    /// <summary>A matrix whose root is computed, with what may be read behind it.</summary>
    private long TurnedBytes => (long)shape.Size * sizeof(T) + RootRows<T>.Overread;

    /// <summary>A matrix and its right-hand sides, turned.</summary>
    private long SolveBytes => (long)(shape.Size + shape.RightSize) * sizeof(T);

    /// <summary>Arrays: the matrices, the right-hand sides if there are any, then the results.</summary>
    public void Run(nint* arrays)
    {
        if (shape.HasSides && shape.RightSize == 0) return;
        if (takesLanes)
        {
            int lanes = RootLanes<T>.Count;
            partition.Run((shape.Count + lanes - 1) / lanes, (This: this, Arrays: (nint)arrays, lanes), static (s, begin, end) =>
                s.This.Roots((nint*)s.Arrays, begin * s.lanes, Math.Min(end * s.lanes, s.This.shape.Count)));
            return;
        }

        partition.Run(shape.Count, (This: this, Arrays: (nint)arrays), static (s, begin, end) => s.This.Some((nint*)s.Arrays, begin, end));
    }

    private void Some(nint* arrays, long begin, long end)
    {
        long bytes = (long)shape.Size * sizeof(T);
        for (long m = begin; m < end; m++)
        {
            if (m + 1 < end && bytes <= Ahead) Prefetch.All((byte*)arrays[0] + (m + 1) * bytes, bytes);
            One(arrays, m);
        }
    }

    /// <summary>Roots a tile at a time; what fills no tile, one by one: the bits are the same.</summary>
    private void Roots(nint* arrays, long begin, long end)
    {
        bool takesMean = ((Lowered.Cholesky)shape.Lowered).TakesMean;
        using Scratch tile = new(RootLanes<T>.TileBytes(shape.Rows));
        for (; begin + RootLanes<T>.Count <= end; begin += RootLanes<T>.Count)
            RootLanes<T>.Run((T*)arrays[0] + begin * shape.Size, (T*)arrays[1] + begin * shape.Size, shape.Rows, takesMean, tile.Address);
        for (; begin < end; begin++) One(arrays, begin);
    }

    private void One(nint* arrays, long m)
    {
        T* a = (T*)arrays[0] + m * shape.Size;
        if (!shape.HasSides)
        {
            T* result = (T*)arrays[1] + m * shape.Size;
            if (shape.Lowered is Lowered.Cholesky cholesky) Cholesky(a, result, cholesky.TakesMean);
            else if (shape.Lowered is Lowered.Lu) Lu(a, result, (int*)arrays[2] + m * shape.Least, (int*)arrays[3] + m * shape.Rows);
            return;
        }

        T* b = (T*)arrays[1] + (shape.IsShared ? 0 : m * shape.RightSize), x = (T*)arrays[2] + m * shape.RightSize;
        if (shape.Lowered is Lowered.TriangularSolve triangular) Triangular(a, b, x, triangular.Form);
        else Solve(a, b, x);
    }

    private void Lu(T* a, T* result, int* pivots, int* order)
    {
        Rows.Copy(a, result, shape.Size);
        factors.Lu(result, pivots, order, inside);
    }

    /// <summary>The lower triangle is the upper one of the transpose, whose rows are long where the work is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cholesky(T* a, T* result, bool takesMean)
    {
        int n = shape.Rows;
        using Scratch memory = new(TurnedBytes);
        T* turned = (T*)memory.Address;
        // Only one triangle is read, turned, and written, a band of rows or columns at a time.
        for (int i = 0; i < n; i += Band) Turn(a, turned, i, Math.Min(Band, n - i), n - i);
        if (takesMean)
            for (long i = 0; i < n; i++) Rows.TakeMean(turned + i * n + i, a + i * n + i, n - i);
        bool good = factors.Cholesky(turned, inside);
        // Zeros everywhere bring the result into a cache in order.
        new Span<T>(result, shape.Size).Clear();
        for (int i = 0; i < n; i += Band) Turn(turned, result, i, n - i, Math.Min(Band, n - i));
        for (int i = 0; i < n; i++)
        {
            T* row = result + (long)i * n;
            if (!good) new Span<T>(row, i + 1).Fill(T.NaN);
            new Span<T>(row + i + 1, Math.Min(Band - i % Band, n - i) - 1).Clear();
        }
    }

    /// <summary>Part of a matrix in its transpose: rows and columns from a place on the diagonal on, so many of the transpose.</summary>
    private void Turn(T* from, T* to, int place, int rows, int columns)
    {
        long corner = (long)place * (shape.Columns + 1);
        nint step = shape.Columns * sizeof(T);
        TransposedTile.Copy((byte*)(from + corner), step, (byte*)(to + corner), step, rows, columns, sizeof(T));
    }

    private void Triangular(T* a, T* b, T* x, TriangularForm form)
    {
        int n = shape.Rows, width = shape.Width;
        // A matrix on the right is its transpose on the left of transposed unknowns.
        bool turned = form.TransposeA == form.LeftSide, lower = form.Lower != turned;
        using Scratch matrix = new((long)shape.Size * sizeof(T));
        using Scratch sides = new((long)shape.RightSize * sizeof(T));
        T* triangle = a;
        if (turned != substitution.TakesRows)
        {
            triangle = (T*)matrix.Address;
            Rows.Turn(a, n, n, triangle);
        }

        if (form.LeftSide != substitution.TakesRows)
        {
            Rows.Copy(b, x, shape.RightSize);
            substitution.Solve(triangle, lower, form.UnitDiagonal, x, inside);
            return;
        }

        T* flipped = (T*)sides.Address;
        Rows.Turn(b, form.LeftSide ? n : width, form.LeftSide ? width : n, flipped);
        substitution.Solve(triangle, lower, form.UnitDiagonal, flipped, inside);
        Rows.Turn(flipped, form.LeftSide ? width : n, form.LeftSide ? n : width, x);
    }

    private void Solve(T* a, T* b, T* x)
    {
        int n = shape.Rows, width = shape.Width;
        bool takesRows = substitution.TakesRows;
        using Scratch matrix = new((long)shape.Size * sizeof(T));
        using Scratch rows = new((long)n * sizeof(int));
        T* triangle = (T*)matrix.Address;
        int* order = (int*)rows.Address;
        Rows.Copy(a, triangle, shape.Size);
        factors.Lu(triangle, null, order, inside);
        if (!takesRows)
        {
            for (int i = 0; i < n; i++) Rows.Copy(b + (long)order[i] * width, x + (long)i * width, width);
            substitution.Solve(triangle, lower: true, unit: true, x, inside);
            substitution.Solve(triangle, lower: false, unit: false, x, inside);
            return;
        }

        using Scratch other = new(SolveBytes);
        T* turned = (T*)other.Address, flipped = turned + shape.Size;
        Rows.Turn(triangle, n, n, turned);
        for (int r = 0; r < width; r++)
            for (int i = 0; i < n; i++) flipped[(long)r * n + i] = b[(long)order[i] * width + r];
        substitution.Solve(turned, lower: true, unit: true, flipped, inside);
        substitution.Solve(turned, lower: false, unit: false, flipped, inside);
        Rows.Turn(flipped, width, n, x);
    }
}
