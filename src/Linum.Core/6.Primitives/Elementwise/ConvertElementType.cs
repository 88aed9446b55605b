using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The elements as another dtype: integers wrap, floats become integers by truncation and saturation, anything becomes bool by != 0, complex becomes real by its real part.</summary>
        /// <param name="x">Any array but keys.</param>
        /// <param name="dtype">The dtype of the result.</param>
        /// <param name="weak">Whether the result is weakly typed.</param>
        public static NDArray ConvertElementType(NDArray x, DType dtype, bool weak = false)
        {
            if (x.DType == dtype && x.Type.IsWeak == weak) return x;
            if (x.DType == DType.Key || dtype == DType.Key) throw ElementwiseErrors.WrongDType("Lax.ConvertElementType", x.DType, "numbers and bool");
            if (x is ConcreteArray { Literal: not null } literal && !x.DType.IsComplex) return literal.LiteralAs(dtype, weak);
            if (x is ConcreteArray concrete && x.DType == dtype) return concrete.WithWeak(weak);
            return new ConvertElementType(dtype, weak).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A change of dtype.</summary>
    public sealed record ConvertElementType(DType NewDType, bool WeakType) : UnaryElementwise
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("new_dtype", NewDType.Name), new("weak_type", WeakType)];

        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.ConvertTo(NewDType);

        /// <inheritdoc/>
        protected override ArrayType InferOne(ArrayType x) => new(NewDType, x.Shape, WeakType);

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(Scalar[] parts)
        {
            if (NewDType == DType.Bool && parts.Length == 2) return [parts[0].ConvertTo(DType.Bool) | parts[1].ConvertTo(DType.Bool)];
            DType part = NewDType.Component;
            if (!NewDType.IsComplex) return [parts[0].ConvertTo(part)];
            return [parts[0].ConvertTo(part), parts.Length == 2 ? parts[1].ConvertTo(part) : parts[0].Builder.Constant(0, part)];
        }

        /// <inheritdoc/>
        protected override NDArray? Tangent(NDArray x, NDArray y, NDArray dx) => x.DType.IsInexact ? Lax.ConvertElementType(dx, NewDType) : null;

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [Lax.ConvertElementType(cotangents[0]!, inputs[0].Type.DType, inputs[0].Type.IsWeak)];
    }
}
