using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The larger of each pair of elements; NaN if either is NaN.</summary>
        public static NDArray Max(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Max", [x, y]);
            return new Max().Bind(x, y);
        }

        /// <summary>The smaller of each pair of elements; NaN if either is NaN.</summary>
        public static NDArray Min(NDArray x, NDArray y)
        {
            NaryElementwise.Check("Lax.Min", [x, y]);
            return new Min().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The larger or the smaller of two; the winner gets the derivative, ties share it, and a NaN gives it to neither.</summary>
    public abstract record Extremum : NaryElementwise
    {
        /// <summary>Whether the first is to be preferred, for complex numbers.</summary>
        protected abstract Scalar Prefer(Scalar x, Scalar y);

        /// <inheritdoc/>
        protected sealed override ComplexScalar Compute(ReadOnlySpan<ComplexScalar> x)
        {
            Scalar tie = x[0].Re.EqualTo(x[1].Re);
            Scalar first = (tie & Prefer(x[0].Im, x[1].Im)) | Prefer(x[0].Re, x[1].Re);
            return new(first.Select(x[0].Re, x[1].Re), first.Select(x[0].Im, x[1].Im));
        }

        /// <inheritdoc/>
        protected sealed override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx)
        {
            NDArray mine = Lax.Eq(x[operand], y), other = Lax.Eq(x[1 - operand], y);
            NDArray one = Lax.ScalarLike(y, 1), half = Lax.ScalarLike(y, 0.5), zero = Lax.ScalarLike(y, 0);
            NDArray share = Lax.Select(other, Lax.BroadcastTo(half, other.Shape), Lax.BroadcastTo(one, other.Shape));
            if (mine.Shape != share.Shape) (mine, share) = (Lax.BroadcastTo(mine, y.Shape), Lax.BroadcastTo(share, y.Shape));
            return Lax.Mul(dx, Lax.Select(mine, share, Lax.BroadcastTo(zero, share.Shape)));
        }
    }

    /// <summary>max(x, y).</summary>
    public sealed record Max : Extremum
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0].DType == DType.Bool ? x[0] | x[1] : Scalar.Binary(ScalarOp.Max, x[0], x[1]);

        /// <inheritdoc/>
        protected override Scalar Prefer(Scalar x, Scalar y) => x > y;
    }

    /// <summary>min(x, y).</summary>
    public sealed record Min : Extremum
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => x[0].DType == DType.Bool ? x[0] & x[1] : Scalar.Binary(ScalarOp.Min, x[0], x[1]);

        /// <inheritdoc/>
        protected override Scalar Prefer(Scalar x, Scalar y) => x < y;
    }
}
