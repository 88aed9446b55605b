using System.Numerics;
using static Linum.Transform;

namespace Linum.Tests.Golden;

/// <summary>The functions and expressions whose result types the group jax/promotion fixes.</summary>
internal static class PromotionFunctions
{
    public static Dictionary<string, Func<NDArray, NDArray>> Unary { get; } = new()
    {
        ["unary_sin"] = Np.Sin,
        ["unary_exp"] = Np.Exp,
        ["unary_sqrt"] = Np.Sqrt,
        ["unary_mean"] = x => Np.Mean(x),
        ["unary_var"] = x => Np.Var(x),
        ["unary_sum"] = x => Np.Sum(x),
        ["unary_prod"] = x => Np.Prod(x),
        ["unary_cumsum"] = x => Np.CumSum(x),
        ["unary_max"] = x => Np.Max(x),
        ["unary_abs"] = Np.Abs,
        ["unary_sign"] = Np.Sign,
        ["unary_square"] = Np.Square,
        ["unary_floor"] = Np.Floor,
        ["unary_round"] = x => Np.Round(x),
        ["unary_negative"] = Np.Negative,
        ["unary_reciprocal"] = Np.Reciprocal,
        ["unary_isnan"] = Np.IsNaN,
        ["unary_argmax"] = x => Np.ArgMax(x),
        ["unary_logical_not"] = Np.LogicalNot,
        ["unary_median"] = x => Np.Median(x),
        ["unary_std"] = x => Np.Std(x),
        ["unary_real"] = Np.Real,
        ["unary_conj"] = Np.Conj,
        ["unary_angle"] = Np.Angle,
        ["unary_linalg.norm"] = x => Linalg.Norm(x),
        ["unary_cumulative_sum"] = x => Np.CumulativeSum(x),
        ["unary_any"] = x => Np.Any(x),
        ["unary_sort"] = x => Np.Sort(x),
        ["unary_trunc"] = Np.Trunc,
        ["unary_rint"] = Np.Rint,
        ["unary_exp2"] = Np.Exp2,
    };

    public static Dictionary<string, Func<NDArray, NDArray, NDArray>> Binary { get; } = new()
    {
        ["binary_add"] = Np.Add,
        ["binary_true_divide"] = Np.Divide,
        ["binary_power"] = Np.Power,
        ["binary_floor_divide"] = Np.FloorDivide,
        ["binary_mod"] = Np.Mod,
        ["binary_maximum"] = Np.Maximum,
        ["binary_arctan2"] = Np.Arctan2,
        ["binary_logaddexp"] = Np.LogAddExp,
        ["binary_matmul"] = Np.MatMul,
        ["binary_bitwise_and"] = Np.BitwiseAnd,
        ["binary_left_shift"] = Np.LeftShift,
        ["binary_equal"] = Np.Equal,
        ["binary_where"] = (x, y) => Np.Where(true, x, y),
        ["binary_fmod"] = Np.Fmod,
        ["binary_hypot"] = Np.Hypot,
        ["binary_float_power"] = Np.FloatPower,
        ["binary_logical_and"] = Np.LogicalAnd,
        ["binary_subtract"] = Np.Subtract,
    };

    /// <summary>Whether an entry is also tried with scalars.</summary>
    public static bool Scalars(string stem, string key) => key.Contains('*', StringComparison.Ordinal) && stem is not ("binary_matmul" or "unary_cumulative_sum" or "unary_sort");

    private static NDArray Weak => Np.Full([2], 1.0);

    public static Dictionary<string, Func<NDArray>> Literals { get; } = new()
    {
        ["array(1)"] = () => Np.Array(1),
        ["array(1.0)"] = () => Np.Array(1.0),
        ["array(True)"] = () => Np.Array(true),
        ["array(1j)"] = () => Np.Array(Complex.ImaginaryOne),
        ["asarray(1)"] = () => 1,
        ["asarray([1])"] = () => Np.Array([1]),
        ["asarray([1.0])"] = () => Np.Array([1.0]),
        ["zeros(2)"] = () => Np.Zeros(2),
        ["full(2,1)"] = () => Np.Full([2], 1),
        ["full(2,1.0)"] = () => Np.Full([2], 1.0),
        ["full((),1.0)"] = () => Np.Full([], 1.0),
        ["arange(3)"] = () => Np.Arange(3),
        ["arange(3.)"] = () => Np.Arange(3.0),
        ["arange(0,3,1)"] = () => Np.Arange(0, 3, 1),
        ["linspace(0,1,3)"] = () => Np.Linspace(0, 1, 3),
        ["eye(2)"] = () => Np.Eye(2),
        ["sin(2.0)"] = () => Np.Sin(2.0),
        ["sin(2)"] = () => Np.Sin(2),
        ["1<2 array"] = () => Np.Array(1) < Np.Array(2),
        ["where(True,1,2.0)"] = () => Np.Where(true, 1, 2.0),
        ["zeros_like(weak)"] = () => Np.ZerosLike(Weak),
        ["ones_like(strong)"] = () => Np.OnesLike(Np.Zeros([2], DType.Float16)),
        ["full_like(weak,2)"] = () => Np.FullLike(Np.Array(1), 2),
        ["asarray(1.0).astype(float32)"] = () => Np.Array(1.0).AsType(DType.Float32),
        ["asarray(1.0)+asarray(1)"] = () => Np.Array(1.0) + Np.Array(1),
        ["int32 array + 1.5"] = () => Np.Arange(2) + 1.5,
        ["weak.reshape"] = () => Weak.Reshape(2, 1),
        ["stack weak"] = () => Np.Stack([Weak, Weak]),
        ["concatenate weak"] = () => Np.Concatenate([Weak, Weak]),
        ["sum weak"] = () => Np.Sum(Weak),
        ["cumsum weak"] = () => Np.CumSum(Weak),
        ["max weak"] = () => Np.Max(Weak),
        ["dot weak"] = () => Np.Dot(Weak, Weak),
        ["mean weak"] = () => Np.Mean(Weak),
        ["index weak"] = () => Weak[0],
        ["at_set weak"] = () => Weak.At[0].Set(2.0),
        ["float32(1)"] = () => Np.Array(1, DType.Float32),
        ["array(np.float64(1))"] = () => Np.Array(new[] { 1.0 })[0],
        ["array(np.int64(1))"] = () => Np.Array(new[] { 1L })[0],
        ["lax.full((2,),1.0)"] = () => Lax.BroadcastTo(1.0, [2]),
        ["random.uniform"] = () => Rng.Uniform(Rng.Key(0)),
        ["jit identity 1.0"] = () => Jit((NDArray x) => x)(1.0),
        ["vmap weak"] = () => Vmap((NDArray x) => x + 1)(Weak),
        ["grad x**2 at 3.0"] = () => Grad((NDArray x) => Np.Power(x, 2))(3.0),
        ["cond weak/strong"] = () => Lax.Cond(true, () => (NDArray)1.0, () => Np.Zeros([], DType.Float32)),
        ["scan carry weak init"] = () => Lax.Scan((NDArray c, NDArray x) => (c + x, c), 0.0, Np.Zeros(2)).Carry,
        ["clip weak"] = () => Np.Clip(Weak, 0, 1),
        ["maximum(weak,0)"] = () => Np.Maximum(Weak, 0),
        ["round weak"] = () => Np.Round(Weak),
        ["argmax"] = () => Np.ArgMax(Weak),
    };
}
