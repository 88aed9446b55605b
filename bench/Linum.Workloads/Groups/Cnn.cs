using Linum.Workloads.Running;

namespace Linum.Workloads.Groups;

/// <summary>A network of two convolutions, a maximum over windows of 2×2 and one dense layer.</summary>
[Pytree]
public sealed partial record Cnn(NDArray K1, NDArray C1, NDArray K2, NDArray C2, NDArray W, NDArray B)
{
    internal static Cnn From(Inputs inputs) => new(inputs["k1"], inputs["c1"], inputs["k2"], inputs["c2"], inputs["W"], inputs["b"]);

    /// <summary>The logits of a batch of images.</summary>
    public NDArray Apply(NDArray x)
    {
        NDArray h = Nn.Relu(Convolution.Same(x, K1) + C1);
        h = Nn.Relu(Convolution.Same(h, K2) + C2);
        h = Lax.ReduceWindow(h, float.NegativeInfinity, Lax.Max, [1, 2, 2, 1], [1, 2, 2, 1]);
        return Np.MatMul(h.Reshape(h.Shape[0], -1), W) + B;
    }
}
