using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The absolute value of each element; of a complex number its length, as a real number. The smallest integer stays as it is.</summary>
        public static NDArray Abs(NDArray x) => new Abs().Bind(x);
    }
}

namespace Linum.Extending
{
    /// <summary>|x|; the derivative at 0 is 1.</summary>
    public sealed record Abs : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.Abs);

        /// <inheritdoc/>
        protected override DType Result(DType input) => input.Component;

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts) => [parts.Length == 1 ? Compute(parts[0]) : ComplexMath.Abs(new(parts[0], parts[1]))];

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx)
        {
            if (!x.DType.IsComplex) return Lax.Select(Lax.Ge(x, Lax.ZerosLike(x)), dx, Lax.Neg(dx));
            NDArray length = Lax.Select(Lax.Eq(y, Lax.ZerosLike(y)), Lax.OnesLike(y), y);
            NDArray direction = Lax.Div(x, Lax.ConvertElementType(length, x.DType));
            return Lax.Real(Lax.Mul(dx, Lax.Conj(direction)));
        }
    }
}
