using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ControlPrograms => new()
    {
        ["control/cond"] = c => [.. new[] { c[0], -c[0] }.Select(v => Grad((NDArray x) => Lax.Cond(x > 0, Np.Sin, v => Np.Power(v, 2), x))(v))],
        ["control/cond_closure"] = c => Leaves(Grad((NDArray x, NDArray y) => Lax.Cond(x > 1, () => x * y, () => x + y), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["control/switch"] = c => [Grad((NDArray x) => Lax.Switch<NDArray, NDArray>(c[0], [Np.Sin, Np.Cos, v => Np.Power(v, 3)], x))(c[1])],
        ["control/scan_vjp"] = c => Leaves(Grad((NDArray s, NDArray a, NDArray xs) =>
        {
            (NDArray last, NDArray all) = Lax.Scan((NDArray s, NDArray x) => (Np.Sin(s) * a + x, s * x), s, xs);
            return last + Np.Power(all, 2).Sum();
        }, wrt: (Arg.First, Arg.Second, Arg.Third))(c[0], c[1], c[2])),
        ["control/scan_jvp"] = c => Leaves(Jvp((NDArray s) => Lax.Scan((NDArray s, NDArray x) => (Np.Sin(s) + x, s * x), s, c[1]), c[0], c[2])),
        ["control/scan_reverse"] = c => Leaves(Grad((NDArray s, NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s * x + 1, s), s, xs, reverse: true).Outputs.Sum(), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["control/scan_int_carry"] = c => [Grad((NDArray x) => Lax.Scan(((NDArray N, NDArray V) s, ValueTuple _) => ((s.N + 1, s.V * (s.N + 1)), default(ValueTuple)), (0, x), default(ValueTuple), length: 4).Carry.Item2)(c[0])],
        ["control/scan_hessian"] = c => [Hessian(x => Lax.Scan((NDArray s, ValueTuple _) => (Np.Sin(s) * x.Sum(), default(ValueTuple)), x[0], default(ValueTuple), length: 3).Carry)(c[0])],
        ["control/scan_rnn"] = c => [Grad((NDArray w) => Lax.Scan((NDArray h, NDArray x) => (Np.Tanh(Np.MatMul(w, h) + x), h), Np.Zeros(2), c[1]).Carry.Sum())(c[0])],
        ["control/while_jvp"] = c => Leaves(Jvp((NDArray x) => Lax.While(((NDArray I, NDArray V) s) => s.I < 4, s => (s.I + 1, s.V * Np.Sin(s.V)), (0, x)), 1.5, 1.0)),
        ["control/while_linearize"] = c => [Linearize((NDArray x) => Lax.While(s => s < 10.0, s => s * 1.5, x), 2.0).Push(1.0)],
        ["control/while_stop_gradient"] = c => [Grad((NDArray x) => x * Lax.StopGradient(Lax.While(s => s < 10.0, s => s * 1.5, x)))(2.0)],
        ["control/while_nondiff_grad"] = c => [Grad((NDArray x) => x * Lax.While(s => s < 10, s => s + 3, (NDArray)0))(2.0)],
        ["control/fori_static_grad"] = c => [Grad((NDArray x) => Lax.ForI(0, 5, (i, v) => v * x + i, (NDArray)1.0))(1.5)],
        ["control/fori_dynamic_jvp"] = c => Leaves(Jit((NDArray n, NDArray x) => Jvp((NDArray x) => Lax.ForI((NDArray)0, n, (i, v) => v * x + i, (NDArray)1.0), x, 1.0))(5, 1.5)),
        ["control/map_grad"] = c => [Grad((NDArray x) => Lax.Map<NDArray, NDArray>(Np.Sin, x).Sum())(c[0])],
        ["control/associative_scan_grad"] = c => [JacRev(x => Lax.AssociativeScan(Np.Multiply, x))(c[0])],
        ["control/nested_scan_cond"] = c => [Grad((NDArray x) => Lax.Scan((NDArray s, NDArray i) => (Lax.Cond(i % 2 == 0, Np.Sin, v => v * v, s), default(ValueTuple)), x, Np.Arange(4)).Carry)(c[0])],
        ["control/grad_of_cond_with_unused"] = c => [.. new[] { true, false }.Select(p => Grad((NDArray x) => Lax.Cond(p, v => (NDArray)1.0, v => v * 3, x))(c[0]))],
        ["control/jacfwd_while"] = c => [JacFwd(x => Lax.While(((NDArray I, NDArray V) s) => s.I < 3, s => (s.I + 1, s.V * s.V[(.., -1)]), (0, x)).Item2)(c[0])],
    };
}
