using FsCheck;
using FsCheck.Xunit;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Arrays;

/// <summary>Reading and updating parts, against a meaning worked out element by element.</summary>
public class IndexLawTests
{
    private const string Seed = "(5231,17)";

    private static readonly int[][] Shapes = [[5], [3, 4], [2, 3, 4], [4, 1, 3], [2, 3, 2, 3], [3, 0, 2], []];

    [Property(MaxTest = 400, Replay = Seed)]
    public void An_index_reads_what_NumPys_rules_say(int[] genes, PositiveInt which)
    {
        int[] shape = Shapes[which.Get % Shapes.Length];
        IndexExpression index = new(genes, shape);
        NDArray x = Numbers(shape), wanted = Np.Array(index.Sources.Select(s => (double)s).ToArray()).Reshape(index.Shape);
        Agree.BitForBit(wanted, x[index.Slices], index.ToString());
        Agree.BitForBit(wanted, Jit((NDArray v) => v[index.Slices])(x), $"Jit of {index}");
    }

    [Property(MaxTest = 200, Replay = Seed)]
    public void An_update_changes_what_the_same_index_reads(int[] genes, PositiveInt which, byte kind)
    {
        int[] shape = Shapes[which.Get % Shapes.Length];
        IndexExpression index = new(genes, shape);
        double[] updates = [.. index.Sources.Select((_, i) => 2.0 + i % 5)], wanted = [.. Enumerable.Range(0, (int)Numbers(shape).Count).Select(i => (double)i)];
        NDArray x = Numbers(shape), y = Np.Array(updates).Reshape(index.Shape);
        UpdatedPart part = x.At[index.Slices];
        (string name, NDArray got, Func<double, double, double> f) = (kind % 7) switch
        {
            0 => ("Set", part.Set(y, OutOfBounds.Clip), (Func<double, double, double>)((_, b) => b)),
            1 => ("Add", part.Add(y, OutOfBounds.Clip), (a, b) => a + b),
            2 => ("Subtract", part.Subtract(y, OutOfBounds.Clip), (a, b) => a - b),
            3 => ("Multiply", part.Multiply(y, OutOfBounds.Clip), (a, b) => a * b),
            4 => ("Min", part.Min(y, OutOfBounds.Clip), Math.Min),
            5 => ("Max", part.Max(y, OutOfBounds.Clip), Math.Max),
            _ => ("Divide", part.Divide(y, OutOfBounds.Clip), (a, b) => a / b),
        };
        for (int i = 0; i < updates.Length; i++) wanted[index.Sources[i]] = f(wanted[index.Sources[i]], updates[i]);
        Agree.Within(1e-14, 0, Np.Array(wanted).Reshape(shape), got, $"{name} at {index}");
    }

    [Property(MaxTest = 60, Replay = Seed)]
    public void The_derivative_of_a_read_adds_to_where_it_read(int[] genes, PositiveInt which)
    {
        int[] shape = Shapes[which.Get % Shapes.Length];
        IndexExpression index = new(genes, shape);
        double[] wanted = new double[Numbers(shape).Count];
        for (int i = 0; i < index.Sources.Length; i++) wanted[index.Sources[i]] += i % 7;
        NDArray weights = Np.Array(index.Sources.Select((_, i) => (double)(i % 7)).ToArray()).Reshape(index.Shape);
        NDArray got = Grad((NDArray v) => (v.At[index.Slices].Get(OutOfBounds.Clip) * weights).Sum())(Numbers(shape));
        Agree.BitForBit(Np.Array(wanted).Reshape(shape), got, index.ToString());
    }

    [Fact]
    public void The_random_expressions_use_every_kind_of_entry_together()
    {
        string[] all = [.. Enumerable.Range(0, 600).Select(i => new IndexExpression([i, 7 * i + 1, i % 5, 3 * i], Shapes[i % Shapes.Length]).ToString())];
        string[] kinds = ["new", "mask(1)", "mask(2)", "...", "] of (2, 3)", "] of (3)", "] of (2, 1)", "] of ()", ", -2)", ", 3)", "[..", "-1"];
        Assert.All(kinds, kind => Assert.Contains(all, text => text.Contains(kind, StringComparison.Ordinal)));
        Assert.Contains(all, text => text.Contains("] of (2, 1)", StringComparison.Ordinal) && text.Contains("] of (3)", StringComparison.Ordinal));
        Assert.Contains(all, text => text.Contains("mask", StringComparison.Ordinal) && text.Contains("new", StringComparison.Ordinal));
    }

    private static NDArray Numbers(int[] shape) => Np.Array(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (double)i).ToArray()).Reshape(shape);
}
