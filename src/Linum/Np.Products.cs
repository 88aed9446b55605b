using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>NumPy's dot: the inner product of vectors, the product of matrices; in general the last axis of x with the last but one of y.</summary>
    /// <exception cref="ShapeException">The axes that are summed together have different sizes.</exception>
    /// <exception cref="DTypeException">One array is weak and wider than the elements of the product.</exception>
    public static NDArray Dot(NDArray x, NDArray y)
    {
        if (x.Rank == 0 || y.Rank == 0) return x * y;
        (x, y) = Factors("Np.Dot", x, y);
        int right = Math.Max(y.Rank - 2, 0);
        if (x.Shape[^1] != y.Shape[right])
        {
            string hint = y.Rank == 2 && x.Shape[^1] == y.Shape[1] ? " Did you mean Np.Dot(x, y.T)?" : "";
            throw new ShapeException($"Np.Dot: the last axis of x, {x.Type.ToLongString()}, has size {x.Shape[^1]}, but the {(y.Rank == 1 ? "only" : y.Rank == 2 ? "first" : "last but one")} axis of y, {y.Type.ToLongString()}, has size {y.Shape[right]}.\n"
                + $"They are summed together, so they must be equal.{hint}");
        }

        return Lax.DotGeneral(x, y, new([x.Rank - 1], [right], [], []));
    }

    /// <summary>The matrix product; leading axes are broadcast.</summary>
    /// <exception cref="ShapeException">The inner sizes differ, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">One array is weak and wider than the elements of the product.</exception>
    public static NDArray MatMul(NDArray x, NDArray y)
    {
        if (x.Rank == 0 || y.Rank == 0) throw new ShapeException($"Np.MatMul was given {x.Type.ToLongString()} and {y.Type.ToLongString()}, but matrix products need vectors or matrices. Use * for scalars.");
        (x, y) = Factors("Np.MatMul", x, y);
        if (x.Rank <= 2 && y.Rank <= 2) return Dot(x, y);
        bool vectorLeft = x.Rank == 1, vectorRight = y.Rank == 1;
        if (vectorLeft) x = Lax.ExpandDims(x, 0);
        if (vectorRight) y = Lax.ExpandDims(y, 1);
        Shape batch = Broadcasting.Common("Np.MatMul", new(x.DType, x.Shape[..^2]), new(y.DType, y.Shape[..^2]));
        if (x.Shape[^1] != y.Shape[^2])
            throw new ShapeException($"Np.MatMul: the last axis of x, {x.Type.ToLongString()}, has size {x.Shape[^1]}, but the last but one axis of y, {y.Type.ToLongString()}, has size {y.Shape[^2]}.\nThey are summed together, so they must be equal.");
        NDArray product = Products(x, y, batch);
        if (vectorRight) product = Lax.Squeeze(product, -1);
        return vectorLeft ? Lax.Squeeze(product, vectorRight ? -1 : -2) : product;
    }

    /// <summary>
    /// Matrix products over broadcast leading axes. A leading axis that only one factor has is one more of its rows or columns: the other is neither repeated, nor is its derivative
    /// computed once per repetition.
    /// </summary>
    private static NDArray Products(NDArray x, NDArray y, Shape batch)
    {
        bool Has(NDArray a, int axis) => axis + a.Rank - 2 - batch.Rank is int at and >= 0 && a.Shape[at] == batch[axis];
        List<int> both = [], ofX = [], ofY = [];
        for (int axis = 0; axis < batch.Rank; axis++)
        {
            bool inX = Has(x, axis), inY = Has(y, axis);
            (inX && inY ? both : inX ? ofX : ofY).Add(axis);
        }

        NDArray left = WithAxes(x, both, ofX), right = WithAxes(y, both, ofY);
        int AxisOf(List<int> own, int axis) => both.Concat(own).Order().ToList().IndexOf(axis);
        NDArray product = Lax.DotGeneral(left, right, new([left.Rank - 1], [right.Rank - 2], [.. both.Select(a => AxisOf(ofX, a))], [.. both.Select(a => AxisOf(ofY, a))]));
        // The product's axes are: both's, x's own, rows, y's own, columns.
        List<int> order = [.. both, .. ofX, batch.Rank, .. ofY, batch.Rank + 1];
        int[] permutation = [.. Enumerable.Range(0, order.Count).Select(a => order.IndexOf(a))];
        return permutation.SequenceEqual(Enumerable.Range(0, permutation.Length)) ? product : Lax.Transpose(product, permutation);

        NDArray WithAxes(NDArray a, List<int> shared, List<int> own)
        {
            // Axes of size 1 that the other factor spreads over go.
            int[] kept = [.. shared.Concat(own).Order().Select(axis => axis + a.Rank - 2 - batch.Rank), a.Rank - 2, a.Rank - 1];
            return kept.Length == a.Rank ? a : Lax.Reshape(a, [.. kept.Select(axis => a.Shape[axis])]);
        }
    }

    /// <summary>The factors of a sum of products, in their common dtype.</summary>
    private static (NDArray X, NDArray Y) Factors(string operation, NDArray x, NDArray y)
    {
        (NDArray left, NDArray right) = Broadcasting.Promote(operation, x, y);
        RequireNoneWider(operation, left.DType, x, y);
        return (left, right);
    }

    /// <summary>
    /// Weak arrays are literals that were repeated; one that is wider than a sum of products with it is refused, because its numbers need not fit. Floats are only rounded, and scalars are
    /// literals as everywhere.
    /// </summary>
    private static void RequireNoneWider(string operation, DType product, params ReadOnlySpan<NDArray> factors)
    {
        foreach (NDArray array in factors)
        {
            if (product.IsFloat || array.Rank == 0 || array.DType.Size <= product.Size) continue;
            throw new DTypeException($"{operation} was given {string.Join(" and ", factors.ToArray().Select(a => (a.Type.IsWeak ? "weak " : "") + a.Type.ToLongString()))}. "
                + $"Weak arrays adapt to others, so the product would be {product.Name}, which is narrower than the {array.DType.Name} of the weak array. "
                + $"Convert one of them with AsType: the weak array to {product.Name}, or the other to {array.DType.Name}.");
        }
    }

    /// <summary>The sum of the diagonal of a matrix.</summary>
    /// <exception cref="ShapeException">The array is no matrix.</exception>
    public static NDArray Trace(NDArray x) => x.Rank == 2 ? Sum(Diag(x)) : throw new ShapeException($"Np.Trace was given {x.Type.ToLongString()}, but it sums the diagonal of a matrix. Give an array of two axes, or use Vmap for a batch of matrices.");

    /// <summary>The inner product along the last axes.</summary>
    /// <exception cref="DTypeException">One array is weak and wider than the elements of the product.</exception>
    public static NDArray Inner(NDArray x, NDArray y)
    {
        if (x.Rank == 0 || y.Rank == 0) return x * y;
        (x, y) = Factors("Np.Inner", x, y);
        return Lax.DotGeneral(x, y, new([x.Rank - 1], [y.Rank - 1], [], []));
    }

    /// <summary>The inner product of two arrays seen as vectors; the first is conjugated.</summary>
    public static NDArray Vdot(NDArray x, NDArray y) => Dot(Lax.Conj(Ravel(x)), Ravel(y));

    /// <summary>All products of elements of two vectors.</summary>
    public static NDArray Outer(NDArray x, NDArray y) => Lax.ExpandDims(Ravel(x), 1) * Lax.ExpandDims(Ravel(y), 0);

    /// <summary>Sums of products over the last axes of x and the first of y.</summary>
    /// <exception cref="DTypeException">One array is weak and wider than the elements of the product.</exception>
    public static NDArray TensorDot(NDArray x, NDArray y, int axes = 2)
    {
        (x, y) = Factors("Np.TensorDot", x, y);
        return Lax.DotGeneral(x, y, new([.. Enumerable.Range(x.Rank - axes, axes)], [.. Enumerable.Range(0, axes)], [], []));
    }
}
