using Linum.Extending;

namespace Linum;

/// <summary>Linear algebra on the last two axes of arrays; leading axes are mapped over. Everything is differentiable.</summary>
public static partial class Linalg
{
    /// <summary>The length of vectors along axes: by default the square root of the sum of all squares (for a matrix, the Frobenius norm).</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="order">p of the p-norm, (Σ |x|^p)^(1/p); infinity takes the largest, -infinity the smallest absolute value, 0 counts what is not zero.</param>
    /// <param name="axes">The axes that the vectors lie along, by default all.</param>
    /// <param name="keepDims">Whether reduced axes stay with size 1.</param>
    public static NDArray Norm(NDArray x, double order = 2, AxisSet axes = default, bool keepDims = false)
    {
        NDArray y = Broadcasting.ToInexact(x);
        if (y.Type.IsWeak) y = Lax.ConvertElementType(y, y.DType);
        if (order == 2)
        {
            NDArray squares = y.DType.IsComplex ? Lax.Real(y * Lax.Conj(y)) : y * y;
            return Np.Sqrt(Np.Sum(squares, axes, keepDims));
        }

        NDArray size = Lax.Abs(y);
        if (double.IsPositiveInfinity(order)) return Np.Max(size, axes, keepDims);
        if (double.IsNegativeInfinity(order)) return Np.Min(size, axes, keepDims);
        if (order == 0) return Np.Sum((size != 0).AsType(size.DType), axes, keepDims);
        return order == 1 ? Np.Sum(size, axes, keepDims) : Np.Power(Np.Sum(Np.Power(size, order), axes, keepDims), 1 / order);
    }

    /// <summary>The lower triangular L with L·Lᴴ = x, for a Hermitian positive definite x; NaN if it is not positive definite. Only the mean of x and xᴴ counts.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="DTypeException">The numbers are float16 or bfloat16.</exception>
    public static NDArray Cholesky(NDArray x)
    {
        x = Square("Linalg.Cholesky", x);
        return Lax.Cholesky((x + Lax.Conj(Np.SwapAxes(x, -1, -2))) / 2);
    }

    /// <summary>The x with a·x = b.</summary>
    /// <param name="a">Square matrices.</param>
    /// <param name="b">A vector, or matrices of several right-hand sides side by side.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">The numbers are float16 or bfloat16.</exception>
    public static NDArray Solve(NDArray a, NDArray b)
    {
        (a, b) = Broadcasting.Promote("Linalg.Solve", Broadcasting.ToInexact(a), Broadcasting.ToInexact(b));
        a = Square("Linalg.Solve", a);
        bool vector = b.Rank == 1;
        if (vector) b = Lax.ExpandDims(b, 1);
        if (b.Rank < 2 || b.Shape[^2] != a.Shape[^1]) throw new ShapeException($"Linalg.Solve: {b.Type.ToLongString()} has no right-hand sides for {a.Type.ToLongString()}. Give a vector, or matrices with {a.Shape[^1]} rows.");
        if (a.Rank > 2 && b.Rank > 2) (a, b) = Leading(a, b);
        NDArray x = Lax.Solve(a, b);
        return vector ? Lax.Squeeze(x, -1) : x;
    }

    /// <summary>The inverse matrices.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="DTypeException">The numbers are float16 or bfloat16.</exception>
    public static NDArray Inv(NDArray x)
    {
        x = Square("Linalg.Inv", x);
        return Lax.Solve(x, Np.Eye(x.Shape[^1], dtype: x.DType));
    }

    /// <summary>The determinants.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="DTypeException">The numbers are float16 or bfloat16.</exception>
    public static NDArray Det(NDArray x)
    {
        x = Square("Linalg.Det", x);
        NDArray At(int i, int j) => x[Slice.Ellipsis, i, j];
        if (x.Shape[^1] == 2) return At(0, 0) * At(1, 1) - At(0, 1) * At(1, 0);
        if (x.Shape[^1] == 3)
        {
            return At(0, 0) * (At(1, 1) * At(2, 2) - At(1, 2) * At(2, 1)) - At(0, 1) * (At(1, 0) * At(2, 2) - At(1, 2) * At(2, 0))
                + At(0, 2) * (At(1, 0) * At(2, 1) - At(1, 1) * At(2, 0));
        }

        (NDArray diagonal, NDArray sign) = Factorized(x);
        return Np.Prod(diagonal, -1) * sign;
    }

    /// <summary>The sign of the determinant, and the logarithm of its absolute value.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="DTypeException">The numbers are float16 or bfloat16.</exception>
    public static (NDArray Sign, NDArray LogAbs) SlogDet(NDArray x)
    {
        (NDArray diagonal, NDArray sign) = Factorized(Square("Linalg.SlogDet", x));
        NDArray size = Lax.Abs(diagonal);
        // The direction of a complex number turns with it, which Sign, a constant almost everywhere, does not say.
        NDArray directions = diagonal.DType.IsComplex ? diagonal / Np.Where(size == 0, Lax.OnesLike(size), size) : Lax.Sign(diagonal);
        return (Np.Prod(directions, -1) * sign, Np.Sum(Np.Log(size), -1));
    }

    /// <summary>The x with a·x = b for triangular a: the other half of a is not looked at.</summary>
    /// <param name="a">Square matrices.</param>
    /// <param name="b">Matrices of right-hand sides; for <paramref name="leftSide"/> false their rows.</param>
    /// <param name="leftSide">Whether a stands on the left; else x·a = b is solved.</param>
    /// <param name="lower">Whether a is lower triangular, else upper.</param>
    /// <param name="transpose">Whether a is transposed first.</param>
    /// <param name="conjugate">Whether a is conjugated first.</param>
    /// <param name="unitDiagonal">Whether to take the diagonal of a as ones.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">The numbers are not floating, or float16 or bfloat16.</exception>
    public static NDArray TriangularSolve(NDArray a, NDArray b, bool leftSide = true, bool lower = false, bool transpose = false, bool conjugate = false, bool unitDiagonal = false)
    {
        RequireSquare("Linalg.TriangularSolve", a);
        if (a.DType != b.DType || b.Rank < 2 || b.Shape[leftSide ? ^2 : ^1] != a.Shape[^1])
            throw new ShapeException($"Linalg.TriangularSolve was given {a.Type.ToLongString()} and {b.Type.ToLongString()}. Both need one dtype, and the right-hand sides {a.Shape[^1]} {(leftSide ? "rows" : "columns")}.");
        (a, b) = Leading(Wide("Linalg.TriangularSolve", a), b);
        return Lax.TriangularSolve(a, b, leftSide, lower, transpose, conjugate, unitDiagonal);
    }

    /// <summary>The diagonal of U in the triangular factors, and the sign of the order of the rows.</summary>
    private static (NDArray Diagonal, NDArray Sign) Factorized(NDArray x)
    {
        (NDArray factors, NDArray pivots, _) = Lax.Lu(x);
        NDArray exchanges = Np.Sum((pivots != Np.Arange(x.Shape[^1])).AsType(DType.Int32), -1);
        int n = x.Shape[^1];
        NDArray flat = Lax.Reshape(factors, [.. x.Shape.Span[..^2], n * n]);
        return (flat[Slice.Ellipsis, (.., n + 1)], (1 - exchanges % 2 * 2).AsType(x.DType));
    }

    private static void RequireSquare(string operation, NDArray x)
    {
        if (x.Rank < 2 || x.Shape[^1] != x.Shape[^2]) throw new ShapeException($"{operation}: {x.Type.ToLongString()} has no square matrices in its last two axes.");
    }

    private static NDArray Square(string operation, NDArray x)
    {
        x = Broadcasting.ToInexact(x);
        RequireSquare(operation, x);
        return Wide(operation, x);
    }

    private static NDArray Wide(string operation, NDArray x) => x.DType is DType.Float32 or DType.Float64 or DType.Complex64 or DType.Complex128 ? x
        : throw new DTypeException($"{operation} was given {x.Type.ToLongString()}. Factorizations take float32, float64, complex64 and complex128: convert with AsType first.");

    /// <summary>Matrices and right-hand sides repeated to common leading axes.</summary>
    private static (NDArray A, NDArray B) Leading(NDArray a, NDArray b)
    {
        Shape common = Broadcasting.Common("Linalg", new(a.DType, a.Shape[..^2]), new(b.DType, b.Shape[..^2]));
        return (Lax.BroadcastTo(a, [.. common, .. a.Shape[^2..]]), Lax.BroadcastTo(b, [.. common, .. b.Shape[^2..]]));
    }
}
