using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>Up to so many coefficients are steps of one expression, which is one pass over the places; a million places and ten coefficients took ten passes in a loop, 690 µs for 105.</summary>
    private const int MostInLine = 16;

    /// <summary>The value of a polynomial, by Horner's rule.</summary>
    /// <param name="coefficients">A vector, the highest power first.</param>
    /// <param name="x">Where.</param>
    public static NDArray Polyval(NDArray coefficients, NDArray x)
    {
        if (coefficients.Rank != 1) throw new ShapeException($"Np.Polyval: the coefficients are {coefficients.Type.ToLongString()}, but they must be a vector.");
        (coefficients, x) = Broadcasting.Promote("Np.Polyval", coefficients, x);
        NDArray Step(NDArray y, NDArray c) => y * x + c;
        if (coefficients.Shape[0] <= MostInLine)
        {
            NDArray value = Lax.ZerosLike(Strong(x));
            for (int i = 0; i < coefficients.Shape[0]; i++) value = Step(value, Strong(coefficients)[i]);
            return value;
        }

        return Lax.Scan((NDArray y, NDArray c) => (Step(y, c), new ValueTuple<int>(0)), Lax.ZerosLike(Strong(x)), Strong(coefficients)).Carry;
    }

    /// <summary>Straight lines between points.</summary>
    /// <param name="x">Where.</param>
    /// <param name="xs">The places of the points, ascending.</param>
    /// <param name="ys">The values at the points.</param>
    /// <param name="left">The value before the first point, by default that of the first point.</param>
    /// <param name="right">The value behind the last point, by default that of the last point.</param>
    /// <exception cref="ShapeException">The points are not two vectors of one size.</exception>
    public static NDArray Interp(NDArray x, NDArray xs, NDArray ys, NDArray? left = null, NDArray? right = null)
    {
        if (xs.Rank != 1 || ys.Rank != 1 || xs.Shape != ys.Shape || xs.Count == 0)
            throw new ShapeException($"Np.Interp: the points are {xs.Type.ToLongString()} and {ys.Type.ToLongString()}, but they must be two vectors of one size that is not 0.");
        NDArray[] all = Broadcasting.Promote("Np.Interp", [Inexact(x), Inexact(xs), Inexact(ys)]);
        (x, xs, ys) = (all[0], all[1], all[2]);
        NDArray i = Clip(SearchSorted(xs, x, right: true), 1, Math.Max(1, xs.Shape[0] - 1));
        NDArray before = xs[i - 1], width = xs[i] - before, start = ys[i - 1];
        NDArray flat = Abs(width) <= Finfo(width.DType).SmallestSubnormal;
        NDArray y = Where(flat, start, start + (x - before) / Where(flat, Lax.OnesLike(width), width) * (ys[i] - start));
        y = Where(x < xs[0], left ?? ys[0], y);
        return Where(x > xs[^1], right ?? ys[^1], y);
    }

    /// <summary>The discrete convolution of two vectors.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector.</param>
    /// <param name="mode"><c>full</c>: wherever they overlap; <c>same</c>: as long as the longer one; <c>valid</c>: where they overlap entirely.</param>
    /// <exception cref="ShapeException">They are no vectors, or one is empty, or the mode is none of these.</exception>
    public static NDArray Convolve(NDArray x, NDArray y, string mode = "full")
    {
        if (x.Rank != 1 || y.Rank != 1 || x.Count == 0 || y.Count == 0) throw new ShapeException($"Np.Convolve takes two vectors that are not empty, but was given {x.Type.ToLongString()} and {y.Type.ToLongString()}.");
        (x, y) = Broadcasting.Promote("Np.Convolve", x, y);
        if (x.Shape[0] < y.Shape[0]) (x, y) = (y, x);
        int n = y.Shape[0];
        ConvPadding padding = mode switch
        {
            "full" => ConvPadding.Of((n - 1, n - 1)),
            "same" => ConvPadding.Of((n / 2, n - n / 2 - 1)),
            "valid" => ConvPadding.Valid,
            _ => throw new ShapeException($"Np.Convolve: the mode is '{mode}', but it must be full, same or valid."),
        };
        return Lax.ConvGeneralDilated(x.Reshape(1, 1, -1), Flip(y).Reshape(1, 1, -1), padding: padding).Reshape(-1);
    }
}
