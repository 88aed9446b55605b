using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Each element moved into [low, high].</summary>
        /// <param name="low">A scalar, or of the shape of <paramref name="x"/>.</param>
        /// <param name="x">The elements.</param>
        /// <param name="high">A scalar, or of the shape of <paramref name="x"/>.</param>
        public static NDArray Clamp(NDArray low, NDArray x, NDArray high)
        {
            NaryElementwise.Check("Lax.Clamp", [x, low, high]);
            return new Clamp().Bind(low, x, high);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>min(max(x, low), high); x has the derivative strictly inside, a bound where it is beyond x.</summary>
    public sealed record Clamp : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) =>
            Scalar.Binary(ScalarOp.Min, Scalar.Binary(ScalarOp.Max, x[1], x[0]), x[2]);

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx)
        {
            NDArray low = Lax.BroadcastTo(x[0], y.Shape), value = Lax.BroadcastTo(x[1], y.Shape), high = Lax.BroadcastTo(x[2], y.Shape);
            NDArray here = operand switch
            {
                0 => Lax.And(Lax.Gt(low, value), Lax.Lt(low, high)),
                1 => Lax.And(Lax.Gt(value, low), Lax.Lt(value, high)),
                _ => Lax.Gt(value, high),
            };
            dx = Lax.BroadcastTo(dx, y.Shape);
            return Lax.Select(here, dx, Lax.ZerosLike(dx));
        }
    }
}
