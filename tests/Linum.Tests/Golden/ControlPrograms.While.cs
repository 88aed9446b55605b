using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> WhilePrograms => new()
    {
        ["while/count"] = c => [Lax.While(s => s < c[0], s => s + 3, (NDArray)0)],
        ["while/zero_iterations"] = c => [Lax.While(_ => false, s => s + 1, c[0])],
        ["while/tree"] = c => Leaves(Lax.While(s => s["i"] < 5, s => Dict(("i", s["i"] + 1), ("v", s["v"] * 1.5)), Dict(("i", 0), ("v", c[0])))),
        ["while/gcd"] = c => [Lax.While<(NDArray A, NDArray B)>(s => s.B != 0, s => (s.B, s.A % s.B), (c[0], c[1])).A],
        ["while/newton"] = c => [Lax.While(s => Np.Abs(s * s - c[0]) > 1e-5, s => 0.5 * (s + c[0] / s), c[0])],
        ["while/weak_init"] = c => Leaves(Lax.While(((NDArray I, NDArray V) s) => s.I < 3, s => (s.I + 1, s.V + c[0]), (0, 0))),
        ["while/empty_carry"] = c => Leaves(Lax.While(_ => false, s => s, default(ValueTuple))),
        ["while/jvp"] = c => Leaves(Jvp((NDArray x) => Lax.While(s => s < 50.0, s => s * x, (NDArray)1.0), c[0], c[1])),
        ["while/vmap"] = c => Leaves(Vmap((NDArray n) => Lax.While(((NDArray I, NDArray V) s) => s.I < n, s => (s.I + 1, s.V * 2), (0, 1)))(c[0])),
        ["while/jit_closure"] = c => [Jit((NDArray n) => Lax.While(s => s < n, s => s * 2 + n, (NDArray)1))(c[0])],
        ["fori/sum"] = c => [Lax.ForI(0, 5, (i, v) => v + i * i, (NDArray)0)],
        ["fori/bounds"] = c => [Lax.ForI(3, 7, (i, v) => v * 10 + i, (NDArray)0)],
        ["fori/empty"] = c => [Lax.ForI(5, 2, (i, v) => v + 1, c[0])],
        ["fori/traced_bound"] = c => [Jit((NDArray n) => Lax.ForI((NDArray)0, n, (i, v) => v + i, (NDArray)0))(c[0])],
        ["fori/at_set"] = c => [Lax.ForI(0, 5, (i, a) => a.At[i].Set(Np.Power(i, 2)), Np.Zeros([5], DType.Int32))],
        ["fori/grad"] = c => [Grad((NDArray x) => Lax.ForI(0, 3, (i, v) => Np.Sin(v) * x, x))(c[0])],
        ["fori/unroll"] = c => [Lax.ForI(0, 5, (i, v) => v * 0.5 + i, c[0])],
        ["fori/int8_bounds"] = c => [Lax.ForI(c[0], c[1], (i, v) => v + i, Np.Array(0, DType.Int8))],
        ["fori/power_iteration"] = c => [Lax.ForI(0, 20, (_, v) => Unit(Np.MatMul(c[0], v)), Np.Ones(2))],
    };

    private static NDArray Unit(NDArray w) => w / Linalg.Norm(w);
}
