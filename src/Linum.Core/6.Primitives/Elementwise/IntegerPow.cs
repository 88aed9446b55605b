using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Each element to a fixed integer power, by repeated multiplication.</summary>
        /// <exception cref="DTypeException">A negative power of integers.</exception>
        public static NDArray IntegerPow(NDArray x, int y)
        {
            if (y < 0 && !x.DType.IsInexact)
                throw new DTypeException($"Lax.IntegerPow: {x.Type.ToLongString()} cannot be raised to the negative power {y}, because the results are not integers. Convert it to a floating dtype first.");
            return new IntegerPow(y).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x to the power Y.</summary>
    public sealed record IntegerPow(int Y) : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("y", Y)];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => Power(x, x.Constant(1), (a, b) => x.DType == DType.Bool ? a & b : a * b, a => x.Constant(1) / a);

        /// <inheritdoc/>
        protected override ComplexScalar Compute(ComplexScalar x)
        {
            ComplexScalar one = new(x.Re.Constant(1), x.Re.Constant(0));
            return Power(x, one, (a, b) => a * b, a => one / a);
        }

        private T Power<T>(T x, T one, Func<T, T, T> multiply, Func<T, T> reciprocal)
        {
            if (Y == 0) return one;
            uint bits = (uint)Math.Abs((long)Y);
            T? result = default;
            bool any = false;
            for (T square = x; ; square = multiply(square, square))
            {
                if ((bits & 1) != 0) (result, any) = (any ? multiply(result!, square) : square, true);
                if ((bits >>= 1) == 0) break;
            }

            return Y < 0 ? reciprocal(result!) : result!;
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) =>
            Y == 0 ? null : Lax.Mul(dx, Lax.Mul(Lax.ScalarLike(x, Y), Y == 1 ? Lax.OnesLike(x) : Y == 2 ? x : Lax.IntegerPow(x, Y - 1)));
    }
}
