using Linum.TestSupport;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    /// <summary>Each function has a case in reverse and one in forward mode: its slopes at points where they are not obvious.</summary>
    private static IEnumerable<KeyValuePair<string, Func<GoldenCase, NDArray[]>>> AwkwardPrograms =>
        PiecewiseFunctions.Concat(SmoothFunctions).SelectMany(p => new KeyValuePair<string, Func<GoldenCase, NDArray[]>>[]
        {
            new($"awkward/{p.Key}", c => [AtEach(c[0], x => Grad(p.Value)(x))]),
            new($"awkward_jvp/{p.Key}", c => [AtEach(c[0], x => Jvp(p.Value, x, Np.Ones()).Tangent)]),
        });

    private static NDArray AtEach(NDArray points, Func<NDArray, NDArray> slope) => Np.Stack([.. Enumerable.Range(0, points.Shape[0]).Select(i => slope(points[i]))]);

    /// <summary>A float32 that is not weak.</summary>
    private static NDArray F(double value) => Np.Array(value, DType.Float32);

    private static Dictionary<string, Func<NDArray, NDArray>> PiecewiseFunctions => new()
    {
        ["abs"] = Np.Abs,
        ["sign"] = Np.Sign,
        ["floor"] = Np.Floor,
        ["ceil"] = Np.Ceil,
        ["round"] = x => Np.Round(x),
        ["trunc"] = Np.Trunc,
        ["relu"] = Nn.Relu,
        ["relu6"] = Nn.Relu6,
        ["leaky_relu"] = x => Nn.LeakyRelu(x),
        ["elu"] = x => Nn.Elu(x),
        ["selu"] = Nn.Selu,
        ["celu"] = x => Nn.Celu(x),
        ["gelu"] = Nn.Gelu,
        ["gelu_exact"] = x => Nn.Gelu(x, approximate: false),
        ["silu"] = Nn.Silu,
        ["softplus"] = Nn.Softplus,
        ["hard_tanh"] = Nn.HardTanh,
        ["hard_sigmoid"] = Nn.HardSigmoid,
        ["hard_swish"] = Nn.HardSwish,
        ["log_sigmoid"] = Nn.LogSigmoid,
        ["soft_sign"] = Nn.SoftSign,
        ["squareplus"] = x => Nn.SquarePlus(x),
        ["mish"] = Nn.Mish,
        ["sparse_plus"] = Nn.SparsePlus,
        ["sparse_sigmoid"] = Nn.SparseSigmoid,
        ["sigmoid"] = Nn.Sigmoid,
        ["tanh"] = Np.Tanh,
        ["max_with_0"] = x => Np.Maximum(x, 0.0),
        ["min_with_0"] = x => Np.Minimum(x, 0.0),
        ["max_lhs_nan"] = x => Np.Maximum(double.NaN, x),
        ["clamp"] = x => Lax.Clamp(-1.0, x, 1.0),
        ["clip"] = x => Np.Clip(x, -1.0, 1.0),
        ["clamp_lo"] = low => Lax.Clamp(low, 0.0, 1.0),
        ["clamp_hi"] = high => Lax.Clamp(-1.0, 0.5, high),
        ["where_sqrt_nan"] = x => Np.Where(x > 0, Np.Sqrt(x), 0.0),
        ["double_where"] = x => Np.Where(x > 0, Np.Sqrt(Np.Where(x > 0, x, 1.0)), 0.0),
        ["norm_scalar"] = x => Linalg.Norm(x * Np.Ones(2)),
        ["nan_to_num"] = x => Np.NanToNum(x),
        ["copysign"] = x => Np.Copysign(x, -1.0),
        ["heaviside"] = x => Np.Heaviside(x, 0.5),
        ["stop_gradient"] = x => x * Lax.StopGradient(x),
        ["straight_through"] = x => x + Lax.StopGradient(Np.Round(x) - x),
        ["float_int_float"] = x => x.AsType(DType.Int32).AsType(DType.Float32) * x,
        ["reduce_precision"] = x => Lax.ReducePrecision(x, 5, 10) * 2,
        ["nextafter_mask"] = x => x * (x > Lax.NextAfter(F(0), F(1))),
    };

    private static Dictionary<string, Func<NDArray, NDArray>> SmoothFunctions => new()
    {
        ["sqrt"] = Np.Sqrt,
        ["rsqrt"] = Lax.Rsqrt,
        ["cbrt"] = Np.Cbrt,
        ["log"] = Np.Log,
        ["log1p"] = Np.Log1p,
        ["log2"] = Np.Log2,
        ["log10"] = Np.Log10,
        ["exp2"] = Np.Exp2,
        ["expm1"] = Np.Expm1,
        ["pow2"] = x => Np.Power(x, 2),
        ["pow0"] = x => Np.Power(x, 0),
        ["pow1"] = x => Np.Power(x, 1),
        ["pow3"] = x => Np.Power(x, 3),
        ["pow_neg1"] = x => Np.Power(x, -1),
        ["pow_half"] = x => Np.Power(x, 0.5),
        ["pow_float2"] = x => Np.Power(x, 2.0),
        ["jnp_power_x_float_array"] = x => Np.Power(x, F(2)),
        ["power_zero_zero"] = x => Np.Power(x, F(0)),
        ["power_frac_zero"] = x => Np.Power(x, F(0.5)),
        ["power_int_array"] = x => Np.Power(x, Np.Array(3, DType.Int32)),
        ["power_int_array0"] = x => Np.Power(x, Np.Array(0, DType.Int32)),
        ["pow_wrt_exponent"] = y => Np.Power(F(0), y),
        ["pow_wrt_exponent_neg_base"] = y => Np.Power(F(-2), y),
        ["pow_wrt_exponent_pos"] = y => Np.Power(F(3), y),
        ["div_denominator"] = y => 1.0 / y,
        ["div_zero_zero"] = x => x / 0.0,
        ["rem_x"] = x => Lax.Rem(x, F(3)),
        ["rem_y"] = y => Lax.Rem(F(7.5), y),
        ["mod_x"] = x => Np.Mod(x, F(3)),
        ["mod_y"] = y => Np.Mod(F(-7.5), y),
        ["fmod_y"] = y => Np.Fmod(F(-7.5), y),
        ["floor_divide"] = x => Np.FloorDivide(x, 2.0),
        ["atan2_x"] = x => Np.Arctan2(x, F(0)),
        ["hypot"] = x => Np.Hypot(x, 0.0),
        ["asin"] = Np.Arcsin,
        ["acos"] = Np.Arccos,
        ["acosh"] = Np.Arccosh,
        ["atanh"] = Np.Arctanh,
        ["erf_inv"] = Lax.ErfInv,
        ["erf"] = Lax.Erf,
        ["erfc"] = Lax.Erfc,
        ["sinc"] = Np.Sinc,
        ["logit"] = Special.Logit,
        ["xlogy"] = x => Special.Xlogy(x, 0.0),
        ["xlogy_y"] = y => Special.Xlogy(0.0, y),
        ["xlog1py"] = x => Special.Xlog1py(x, -1.0),
        ["entr"] = Special.Entr,
        ["logaddexp_inf"] = x => Np.LogAddExp(x, double.NegativeInfinity),
        ["logaddexp"] = x => Np.LogAddExp(x, 0.0),
        ["abs_pow"] = x => Np.Power(Np.Abs(x), 1.5),
        ["float_power"] = x => Np.FloatPower(x, 2),
        ["square"] = Np.Square,
        ["reciprocal"] = Np.Reciprocal,
        ["lgamma"] = Lax.Lgamma,
        ["digamma"] = Lax.Digamma,
    };
}
