namespace Linum.Extending;

/// <summary>What the rules of linear algebra are written with: products, triangles and transposes of the matrices in the last two axes.</summary>
internal static class Matrices
{
    /// <summary>Matrix products; leading axes are equal.</summary>
    public static NDArray Product(NDArray x, NDArray y)
    {
        int batch = x.Rank - 2;
        ValueList<int> leading = [.. Enumerable.Range(0, batch)];
        return Lax.DotGeneral(x, y, new([batch + 1], [batch], leading, leading));
    }

    /// <summary>Rows and columns exchanged.</summary>
    public static NDArray Transposed(NDArray x)
    {
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return Lax.Transpose(x, order);
    }

    /// <summary>What lies at or below a diagonal; zeros elsewhere.</summary>
    /// <param name="x">The matrices.</param>
    /// <param name="diagonal">0 is the main diagonal, -1 the one below.</param>
    public static NDArray Lower(NDArray x, int diagonal = 0) => Lax.Select(IsLower(x, diagonal), x, Lax.ZerosLike(x));

    /// <summary>What lies at or above the main diagonal; zeros elsewhere.</summary>
    public static NDArray Upper(NDArray x) => Lax.Select(IsLower(x, -1), Lax.ZerosLike(x), x);

    /// <summary>Ones on the main diagonal.</summary>
    public static NDArray Identity(ArrayType type)
    {
        NDArray rows = Positions(type.Shape, type.Rank - 2), columns = Positions(type.Shape, type.Rank - 1);
        return Lax.ConvertElementType(Lax.Eq(rows, columns), type.DType);
    }

    private static NDArray IsLower(NDArray x, int diagonal) =>
        Lax.Ge(Lax.Add(Positions(x.Shape, x.Rank - 2), Lax.Full(x.Shape, diagonal, DType.Int32)), Positions(x.Shape, x.Rank - 1));

    private static NDArray Positions(Shape shape, int axis) => Lax.BroadcastedIota(DType.Int32, shape, axis);

    /// <summary>Checks that an array holds matrices of a type that can be factorized.</summary>
    /// <exception cref="ShapeException">It has fewer than two axes, or the matrices must be square and are not.</exception>
    /// <exception cref="DTypeException">The dtype is not float32, float64, complex64 or complex128.</exception>
    public static void Check(string operation, NDArray x, bool square)
    {
        if (x.DType is not (DType.Float32 or DType.Float64 or DType.Complex64 or DType.Complex128))
            throw new DTypeException($"{operation} was given {x.Type.ToLongString()}. It takes float32, float64, complex64 and complex128: convert with AsType first.");
        if (x.Rank < 2 || (square && x.Shape[^1] != x.Shape[^2]))
            throw new ShapeException($"{operation}: {x.Type.ToLongString()} has no {(square ? "square " : "")}matrices in its last two axes.{(square ? " Rows and columns must be equally many." : " Add axes with ExpandDims.")}");
    }

    /// <summary>The right-hand sides of several examples side by side, for one matrix: the axis of examples, in front, joins the columns (or rows, where the matrix is on the right).</summary>
    public static NDArray Join(NDArray b, bool leftSide)
    {
        int sides = leftSide ? b.Rank - 1 : b.Rank - 2;
        NDArray moved = Lax.MoveAxis(b, 0, sides - 1);
        return Lax.Reshape(moved, [.. moved.Shape.Span[..(sides - 1)], moved.Shape[sides - 1] * moved.Shape[sides], .. moved.Shape.Span[(sides + 1)..]]);
    }

    /// <summary>Takes joined examples apart again: their axis is then where the second number says.</summary>
    public static (NDArray Value, int Axis) Part(NDArray joined, bool leftSide, int examples)
    {
        int sides = leftSide ? joined.Rank - 1 : joined.Rank - 2;
        int each = examples == 0 ? 0 : joined.Shape[sides] / examples;
        return (Lax.Reshape(joined, [.. joined.Shape.Span[..sides], examples, each, .. joined.Shape.Span[(sides + 1)..]]), sides);
    }
}
