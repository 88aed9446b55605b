using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> SolverPrograms => new()
    {
        ["reduce/generic_two_operands"] = c => Lax.Reduce([c[0], Lax.Iota(DType.Int32, 5)], [Np.Array(double.NegativeInfinity, DType.Float32), Np.Array(0, DType.Int32)], (a, b) =>
        {
            NDArray first = (a[0] > b[0]) | ((a[0] == b[0]) & (a[1] < b[1]));
            return [Np.Where(first, a[0], b[0]), Np.Where(first, a[1], b[1])];
        }, 0),
        ["custom_root/cubic"] = c => Leaves(ValueAndGrad((NDArray x) => Lax.CustomRoot(y => Np.Power(y, 3) - x, 1.0, (h, start) => Lax.ForI(0, 25, (_, y) => y - h(y) / (3 * y * y), start), (g, y) => y / g(1.0)))(c[0])),
    };
}
