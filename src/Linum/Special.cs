using Linum.Extending;
using static Linum.Transform;

namespace Linum;

/// <summary>Special functions that are made of elementary ones; <c>Lax</c> has the error function and the gamma functions.</summary>
public static class Special
{
    private static readonly Func<NDArray, NDArray> LogitWithRule = CustomJvp<NDArray, NDArray>(
        p => Np.Log(p / (1 - p)),
        (f, p, dp) => (f(p), dp / (p * (1 - p))));

    private static readonly Func<NDArray, NDArray, NDArray> XlogyWithRule = CustomJvp<NDArray, NDArray, NDArray>(
        static (x, y) => NothingAtZero(x, Np.Log(SafeAtZero(x, y))),
        static (f, at, moving) => (f(at.Item1, at.Item2), moving.Item1 * Np.Log(at.Item2) + moving.Item2 * at.Item1 / at.Item2));

    private static readonly Func<NDArray, NDArray, NDArray> Xlog1pyWithRule = CustomJvp<NDArray, NDArray, NDArray>(
        static (x, y) => NothingAtZero(x, Np.Log1p(SafeAtZero(x, y))),
        static (f, at, moving) => (f(at.Item1, at.Item2), moving.Item1 * Np.Log1p(at.Item2) + moving.Item2 * at.Item1 / (1 + at.Item2)));

    private static readonly Func<NDArray, NDArray> XlogxWithRule = CustomJvp<NDArray, NDArray>(
        x => Xlogy(x, x),
        (f, x, dx) => (f(x), dx * (Np.Log(x) + 1)));

    /// <summary>log(p / (1 - p)), the inverse of the sigmoid.</summary>
    public static NDArray Logit(NDArray p) => LogitWithRule(Broadcasting.ToInexact(p));

    /// <summary>x · log(y), and 0 where x is 0.</summary>
    public static NDArray Xlogy(NDArray x, NDArray y) => Broadcasting.Inexact("Special.Xlogy", x, y, XlogyWithRule);

    /// <summary>x · log(1 + y), and 0 where x is 0.</summary>
    public static NDArray Xlog1py(NDArray x, NDArray y) => Broadcasting.Inexact("Special.Xlog1py", x, y, Xlog1pyWithRule);

    /// <summary>-x · log(x), the summand of an entropy; -infinity for negative numbers.</summary>
    public static NDArray Entr(NDArray x)
    {
        x = Broadcasting.ToInexact(x);
        return Np.Where(x < 0, double.NegativeInfinity, -XlogxWithRule(x));
    }

    private static NDArray SafeAtZero(NDArray x, NDArray y) => Np.Where(x == 0, Lax.OnesLike(y), y);

    private static NDArray NothingAtZero(NDArray x, NDArray log) => Np.Where(x == 0, Lax.ZerosLike(x), x * log);
}
