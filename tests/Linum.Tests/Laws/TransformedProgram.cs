using Linum.TestSupport;
using static Linum.Transform;

namespace Linum.Tests.Laws;

/// <summary>A function, the same function computed in a slow and independent way, and the shape of its argument.</summary>
internal sealed record TransformedProgram(Func<NDArray, NDArray> Fast, Func<NDArray, NDArray> Slow, Shape Shape, string Description)
{
    private const int Lanes = 2;

    /// <summary>A program as it is.</summary>
    public static TransformedProgram Of(RandomProgram program, Shape shape) => new(program.Run, program.Run, shape, program.ToString());

    /// <summary>An argument with numbers of size about one.</summary>
    public NDArray Argument(int seed)
    {
        int count = checked((int)Shape.Count);
        return Np.Array(Enumerable.Range(0, count).Select(i => 0.9 * Math.Sin((2.3 * i) + seed + 0.37)).ToArray()).Reshape([.. Shape]);
    }

    /// <summary>Under one more transformation.</summary>
    public TransformedProgram Under(int which, int detail) => (which % 5) switch
    {
        0 => Mapped(detail),
        1 => Differentiated(),
        2 => this with { Fast = Jit(Fast), Description = $"Jit of {Description}" },
        3 => this with { Fast = Checkpoint(Fast), Description = $"Checkpoint of {Description}" },
        _ => Pushed(),
    };

    /// <summary>Vmap, and a loop over the lanes.</summary>
    private TransformedProgram Mapped(int detail)
    {
        int inAxis = detail % (Shape.Rank + 1), outRank = EvalShape(Slow, Argument(0))[0].Rank, outAxis = detail / 4 % (outRank + 1) - (detail % 2 == 0 ? 0 : outRank + 1);
        Func<NDArray, NDArray> fast = Vmap(Fast, inAxes: inAxis, outAxes: outAxis), slow = x =>
        {
            NDArray front = Np.MoveAxis(x, inAxis, 0);
            return Np.Stack([.. Enumerable.Range(0, Lanes).Select(i => Slow(front[i]))], outAxis);
        };
        return new(fast, slow, Shape.Insert(inAxis, Lanes), $"Vmap({inAxis}, {outAxis}) of {Description}");
    }

    /// <summary>A weighted sum of the results: reverse mode, and forward mode along every axis.</summary>
    private TransformedProgram Differentiated() => new(
        Grad(x => Weighted(Fast(x))),
        x => Np.Stack([.. Basis(x).Select(e => Jvp(v => Weighted(Slow(v)), x, e).Tangent)]).Reshape([.. x.Shape]),
        Shape, $"Grad of {Description}");

    /// <summary>The change along a fixed direction: forward mode, and reverse mode from every result.</summary>
    private TransformedProgram Pushed() => new(
        x => Jvp(Fast, x, Direction(x)).Tangent,
        x =>
        {
            (NDArray y, Func<NDArray, NDArray> pull) = Vjp(Slow, x);
            return Np.Stack([.. Basis(y).Select(e => (pull(e) * Direction(x)).Sum())]).Reshape([.. y.Shape]);
        },
        Shape, $"Jvp of {Description}");

    private static NDArray Weighted(NDArray y) => (y * Np.Cos(Np.Arange(y.Count).AsType(y.DType)).Reshape([.. y.Shape])).Sum();

    private static NDArray Direction(NDArray x) => Np.Sin(Np.Arange(x.Count).AsType(x.DType) + 1).Reshape([.. x.Shape]);

    private static IEnumerable<NDArray> Basis(NDArray like)
    {
        int n = checked((int)like.Count);
        for (int i = 0; i < n; i++) yield return Np.Zeros(n).AsType(like.DType).At[i].Set(1).Reshape([.. like.Shape]);
    }
}
