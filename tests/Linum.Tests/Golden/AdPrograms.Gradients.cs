using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> GradientPrograms => new()
    {
        ["grad/square"] = c => [Grad((NDArray x) => Np.Power(x, 2))(3.0)],
        ["grad/argnums_pair"] = c => Leaves(Grad((NDArray x, NDArray y) => x * y, wrt: (Arg.First, Arg.Second))(2.0, 5.0)),
        ["grad/argnums_order"] = c =>
        {
            // Arguments are named in their own order here; the reference was asked for the third before the first.
            (NDArray first, NDArray third) = Grad((NDArray x, NDArray y, NDArray z) => x * Np.Power(y, 2) * Np.Power(z, 3), wrt: (Arg.First, Arg.Third))(2.0, 5.0, 3.0);
            return [third, first];
        },
        ["grad/argnums_negative"] = c => [Grad((NDArray x, NDArray y) => x * Np.Power(y, 2), wrt: Arg.Second)(2.0, 5.0)],
        ["grad/argnums_single_tuple"] = c => [Grad((NDArray x) => Np.Sin(x))(2.0)],
        ["grad/dict"] = c => Leaves(Grad((Dictionary<string, NDArray> p) => p["w"] * p["b"])(Dict(("b", 2.0), ("w", 3.0)))),
        ["grad/nested_tree_with_null"] = c => Leaves(Grad(((Dictionary<string, NDArray?> D, List<NDArray?> L) p) => p.D["a"]!.Sum() * p.L[1]!)((new() { ["a"] = c[0], ["n"] = null }, [null, c[1]]))),
        ["grad/has_aux"] = c => Leaves(GradWithAux((NDArray x) => (Np.Power(x, 3), new List<NDArray> { Np.Power(x, 2) }))(3.0)),
        ["grad/value_and_grad"] = c => Leaves(ValueAndGrad((NDArray x) => Np.Sum(Np.Tanh(x)))(c[0])),
        // The auxiliary result of the case is a text, which is no part of a tree of arrays: a C# function that returns it would be called as well.
        ["grad/value_and_grad_aux"] = c => Leaves(ValueAndGrad((NDArray x) => Np.Power(x, 2))(3.0)),
        ["grad/allow_int"] = c => Leaves(Vjp((NDArray x, NDArray i) => x[i], c[0], c[1]).Pull(Np.Ones())),
        ["grad/broadcast"] = c => [Grad((NDArray x) => Np.Sum(x * Np.Ones(3, 2)))(c[0])],
        ["grad/scalar_broadcast"] = c => Leaves(Grad((NDArray s, NDArray m) => Np.Sum(s * m), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["grad/keepdim_broadcast"] = c => Leaves(Grad((NDArray a, NDArray b) => Np.Sum(Np.Power(a + b, 2)), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["grad/constant_function"] = c => [Grad((NDArray x) => (NDArray)3.0)(c[0])],
        ["grad/unused_argument"] = c => Leaves(Grad((NDArray x, NDArray y) => Np.Sum(x), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["grad/fan_out"] = c => [Grad((NDArray x) => x * x + Np.Sin(x) * x + x)(c[0])],
        ["grad/f16_param_f32_loss"] = c => [Grad((NDArray w) => Np.Sum(Np.Power(w.AsType(DType.Float32), 2)))(c[0])],
        ["grad/bf16"] = c => [Grad((NDArray w) => Np.Sum(Np.Sin(w.AsType(DType.BFloat16))).AsType(DType.Float32))(c[0])],
        ["grad/kwargs_undifferentiated"] = c => [Grad((NDArray x, NDArray k) => k * Np.Power(x, 2))(2.0, 3.0)],
        ["grad/python_control_flow"] = c => [Grad((NDArray x) => (bool)(x > 0) ? Np.Power(x, 2) : -x)(-2.0)],
        ["grad/of_jit"] = c => [Grad(Jit((NDArray x) => Np.Sum(Np.Sin(x) * x)))(c[0])],
        ["grad/jit_of"] = c => [Jit(Grad((NDArray x) => Np.Sum(Np.Sin(x) * x)))(c[0])],
        ["grad/x64"] = c => [Grad((NDArray x) => Np.Sum(Np.Exp(x) * Np.Log1p(x)))(c[0])],
    };
}
