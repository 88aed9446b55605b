using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class PmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> DerivativePrograms => new()
    {
        ["grad/psum_inside"] = c => [Pmap(Grad((NDArray x) => Lax.Psum(x, "i")), axisName: "i")(c[0])],
        ["grad/psum_outside"] = c => [Grad((NDArray x) => Pmap((NDArray x) => Lax.Psum(x, "i"), axisName: "i")(x).Sum())(c[0])],
        ["grad/psum_square"] = c => [Pmap(Grad((NDArray x) => Np.Power(Lax.Psum(x, "i"), 2)), axisName: "i")(c[0])],
        ["grad/pmean"] = c => [Pmap(Grad((NDArray x) => Np.Sin(x) * Lax.Pmean(x * x, "i")), axisName: "i")(c[0])],
        ["grad/pbroadcast"] = c => [Pmap(Grad((NDArray x) => Lax.Pbroadcast(x, "i", 0)), axisName: "i")(c[0])],
        ["grad/ppermute"] = c => [Pmap(Grad((NDArray x, NDArray y) => Lax.Ppermute(x, "i", [(0, 1), (1, 2), (2, 3)]) * y), axisName: "i")(c[0], c[1])],
        ["grad/all_gather"] = c => [Pmap(Grad((NDArray x, NDArray y) => (Lax.AllGather(x, "i") * y).Sum()), axisName: "i")(c[0], c[1])],
        ["grad/psum_scatter"] = c => [Pmap(Grad((NDArray x, NDArray y) => Lax.PsumScatter(x, "i") * y), axisName: "i")(c[0], c[1])],
        ["grad/all_to_all"] = c => [Pmap(Grad((NDArray x, NDArray y) => (Lax.AllToAll(x, "i", 0, 0) * y).Sum()), axisName: "i")(c[0], c[1])],
        ["grad/psum_groups"] = c => [Pmap(Grad((NDArray x, NDArray y) => Lax.Psum(x, "i", groups: [[0, 1], [2, 3]]) * y), axisName: "i")(c[0], c[1])],
        ["grad/unmapped_input"] = c => [Grad((NDArray w) => Pmap((NDArray w, NDArray x) => w * x, inAxes: [null, 0])(w, c[1]).Sum())(c[0])],
        ["grad/out_null"] = c => [Grad((NDArray x) => Pmap((NDArray x) => Lax.Psum(x * x, "i"), axisName: "i", outAxes: null)(x))(c[0])],
        ["grad/jvp"] = c => Leaves(Jvp(Pmap((NDArray x) => Lax.Psum(Np.Sin(x), "i") * x, axisName: "i"), c[0], c[1])),
        ["grad/vjp"] = c => [Vjp(Pmap((NDArray x) => Lax.Psum(Np.Sin(x), "i") * x, axisName: "i"), c[0]).Pull(c[1])],
        ["grad/second_order"] = c => [Pmap(Grad(Grad((NDArray x) => Np.Sin(x) * Lax.Pmean(x, "i"))), axisName: "i")(c[0])],
        ["grad/loss_pmean_grads"] = c => [Pmap((NDArray w, NDArray x, NDArray y) => Lax.Pmean(Grad((NDArray w) => Np.Power(Np.MatMul(x, w) - y, 2).Mean())(w), "i"), axisName: "i", inAxes: [null, 0, 0], outAxes: null)(c[0], c[1], c[2])],
    };
}
