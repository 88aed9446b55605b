using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A real entry that is a step of a scalar function being written.</summary>
internal readonly record struct ScalarEntry(Scalar Value) : IEntry<ScalarEntry, Scalar>
{
    public static ScalarEntry Select(Scalar mask, ScalarEntry whenTrue, ScalarEntry whenFalse) => new(mask.Select(whenTrue.Value, whenFalse.Value));

    public static Scalar Or(Scalar x, Scalar y) => x | y;

    public static Scalar Without(Scalar x, Scalar y) => x & ~y;

    public static bool MayHold(Scalar mask) => true;

    public ScalarEntry Like(double value) => new(Value.Constant(value));

    public ScalarEntry Minus(ScalarEntry x, ScalarEntry y) => new(Scalar.FusedMultiplyAdd(-x.Value, y.Value, Value));

    public ScalarEntry Inverse() => new(Value.Constant(1) / Value);

    public ScalarEntry Times(ScalarEntry other) => new(Value * other.Value);

    public ScalarEntry Root() => new(Value.Unary(ScalarOp.Sqrt));

    public ScalarEntry Conjugate() => this;

    public Scalar IsLarger(ScalarEntry than) => Value.Unary(ScalarOp.Abs) > than.Value.Unary(ScalarOp.Abs);

    public Scalar IsZero() => Value.EqualTo(0);

    public Scalar IsPositive() => Value > 0;
}

/// <summary>Algorithms on tiny matrices written out as one scalar function of all entries: an emitted loop then keeps them in registers.</summary>
internal static class UnrolledMatrices
{
    /// <summary>The most rows and columns: what is written out grows with their cube.</summary>
    public const int Most = 4;

    /// <summary>The function of the entries of the inputs, row by row, that gives those of the outputs; whole numbers are given as floats.</summary>
    public static ScalarFunction Record(Lowered lowered, DType type, int rows, int columns, int right, int width)
    {
        int own = rows * columns, least = Math.Min(rows, columns), outputs = lowered switch
        {
            Lowered.Cholesky => own,
            Lowered.Lu => own + least + rows,
            _ => right,
        };
        return Trimmed(ScalarFunction.Build([.. Enumerable.Repeat(type, own + right)], [.. Enumerable.Repeat(type, outputs)], (builder, x) =>
        {
            ScalarEntry[] a = [.. x[..own].Select(s => new ScalarEntry(s))], b = [.. x[own..].Select(s => new ScalarEntry(s))];
            var masks = new Scalar[rows * Math.Min(rows, columns)];
            switch (lowered)
            {
                case Lowered.Cholesky cholesky:
                    if (cholesky.TakesMean) MatrixLoops<ScalarEntry, Scalar>.TakeMean(a, rows);
                    MatrixLoops<ScalarEntry, Scalar>.Cholesky(a, rows);
                    return Values(a);
                case Lowered.Lu:
                    var pivots = new ScalarEntry[least];
                    ScalarEntry[] order = [.. Enumerable.Range(0, rows).Select(i => a[0].Like(i))];
                    MatrixLoops<ScalarEntry, Scalar>.Eliminate(a, rows, columns, keeps: true, pivots, order, masks);
                    return Values([.. a, .. pivots, .. order]);
                case Lowered.TriangularSolve triangular:
                    MatrixLoops<ScalarEntry, Scalar>.Substitute(a, rows, b, width, triangular.Form);
                    return Values(b);
                default:
                    MatrixLoops<ScalarEntry, Scalar>.Solve(a, rows, b, width, masks);
                    return Values(b);
            }
        }));
    }

    private static Scalar[] Values(ScalarEntry[] entries) => [.. entries.Select(e => e.Value)];

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
