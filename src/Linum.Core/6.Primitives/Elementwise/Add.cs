using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The sum of each pair of elements; on bools, or.</summary>
        /// <exception cref="ShapeException">The shapes differ and neither is a scalar.</exception>
        /// <exception cref="DTypeException">The dtypes differ.</exception>
        public static NDArray Add(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Add", [x, y]);
            return new Add().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x + y.</summary>
    public sealed record Add : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0].DType == DType.Bool ? x[0] | x[1] : x[0] + x[1];

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x) => x[0] + x[1];

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => dx;

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!;
            return [inputs[0].IsLinear ? Fit(ct, inputs[0].Type) : null, inputs[1].IsLinear ? Fit(ct, inputs[1].Type) : null];
        }
    }
}
