using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Loops whose steps depend on each other, and their gradients.</summary>
internal static class Control
{
    public static Workload[] All { get; } =
    [
        new("scan_lorenz_1e5", Lorenz),
        new("scan_grad_60leaves", SixtyLeaves),
        new("scan_grad_vec16_1e4", Recurrence),
        new("while_scalar_1e6", While),
        new("fori_matpow", Powers),
        new("scan_cond_1e4", Branches),
    ];

    private static Work Lorenz(Inputs inputs)
    {
        NDArray c = inputs["c"];
        var start = (X: c[0], Y: c[1], Z: c[2]);
        var run = Jit(((NDArray, NDArray, NDArray) start) => Lax.Scan(((NDArray X, NDArray Y, NDArray Z) s, ValueTuple _) =>
        {
            var (x, y, z) = s;
            return ((x + 0.01 * (10 * (y - x)), y + 0.01 * (x * (10 - z) - y), z + 0.01 * (x * y - 8.0 / 3 * z)), default(ValueTuple));
        }, start, default(ValueTuple), length: 100_000).Carry);
        return Work.Calls(() => run(start));
    }

    private static Work SixtyLeaves(Inputs inputs)
    {
        NDArray p = inputs["p"], all = inputs["c"], xs = inputs["xs"];
        NDArray[] c = [.. Enumerable.Range(0, 60).Select(i => all[i])];
        static NDArray Loss(NDArray p, NDArray[] c, NDArray xs)
        {
            NDArray[] end = Lax.Scan((NDArray[] c, NDArray x) =>
            {
                var next = new NDArray[60];
                for (int i = 0; i < 60; i++) next[i] = 0.99 * c[i] + 0.01 * Np.Tanh(p * c[(i + 1) % 60]) + 0.001 * x;
                return (next, default(ValueTuple));
            }, c, xs).Carry;
            NDArray loss = 0f;
            foreach (NDArray x in end) loss += x * x;
            return loss;
        }

        var gradient = Jit(Grad((NDArray p, NDArray[] c, NDArray xs) => Loss(p, c, xs), wrt: (Arg.First, Arg.Second)));
        return Work.Calls(() => gradient(p, c, xs));
    }

    private static Work Recurrence(Inputs inputs)
    {
        NDArray w = inputs["W"], c0 = inputs["c0"], xs = inputs["xs"];
        static NDArray Loss(NDArray w, NDArray c0, NDArray xs)
        {
            var (_, squares) = Lax.Scan((NDArray c, NDArray x) =>
            {
                NDArray next = Np.Tanh(Np.MatMul(w, c) + x);
                return (next, Np.Square(next).Sum());
            }, c0, xs);
            return squares.Mean();
        }

        var gradient = Jit(Grad(Loss, wrt: (Arg.First, Arg.Second)));
        return Work.Calls(() => gradient(w, c0, xs));
    }

    private static Work While(Inputs inputs)
    {
        NDArray x = inputs["x"], n = 1_000_000;
        var run = Jit((NDArray x, NDArray n) => Lax.While(
            ((NDArray I, NDArray X) s) => s.I < n,
            s => (s.I + 1, 0.1 + s.X * (0.9999 - 0.05 * s.X)),
            (I: (NDArray)0, X: x)).X);
        return Work.Calls(() => run(x, n));
    }

    private static Work Powers(Inputs inputs)
    {
        NDArray m = inputs["M"], a = inputs["A"];
        var run = Jit((NDArray m, NDArray a) => Lax.ForI(0, 100, (_, m) => Np.MatMul(m, a), m));
        return Work.Calls(() => run(m, a));
    }

    private static Work Branches(Inputs inputs)
    {
        NDArray c = inputs["c"], xs = inputs["xs"];
        var run = Jit((NDArray c, NDArray xs) => Lax.Scan((NDArray c, NDArray x) =>
        {
            NDArray next = Lax.Cond(c > 0.5, s => 0.5 * s.C - 0.1 * s.X, s => s.C + s.X, (C: c, X: x));
            return (next, next);
        }, c, xs));
        return Work.Calls(() => run(c, xs));
    }
}
