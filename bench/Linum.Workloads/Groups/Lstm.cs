using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>A recurrent network of 128 steps, forwards and with its gradient.</summary>
internal static class Lstm
{
    public static Workload[] All { get; } = [new("lstm_fwd", Forward), new("lstm_grad", Gradient)];

    private static NDArray Last(LstmWeights w, NDArray x)
    {
        NDArray zero = Np.Zeros(x.Shape[1], 128);
        return Lax.Scan(((NDArray H, NDArray C) s, NDArray x) =>
        {
            NDArray gates = Np.MatMul(x, w.Wx) + Np.MatMul(s.H, w.Wh) + w.B;
            NDArray[] parts = Np.Split(gates, 4, axis: -1);
            NDArray c = Nn.Sigmoid(parts[1]) * s.C + Nn.Sigmoid(parts[0]) * Np.Tanh(parts[2]);
            NDArray h = Nn.Sigmoid(parts[3]) * Np.Tanh(c);
            return ((h, c), default(ValueTuple));
        }, (H: zero, C: zero), x).Carry.H;
    }

    private static Work Forward(Inputs inputs)
    {
        NDArray x = inputs["x"];
        LstmWeights weights = LstmWeights.From(inputs);
        var last = Jit((LstmWeights w, NDArray x) => Last(w, x));
        return Work.Calls(() => last(weights, x));
    }

    private static Work Gradient(Inputs inputs)
    {
        NDArray x = inputs["x"];
        LstmWeights weights = LstmWeights.From(inputs);
        var gradient = Jit(ValueAndGrad((LstmWeights w, NDArray x) => Np.Square(Last(w, x)).Mean()));
        return Work.Calls(() => gradient(weights, x));
    }
}

/// <summary>The weights of the four gates, side by side: input, forget, candidate, output.</summary>
[Pytree]
public sealed partial record LstmWeights(NDArray Wx, NDArray Wh, NDArray B)
{
    internal static LstmWeights From(Inputs inputs) => new(inputs["Wx"], inputs["Wh"], inputs["b"]);
}
