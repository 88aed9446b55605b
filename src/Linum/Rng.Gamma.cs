using Linum.Extending;

namespace Linum;

public static partial class Rng
{
    /// <summary>Gamma-distributed numbers with scale 1: G. Marsaglia, W. Tsang, "A simple method for generating gamma variables" (2000). They have no derivative.</summary>
    /// <param name="key">One key.</param>
    /// <param name="a">The shape parameter, above 0, broadcast to the shape.</param>
    /// <param name="shape">The shape of the result; null takes that of <paramref name="a"/>.</param>
    /// <param name="dtype">A floating dtype; null is the default float, float32.</param>
    public static NDArray Gamma(Key key, NDArray a, Shape? shape = null, DType? dtype = null)
    {
        DType type = FloatOr("Rng.Gamma", dtype);
        Shape full = shape ?? a.Shape;
        NDArray alpha = Lax.Reshape(Lax.BroadcastTo(Lax.ConvertElementType(a, type), full), -1);
        Key keys = Split(key, alpha.Shape[0]);
        return Lax.Reshape(Transform.Vmap((Key k, NDArray x) => OneGamma(k, x))(keys, alpha), full.ToArray());
    }

    private static NDArray OneGamma(Key key, NDArray alpha)
    {
        DType dtype = alpha.DType;
        NDArray Constant(double value) => Lax.Full([], value, dtype);
        NDArray large = alpha >= 1, shifted = Lax.Select(large, alpha, alpha + 1), d = shifted - Constant(1.0 / 3), c = Constant(1.0 / 3) / Lax.Sqrt(d);
        (key, Key boostKey) = Split(key);
        (_, _, NDArray V, _) = Lax.While(
            ((Key Key, NDArray X, NDArray V, NDArray U) s) => (s.U >= 1 - 0.0331 * (s.X * s.X)) & (Lax.Log(s.U) >= s.X * 0.5 + d * (1 - s.V + Lax.Log(s.V))),
            s =>
            {
                var (next, normalKey, uniformKey) = Split(s.Item1, 3);
                (_, NDArray x, NDArray v) = Lax.While(((Key Key, NDArray X, NDArray V) t) => t.V <= 0, t =>
                {
                    (Key rest, Key sub) = Split(t.Item1);
                    NDArray normal = Normal(sub, [], dtype);
                    return (rest, normal, 1 + normal * c);
                }, (normalKey, Constant(0), Constant(-1)));
                return (next, x * x, v * v * v, Uniform(uniformKey, [], dtype));
            }, (key, Constant(0), Constant(1), Constant(2)));
        NDArray boost = Lax.Select(large, Constant(1), Lax.Pow(1 - Uniform(boostKey, [], dtype), 1 / alpha));
        return d * V * boost;
    }
}
