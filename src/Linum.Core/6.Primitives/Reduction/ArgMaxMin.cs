using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The position of the first largest element along an axis; the first NaN wins.</summary>
        /// <param name="x">Real numbers.</param>
        /// <param name="axis">The axis, which is left out of the result.</param>
        /// <param name="indexDType">The dtype of the positions; null is the default integer type.</param>
        /// <exception cref="ShapeException">The axis has no elements.</exception>
        public static NDArray ArgMax(NDArray x, int axis, DType? indexDType = null) => Arg(x, axis, "Lax.ArgMax", position => new ArgMax(position, indexDType ?? DefaultTypes.Int));

        /// <summary>The position of the first smallest element along an axis; the first NaN wins.</summary>
        /// <param name="x">Real numbers.</param>
        /// <param name="axis">The axis, which is left out of the result.</param>
        /// <param name="indexDType">The dtype of the positions; null is the default integer type.</param>
        /// <exception cref="ShapeException">The axis has no elements.</exception>
        public static NDArray ArgMin(NDArray x, int axis, DType? indexDType = null) => Arg(x, axis, "Lax.ArgMin", position => new ArgMin(position, indexDType ?? DefaultTypes.Int));

        private static NDArray Arg(NDArray x, int axis, string operation, Func<int, ArgExtremum> make)
        {
            ElementwiseErrors.Real(operation, x);
            int position = ((Axis)axis).Normalize(x.Rank, operation);
            if (x.Shape[position] == 0) throw new ShapeException($"{operation}: axis {position} of {x.Type.ToLongString()} has no elements, so there is no position to give.");
            return make(position).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The position of an extremum along an axis.</summary>
    public abstract record ArgExtremum(int Axis, DType IndexDType) : Primitive
    {
        /// <inheritdoc/>
        public sealed override ValueList<Parameter> Parameters => [new("axes", (ValueList<int>)[Axis]), new("index_dtype", IndexDType.Name)];

        /// <summary>Which extremum.</summary>
        protected abstract ReduceKind Kind { get; }

        /// <inheritdoc/>
        public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(IndexDType, inputs[0].Shape.RemoveAt(Axis))];

        /// <inheritdoc/>
        public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.ArgReduce(Kind, Axis);

        /// <inheritdoc/>
        public sealed override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value, shifted = BatchAxes.Shift(Axis, batch);
            return [new((this with { Axis = shifted }).Bind(inputs[0].Value), BatchAxes.After([shifted], batch))];
        }
    }

    /// <summary>The position of the largest.</summary>
    public sealed record ArgMax(int Axis, DType IndexDType) : ArgExtremum(Axis, IndexDType)
    {
        /// <inheritdoc/>
        public override string Name => "argmax";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Max;
    }

    /// <summary>The position of the smallest.</summary>
    public sealed record ArgMin(int Axis, DType IndexDType) : ArgExtremum(Axis, IndexDType)
    {
        /// <inheritdoc/>
        public override string Name => "argmin";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Min;
    }
}
