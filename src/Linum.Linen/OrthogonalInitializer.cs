using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// A random matrix with orthonormal columns (rows, if there are more columns than rows): the Q of the QR decomposition of a normal matrix whose R has a positive diagonal. All axes but
/// one count as rows. A. Saxe et al. (2013).
/// </summary>
internal sealed record OrthogonalInitializer(double Scale, int ColumnAxis) : Initializer
{
    /// <inheritdoc/>
    public override NDArray Make(Key key, Shape shape, DType dtype)
    {
        if (shape.Rank < 2) throw new ShapeException($"An orthogonal initializer needs at least 2 axes, but the shape is {shape}. Use Initializers.Normal or Zeros for vectors.");
        int axis = ((Axis)ColumnAxis).Normalize(shape.Rank, "orthogonal initializer"), columns = shape[axis], rows = columns == 0 ? 0 : (int)(shape.Count / columns);
        NDArray a = Rng.Normal(key, rows > columns ? [rows, columns] : [columns, rows], dtype);
        NDArray q = Orthonormal(a);
        if (rows < columns) q = q.T;
        q = Lax.MoveAxis(q.Reshape([.. shape.RemoveAt(axis), columns]), shape.Rank - 1, axis);
        return q * Lax.Full([], Scale, dtype);
    }

    /// <summary>Gram and Schmidt's procedure, each column cleared twice of those before it: once leaves rounding errors that grow with the number of columns.</summary>
    private static NDArray Orthonormal(NDArray a) => Lax.ForI(0, a.Shape[1], (i, q) =>
    {
        NDArray column = Lax.DynamicIndexInDim(a, i, 1);
        for (int pass = 0; pass < 2; pass++) column -= Np.Dot(q, Np.Dot(q.T, column));
        return Lax.DynamicUpdateSlice(q, Lax.ExpandDims(column * Lax.Rsqrt(Np.Sum(column * column)), 1), 0, i);
    }, Lax.ZerosLike(a));
}
