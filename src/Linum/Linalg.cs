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
    public static NDArray Cholesky(NDArray x) => OverMatrices("Linalg.Cholesky", x, static a =>
    {
        int n = a.Shape[0];
        a = (a + Lax.Conj(Np.Transpose(a))) / 2;
        NDArray rows = Np.Arange(n);
        return Lax.ForI(0, n, (j, l) =>
        {
            NDArray column = a[.., j] - Np.Dot(l, Lax.Conj(l[j]));
            NDArray diagonal = Lax.Sqrt(Lax.Real(column[j])).AsType(a.DType);
            return l.At[.., j].Set(Np.Where(rows >= j, column / diagonal, Lax.ScalarLike(a, 0)));
        }, Lax.ZerosLike(a));
    });

    /// <summary>The x with a·x = b.</summary>
    /// <param name="a">Square matrices.</param>
    /// <param name="b">A vector, or matrices of several right-hand sides side by side.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static NDArray Solve(NDArray a, NDArray b)
    {
        (a, b) = Broadcasting.Promote("Linalg.Solve", Broadcasting.ToInexact(a), Broadcasting.ToInexact(b));
        RequireSquare("Linalg.Solve", a);
        bool vector = b.Rank == 1;
        if (vector) b = Lax.ExpandDims(b, 1);
        if (b.Rank < 2 || b.Shape[^2] != a.Shape[^1]) throw new ShapeException($"Linalg.Solve: {b.Type.ToLongString()} has no right-hand sides for {a.Type.ToLongString()}. Give a vector, or matrices with {a.Shape[^1]} rows.");
        NDArray x = OverPairs(a, b, static (m, right) =>
        {
            (NDArray factors, NDArray order, _) = Factorize(m);
            NDArray y = TriangularSolve(factors, right[order], lower: true, unitDiagonal: true);
            return TriangularSolve(factors, y, lower: false);
        });
        return vector ? Lax.Squeeze(x, -1) : x;
    }

    /// <summary>The inverse matrices.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static NDArray Inv(NDArray x)
    {
        x = Broadcasting.ToInexact(x);
        RequireSquare("Linalg.Inv", x);
        return Solve(x, Lax.BroadcastTo(Np.Eye(x.Shape[^1], dtype: x.DType), x.Shape));
    }

    /// <summary>The determinants.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static NDArray Det(NDArray x) => OverMatrices("Linalg.Det", x, static a =>
    {
        (NDArray factors, _, NDArray sign) = Factorize(a);
        return Np.Prod(Np.Diag(factors)) * sign;
    });

    /// <summary>The sign of the determinant, and the logarithm of its absolute value.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static (NDArray Sign, NDArray LogAbs) SlogDet(NDArray x)
    {
        x = Broadcasting.ToInexact(x);
        RequireSquare("Linalg.SlogDet", x);
        NDArray sign = OverMatrices("Linalg.SlogDet", x, static a =>
        {
            (NDArray factors, _, NDArray swaps) = Factorize(a);
            return Np.Prod(Lax.Sign(Np.Diag(factors))) * swaps;
        });
        return (sign, OverMatrices("Linalg.SlogDet", x, static a => Np.Sum(Np.Log(Lax.Abs(Np.Diag(Factorize(a).Factors))))));
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
    public static NDArray TriangularSolve(NDArray a, NDArray b, bool leftSide = true, bool lower = false, bool transpose = false, bool conjugate = false, bool unitDiagonal = false)
    {
        RequireSquare("Linalg.TriangularSolve", a);
        if (a.DType != b.DType || b.Rank < 2 || b.Shape[leftSide ? ^2 : ^1] != a.Shape[^1])
            throw new ShapeException($"Linalg.TriangularSolve was given {a.Type.ToLongString()} and {b.Type.ToLongString()}. Both need one dtype, and the right-hand sides {a.Shape[^1]} {(leftSide ? "rows" : "columns")}.");
        if (conjugate) a = Lax.Conj(a);
        if (!leftSide) return Np.SwapAxes(TriangularSolve(a, Np.SwapAxes(b, -1, -2), true, lower, !transpose, false, unitDiagonal), -1, -2);
        if (transpose) (a, lower) = (Np.SwapAxes(a, -1, -2), !lower);
        return OverPairs(a, b, (m, right) => Substitute(m, right, lower, unitDiagonal));
    }

    /// <summary>Substitution, row by row.</summary>
    private static NDArray Substitute(NDArray a, NDArray b, bool lower, bool unitDiagonal)
    {
        int n = a.Shape[0];
        NDArray columns = Np.Arange(n);
        return Lax.ForI(0, n, (step, x) =>
        {
            NDArray i = lower ? step : n - 1 - step, row = a[i];
            NDArray known = Np.Where(lower ? columns < i : columns > i, row, Lax.ScalarLike(a, 0));
            NDArray rest = b[i] - Np.Dot(known, x);
            return x.At[i].Set(unitDiagonal ? rest : rest / row[i]);
        }, Lax.ZerosLike(b));
    }

    /// <summary>The factors L (below the diagonal, ones on it left out) and U of the reordered rows, the order of the rows, and its sign.</summary>
    private static (NDArray Factors, NDArray Order, NDArray Sign) Factorize(NDArray a)
    {
        int n = a.Shape[0];
        NDArray rows = Np.Arange(n);
        return Lax.ForI(0, n, (NDArray k, (NDArray A, NDArray Order, NDArray Sign) c) =>
        {
            NDArray size = Np.Where(rows >= k, Lax.StopGradient(Lax.Abs(c.A[.., k])), -1);
            NDArray pivot = Lax.ArgMax(size, 0);
            NDArray swapped = Np.Where(rows == k, pivot, Np.Where(rows == pivot, k, rows));
            (NDArray m, NDArray order) = (c.A[swapped], c.Order[swapped]);
            NDArray diagonal = m[k, k], below = rows > k, zero = Lax.ScalarLike(a, 0);
            NDArray factors = Np.Where(below, m[.., k] / Np.Where(diagonal == 0, Lax.OnesLike(diagonal), diagonal), zero);
            m -= Np.Outer(factors, Np.Where(below, m[k], zero));
            m = m.At[.., k].Set(Np.Where(below, factors, m[.., k]));
            return (m, order, Np.Where(pivot == k, c.Sign, -c.Sign));
        }, (a, rows, Lax.ScalarLike(a, 1)));
    }

    private static void RequireSquare(string operation, NDArray x)
    {
        if (x.Rank < 2 || x.Shape[^1] != x.Shape[^2]) throw new ShapeException($"{operation}: {x.Type.ToLongString()} has no square matrices in its last two axes.");
    }

    private static NDArray OverMatrices(string operation, NDArray x, Func<NDArray, NDArray> f)
    {
        x = Broadcasting.ToInexact(x);
        RequireSquare(operation, x);
        for (int i = 2; i < x.Rank; i++) f = Transform.Vmap(f);
        return f(x);
    }

    private static NDArray OverPairs(NDArray a, NDArray b, Func<NDArray, NDArray, NDArray> f)
    {
        if (a.Rank == 2 && b.Rank == 2) return f(a, b);
        Shape common = Broadcasting.Common("Linalg", new(a.DType, a.Shape[..^2]), new(b.DType, b.Shape[..^2]));
        (a, b) = (Lax.BroadcastTo(a, [.. common, .. a.Shape[^2..]]), Lax.BroadcastTo(b, [.. common, .. b.Shape[^2..]]));
        for (int i = 0; i < common.Rank; i++) f = Transform.Vmap(f);
        return f(a, b);
    }
}
