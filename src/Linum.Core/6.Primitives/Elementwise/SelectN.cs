using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Elements of <paramref name="whenTrue"/> where the condition holds, else of <paramref name="whenFalse"/>.</summary>
        /// <param name="condition">bool, a scalar or of the cases' shape.</param>
        /// <param name="whenTrue">Any dtype.</param>
        /// <param name="whenFalse">The dtype and shape of <paramref name="whenTrue"/>.</param>
        public static NDArray Select(NDArray condition, NDArray whenTrue, NDArray whenFalse) => SelectN(condition, whenFalse, whenTrue);

        /// <summary>Each element from the case whose number stands in <paramref name="which"/>: false or 0 is the first.</summary>
        /// <param name="which">bool (two cases) or int32 (any number), a scalar or of the cases' shape.</param>
        /// <param name="cases">Arrays of one dtype and shape.</param>
        /// <exception cref="ShapeException">The cases have different shapes.</exception>
        /// <exception cref="DTypeException">The cases have different dtypes, or <paramref name="which"/> is neither bool nor int32.</exception>
        public static NDArray SelectN(NDArray which, params ReadOnlySpan<NDArray> cases)
        {
            if (which.DType != DType.Bool && which.DType != DType.Int32) throw ElementwiseErrors.WrongDType("Lax.SelectN: which", which.DType, "bool and int32");
            foreach (NDArray @case in cases)
            {
                if (@case.DType != cases[0].DType) throw ElementwiseErrors.Mixed("Lax.SelectN", cases[0].Type, @case.Type);
                if (@case.Shape != cases[0].Shape || (which.Rank > 0 && which.Shape != @case.Shape)) throw ElementwiseErrors.Shapes("Lax.SelectN", which.Type, @case.Type);
            }

            return new SelectN().Bind([which, .. cases]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>cases[which], element by element. Inputs: which, then the cases.</summary>
    public sealed record SelectN : NaryElementwise
    {
        /// <inheritdoc/>
        protected override int FirstValue => 1;

        /// <inheritdoc/>
        protected override DType Result(ReadOnlySpan<ArrayType> inputs) => inputs[1].DType;

        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => Pick(x[0], x[1..]);

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts)
        {
            int components = inputs[1].DType.Components, cases = inputs.Length - 1;
            var results = new Scalar[components];
            for (int c = 0; c < components; c++)
            {
                var component = new Scalar[cases];
                for (int i = 0; i < cases; i++) component[i] = parts[1 + i * components + c];
                results[c] = Pick(parts[0], component);
            }

            return results;
        }

        private static Scalar Pick(Scalar which, ReadOnlySpan<Scalar> cases)
        {
            if (cases.Length == 1) return cases[0];
            if (which.DType == DType.Bool) return which.Select(cases[1], cases[0]);
            Scalar result = cases[^1];
            for (int i = cases.Length - 2; i >= 0; i--) result = (which <= i).Select(cases[i], result);
            return result;
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => Masked(operand, x[0], x.Length - 1, dx);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            var results = new NDArray?[inputs.Length];
            for (int i = 1; i < inputs.Length; i++)
                if (inputs[i].IsLinear) results[i] = Fit(Masked(i, inputs[0].Constant(this), inputs.Length - 1, cotangents[0]!), inputs[i].Type);
            return results;
        }

        private NDArray Masked(int operand, NDArray which, int cases, NDArray value)
        {
            var all = new NDArray[cases];
            Array.Fill(all, Lax.ZerosLike(value));
            all[operand - 1] = value;
            return Bind([which, .. all]);
        }
    }
}
