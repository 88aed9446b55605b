using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Each element rounded to the nearest integer.</summary>
        /// <param name="x">Floats; integers stay as they are.</param>
        /// <param name="halvesToEven">Whether halves go to the even neighbour; else away from zero.</param>
        public static NDArray Round(NDArray x, bool halvesToEven = false) => ElementwiseErrors.Real("Lax.Round", x).DType.IsFloat ? new Round(halvesToEven).Bind(x) : x;
    }
}

namespace Linum.Extending
{
    /// <summary>Rounding to the nearest integer.</summary>
    public sealed record Round(bool HalvesToEven) : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("rounding_method", HalvesToEven ? 1 : 0)];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x)
        {
            if (HalvesToEven) return x.Unary(ScalarOp.RoundEven);
            Scalar down = x.Unary(ScalarOp.Truncate), far = (x - down).Unary(ScalarOp.Abs) >= 0.5;
            return far.Select(down + (x < 0).Select(x.Constant(-1), 1), down);
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => null;
    }
}
