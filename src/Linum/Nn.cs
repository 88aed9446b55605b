using Linum.Extending;
using static Linum.Transform;

namespace Linum;

/// <summary>Functions of neural networks.</summary>
public static partial class Nn
{
    private static readonly Func<NDArray, NDArray> ReluWithRule = CustomJvp<NDArray, NDArray>(
        x => Np.Maximum(x, Lax.ScalarLike(x, 0)),
        (f, x, dx) => (f(x), Np.Where(x > 0, dx, Lax.ZerosLike(dx))));

    /// <summary>max(x, 0); the derivative at 0 is 0.</summary>
    public static NDArray Relu(NDArray x) => ReluWithRule(x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static NDArray Sigmoid(NDArray x) => Lax.Logistic(Broadcasting.ToInexact(x));

    /// <summary>The hyperbolic tangent.</summary>
    public static NDArray Tanh(NDArray x) => Np.Tanh(x);

    /// <summary>x · sigmoid(x).</summary>
    public static NDArray Silu(NDArray x) => x * Sigmoid(x);

    /// <summary>log(1 + e^x).</summary>
    public static NDArray Softplus(NDArray x) => Np.LogAddExp(x, 0.0);

    /// <summary>log(sigmoid(x)).</summary>
    public static NDArray LogSigmoid(NDArray x) => -Softplus(-x);

    /// <summary>x · Φ(x), by the tanh approximation: D. Hendrycks, K. Gimpel (2016).</summary>
    public static NDArray Gelu(NDArray x) => Gelu(x, approximate: true);

    /// <summary>x · Φ(x).</summary>
    /// <param name="x">The input.</param>
    /// <param name="approximate">Whether to use the tanh approximation.</param>
    public static NDArray Gelu(NDArray x, bool approximate)
    {
        x = Broadcasting.ToInexact(x);
        if (!approximate) return 0.5 * x * Lax.Erfc(-x / Math.Sqrt(2));
        return x * (0.5 * (1 + Np.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * Np.Power(x, 3)))));
    }

    /// <summary>Exponentials along an axis, divided by their sum.</summary>
    public static NDArray Softmax(NDArray x, int axis = -1)
    {
        NDArray unnormalized = Np.Exp(x - Lax.StopGradient(x.Max(axis, keepDims: true)));
        return unnormalized / unnormalized.Sum(axis, keepDims: true);
    }

    /// <summary>The logarithm of the softmax.</summary>
    public static NDArray LogSoftmax(NDArray x, int axis = -1)
    {
        NDArray shifted = x - Lax.StopGradient(x.Max(axis, keepDims: true));
        return shifted - Np.Log(Np.Exp(shifted).Sum(axis, keepDims: true));
    }

    /// <summary>The logarithm of the sum of exponentials along axes, without overflow.</summary>
    public static NDArray LogSumExp(NDArray x, AxisSet axes = default, bool keepDims = false)
    {
        NDArray max = x.Max(axes, keepDims: true);
        NDArray finite = Lax.StopGradient(Np.Where(Np.Abs(max) < double.PositiveInfinity, max, Lax.ZerosLike(max)));
        NDArray sum = Np.Log(Np.Exp(x - finite).Sum(axes, keepDims: true)) + finite;
        return keepDims ? sum : Lax.Reshape(sum, x.Sum(axes).Shape);
    }

    /// <summary>Class numbers as rows with a one at the number; numbers out of range give zeros. The dtype is the default float unless given.</summary>
    public static NDArray OneHot(NDArray x, int classes, DType? dtype = null) => (Lax.ExpandDims(x, x.Rank) == Np.Arange(classes)).AsType(dtype ?? DefaultTypes.Float);
}
