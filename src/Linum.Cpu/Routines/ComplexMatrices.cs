using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Factorizations and systems of complex matrices that are too large for a matrix per lane, one after the other: threads share the matrices where there are several, else the work inside.</summary>
/// <typeparam name="T">The type of the components: float or double.</typeparam>
internal sealed unsafe class ComplexMatrices<T> : IRoutine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixShape shape;
    private readonly Partition partition;
    private readonly Partition inside;
    private readonly ComplexFactors<T> factors;
    private readonly ComplexSubstitution<T> substitution;

    public ComplexMatrices(MatrixShape shape, Partition partition)
    {
        bool several = shape.Count > 1;
        (this.shape, this.partition, inside) = (shape, several ? partition : new(1, 1), several ? new(1, 1) : partition);
        DType component = shape.Type.Component;
        factors = new(new(component, shape.Rows, 2 * shape.Columns));
        substitution = new(new(component, shape.Rows, 2 * shape.Width));
    }

    public long WorkingBytes => shape.HasSides && shape.RightSize == 0 ? 0 : partition.Threads(shape.Count) * MatrixBytes;

    /// <summary>What one matrix takes.</summary>
    private long MatrixBytes => shape.Lowered switch
    {
        Lowered.Cholesky or Lowered.Lu => factors.Bytes(inside),
        Lowered.TriangularSolve => Bytes(shape.Size) + Bytes(shape.RightSize) + substitution.Bytes(inside),
        _ => Bytes(shape.Size) + (long)shape.Rows * sizeof(int) + Math.Max(factors.Bytes(inside), substitution.Bytes(inside)),
    };

    private static long Bytes(long numbers) => 2 * numbers * sizeof(T);

    /// <summary>Arrays: the matrices, the right-hand sides if there are any, then the results.</summary>
    public void Run(nint* arrays)
    {
        if (shape.HasSides && shape.RightSize == 0) return;
        partition.Run(shape.Count, (This: this, Arrays: (nint)arrays), static (s, begin, end) =>
        {
            for (long m = begin; m < end; m++) s.This.One((nint*)s.Arrays, m);
        });
    }

    private void One(nint* arrays, long m)
    {
        T* a = (T*)arrays[0] + 2 * m * shape.Size;
        if (!shape.HasSides)
        {
            T* result = (T*)arrays[1] + 2 * m * shape.Size;
            Rows.Copy(a, result, 2L * shape.Size);
            if (shape.Lowered is Lowered.Cholesky cholesky) Cholesky(result, cholesky.TakesMean);
            else factors.Lu(result, (int*)arrays[2] + m * shape.Least, (int*)arrays[3] + m * shape.Rows, inside);
            return;
        }

        T* b = (T*)arrays[1] + (shape.IsShared ? 0 : 2 * m * shape.RightSize), x = (T*)arrays[2] + 2 * m * shape.RightSize;
        if (shape.Lowered is Lowered.TriangularSolve triangular) Triangular(a, b, x, triangular.Form);
        else Solve(a, b, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cholesky(T* result, bool takesMean)
    {
        int n = shape.Rows;
        if (takesMean) MatrixLoops<ComplexEntry<RealEntry<T>, bool>, bool>.TakeMean(new(result, shape.Size), n);
        bool good = factors.Cholesky(result, inside);
        for (int i = 0; i < n; i++)
        {
            Span<ComplexEntry<RealEntry<T>, bool>> row = new(result + 2L * i * n, n);
            if (!good) row[..(i + 1)].Fill(row[0].Like(double.NaN));
            row[(i + 1)..].Clear();
        }
    }

    private void Triangular(T* a, T* b, T* x, TriangularForm form)
    {
        int n = shape.Rows, width = shape.Width;
        // A matrix on the right is its transpose on the left of transposed unknowns.
        bool turned = form.TransposeA == form.LeftSide;
        using Scratch matrix = new(Bytes(shape.Size));
        using Scratch sides = new(Bytes(shape.RightSize));
        T* triangle = a;
        if (turned)
        {
            triangle = (T*)matrix.Address;
            Turn(a, n, n, triangle);
        }

        TriangularForm left = form with { Lower = form.Lower != turned };
        if (form.LeftSide)
        {
            Rows.Copy(b, x, 2L * shape.RightSize);
            substitution.Solve(triangle, left, x, inside);
            return;
        }

        T* flipped = (T*)sides.Address;
        Turn(b, width, n, flipped);
        substitution.Solve(triangle, left, flipped, inside);
        Turn(flipped, n, width, x);
    }

    private void Solve(T* a, T* b, T* x)
    {
        int n = shape.Rows;
        long line = 2L * shape.Width;
        using Scratch matrix = new(Bytes(shape.Size));
        using Scratch rows = new((long)n * sizeof(int));
        T* triangle = (T*)matrix.Address;
        int* order = (int*)rows.Address;
        Rows.Copy(a, triangle, 2L * shape.Size);
        factors.Lu(triangle, null, order, inside);
        for (int i = 0; i < n; i++) Rows.Copy(b + order[i] * line, x + i * line, line);
        TriangularForm lower = new(LeftSide: true, Lower: true, TransposeA: false, ConjugateA: false, UnitDiagonal: true);
        substitution.Solve(triangle, lower, x, inside);
        substitution.Solve(triangle, lower with { Lower = false, UnitDiagonal = false }, x, inside);
    }

    private static void Turn(T* from, long rows, long columns, T* to) =>
        TransposedTile.Copy((byte*)from, (nint)Bytes(columns), (byte*)to, (nint)Bytes(rows), columns, rows, 2 * sizeof(T));
}
