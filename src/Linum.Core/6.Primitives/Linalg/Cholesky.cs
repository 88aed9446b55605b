using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The lower triangular L with L·Lᴴ = x, for Hermitian positive definite matrices in the last two axes; NaN in the triangle of those that are not positive definite. Only the lower triangle of x is read. The derivative is that along Hermitian changes: take the mean of x and xᴴ first, as <c>Linalg.Cholesky</c> does, where changes are others.</summary>
        /// <param name="x">Square matrices of float32, float64, complex64 or complex128.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The dtype is another one.</exception>
        public static NDArray Cholesky(NDArray x)
        {
            Matrices.Check("Lax.Cholesky", x, square: true);
            return new Cholesky().Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The triangular root of Hermitian positive definite matrices.</summary>
    public sealed record Cholesky : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Cholesky();

        /// <summary>L·Φ(L⁻¹·dA·L⁻ᴴ), where Φ takes the lower triangle and half of the diagonal; dA counts as Hermitian.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray root = Bind(primals[0]);
            NDArray right = Lax.TriangularSolve(root, tangents[0]!, leftSide: false, lower: true, transposeA: true, conjugateA: true);
            NDArray both = Lax.TriangularSolve(root, right, leftSide: true, lower: true);
            NDArray half = Lax.Mul(Lax.Add(Matrices.Lower(both, -1), Matrices.Lower(both)), Lax.ScalarLike(both, 0.5));
            return new([root], [Matrices.Lower(Matrices.Product(root, half))]);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(BatchAxes.ToFront(inputs[0], axis)), 0)];
    }
}
