using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> MapPrograms => new()
    {
        ["map/square"] = c => [Lax.Map((NDArray v) => Np.Power(v, 2), c[0])],
        ["map/tree"] = c => Leaves(Lax.Map(((NDArray A, NDArray B) t) => Dict(("s", t.A + t.B)), (c[0], c[1]))),
        ["map/batch_size_1"] = c => [Lax.Map((NDArray v) => Np.Sin(v) * v, c[0], batchSize: 1)],
        ["map/batch_size_2"] = c => [Lax.Map((NDArray v) => Np.Sin(v) * v, c[0], batchSize: 2)],
        ["map/batch_size_3"] = c => [Lax.Map((NDArray v) => Np.Sin(v) * v, c[0], batchSize: 3)],
        ["map/batch_size_5"] = c => [Lax.Map((NDArray v) => Np.Sin(v) * v, c[0], batchSize: 5)],
        ["map/batch_size_8"] = c => [Lax.Map((NDArray v) => Np.Sin(v) * v, c[0], batchSize: 8)],
        ["map/grad"] = c => [Grad((NDArray x) => Lax.Map((NDArray v) => Np.Power(v, 3), x).Sum())(c[0])],
        ["associative_scan/add_0"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/add_1"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/add_2"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/add_3"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/add_5"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/add_8"] = c => [Lax.AssociativeScan(Np.Add, c[0])],
        ["associative_scan/reverse"] = c => [Lax.AssociativeScan(Np.Multiply, c[0], reverse: true)],
        ["associative_scan/axis1"] = c => [Lax.AssociativeScan(Np.Maximum, c[0], axis: 1)],
        ["associative_scan/matmul"] = c => [Lax.AssociativeScan(Np.MatMul, c[0])],
        ["associative_scan/affine"] = c => Leaves(Lax.AssociativeScan<(NDArray A, NDArray B)>((l, r) => (l.A * r.A, l.B * r.A + r.B), (c[0], c[1]))),
        ["associative_scan/string_like"] = c => [Lax.AssociativeScan((a, b) => a, c[0])],
        ["reduce/xor"] = c => [Lax.Reduce(c[0], Np.Array(0, DType.Int32), Np.BitwiseXor, 0)],
    };
}
