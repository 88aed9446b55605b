using System.Numerics;
using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static readonly NDArray NoTangent = Lax.Zeros(new(DType.Float0, []));

    private static Dictionary<string, Func<GoldenCase, NDArray[]>> LinearPrograms => new()
    {
        ["jvp/sin"] = c => Leaves(Jvp<NDArray, NDArray>(Np.Sin, 2.0, 3.0)),
        ["jvp/int_float0"] = c => Leaves(Jvp((NDArray x) => x + 1, 2, NoTangent)),
        ["jvp/float_to_int"] = c => Leaves(Jvp((NDArray x) => x.AsType(DType.Int32) + 1, 2.0, 1.0)),
        ["jvp/tree"] = c => Leaves(Jvp((Dictionary<string, NDArray> p) => Dict(("s", p["a"] * p["b"].Sum()), ("c", p["b"])), Dict(("a", c[0]), ("b", c[1])), Dict(("a", c[2]), ("b", c[3])))),
        ["jvp/has_aux"] = c => [.. Leaves(Jvp(Np.Sin, c[0], c[1])), c[0] * 2],
        ["jvp/unconnected_output"] = c => Leaves(Jvp((NDArray x) => (x * 2, Np.Ones(3)), c[0], c[1])),
        ["jvp/dot"] = c => Leaves(Jvp<NDArray, NDArray, NDArray>(Np.Dot, (c[0], c[1]), (c[2], c[3]))),
        ["linearize/basic"] = c =>
        {
            (NDArray y, Func<NDArray, NDArray> push) = Linearize((NDArray x) => Np.Sin(x) * x, c[0]);
            return [y, push(c[1]), push(2 * c[1])];
        },
        ["linearize/has_aux"] = c =>
        {
            (NDArray y, Func<NDArray, NDArray> push) = Linearize((NDArray x) => Np.Power(x, 2), c[0]);
            return [y, push(c[1]), c[0] + 1];
        },
        ["linearize/independent_output"] = c => Leaves(Linearize((NDArray x) => (x, Np.Ones(2)), c[0]).Push(c[1])),
        ["vjp/basic"] = c =>
        {
            (NDArray y, Func<NDArray, (NDArray, NDArray)> pull) = Vjp<NDArray, NDArray, NDArray>(Np.Outer, c[0], c[1]);
            return [y, .. Leaves(pull(c[2]))];
        },
        ["vjp/tuple_output"] = c => [Vjp((NDArray x) => (Np.Sin(x), x.Sum()), c[0]).Pull((c[1], c[2]))],
        ["vjp/int_output"] = c => [Vjp((NDArray x) => (x * 2, x.Sum().AsType(DType.Int32)), c[0]).Pull((c[1], NoTangent))],
        ["vjp/int_input"] = c => Leaves(Vjp((NDArray x, NDArray n) => x * n, c[0], c[1]).Pull(c[2])),
        ["vjp/has_aux"] = c =>
        {
            (NDArray y, Func<NDArray, NDArray> pull) = Vjp(x => Np.Power(x, 2), c[0]);
            return [y, pull(c[1]), c[0] + 1];
        },
        ["vjp/dict_output"] = c => [Vjp((NDArray x) => Dict(("a", x * 2), ("b", Np.Cos(x))), c[0]).Pull(Dict(("a", c[1]), ("b", c[2])))],
        ["vjp/called_twice"] = c =>
        {
            Func<NDArray, NDArray> pull = Vjp(x => Np.Power(x, 3), c[0]).Pull;
            return [pull(c[1]), pull(3 * c[1])];
        },
        ["lt/scale"] = c => [LinearTranspose<NDArray, NDArray>(x => 2 * x, 1.0)(3.0)],
        ["lt/scale_int"] = c => [LinearTranspose<NDArray, NDArray>(x => 2 * x, 1)(3)],
        ["lt/complex"] = c => [LinearTranspose<NDArray, NDArray>(x => new Complex(1, 2) * x, new Complex(0, 1))(new Complex(3, 4))],
        ["lt/index"] = c => [LinearTranspose((NDArray x) => x[0], Np.Array([1.0, 2.0]))(c[0])],
        ["lt/two_args"] = c => Leaves(LinearTranspose(((NDArray X, NDArray Y) t) => 2 * t.X + t.Y[..2], (Np.Zeros(2), Np.Zeros(3)))(c[0])),
        ["lt/scan"] = c => [LinearTranspose((NDArray x) => Lax.Scan((NDArray s, ValueTuple _) => (2 * s, s), x, default(ValueTuple), length: 3), Np.Zeros(2))((c[0], c[1]))],
        ["lt/tree"] = c => Leaves(LinearTranspose((Dictionary<string, NDArray> t) => Np.MatMul(t["a"], Np.Arange(6.0).Reshape(2, 3)) - t["b"], Dict(("a", Np.Zeros(2)), ("b", Np.Zeros(3))))(c[0])),
    };
}
