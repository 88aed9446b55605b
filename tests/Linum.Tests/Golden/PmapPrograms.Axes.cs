using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class PmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> AxisPrograms => new()
    {
        ["axes/identity"] = c => [Pmap((NDArray x) => x * 2)(c[0])],
        ["axes/four_lanes"] = c => [Pmap((NDArray x) => x + 1)(c[0])],
        ["axes/one_lane"] = c => [Pmap((NDArray x) => x.Sum())(c[0])],
        ["axes/in1_2"] = c => [Pmap((NDArray x, NDArray y) => Np.Sin(x + y), inAxes: [1, 2])(c[0], c[1])],
        ["axes/in1_null_out2_null"] = c => Leaves(Pmap((NDArray x, NDArray y) => (Np.Sin(x + y), y * 2), inAxes: [1, null], outAxes: [2, null])(c[0], c[1])),
        ["axes/out1"] = c => [Pmap((NDArray x) => x, outAxes: 1)(c[0])],
        ["axes/dict"] = c => Leaves(Pmap((Dictionary<string, NDArray> p, NDArray x) => Dict(("y", p["w"] * x), ("b", p["b"])), inAxes: [new() { ["w"] = 0, ["b"] = null }, 0], outAxes: new() { ["y"] = 0, ["b"] = null })(Dict(("b", c[0]), ("w", c[1])), c[2])),
        ["axes/kwargs"] = c => [Pmap((NDArray x, NDArray y) => x - y)(c[0], c[1])],
        ["axes/constant_output"] = c => [Pmap((NDArray x) => (NDArray)3)(c[0])],
        ["axes/null_out_default_one_copy"] = c => [Pmap((NDArray x, NDArray y) => y, inAxes: [0, null], outAxes: null)(c[0], c[1])],
        ["axes/static_broadcasted"] = c => [Pmap((NDArray x) => x * 3)(c[0])],
        ["axes/devices_prefix"] = c => [Pmap((NDArray x) => x * 2)(c[0])],
        ["axes/axis_size"] = c => [Pmap((NDArray x) => x * 2, axisSize: 4)(c[0])],
        ["axes/int_bool_dtypes"] = c => Leaves(Pmap((NDArray x, NDArray b) => (Np.FloorDivide(x, 2), ~b))(c[0], c[1])),
    };
}
