using Linum.Extending;

namespace Linum.TestSupport;

/// <summary>
/// A program made of a list of numbers: each picks an operation and what it is applied to. Any list is a program, so a shorter list is a simpler one and a failing program can be
/// shrunk by leaving out numbers.
/// </summary>
/// <param name="genes">The numbers.</param>
/// <param name="operations">How many of the operations may be used; the first twelve are elementwise.</param>
public sealed class RandomProgram(IReadOnlyList<int> genes, int operations = 32)
{
    private const int LargestCount = 24;

    /// <summary>Runs the program on one array of floats; the value made last is the result. Values stay of size about one.</summary>
    public NDArray Run(NDArray x)
    {
        List<NDArray> values = [x];
        foreach (int gene in genes)
        {
            // Generated numbers are small: their bits are spread, so that neighbours choose different things.
            int g = (int)(unchecked((uint)gene * 2654435761u + 40503u) >> 5);
            NDArray a = values[^(1 + g / 64 % Math.Min(3, values.Count))], b = values[g / 256 % values.Count];
            NDArray made = Apply(g % operations, a, b, g / 1024);
            if (made.Count <= LargestCount && made.Rank <= 3) values.Add(made);
        }

        return values[^1];
    }

    private static NDArray Apply(int operation, NDArray a, NDArray b, int detail)
    {
        int axis = a.Rank == 0 ? 0 : detail % a.Rank;
        switch (operation)
        {
            case 0: return Np.Sin(a);
            case 1: return Np.Tanh(a);
            case 2: return Np.Exp(-a * a);
            case 3: return a * a * 0.5;
            case 4: return -a;
            case 5: return Lax.Logistic(a);
            case 6: return Np.Cos(a) * a;
            case 7: return Np.Sqrt(1.5 + a * a);
            case 8: return Same(a, b) ? a + b : a + 0.25;
            case 9: return Same(a, b) ? a * b : a * 1.25;
            case 10: return Same(a, b) ? a - b : 1 - a;
            case 11: return Same(a, b) ? a / (2 + b * b) : a / 3;
            case 12: return Same(a, b) ? Np.Maximum(a, b) : Np.Maximum(a, 0.1);
            case 13: return Same(a, b) ? Np.Where(b > 0.2, a, b) : Np.Where(a > 0.2, a, 0.5);
            case 14: return a.Rank == 0 ? a : a.Sum(axis);
            case 15: return a.Rank == 0 ? a : a.Mean(axis);
            case 16: return a.Rank == 0 ? a : a.Max(axis);
            case 17: return a.Rank == 0 ? a : Np.CumSum(a, axis);
            case 18: return a.Reshape(-1);
            case 19: return a.T;
            case 20: return a.Rank == 0 ? a : Np.Flip(a, axis);
            case 21: return a.Rank == 0 || a.Shape[0] < 2 ? a : a[1..];
            case 22: return a.Rank == 0 ? Np.Stack([a, b.Sum()]) : Np.Concatenate([a, a * 0.5], axis);
            case 23: return Np.Stack([a, Np.Sin(a)], detail % (a.Rank + 1));
            case 24: return a.Rank == 0 ? a : a[Np.Array([0, a.Shape[0] - 1, 0])];
            case 25: return a.Rank == 0 ? a : a.At[0].Add(0.5);
            case 26: return a.Rank == 2 ? Np.Dot(a, a.T) * 0.2 : a.Rank == 1 ? Np.Dot(a, a) * 0.2 : a;
            case 27: return a.Rank == 0 ? a : Np.Sort(a, axis);
            case 28: return Lax.Cond(a.Sum() > 0.3, v => Np.Sin(v), v => v * 0.5, a);
            case 29: return Lax.ForI(0, 2, (i, v) => Np.Tanh(v + 0.1 * i), a);
            case 30: return a.Rank == 0 ? a : Lax.Scan((NDArray c, NDArray v) => (Np.Tanh(c + v), c * v), a[0], a).Outputs;
            default: return b.Rank <= a.Rank && a.Rank > 0 ? a + b.Sum() : Np.BroadcastTo(a, [2, .. a.Shape]);
        }
    }

    private static bool Same(NDArray a, NDArray b) => a.Shape == b.Shape || b.Rank == 0;

    /// <inheritdoc/>
    public override string ToString() => $"program of [{string.Join(", ", genes)}]";
}
