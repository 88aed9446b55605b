using Linum.Workloads.Running;

namespace Linum.Workloads.Groups;

/// <summary>A perceptron of three layers, as a plain record of arrays.</summary>
[Pytree]
public sealed partial record Mlp(NDArray W1, NDArray B1, NDArray W2, NDArray B2, NDArray W3, NDArray B3)
{
    internal static Mlp From(Inputs inputs) => new(inputs["W1"], inputs["b1"], inputs["W2"], inputs["b2"], inputs["W3"], inputs["b3"]);

    /// <summary>The outputs for a batch, with relu between the layers.</summary>
    public NDArray Apply(NDArray x) => Apply(x, Nn.Relu);

    /// <summary>The outputs for a batch, with another function between the layers.</summary>
    public NDArray Apply(NDArray x, Func<NDArray, NDArray> activation)
    {
        NDArray h = activation(Np.MatMul(x, W1) + B1);
        h = activation(Np.MatMul(h, W2) + B2);
        return Np.MatMul(h, W3) + B3;
    }
}
