using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Matrix products.</summary>
internal static class Gemm
{
    private static readonly string[] Products =
    [
        "gemm_f32_64", "gemm_f32_128", "gemm_f32_256", "gemm_f32_512", "gemm_f32_1024", "gemm_f32_2048",
        "gemm_f32_tall", "gemm_f32_batched", "vecmat_f32_1024", "gemm_f64_512",
    ];

    public static Workload[] All { get; } = [.. Products.Select(id => new Workload(id, Product)), new("gemm_bias_relu", BiasRelu)];

    private static Work Product(Inputs inputs)
    {
        NDArray a = inputs["A"], b = inputs["B"];
        var product = Jit((NDArray a, NDArray b) => Np.MatMul(a, b));
        return Work.Calls(() => product(a, b));
    }

    private static Work BiasRelu(Inputs inputs)
    {
        NDArray x = inputs["X"], w = inputs["W"], b = inputs["b"];
        var layer = Jit((NDArray x, NDArray w, NDArray b) => Np.Maximum(Np.MatMul(x, w) + b, 0));
        return Work.Calls(() => layer(x, w, b));
    }
}
