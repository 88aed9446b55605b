using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Calls whose arithmetic is nothing: what is left is the library's own cost.</summary>
internal static class Overhead
{
    public static Workload[] All { get; } =
    [
        new("ov_jit_scalar_add", JitScalarAdd),
        new("ov_jit_pytree50", JitPytree),
        new("ov_jit_grad8", JitGradient),
        new("ov_eager_add1", i => Eager(i, x => x + 1)),
        new("ov_eager_chain10", i => Eager(i, Chain)),
        new("ov_eager_vmap", i => Eager(i, x => Vmap((NDArray a) => a * 2 + 1)(x))),
        new("ov_eager_grad", i => Eager(i, x => Grad((NDArray a) => (a * a).Sum())(x))),
    ];

    private static Work JitScalarAdd(Inputs inputs)
    {
        NDArray a = inputs["a"], b = inputs["b"];
        var add = Jit((NDArray a, NDArray b) => a + b);
        return Work.Calls(() => add(a, b));
    }

    private static Work JitPytree(Inputs inputs)
    {
        NDArray all = inputs["xs"];
        NDArray[] xs = [.. Enumerable.Range(0, 50).Select(i => all[i])];
        var addOne = Jit((NDArray[] xs) => Tree.Map(x => x + 1, xs));
        return Work.Calls(() => addOne(xs));
    }

    private static Work JitGradient(Inputs inputs)
    {
        NDArray x = inputs["x"];
        var gradient = Jit(Grad((NDArray x) => (x * x).Sum()));
        return Work.Calls(() => gradient(x));
    }

    private static NDArray Chain(NDArray x)
    {
        for (int i = 0; i < 5; i++)
        {
            x = x * 1.1;
            x = x + 0.1;
        }

        return x;
    }

    private static Work Eager(Inputs inputs, Func<NDArray, NDArray> f)
    {
        NDArray x = inputs["x"];
        return Work.Calls(() => f(x));
    }
}
