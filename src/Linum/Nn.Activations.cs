using Linum.Extending;
using static Linum.Transform;

namespace Linum;

public static partial class Nn
{
    private static readonly Func<NDArray, NDArray> Relu6WithRule = CustomJvp<NDArray, NDArray>(
        x => Np.Minimum(Np.Maximum(x, 0.0), 6.0),
        (f, x, dx) => (f(x), Np.Where((x > 0) & (x < 6), dx, Lax.ZerosLike(dx))));

    /// <summary>max(x, 0), at most 6; the derivative at 0 and at 6 is 0.</summary>
    public static NDArray Relu6(NDArray x) => Relu6WithRule(Broadcasting.ToInexact(x));

    /// <summary>x where it is not negative, else slope · x.</summary>
    /// <param name="x">The input.</param>
    /// <param name="slope">The slope for negative numbers.</param>
    public static NDArray LeakyRelu(NDArray x, double slope = 0.01) => Np.Where(x >= 0, x, slope * x);

    /// <summary>x where it is positive, else α(eˣ - 1).</summary>
    /// <param name="x">The input.</param>
    /// <param name="alpha">The factor α: how far below zero the function goes.</param>
    public static NDArray Elu(NDArray x, double alpha = 1)
    {
        x = Broadcasting.ToInexact(x);
        NDArray positive = x > 0;
        return Np.Where(positive, x, alpha * Np.Expm1(Np.Where(positive, 0.0, x)));
    }

    /// <summary>max(x, 0) + α(e^(min(x, 0) / α) - 1), whose slope is continuous for every α.</summary>
    /// <param name="x">The input.</param>
    /// <param name="alpha">The factor α.</param>
    public static NDArray Celu(NDArray x, double alpha = 1)
    {
        x = Broadcasting.ToInexact(x);
        NDArray positive = x > 0;
        return Np.Where(positive, x, alpha * Np.Expm1(Np.Where(positive, 0.0, x) / alpha));
    }

    /// <summary>The scaled Elu that keeps mean 0 and variance 1: G. Klambauer et al. (2017).</summary>
    public static NDArray Selu(NDArray x) => 1.0507009873554805 * Elu(x, 1.6732632423543772);

    /// <summary>x between -1 and 1, else the nearer of them; the derivative at both is 1.</summary>
    public static NDArray HardTanh(NDArray x) => Np.Where(x > 1, 1, Np.Where(x < -1, -1, x));

    /// <summary>A sigmoid of three straight pieces: Relu6(x + 3) / 6.</summary>
    public static NDArray HardSigmoid(NDArray x) => Relu6(x + 3.0) / 6.0;

    /// <summary>x · HardSigmoid(x).</summary>
    public static NDArray HardSwish(NDArray x) => x * HardSigmoid(x);

    /// <summary>x / (1 + |x|).</summary>
    public static NDArray SoftSign(NDArray x) => x / (Np.Abs(x) + 1);

    /// <summary>(x + √(x² + b)) / 2.</summary>
    /// <param name="x">The input.</param>
    /// <param name="b">How round the corner at zero is.</param>
    public static NDArray SquarePlus(NDArray x, double b = 4) => (x + Np.Sqrt(Np.Square(Broadcasting.ToInexact(x)) + b)) / 2;

    /// <summary>x · tanh(log(1 + eˣ)).</summary>
    public static NDArray Mish(NDArray x) => x * Np.Tanh(Softplus(x));

    /// <summary>0 up to -1, x from 1 on, and (x + 1)² / 4 between.</summary>
    public static NDArray SparsePlus(NDArray x)
    {
        x = Broadcasting.ToInexact(x);
        return Np.Where(x <= -1, 0.0, Np.Where(x >= 1, x, Np.Square(x + 1) / 4));
    }

    /// <summary>0 up to -1, 1 from 1 on, and (x + 1) / 2 between.</summary>
    public static NDArray SparseSigmoid(NDArray x) => 0.5 * Np.Clip(x + 1.0, 0.0, 2.0);
}
