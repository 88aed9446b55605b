using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ContractionPrograms => new()
    {
        ["dot/matvec_shared_vector"] = c => [Vmap(Np.Dot, inAxes: [0, null])(c[0], c[1])],
        ["dot/both"] = c => [Vmap(Np.MatMul)(c[0], c[1])],
        ["dot/lhs_only_free"] = c => [Vmap((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([1], [0], [], [])), inAxes: [0, null])(c[0], c[1])],
        ["dot/rhs_only_free"] = c => [Vmap((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([1], [0], [], [])), inAxes: [null, 0])(c[0], c[1])],
        ["dot/lhs_axis2"] = c => [Vmap((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([1], [0], [], [])), inAxes: [2, null], outAxes: 1)(c[0], c[1])],
        ["dot/existing_batch_dims"] = c => [Vmap((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([2], [1], [0], [0])), inAxes: [null, 0])(c[0], c[1])],
        ["dot/existing_batch_dims_lhs"] = c => [Vmap((NDArray a, NDArray b) => Lax.DotGeneral(a, b, new([2], [1], [0], [0])), inAxes: [1, null], outAxes: 2)(c[0], c[1])],
        ["dot/einsum"] = c => [Vmap((NDArray a, NDArray b, NDArray d) => Np.Einsum("ij,jk,k->i", a, b, d), inAxes: [0, null, 0])(c[0], c[1], c[2])],
        ["dot/vector_vector"] = c => [Vmap(Np.Vdot, inAxes: [0, 1])(c[0], c[1])],
        ["dot/tensordot"] = c => [Vmap((NDArray a, NDArray b) => Np.TensorDot(a, b, axes: 2), inAxes: [0, null])(c[0], c[1])],
        ["linalg/cholesky"] = c => [Vmap((NDArray a) => Linalg.Cholesky(Np.MatMul(a, a.T) + 3 * Np.Eye(3)))(c[0])],
        ["linalg/cholesky_axis2"] = c => [Vmap((NDArray a) => Linalg.Cholesky(Np.MatMul(a, a.T) + 3 * Np.Eye(3)), inAxes: 2)(c[0])],
        ["linalg/solve"] = c => [Vmap((NDArray a, NDArray b) => Linalg.Solve(a + 4 * Np.Eye(3), b))(c[0], c[1])],
        ["linalg/solve_shared_matrix"] = c => [Vmap((NDArray a, NDArray b) => Linalg.Solve(a + 4 * Np.Eye(3), b), inAxes: [null, 0])(c[0], c[1])],
        ["linalg/triangular_solve_shared"] = c => [Vmap((NDArray a, NDArray b) => Linalg.TriangularSolve(Np.Tril(a) + 3 * Np.Eye(3), b, leftSide: true, lower: true), inAxes: [null, 0])(c[0], c[1])],
        ["linalg/inv_det"] = c => Leaves(Vmap((NDArray a) => (Linalg.Inv(a + 4 * Np.Eye(3)), Linalg.Det(a)))(c[0])),
        ["linalg/norm"] = c => [Vmap((NDArray x) => Linalg.Norm(x), inAxes: 1)(c[0])],
        ["conv/lhs"] = c => [Vmap((NDArray x, NDArray k) => Convolve(x, k), inAxes: [0, null])(c[0], c[1])],
        ["conv/rhs"] = c => [Vmap((NDArray x, NDArray k) => Convolve(x, k), inAxes: [null, 0])(c[0], c[1])],
        ["conv/both"] = c => [Vmap((NDArray x, NDArray k) => Convolve(x, k))(c[0], c[1])],
        ["conv/groups_rhs"] = c => [Vmap((NDArray x, NDArray k) => Convolve(x, k, groups: 2), inAxes: [null, 0])(c[0], c[1])],
        ["conv/groups_lhs"] = c => [Vmap((NDArray x, NDArray k) => Convolve(x, k, groups: 2), inAxes: [0, null], outAxes: 1)(c[0], c[1])],
        ["conv/convolve_1d"] = c => [Vmap((NDArray a, NDArray b) => Np.Convolve(a, b, mode: "full"))(c[0], c[1])],
    };

    private static NDArray Convolve(NDArray x, NDArray kernel, int groups = 1) =>
        Lax.ConvGeneralDilated(x, kernel, [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC"), featureGroups: groups);
}
