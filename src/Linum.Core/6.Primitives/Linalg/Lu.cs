using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Triangular factors of the matrices in the last two axes, with partial pivoting: row <c>order[i]</c> of x is row i of L·U.</summary>
        /// <param name="x">Matrices of float32, float64, complex64 or complex128, of m rows and n columns.</param>
        /// <returns>
        /// U and, below its diagonal, L without its ones; for each of min(m, n) steps the row that was exchanged with it (int32); the order of the m rows (int32).
        /// </returns>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The dtype is another one.</exception>
        public static (NDArray Factors, NDArray Pivots, NDArray Order) Lu(NDArray x)
        {
            Matrices.Check("Lax.Lu", x, square: false);
            NDArray[] results = new Lu().BindAll(x);
            return (results[0], results[1], results[2]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Triangular factors with partial pivoting. Outputs: the factors, the pivots, the order of the rows.</summary>
    public sealed record Lu : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            Shape shape = inputs[0].Shape;
            ReadOnlySpan<int> leading = shape.Span[..^2];
            return [inputs[0], new(DType.Int32, [.. leading, Math.Min(shape[^1], shape[^2])]), new(DType.Int32, [.. leading, shape[^2]])];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Lu();

        /// <summary>With X = L⁻¹·P·dA·U⁻¹: L·(X below the diagonal) + (X from the diagonal up)·U. L and U are made square with ones.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray[] results = BindAll(primals[0]);
            NDArray factors = results[0];
            Shape shape = factors.Shape;
            int rows = shape[^2], columns = shape[^1], least = Math.Min(rows, columns);
            NDArray lower = Squared(Matrices.Lower(factors, -1), rows, 0, 0, Math.Max(0, columns - least), Math.Max(0, rows - columns));
            lower = Lax.Add(lower, Matrices.Identity(lower.Type));
            NDArray upper = Squared(Matrices.Upper(factors), columns, Math.Max(0, rows - least), Math.Max(0, columns - rows), 0, 0);
            if (columns > rows)
            {
                NDArray ones = Matrices.Identity(upper.Type);
                NDArray isBelow = Lax.Ge(Lax.BroadcastedIota(DType.Int32, upper.Shape, upper.Rank - 2), Lax.Full(upper.Shape, rows, DType.Int32));
                upper = Lax.Add(upper, Lax.Select(isBelow, ones, Lax.ZerosLike(ones)));
            }

            NDArray order = Lax.BroadcastInDim(results[2], shape, [.. Enumerable.Range(0, shape.Rank - 1)]);
            NDArray change = AlongAxis.Take(tangents[0]!, order, shape.Rank - 2);
            NDArray inner = Lax.TriangularSolve(lower, change, leftSide: true, lower: true, unitDiagonal: true);
            inner = Lax.TriangularSolve(upper, inner, leftSide: false, lower: false);
            NDArray tangent = Lax.Add(Matrices.Product(lower, Matrices.Lower(inner, -1)), Matrices.Product(Matrices.Upper(inner), upper));
            return new(results, [tangent, null, null]);
        }

        /// <summary>Matrices with rows and columns cut off at the end, or zeros added there, so that they are square.</summary>
        private static NDArray Squared(NDArray x, int size, int fewerRows, int moreRows, int fewerColumns, int moreColumns)
        {
            if (x.Shape[^1] == size && x.Shape[^2] == size) return x;
            var padding = new (int, int, int)[x.Rank];
            padding[^2] = (0, moreRows - fewerRows, 0);
            padding[^1] = (0, moreColumns - fewerColumns, 0);
            return Lax.Pad(x, Lax.ScalarLike(x, 0), padding);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray[] results = BindAll(BatchAxes.ToFront(inputs[0], axis));
            return [new(results[0], 0), new(results[1], 0), new(results[2], 0)];
        }
    }
}
