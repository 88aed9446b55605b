using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The angle of the point (x, y) in [-π, π], element by element.</summary>
        /// <param name="y">Floating or complex.</param>
        /// <param name="x">Of the same dtype and shape (or a scalar).</param>
        /// <exception cref="DTypeException">The elements are neither floating nor complex, or the dtypes differ.</exception>
        /// <exception cref="ShapeException">The shapes differ and neither is a scalar.</exception>
        public static NDArray Atan2(NDArray y, NDArray x)
        {
            NaryElementwise.Check("Lax.Atan2", [y, x]);
            return new Atan2().Bind(ElementwiseErrors.Checked("Lax.Atan2", y, true), x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>atan2(y, x).</summary>
    public sealed record Atan2 : NaryElementwise
    {
        /// <inheritdoc/>
        public override string Name => "atan2";

        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => ScalarMath.Atan2(x[0], x[1]);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => ComplexMath.Atan2(x[0], x[1]);

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx)
        {
            NDArray length = Lax.Add(Lax.Mul(x[1], x[1]), Lax.Mul(x[0], x[0]));
            NDArray slope = Lax.Div(x[1 - operand], length);
            return Lax.Mul(dx, operand == 0 ? slope : Lax.Neg(slope));
        }
    }
}
