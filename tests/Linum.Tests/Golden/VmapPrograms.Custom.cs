using Linum.TestSupport;
using Xunit;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class VmapPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CustomPrograms => new()
    {
        ["custom/custom_jvp_vmap"] = c => [Vmap(SineWithDoubledSlope)(c[0])],
        ["custom/custom_jvp_vmap_grad"] = c => [Vmap(Grad(SineWithDoubledSlope))(c[0])],
        ["custom/custom_jvp_grad_vmap"] = c => [Grad((NDArray x) => Vmap(SineWithDoubledSlope)(x).Sum())(c[0])],
        ["custom/custom_jvp_vmap_jvp"] = c => Leaves(Jvp(Vmap(SineWithDoubledSlope), c[0], c[1])),
        ["custom/custom_vjp_vmap"] = c => [Vmap(ProductWithOwnPull)(c[0], c[1])],
        ["custom/custom_vjp_vmap_grad"] = c => Leaves(Vmap(Grad(ProductWithOwnPull, wrt: (Arg.First, Arg.Second)))(c[0], c[1])),
        ["custom/custom_vjp_unbatched_arg"] = c => [Grad((NDArray y) => Vmap(ProductWithOwnPull, inAxes: [0, null])(c[0], y).Sum())(c[1])],
        ["custom/custom_vjp_grad_inside_unbatched"] = c => [Vmap(Grad(ProductWithOwnPull, wrt: Arg.Second), inAxes: [0, null])(c[0], c[1])],
        ["custom/custom_vmap"] = c =>
        {
            Func<NDArray, NDArray, NDArray> g = CustomVmap((NDArray x, NDArray y) => x + y, (size, batched, x, y) =>
            {
                Assert.Equal([true, false], batched);
                return ((x + y) * 2, new[] { true });
            });
            return [g(c[0], c[1]), Vmap(g, inAxes: [0, null])(c[0], c[1])];
        },
        ["custom/custom_vmap_unbatched_output"] = c => [Vmap(CustomVmap((NDArray x) => Np.Sin(x), (size, batched, x) => (Np.Array(size, DType.Float32) + Np.Zeros(), [false])), outAxes: 0)(c[0])],
        ["custom/custom_vmap_jvp"] = c =>
        {
            Func<NDArray, NDArray> g = CustomVmap((NDArray x) => Np.Sin(x), (size, batched, x) => (Np.Cos(x), batched));
            return Leaves((Jvp(Vmap(g), c[0], c[1]), Jvp(g, c[0], c[1])));
        },
        ["custom/sequential_vmap"] = c => [Vmap(SequentialVmap((NDArray a, NDArray b) => a * b + 1), inAxes: [0, null])(c[0], c[1])],
    };

    private static readonly Func<NDArray, NDArray> SineWithDoubledSlope = CustomJvp((NDArray x) => Np.Sin(x), (f, x, dx) => (f(x), 2.0 * Np.Cos(x) * dx));

    private static readonly Func<NDArray, NDArray, NDArray> ProductWithOwnPull = CustomVjp(
        (NDArray x, NDArray y) => Np.Sin(x) * y,
        (x, y) => (Np.Sin(x) * y, (x, y)),
        ((NDArray X, NDArray Y) kept, NDArray ct) => (3.0 * Np.Cos(kept.X) * kept.Y * ct, 5.0 * Np.Sin(kept.X) * ct));
}
