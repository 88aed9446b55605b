using System.Numerics;
using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ComplexPrograms => new()
    {
        ["complex/holomorphic_sin"] = c => [Holomorphic(Np.Sin, c[0])],
        ["complex/abs_squared"] = c => [Grad((NDArray z) => Np.Power(Np.Real(z), 2) + Np.Power(Np.Imag(z), 2))(c[0])],
        ["complex/cos_abs"] = c => [Grad((NDArray z) => Np.Cos(Np.Abs(z)))(c[0])],
        ["complex/abs_at_zero"] = c => [Grad((NDArray z) => Np.Abs(z))(c[0])],
        ["complex/real_imag"] = c => [Grad((NDArray z) => Np.Real(z))(c[0]), Grad((NDArray z) => Np.Imag(z))(c[0])],
        ["complex/conj"] = c => Leaves(Grad((NDArray z, NDArray w) => Np.Real(Np.Conj(z) * w * w), wrt: (Arg.First, Arg.Second))(c[0], c[1])),
        ["complex/real_to_complex"] = c => [Grad((NDArray x) => Np.Power(Np.Abs(Lax.Complex(x, 2 * x) * new Complex(1, 1)), 2))(c[0])],
        ["complex/jvp_exp"] = c => Leaves(Jvp(Np.Exp, c[0], c[1])),
        ["complex/vjp_mul"] = c => Leaves(Vjp((NDArray z, NDArray w) => z * w, c[0], c[1]).Pull(c[2])),
        ["complex/jacrev_real_out"] = c => [JacRev(z => Np.Stack([Np.Real(z * z), Np.Imag(z)]))(c[0])],
        ["complex/jacfwd_holomorphic"] = c => [JacFwd(z => z * z * z[(.., -1)])(c[0])],
        ["complex/matmul_vjp"] = c => Leaves(Vjp<NDArray, NDArray, NDArray>(Np.MatMul, c[0], c[1]).Pull(c[2])),
        ["complex/astype_real"] = c => [Grad((NDArray z) => Np.Real(z * new Complex(2, -1)).AsType(DType.Float32))(c[0])],
        ["complex/holo_exp"] = c => [Holomorphic(Np.Exp, c[0])],
        ["complex/holo_log"] = c => [Holomorphic(Np.Log, c[0])],
        ["complex/holo_sqrt"] = c => [Holomorphic(Np.Sqrt, c[0])],
        ["complex/holo_tanh"] = c => [Holomorphic(Np.Tanh, c[0])],
        ["complex/holo_cos"] = c => [Holomorphic(Np.Cos, c[0])],
        ["complex/holo_arctan"] = c => [Holomorphic(Np.Arctan, c[0])],
        ["complex/holo_log1p"] = c => [Holomorphic(Np.Log1p, c[0])],
        ["complex/holo_expm1"] = c => [Holomorphic(Np.Expm1, c[0])],
        ["complex/holo_sinh"] = c => [Holomorphic(Np.Sinh, c[0])],
        ["complex/holo_square"] = c => [Holomorphic(Np.Square, c[0])],
        ["complex/holo_reciprocal"] = c => [Holomorphic(Np.Reciprocal, c[0])],
        ["complex/holo_arcsinh"] = c => [Holomorphic(Np.Arcsinh, c[0])],
        ["complex/angle"] = c => [Grad((NDArray z) => Np.Angle(z))(c[0])],
        ["complex/pow"] = c => Leaves(Vjp<NDArray, NDArray, NDArray>(Np.Power, c[0], c[1]).Pull(Np.Ones([], DType.Complex64))),
    };

    /// <summary>The derivative of a holomorphic function: one cotangent pulled back.</summary>
    private static NDArray Holomorphic(Func<NDArray, NDArray> f, NDArray z) => Vjp(f, z).Pull(Np.Ones([], DType.Complex64));
}
