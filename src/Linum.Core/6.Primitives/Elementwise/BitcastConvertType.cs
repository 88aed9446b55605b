using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The same bits as another dtype. A smaller one adds a last axis, a larger one takes it away.</summary>
        /// <exception cref="ShapeException">The last axis does not have the number of parts that make one larger element.</exception>
        public static NDArray BitcastConvertType(NDArray x, DType dtype)
        {
            if (x.DType == DType.Key || dtype == DType.Key || x.DType == DType.Bool || dtype == DType.Bool) throw ElementwiseErrors.WrongDType("Lax.BitcastConvertType", x.DType, "numbers");
            if (x.DType == dtype) return x;
            if (dtype.Size > x.DType.Size && (x.Rank == 0 || x.Shape[^1] != dtype.Size / x.DType.Size))
                throw new ShapeException($"Lax.BitcastConvertType: {x.Type.ToLongString()} cannot become {dtype.Name}: the last axis must have size {dtype.Size / x.DType.Size}.");
            return new BitcastConvertType(dtype).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Bits as another type.</summary>
    public sealed record BitcastConvertType(DType NewDType) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("new_dtype", NewDType.Name)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            int from = inputs[0].DType.Size, to = NewDType.Size;
            Shape shape = inputs[0].Shape;
            return [new(NewDType, from == to ? shape : to < from ? [.. shape, from / to] : shape[..^1])];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.CopyBytes();

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => inputs[0].Value.DType.Size == NewDType.Size
            ? [new(Bind(inputs[0].Value), inputs[0].Axis)]
            : [new(Bind(Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0)), 0)];
    }
}
