using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Each element of <paramref name="x"/> to the power of its partner in <paramref name="y"/>.</summary>
        /// <param name="x">Floating or complex.</param>
        /// <param name="y">The dtype of <paramref name="x"/>, or an integer dtype.</param>
        public static NDArray Pow(NDArray x, NDArray y)
        {
            if (!x.DType.IsInexact) throw ElementwiseErrors.WrongDType("Lax.Pow", x.DType, "floating and complex bases");
            if (!y.DType.IsInteger && y.DType != x.DType) throw ElementwiseErrors.Mixed("Lax.Pow", x.Type, y.Type);
            if (x.Rank > 0 && y.Rank > 0 && x.Shape != y.Shape) throw ElementwiseErrors.Shapes("Lax.Pow", x.Type, y.Type);
            return new Pow().Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>x to the power y.</summary>
    public sealed record Pow : NaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => ScalarMath.Pow(x[0], x[1].ConvertTo(x[0].DType));

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts)
        {
            if (inputs[0].DType.Components == 1) return [Compute(parts)];
            ComplexScalar exponent = inputs[1].DType.IsComplex
                ? new(parts[2], parts[3])
                : new(parts[2].ConvertTo(parts[0].DType), parts[0].Constant(0));
            ComplexScalar y = ComplexMath.Pow(new(parts[0], parts[1]), exponent);
            return [y.Re, y.Im];
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx)
        {
            if (operand == 1)
            {
                if (!x[1].DType.IsInexact) return null;
                NDArray safe = Lax.Select(Lax.Eq(x[0], Lax.ZerosLike(x[0])), Lax.OnesLike(x[0]), x[0]);
                return Lax.Mul(Lax.Mul(dx, Lax.Log(safe)), y);
            }

            NDArray exponent = Lax.ConvertElementType(x[1], x[0].DType), one = Lax.ScalarLike(x[0], 1);
            NDArray slope;
            if (x[1].DType.IsInexact)
            {
                slope = Lax.Mul(exponent, Lax.Pow(x[0], Lax.Sub(exponent, one)));
            }
            else
            {
                NDArray isZero = Lax.Eq(x[1], Lax.ZerosLike(x[1]));
                NDArray less = Lax.Sub(x[1], Lax.ScalarLike(x[1], 1));
                NDArray raw = Lax.Mul(exponent, Lax.Pow(x[0], Lax.Select(isZero, Lax.OnesLike(x[1]), less)));
                slope = Lax.Select(Lax.BroadcastTo(isZero, raw.Shape), Lax.ZerosLike(raw), raw);
            }

            return Lax.Mul(dx, slope);
        }
    }
}
