using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> DerivativePrograms => new()
    {
        ["ad/per_example_gradients"] = c => Leaves(Vmap(Grad<Dictionary<string, NDArray>, NDArray, NDArray>(SquaredError), inAxes: [null, 0, 0])(Dict(("b", c[0]), ("w", c[1])), c[2], c[3])),
        ["ad/grad_of_sum_vmap"] = c => Leaves(Grad((Dictionary<string, NDArray> p) => Np.Sum(Vmap(SquaredError, inAxes: [null, 0, 0])(p, c[2], c[3])))(Dict(("b", c[0]), ("w", c[1])))),
        ["ad/vmap_grad_batched_params"] = c => Leaves(Vmap(Grad<Dictionary<string, NDArray>, NDArray, NDArray>(SquaredError), inAxes: [new() { ["w"] = 0, ["b"] = null }, 0, 0])(Dict(("b", c[0]), ("w", c[1])), c[2], c[3])),
        ["ad/vmap_value_and_grad_aux"] = c => Leaves(Vmap(ValueAndGradWithAux((NDArray v) => (Np.Sum(Np.Power(v, 3)), v * 2)))(c[0])),
        ["ad/vmap_jacfwd"] = c => [Vmap(JacFwd(v => Np.Sin(v) * v[(.., -1)]))(c[0])],
        ["ad/vmap_jacrev"] = c => [Vmap(JacRev(v => Np.Sin(v) * v[(.., -1)]))(c[0])],
        ["ad/vmap_hessian"] = c => [Vmap(Hessian(v => Np.Sum(Np.Power(v, 3)) * v[0]))(c[0])],
        ["ad/jvp_of_vmap"] = c => Leaves(Jvp(Vmap((NDArray v) => Np.Sin(v).Sum()), c[0], c[1])),
        ["ad/vmap_of_jvp_tangent_only"] = c => [Vmap((NDArray t) => Jvp(v => Np.Sin(v) * v, c[0], t).Tangent)(c[1])],
        ["ad/vmap_vjp_fn"] = c => [Vmap(Vjp(v => Np.Outer(v, v).Sum(0), c[0]).Pull)(c[1])],
        ["ad/vmap_linear_transpose"] = c => [Vmap((NDArray ct) => LinearTranspose((NDArray v) => 3 * v[..2], Np.Zeros(3))(ct))(c[0])],
        ["ad/vmap_grad_grad"] = c => [Vmap(Grad(Grad((NDArray v) => Np.Sin(v) * Np.Power(v, 2))))(c[0])],
        ["ad/vmap_linearize"] = c => [Vmap((NDArray a, NDArray b) => Linearize<NDArray, NDArray>(Np.Tanh, a).Push(b))(c[0], c[1])],
        ["ad/vmap_checkpoint_grad"] = c => [Vmap(Grad(Checkpoint((NDArray v) => Np.Sin(Np.Sin(v)))))(c[0])],
        ["ad/grad_through_vmap_unmapped_arg"] = c => [Grad((NDArray w) => Vmap((NDArray v) => Np.Tanh(w * v), outAxes: 0)(c[1]).Sum())(c[0])],
        ["ad/grad_out_axes"] = c => [Grad((NDArray x) => (Vmap((NDArray v) => Np.Power(v, 3), inAxes: -1, outAxes: 1)(x) * Np.Arange(6.0).Reshape(2, 3)).Sum())(c[0])],
    };

    private static NDArray SquaredError(Dictionary<string, NDArray> p, NDArray x, NDArray y) => Np.Power(Np.Dot(p["w"], x) + p["b"] - y, 2);
}
