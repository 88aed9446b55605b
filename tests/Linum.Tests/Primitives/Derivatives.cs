using System.Numerics;
using Linum.Extending;

namespace Linum.Tests.Primitives;

/// <summary>Approximate derivatives and inner products, computed outside the transformations.</summary>
internal static class Derivatives
{
    /// <summary>Fixed numbers of size about one in the shape of arrays; zeros without data for what does not move.</summary>
    public static NDArray[] Tangents(NDArray[] like, int seed)
    {
        var tangents = new NDArray[like.Length];
        for (int i = 0; i < like.Length; i++)
        {
            ArrayType type = like[i].Type.Tangent;
            if (type.DType == DType.Float0)
            {
                tangents[i] = Lax.Zeros(type);
                continue;
            }

            int n = checked((int)like[i].Count);
            NDArray values = Np.Array(Enumerable.Range(0, n).Select(k => Math.Sin((1.7 * k) + (0.9 * seed) + i)).ToArray()).Reshape([.. like[i].Shape]);
            tangents[i] = (like[i].DType.IsComplex ? Lax.Complex(values, Np.Cos(values * 3)) : values).AsType(type.DType);
        }

        return tangents;
    }

    /// <summary>(f(x + hv) - f(x - hv)) / 2h with a step whose error is about 1e-10 in float64.</summary>
    public static NDArray[] Central(Func<NDArray[], NDArray[]> f, NDArray[] at, NDArray[] direction)
    {
        const double h = 1e-5;
        NDArray[] up = f(Moved(at, direction, h)), down = f(Moved(at, direction, -h));
        return [.. up.Select((u, i) => u.DType.IsInexact ? (u - down[i]) / (2 * h) : u)];
    }

    private static NDArray[] Moved(NDArray[] at, NDArray[] direction, double by) => [.. at.Select((x, i) => x.DType.IsInexact ? x + direction[i] * by : x)];

    /// <summary>The real part of the sum of products, without conjugation: the pairing of cotangents and tangents.</summary>
    public static double Inner(NDArray[] a, NDArray[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].DType == DType.Float0 || b[i].DType == DType.Float0) continue;
            NDArray product = a[i] * b[i];
            sum += product.DType.IsComplex ? ((Complex)Np.Sum(product).Item<Complex>()).Real : (double)Np.Sum(product.AsType(DType.Float64));
        }

        return sum;
    }
}
