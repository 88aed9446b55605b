using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Functions of one example, mapped: what Vmap makes of products, norms, loops and small matrices.</summary>
internal static class Batching
{
    public static Workload[] All { get; } =
    [
        new("vmap_matvec", i => Two(i, "A", "x", Vmap((NDArray a, NDArray x) => Np.MatMul(a, x)))),
        new("vmap_matvec_shared", i => Two(i, "A", "x", Vmap((NDArray a, NDArray x) => Np.MatMul(a, x), inAxes: [null, 0]))),
        new("vmap_dot", i => Two(i, "x", "y", Vmap((NDArray x, NDArray y) => Np.Dot(x, y)))),
        new("vmap_axis1", i => One(i, "x", Vmap((NDArray v) => v / Np.Sqrt((v * v).Sum() + 1e-6), inAxes: 1, outAxes: 1))),
        new("vmap_pairwise", i => Two(i, "x", "y", Vmap(Vmap(Distance, inAxes: [null, 0]), inAxes: [0, null]))),
        new("vmap_newton", Newton),
        new("vmap_solve3", i => Two(i, "A", "b", Vmap(Linalg.Solve))),
        new("vmap_inv4", i => One(i, "A", Vmap(Linalg.Inv))),
        new("vmap_chol64", i => One(i, "A", Vmap(Linalg.Cholesky))),
    ];

    private static NDArray Distance(NDArray x, NDArray y) => Np.Sqrt(Np.Square(x - y).Sum());

    private static Work One(Inputs inputs, string name, Func<NDArray, NDArray> mapped)
    {
        NDArray x = inputs[name];
        var compiled = Jit(mapped);
        return Work.Calls(() => compiled(x));
    }

    private static Work Two(Inputs inputs, string first, string second, Func<NDArray, NDArray, NDArray> mapped)
    {
        NDArray x = inputs[first], y = inputs[second];
        var compiled = Jit(mapped);
        return Work.Calls(() => compiled(x, y));
    }

    // Lanes stop at different times.
    private static Work Newton(Inputs inputs)
    {
        NDArray a = inputs["a"], start = inputs["x0"];
        static (NDArray, NDArray) Root(NDArray a, NDArray start)
        {
            NDArray P(NDArray x) => x * x * x - 2 * x - a;
            return Lax.While(
                ((NDArray X, NDArray Steps) s) => (Np.Abs(P(s.X)) > 1e-4) & (s.Steps < 50),
                s => (s.X - P(s.X) / (3 * s.X * s.X - 2), s.Steps + 1),
                (X: start, Steps: (NDArray)0));
        }

        var roots = Jit(Vmap((NDArray a, NDArray start) => Root(a, start)));
        return Work.Calls(() => roots(a, start));
    }
}
