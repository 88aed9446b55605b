using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The array with a window, whose place is known only at run time, replaced. Starts as in <see cref="DynamicSlice"/>.</summary>
        /// <param name="x">The array.</param>
        /// <param name="update">The window's new contents.</param>
        /// <param name="starts">One integer scalar per axis.</param>
        /// <exception cref="ShapeException">The update is larger than the array.</exception>
        public static NDArray DynamicUpdateSlice(NDArray x, NDArray update, params ReadOnlySpan<NDArray> starts)
        {
            if (x.DType != update.DType) throw ElementwiseErrors.Mixed("Lax.DynamicUpdateSlice", x.Type, update.Type);
            bool ok = update.Rank == x.Rank && starts.Length == x.Rank;
            for (int i = 0; ok && i < x.Rank; i++) ok = update.Shape[i] <= x.Shape[i];
            if (!ok)
            {
                throw new ShapeException($"Lax.DynamicUpdateSlice: an update {update.Type.ToLongString()} with {starts.Length} starts does not fit {x.Type.ToLongString()}. "
                    + $"Give an update of as many axes, none larger, and {x.Rank} starts.");
            }

            return x.Rank == 0 ? update : new DynamicUpdateSlice().Bind([x, update, .. Starts("Lax.DynamicUpdateSlice", x, starts)]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A window replaced at a place given by scalars. Inputs: the array, the update, one start per axis.</summary>
    public sealed record DynamicUpdateSlice : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.DynamicUpdateSlice();

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            if (tangents[0] is null && tangents[1] is null) return new([Bind(primals)], [null]);
            return new([Bind(primals)], [Bind([tangents[0] ?? Lax.ZerosLike(primals[0]), tangents[1] ?? Lax.ZerosLike(primals[1]), .. primals[2..]])]);
        }

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            var results = new NDArray?[inputs.Length];
            var starts = new NDArray[inputs.Length - 2];
            for (int i = 0; i < starts.Length; i++) starts[i] = inputs[i + 2].Constant(this);
            Shape window = inputs[1].Type.Shape;
            if (inputs[0].IsLinear) results[0] = Bind([cotangents[0]!, Lax.Full(window, 0, cotangents[0]!.DType), .. starts]);
            if (inputs[1].IsLinear) results[1] = new DynamicSlice(window.ToArray()).Bind([cotangents[0]!, .. starts]);
            return results;
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            bool startsBatched = false;
            foreach (Batched start in inputs[2..]) startsBatched |= start.Axis is not null;
            NDArray x = BatchAxes.ToFront(inputs[0], axis), update = BatchAxes.ToFront(inputs[1], axis);
            if (!startsBatched)
            {
                List<NDArray> operands = [x, update, ConcreteArray.Scalar(0L, inputs.Length > 2 ? inputs[2].Value.DType : DType.Int32, false)];
                foreach (Batched start in inputs[2..]) operands.Add(start.Value);
                return [new(Bind([.. operands]), 0)];
            }

            int[] all = [.. Enumerable.Range(0, x.Rank - 1)];
            Scatter scatter = new(null, new(all, [], all, [], []), OutOfBounds.Clip, Unique: true);
            return scatter.Batch(axis, [new(x, 0), IndexVector.Stack(axis, inputs[2..]), new(update, 0)]);
        }
    }
}
