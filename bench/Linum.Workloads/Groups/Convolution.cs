using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Convolutions of images with their features last.</summary>
internal static class Convolution
{
    public static Workload[] All { get; } =
    [
        new("conv2d_fwd", i => Of(i, (x, k) => Same(x, k))),
        new("conv2d_dw", i => Of(i, (x, k) => Same(x, k, groups: 64))),
        new("conv2d_gradw", FilterGradient),
    ];

    /// <summary>A convolution that keeps the size of the images.</summary>
    public static NDArray Same(NDArray x, NDArray filter, int groups = 1) =>
        Lax.ConvGeneralDilated(x, filter, [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC"), featureGroups: groups);

    private static Work Of(Inputs inputs, Func<NDArray, NDArray, NDArray> f)
    {
        NDArray x = inputs["x"], k = inputs["k"];
        var compiled = Jit(f);
        return Work.Calls(() => compiled(x, k));
    }

    private static Work FilterGradient(Inputs inputs)
    {
        NDArray x = inputs["x"], dy = inputs["dy"], k = Np.Zeros(3, 3, 64, 64);
        var gradient = Jit(Grad((NDArray k, NDArray x, NDArray dy) => (Same(x, k) * dy).Sum()));
        return Work.Calls(() => gradient(k, x, dy));
    }
}
