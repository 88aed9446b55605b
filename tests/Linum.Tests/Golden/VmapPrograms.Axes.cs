using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> AxisPrograms => new()
    {
        ["axes/identity_in0_out1"] = c => [Vmap((NDArray x) => x, inAxes: 0, outAxes: 1)(c[0])],
        ["axes/in1_out0"] = c => [Vmap((NDArray x) => x * 2, inAxes: 1, outAxes: 0)(c[0])],
        ["axes/in1_out1"] = c => [Vmap((NDArray x) => x * 2, inAxes: 1, outAxes: 1)(c[0])],
        ["axes/in_neg1"] = c => [Vmap((NDArray x, NDArray y) => x * y, inAxes: -1, outAxes: 0)(c[0], c[1])],
        ["axes/in_neg2_out_neg1"] = c => [Vmap(Np.Sin, inAxes: -2, outAxes: -1)(c[0])],
        ["axes/out_neg2"] = c => [Vmap((NDArray x) => x + 1, inAxes: 0, outAxes: -2)(c[0])],
        ["axes/out2"] = c => [Vmap((NDArray x) => x + 1, inAxes: 0, outAxes: 2)(c[0])],
        ["axes/two_args_1_null"] = c => [Vmap((NDArray x, NDArray y) => x.Sum() + y, inAxes: [1, null])(c[0], c[1])],
        ["axes/two_args_neg1_0"] = c => [Vmap(Np.Outer, inAxes: [-1, 0])(c[0], c[1])],
        ["axes/two_args_0_1"] = c => [Vmap(Np.Dot, inAxes: [0, 1])(c[0], c[1])],
        ["axes/null_first"] = c => [Vmap(Np.Dot, inAxes: [null, 0])(c[0], c[1])],
        ["axes/null_first_out1"] = c => [Vmap(Np.Dot, inAxes: [null, 0], outAxes: 1)(c[0], c[1])],
        ["axes/list_in_axes"] = c => [Vmap((NDArray x, NDArray y) => x + y, inAxes: [0, 0])(c[0], c[1])],
        ["axes/three_args"] = c => [Vmap((NDArray x, NDArray y, NDArray z) => x * y + z, inAxes: [0, null, 1])(c[0], c[1], c[2])],
        ["axes/dict_prefix"] = c => [Vmap((Dictionary<string, NDArray> p, NDArray x) => p["w"] * x + p["b"], inAxes: [new() { ["b"] = null, ["w"] = 0 }, 0])(Dict(("b", c[0]), ("w", c[1])), c[2])],
        ["axes/dict_mapped_whole"] = c => [Vmap((Dictionary<string, NDArray> p) => p["w"] * 2 + p["b"])(Dict(("b", c[0]), ("w", c[1])))],
        ["axes/nested_tuple_spec"] = c => [Vmap(((NDArray A, (NDArray B, NDArray C) Pair) t) => Np.MatMul(Np.MatMul(t.A, t.Pair.C), t.Pair.B), inAxes: [[0, [1, 2]]])((c[0], (c[1], c[2])))],
        ["axes/prefix_into_tuple"] = c => [Vmap(((NDArray A, NDArray B) t) => t.A * t.B, inAxes: [0])((c[0], c[1]))],
        ["axes/prefix_null_subtree"] = c => [Vmap(((NDArray A, List<NDArray> B) t, NDArray x) => t.A + t.B[0] * x, inAxes: [null, 0])((c[0], [c[1]]), c[2])],
        ["axes/nested_dict_list"] = c => Leaves(Vmap((Dictionary<string, List<NDArray>> p, NDArray x) => (p["l"][0] + x, Dict(("k", p["l"][1] * x))), inAxes: [new() { ["l"] = [0, 1] }, 0])(new() { ["l"] = [c[0], c[1]] }, c[2])),
        ["axes/tuple_out_axes"] = c => Leaves(Vmap((NDArray x) => (x, x * 2), outAxes: [0, 1])(c[0])),
        ["axes/tuple_out_axes_neg"] = c => Leaves(Vmap((NDArray x) => (x, x.Sum()), outAxes: [-1, 0])(c[0])),
        ["axes/dict_out_axes"] = c => Leaves(Vmap((NDArray x) => Dict(("s", x.Sum()), ("d", x * 2)), outAxes: new() { ["d"] = 1, ["s"] = 0 })(c[0])),
        ["axes/out_prefix"] = c => Leaves(Vmap((NDArray x) => (x, new Dictionary<string, List<NDArray>> { ["a"] = [x + 1], ["b"] = [x * 2] }), outAxes: 1)(c[0])),
        ["axes/out_nested_prefix"] = c => Leaves(Vmap((NDArray x) => (x, Dict(("a", x + 1), ("b", Np.Ones(2)))), outAxes: [0, new() { ["a"] = 1, ["b"] = null }])(c[0])),
        ["axes/out_null_scalar"] = c => Leaves(Vmap((NDArray x) => (x, (NDArray)1.0), outAxes: [0, null])(c[0])),
        ["axes/out_int_scalar"] = c => Leaves(Vmap((NDArray x) => (x, (NDArray)1.0))(c[0])),
        ["axes/out_unbatched_last"] = c => [Vmap((NDArray x) => Np.Zeros(2) + 7, outAxes: -1)(c[0])],
        ["axes/out_null_closure"] = c => Leaves(Vmap((NDArray x, NDArray y) => (x + y, y), inAxes: [0, null], outAxes: [0, null])(c[0], c[1])),
        ["axes/in_null_axis_size"] = c => [Vmap((NDArray x) => x + 1, inAxes: null, axisSize: 4)(2.0)],
        ["axes/in_null_axis_size_out_null"] = c => [Vmap((NDArray x) => x + 1, inAxes: null, outAxes: null, axisSize: 4)(2.0)],
        ["axes/no_args"] = c => [Vmap(() => (NDArray)3.0, axisSize: 4)()],
        ["axes/empty_output"] = c => Leaves(Vmap((NDArray x) => System.Array.Empty<NDArray>())(c[0])),
        ["axes/none_output"] = c => Leaves(Vmap((NDArray x) => (x, (NDArray?)null))(c[0])),
        ["axes/none_input_leaf"] = c => [Vmap(((NDArray A, NDArray? B) t) => t.A + 1)((c[0], null))],
        ["axes/kwargs_axis0"] = c => [Vmap((NDArray x, NDArray y) => x + y, inAxes: new() { ["x"] = 0, ["y"] = 0 })(c[0], c[1])],
        ["axes/kwargs_with_null_positional"] = c => [Vmap((NDArray x, NDArray y) => x * y, inAxes: new() { ["x"] = null, ["y"] = 0 })(c[0], c[1])],
        ["axes/kwargs_tree"] = c => [Vmap((NDArray x, Dictionary<string, NDArray> p) => x + p["a"] * p["b"], inAxes: new() { ["x"] = 0, ["p"] = 0 })(c[0], Dict(("a", c[1]), ("b", c[2])))],
        ["axes/size_zero"] = c => [Vmap((NDArray x) => x.Sum())(c[0])],
        ["axes/size_zero_out1"] = c => [Vmap((NDArray x) => x * 2, outAxes: 1)(c[0])],
        ["axes/size_one"] = c => [Vmap((NDArray x) => x * 2, outAxes: 1)(c[0])],
        ["axes/zero_lane_dim"] = c => [Vmap((NDArray x) => x.Sum())(c[0])],
        ["axes/scalar_lane"] = c => [Vmap((NDArray x, NDArray y) => x * y + 1)(c[0], c[1])],
        ["axes/int_weak"] = c => [Vmap((NDArray x) => x + 1.0)(c[0])],
        ["axes/bool"] = c => [Vmap((NDArray x, NDArray y) => Np.LogicalAnd(x, ~y))(c[0], c[1])],
        ["axes/axis_size_agrees"] = c => [Vmap((NDArray x) => x - 1, axisSize: 3)(c[0])],
    };
}
