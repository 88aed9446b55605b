using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ControlPrograms => new()
    {
        ["control/cond_batched_pred"] = c => [Vmap((NDArray x, NDArray y, NDArray z) => Lax.Cond(x < 3, () => y, () => -z))(c[0], c[1], c[2])],
        ["control/cond_unbatched_pred"] = c => [Vmap((NDArray p, NDArray x) => Lax.Cond(p, Np.Sin, Np.Cos, x), inAxes: [null, 0])(c[0], c[1])],
        ["control/cond_forwarded_operand"] = c => Leaves(Vmap((NDArray x, NDArray y) => Lax.Cond(x < 3, ((NDArray x, NDArray y) t) => (2.0 * t.x, t.y), t => (3.0 * t.x, t.y), (x, y)), inAxes: [0, null], outAxes: [0, null])(c[0], c[1])),
        ["control/cond_tree"] = c => Leaves(Vmap((NDArray p, (NDArray A, NDArray B) t) => Lax.Cond(p, t => Dict(("r", t.A + 1), ("s", t.B)), t => Dict(("r", t.A * 2), ("s", -t.B)), t))(c[0], (c[1], c[2]))),
        ["control/switch_batched"] = c => [Vmap((NDArray i, NDArray x) => Lax.Switch(i, [v => v, v => v * 10, v => v * 100], x))(c[0], c[1])],
        ["control/switch_unbatched"] = c => [Vmap((NDArray i, NDArray x) => Lax.Switch(i, [v => v, v => v * 10, v => v * 100], x), inAxes: [null, 0])(c[0], c[1])],
        ["control/while_batched_pred"] = c => [Vmap((NDArray x) => Lax.While(v => v < 3, v => v + 2, x))(c[0])],
        ["control/while_unbatched_pred"] = c => Leaves(Vmap((NDArray x) => Lax.While(((NDArray I, NDArray V) s) => s.I < 4, s => (s.I + 1, s.V * 1.5), (0, x)), outAxes: [null, 0])(c[0])),
        ["control/while_batched_bound"] = c => Leaves(Vmap((NDArray n, NDArray x) => Lax.While(((NDArray I, NDArray V) s) => s.I < n, s => (s.I + 1, s.V * 2), (0, x)))(c[0], c[1])),
        ["control/while_axis_index"] = c => [Vmap((NDArray x) => Lax.While(v => v < Lax.AxisIndex("i"), v => v + 2, x), axisName: "i")(c[0])],
        ["control/while_forwarded_carry"] = c => Leaves(Vmap((NDArray w, NDArray x) => Lax.While(((NDArray w, NDArray x) s) => s.x < 3, s => (s.w, s.x + s.w), (w, x)), inAxes: [null, 0], outAxes: [null, 0])(c[0], c[1])),
        ["control/while_collatz"] = c => [Vmap((NDArray n) => Lax.While(((NDArray N, NDArray Steps) s) => s.N != 1, s => (Np.Where(s.N % 2 == 0, Np.FloorDivide(s.N, 2), 3 * s.N + 1), s.Steps + 1), (n, 0)).Steps)(c[0])],
        ["control/fori_static"] = c => [Vmap((NDArray x) => Lax.ForI(0, 4, (i, v) => v * 1.5 + i, x))(c[0])],
        ["control/fori_batched_bound"] = c => [Vmap((NDArray n, NDArray x) => Lax.ForI((NDArray)0, n, (i, v) => v + i, x))(c[0], c[1])],
        ["control/scan_carry_batched"] = c => Leaves(Vmap((NDArray start, NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s + x, s * x), start, xs))(c[0], c[1])),
        ["control/scan_xs_only"] = c => Leaves(Vmap((NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s + x, s), 0.0, xs))(c[0])),
        ["control/scan_axis1_reverse"] = c => Leaves(Vmap((NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s + x, s + x), Np.Zeros(), xs, reverse: true), inAxes: 1, outAxes: [0, 1])(c[0])),
        ["control/scan_const_batched"] = c => Leaves(Vmap((NDArray a, NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s * a + x, s), 1.0, xs), inAxes: [0, null])(c[0], c[1])),
        ["control/scan_shift_carry"] = c => Leaves(Vmap((NDArray x) => Lax.Scan(((NDArray A, NDArray B, NDArray C, NDArray D) s, ValueTuple _) => ((s.B, s.C, s.D, s.D + 1), s.A), (0.0, 1.0, 2.0, x), default(ValueTuple), length: 6))(c[0])),
        ["control/scan_unbatched_output"] = c => Leaves(Vmap((NDArray x) => Lax.Scan(((NDArray N, NDArray V) s, ValueTuple _) => ((s.N + 1, s.V * 2), default(ValueTuple)), (0, x), default(ValueTuple), length: 3).Carry, outAxes: [null, 0])(c[0])),
        ["control/map"] = c => [Vmap((NDArray x) => Lax.Map((NDArray v) => Np.Power(v, 2), x))(c[0])],
        ["control/associative_scan"] = c => [Vmap((NDArray x) => Lax.AssociativeScan(Np.Add, x))(c[0])],
        ["control/grad_vmap_cond_sqrt"] = c => [Grad((NDArray x) => Vmap((NDArray v) => Lax.Cond(v < 1e-3, v => 1e-3 + 0 * v, Np.Sqrt, v))(x).Sum())(c[0])],
        ["control/vmap_grad_scan"] = c => [Vmap(Grad((NDArray v) => Lax.Scan((NDArray s, ValueTuple _) => (Np.Sin(s) * v, s), v, default(ValueTuple), length: 4).Carry))(c[0])],
        ["control/vmap_jvp_while"] = c => Leaves(Vmap((NDArray v) => Jvp((NDArray a) => Lax.While(s => s < 10, s => s * s + 1, a), v, Np.Ones()))(c[0])),
        ["control/vmap_of_jit"] = c => [Vmap(Jit((NDArray v) => Np.Dot(v, v)))(c[0])],
        ["control/jit_of_vmap"] = c => [Jit(Vmap((NDArray v) => Np.Dot(v, v)))(c[0])],
    };
}
