using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> OrderPrograms => new()
    {
        ["order/sin"] = c => FiveDerivatives(Np.Sin),
        ["order/tanh"] = c => FiveDerivatives(Np.Tanh),
        ["order/exp_neg_sq"] = c => FiveDerivatives(x => Np.Exp(-x * x)),
        ["order/log1p"] = c => FiveDerivatives(Np.Log1p),
        ["order/poly"] = c => FiveDerivatives(x => Np.Power(x, 6)),
        ["order/reciprocal"] = c => FiveDerivatives(x => 1 / x),
        ["order/sqrt"] = c => FiveDerivatives(Np.Sqrt),
        ["order/sigmoid"] = c => FiveDerivatives(Nn.Sigmoid),
        ["order/softplus"] = c => FiveDerivatives(Nn.Softplus),
        ["order/erf"] = c => FiveDerivatives(Lax.Erf),
        ["order/pow_y"] = c => FiveDerivatives(x => Np.Power(x, 2.5)),
        ["order/atan"] = c => FiveDerivatives(Np.Arctan),
        ["order/sinc"] = c => FiveDerivatives(Np.Sinc),
        ["order/scan"] = c => FiveDerivatives(x => Lax.Scan((NDArray s, ValueTuple _) => (Np.Sin(s) * x, default(ValueTuple)), x, default(ValueTuple), length: 2).Carry),
        ["order/custom_root_free"] = c => FiveDerivatives(x => Np.Cos(x) / (1 + Np.Power(x, 2))),
        ["order/cbrt"] = c => FiveDerivatives(Np.Cbrt),
        ["order/logsumexp2"] = c => FiveDerivatives(x => Nn.LogSumExp(Np.Stack([x, x * x]))),
        ["order/mixed_modes"] = c => [Np.Stack([Grad(Grad(Grad((NDArray x) => Np.Sin(x))))(c[0]), JacFwd(JacRev(JacFwd(Np.Sin)))(c[0]), JacRev(JacFwd(JacFwd(Np.Sin)))(c[0])])],
        ["order/jet_like_jvp_nested"] = c => Leaves(Jvp((NDArray x) => Jvp((NDArray x) => Jvp(Np.Exp, x * x, 2 * x).Tangent, x, 1.0).Tangent, 0.5, 1.0)),
        ["order/grad_grad_matrix"] = c => [Grad((NDArray x) => Np.Sum(Np.Power(Grad((NDArray x) => Np.Sum(Np.Tanh(Np.MatMul(x, x.T))))(x), 2)))(c[0])],
        ["order/perturbation_confusion"] = c => [Grad((NDArray x) => x * Grad((NDArray y) => x + y)(2.0))(3.0)],
        ["order/perturbation_confusion2"] = c => [Grad((NDArray x) => x * Grad((NDArray y) => x * y)(2.0))(3.0)],
    };

    /// <summary>The value at 0.7 and the first five derivatives, in float64.</summary>
    private static NDArray[] FiveDerivatives(Func<NDArray, NDArray> f)
    {
        NDArray x = Np.Array(0.7, DType.Float64);
        List<NDArray> values = [];
        for (int order = 0; order < 6; order++, f = Grad(f)) values.Add(f(x));
        return [Np.Stack([.. values])];
    }
}
