using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A real entry that is a step of a scalar function being written.</summary>
internal readonly record struct ScalarEntry(Scalar Value) : IEntry<ScalarEntry, Scalar>
{
    public static ScalarEntry Select(Scalar mask, ScalarEntry whenTrue, ScalarEntry whenFalse) => new(mask.Select(whenTrue.Value, whenFalse.Value));

    public static bool MayHold(Scalar mask) => true;

    public ScalarEntry Like(double value) => new(Value.Constant(value));

    public ScalarEntry Minus(ScalarEntry x, ScalarEntry y) => new(Scalar.FusedMultiplyAdd(-x.Value, y.Value, Value));

    public ScalarEntry Inverse() => new(Value.Constant(1) / Value);

    public ScalarEntry Times(ScalarEntry other) => new(Value * other.Value);

    public ScalarEntry Root() => new(Value.Unary(ScalarOp.Sqrt));

    public ScalarEntry Conjugate() => this;

    public Scalar IsLarger(ScalarEntry than) => Value.Unary(ScalarOp.Abs) > than.Value.Unary(ScalarOp.Abs);

    public Scalar Is(double value) => Value.EqualTo(Value.Constant(value));

    public Scalar IsZero() => Value.EqualTo(0);

    public Scalar IsPositive() => Value > 0;
}

/// <summary>
/// Algorithms on tiny matrices written out as scalar functions of all entries, one for each column: more than a column and what it meets one by one does not fit the registers. They work
/// on a tile that has a row for each entry.
/// </summary>
internal sealed class UnrolledMatrices
{
    /// <summary>The most rows and columns: what is written out grows with their cube.</summary>
    public const int Most = 4;

    /// <summary>
    /// So many right-hand sides in a loop: registers of 512 bits have masks besides, and two sides share what chooses their rows (4×4 inverses 49 -> 45 ns for sixteen, four sides 45 to 46); of
    /// narrower ones there are too few for two sides (39 -> 48 ns for eight).
    /// </summary>
    private static readonly int Together = VectorInstructions.Width == 512 ? 2 : 1;

    private readonly MatrixShape shape;
    private readonly TileLayout layout;
    private readonly List<TilePhase> phases = [];

    private UnrolledMatrices(MatrixShape shape, TileLayout layout) => (this.shape, this.layout) = (shape, layout);

    /// <summary>Something done to the entries of one matrix.</summary>
    private delegate void Change(Span<ScalarEntry> a, Span<ScalarEntry> pivots, Span<ScalarEntry> other);

    /// <summary>What is done to a tile, one after the other. Right-hand sides stay as they are; whole numbers are given as floats.</summary>
    public static ValueList<TilePhase> Record(MatrixShape shape, TileLayout layout)
    {
        UnrolledMatrices recorded = new(shape, layout);
        recorded.Record();
        return [.. recorded.phases];
    }

    private void Record()
    {
        int n = shape.Rows, columns = shape.Columns;
        switch (shape.Lowered)
        {
            case Lowered.Cholesky cholesky:
                Add([], (a, _, _) =>
                {
                    if (cholesky.TakesMean) MatrixLoops<ScalarEntry, Scalar>.TakeMean(a, n);
                    MatrixLoops<ScalarEntry, Scalar>.Cholesky(a, n);
                });
                break;
            case Lowered.Lu:
                for (int j = 0; j < columns; j++) Add([], (a, pivots, _) => MatrixLoops<ScalarEntry, Scalar>.EliminateColumn(a, n, columns, j, pivots));
                for (int j = 0; j < shape.Least - 1; j++) Add([], (a, pivots, _) => MatrixLoops<ScalarEntry, Scalar>.ExchangeColumn(a, n, columns, j, j + 1, pivots));
                int[] order = [.. Enumerable.Range(layout.Order, n)];
                Add(order, (_, pivots, numbers) =>
                {
                    for (int i = 0; i < n; i++) numbers[i] = pivots[0].Like(i);
                    MatrixLoops<ScalarEntry, Scalar>.ExchangeColumn(numbers, n, 1, 0, 0, pivots);
                });
                break;
            case Lowered.TriangularSolve triangular:
                if (!triangular.Form.UnitDiagonal) Add([], (a, _, _) => MatrixLoops<ScalarEntry, Scalar>.InvertDiagonal(a, n));
                EachSide(triangular.Form.LeftSide, (a, _, side) => MatrixLoops<ScalarEntry, Scalar>.SubstituteInverted(a, n, side, 1, triangular.Form));
                break;
            default:
                // The last column goes with a single right-hand side, for which rows are exchanged as for it (3×3 systems 29.2 -> 28.4 ns for sixteen).
                int before = shape.Width == 1 ? n - 1 : n;
                for (int j = 0; j < before; j++) Add([], (a, pivots, _) => EliminateColumn(a, n, j, pivots));
                EachSide(true, (a, pivots, side) =>
                {
                    if (before < n) EliminateColumn(a, n, before, pivots);
                    MatrixLoops<ScalarEntry, Scalar>.SolveColumn(a, n, side, 1, 0, pivots);
                });
                break;
        }
    }

    /// <summary>All steps of a column of a square matrix; the pivot becomes its inverse.</summary>
    private static void EliminateColumn(Span<ScalarEntry> a, int n, int column, Span<ScalarEntry> pivots)
    {
        MatrixLoops<ScalarEntry, Scalar>.EliminateColumn(a, n, n, column, pivots);
        a[column * n + column] = a[column * n + column].Inverse();
    }

    /// <summary>A phase for some right-hand sides, which become their solutions.</summary>
    private void EachSide(bool areColumns, Change change)
    {
        (int next, int entry) = areColumns ? (1, shape.Width) : (shape.Rows, 1);
        for (int j = 0; j < shape.Width; j += Together)
        {
            int count = Math.Min(Together, shape.Width - j);
            int[] places = [.. Enumerable.Range(j, count).SelectMany(side => Enumerable.Range(0, shape.Rows).Select(i => side * next + i * entry))];
            Add([.. places.Select(p => layout.Solutions + p)], (a, pivots, sides) =>
            {
                for (int side = 0; side < count; side++) change(a, pivots, sides.Slice(side * shape.Rows, shape.Rows));
            }, [.. places.Select(p => layout.Sides + p)]);
        }
    }

    /// <summary>A phase that changes the matrix, the pivots, or other rows of the tile, which come from where they lie or from elsewhere.</summary>
    private void Add(int[] others, Change change, int[]? from = null)
    {
        ScalarBuilder builder = new();
        ScalarEntry[] before = [.. Enumerable.Range(0, layout.Rows).Select(r => new ScalarEntry(builder.Input(r, 0, shape.Type)))], after = [.. before], other = [.. (from ?? others).Select(r => before[r])];
        change(after.AsSpan(0, shape.Size), after.AsSpan(layout.Pivots, layout.Order - layout.Pivots), other);
        for (int i = 0; i < other.Length; i++) after[others[i]] = other[i];
        int[] changed = [.. Enumerable.Range(0, after.Length).Where(r => after[r] != before[r])];
        ScalarFunction function = new([.. before.Select(_ => shape.Type)], [.. changed.Select(_ => shape.Type)], builder.ToSteps(), [.. changed.Select(r => after[r].Value.Index)]);
        phases.Add(new(Trimmed(function), changed));
    }

    /// <summary>The function without steps that nothing asks for, and with every input directly before its first use: a loop that read all of them first would have to put them aside.</summary>
    private static ScalarFunction Trimmed(ScalarFunction f)
    {
        bool[] needed = MapBodies.Needed(f);
        var moved = new int[needed.Length];
        Array.Fill(moved, -1);
        List<ScalarStep> steps = [];
        int Moved(int used)
        {
            if (used < 0 || moved[used] >= 0) return used < 0 ? used : moved[used];
            ScalarStep s = f.Steps[used];
            if (s.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index)) s = s with { A = Moved(s.A), B = Moved(s.B), C = Moved(s.C) };
            steps.Add(s);
            return moved[used] = steps.Count - 1;
        }

        for (int i = 0; i < needed.Length; i++)
            if (needed[i] && f.Steps[i].Op != ScalarOp.Input) Moved(i);
        int[] results = [.. f.Results.ToArray().Select(Moved)];
        return f with { Steps = [.. steps], Results = results };
    }
}
