using Linum.Workloads.Running;

namespace Linum.Workloads.Groups;

/// <summary>A transformer block that normalizes before attention and before its perceptron.</summary>
[Pytree]
public sealed partial record Transformer(
    NDArray G1, NDArray Be1, NDArray Wqkv, NDArray Bqkv, NDArray Wo, NDArray Bo, NDArray G2, NDArray Be2, NDArray W1, NDArray B1, NDArray W2, NDArray B2)
{
    private const int Heads = 8;

    internal static Transformer From(Inputs i) =>
        new(i["g1"], i["be1"], i["Wqkv"], i["bqkv"], i["Wo"], i["bo"], i["g2"], i["be2"], i["W1"], i["b1"], i["W2"], i["b2"]);

    /// <summary>The block's output for sequences [batch, length, features].</summary>
    public NDArray Apply(NDArray x)
    {
        NDArray h = x + Attention(Normalize(x, G1, Be1));
        return h + Np.MatMul(Nn.Gelu(Np.MatMul(Normalize(h, G2, Be2), W1) + B1, approximate: true), W2) + B2;
    }

    private static NDArray Normalize(NDArray x, NDArray g, NDArray b) =>
        (x - x.Mean(-1, keepDims: true)) / Np.Sqrt(x.Var(-1, keepDims: true) + 1e-5) * g + b;

    private NDArray Attention(NDArray x)
    {
        var (batch, length, features) = x.Shape;
        NDArray[] parts = Np.Split(Np.MatMul(x, Wqkv) + Bqkv, 3, axis: -1);
        NDArray Head(NDArray part) => part.Reshape(batch, length, Heads, features / Heads).Transpose(0, 2, 1, 3);
        NDArray q = Head(parts[0]), k = Head(parts[1]), v = Head(parts[2]);
        NDArray weights = Nn.Softmax(Np.MatMul(q, k.SwapAxes(2, 3)) / Math.Sqrt(features / Heads));
        NDArray mixed = Np.MatMul(weights, v).Transpose(0, 2, 1, 3).Reshape(batch, length, features);
        return Np.MatMul(mixed, Wo) + Bo;
    }
}
