using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> BranchPrograms => new()
    {
        ["cond/basic_2"] = c => Leaves(Lax.Cond(c[0] < 3, x => (x, x), x => (2 * x, 4 * x), c[0])),
        ["cond/basic_6"] = c => Leaves(Lax.Cond(c[0] < 3, x => (x, x), x => (2 * x, 4 * x), c[0])),
        ["cond/number_predicate"] = c => [Lax.Cond(2, () => c[0], () => -c[0]), Lax.Cond(0.0, () => c[0], () => -c[0])],
        ["cond/no_operands"] = c => [Lax.Cond(c[0], () => c[1] + 1, () => c[1] - 1)],
        ["cond/tree"] = c => Leaves(Lax.Cond(c[0], d => Dict(("a", d["b"]), ("b", d["a"])), d => d, Dict(("a", c[1]), ("b", c[2])))),
        ["cond/weak_both"] = c => [Lax.Cond(c[0], () => (NDArray)2.0, () => (NDArray)1.0)],
        ["cond/jit"] = c => [Jit((NDArray x) => Lax.Cond(x.Sum() > 0, Np.Sin, Np.Cos, x))(c[0])],
        ["cond/nested"] = c => [Lax.Cond(c[0] > 0, x => Lax.Cond(x > 10, x => x * 100, x => x * 10, x), x => -x, c[0])],
        ["cond/grad"] = c => [Grad((NDArray x) => Lax.Cond(x > 0, x => Np.Power(x, 2), Np.Exp, x))(c[0])],
        ["cond/jvp"] = c => Leaves(Jvp((NDArray x) => Lax.Cond(x[0] > 0, Np.Sin, x => x * x, x), c[0], c[1])),
        ["cond/vmap_pred"] = c => [Vmap((NDArray p, NDArray x) => Lax.Cond(p, Np.Sin, Np.Cos, x))(c[0], c[1])],
        ["cond/hessian"] = c => [Grad(Grad((NDArray x) => Lax.Cond(x > 0, Np.Sin, Np.Cos, x)))(c[0])],
        ["cond/linearize"] = c => [Linearize<NDArray, NDArray>(x => Lax.Cond(x > 0, Np.Sin, Np.Cos, x), c[0]).Push(2.0)],
        ["cond/select_n_vs_cond"] = c => [Np.Where(c[0], Np.Sqrt(c[1]), c[1])],
        ["switch/index_-1"] = OneTenHundred,
        ["switch/index_0"] = OneTenHundred,
        ["switch/index_1"] = OneTenHundred,
        ["switch/index_2"] = OneTenHundred,
        ["switch/index_3"] = OneTenHundred,
        ["switch/index_100"] = OneTenHundred,
        ["switch/one_branch"] = c => [Lax.Switch(c[0], [x => x + 1], c[1])],
        ["switch/uint_index"] = c => [Lax.Switch(c[0], [x => x, x => -x], c[1])],
        ["switch/python_index"] = c => [Lax.Switch<NDArray, NDArray>(1, [Np.Sin, Np.Cos], c[0])],
        ["switch/two_operands"] = c => [Lax.Switch<(NDArray X, NDArray Y), NDArray>(c[0], [t => Np.Add(t.X, t.Y), t => Np.Multiply(t.X, t.Y), t => Np.Subtract(t.X, t.Y)], (c[1], c[2]))],
        ["switch/jacrev"] = c => [JacRev(x => Lax.Switch<NDArray, NDArray>(c[0], [Np.Sin, x => x[(.., -1)] * x], x))(c[1])],
        ["switch/grad_vmap_index"] = c => [Grad((NDArray x) => Vmap((NDArray k, NDArray x) => Lax.Switch<NDArray, NDArray>(k, [Np.Sin, Np.Cos, v => v * v], x))(c[0], x).Sum())(c[1])],
    };

    private static NDArray[] OneTenHundred(GoldenCase c) => [Lax.Switch(c[0], [x => x, x => x * 10, x => x * 100], c[1])];
}
