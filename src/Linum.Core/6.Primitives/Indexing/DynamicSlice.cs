using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>A window whose place is known only at run time. Negative starts count from the end; then each start is moved so that the window fits.</summary>
        /// <param name="x">The array.</param>
        /// <param name="starts">One integer scalar per axis.</param>
        /// <param name="sizes">The window's sizes.</param>
        /// <exception cref="ShapeException">The window is larger than the array.</exception>
        public static NDArray DynamicSlice(NDArray x, ReadOnlySpan<NDArray> starts, ReadOnlySpan<int> sizes)
        {
            bool ok = starts.Length == x.Rank && sizes.Length == x.Rank;
            for (int i = 0; ok && i < sizes.Length; i++) ok = sizes[i] >= 0 && sizes[i] <= x.Shape[i];
            if (!ok)
            {
                throw new ShapeException($"Lax.DynamicSlice: a window of ({string.Join(", ", sizes.ToArray())}) with {starts.Length} starts does not fit {x.Type.ToLongString()}. "
                    + $"Give {x.Rank} starts and {x.Rank} sizes, each at most the size of the axis.");
            }

            return x.Rank == 0 ? x : new DynamicSlice([.. sizes]).Bind([x, .. Starts("Lax.DynamicSlice", x, starts)]);
        }

        /// <summary>The element (a slice without the axis) at a position known only at run time.</summary>
        public static NDArray DynamicIndexInDim(NDArray x, NDArray index, int axis, bool keepAxis = false)
        {
            axis = ((Axis)axis).Normalize(x.Rank, "Lax.DynamicIndexInDim");
            var starts = new NDArray[x.Rank];
            Array.Fill(starts, ConcreteArray.Scalar(0L, index.DType, false));
            starts[axis] = index;
            NDArray window = DynamicSlice(x, starts, x.Shape.With(axis, 1));
            return keepAxis ? window : Squeeze(window, axis);
        }

        /// <summary>Checks start indices and counts negative ones from the end.</summary>
        internal static NDArray[] Starts(string operation, NDArray x, ReadOnlySpan<NDArray> starts)
        {
            var result = new NDArray[starts.Length];
            for (int i = 0; i < result.Length; i++)
            {
                NDArray start = starts[i];
                if (!start.DType.IsInteger) throw ElementwiseErrors.WrongDType($"{operation}: start {i}", start.DType, "integers");
                if (start.Rank != 0) throw new ShapeException($"{operation}: start {i} is {start.Type.ToLongString()}. Each start is an integer scalar.");
                if (start is ConcreteArray { Literal: not null } literal)
                {
                    result[i] = ConcreteArray.Scalar(literal.Integer < 0 ? literal.Integer + x.Shape[i] : literal.Integer, DType.Int32, false);
                    continue;
                }

                if (start.DType.Size < 4) start = ConvertElementType(start, DType.Int32);
                NDArray size = ConcreteArray.Scalar((long)x.Shape[i], start.DType, false), zero = ConcreteArray.Scalar(0L, start.DType, false);
                result[i] = start.DType.IsUnsigned ? start : Select(Lt(start, zero), Add(start, size), start);
            }

            return result;
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A window at a place given by scalars. Inputs: the array, one start per axis.</summary>
    public sealed record DynamicSlice(ValueList<int> SliceSizes) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("slice_sizes", SliceSizes)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = SliceSizes.ToArray() }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.DynamicSlice();

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) =>
            new([Bind(primals)], [tangents[0] is NDArray dx ? Bind([dx, .. primals[1..]]) : null]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            var results = new NDArray?[inputs.Length];
            var operands = new NDArray[inputs.Length + 1];
            operands[0] = Lax.Zeros(inputs[0].Type with { DType = cotangents[0]!.DType });
            operands[1] = cotangents[0]!;
            for (int i = 1; i < inputs.Length; i++) operands[i + 1] = inputs[i].Constant(this);
            results[0] = new DynamicUpdateSlice().Bind(operands);
            return results;
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            bool startsBatched = false;
            foreach (Batched start in inputs[1..]) startsBatched |= start.Axis is not null;
            if (!startsBatched)
            {
                int batch = inputs[0].Axis!.Value;
                List<NDArray> operands = [inputs[0].Value];
                foreach (Batched start in inputs[1..]) operands.Add(start.Value);
                operands.Insert(1 + batch, ConcreteArray.Scalar(0L, operands.Count > 1 ? operands[1].DType : DType.Int32, false));
                return [new(new DynamicSlice(BatchAxes.Insert(SliceSizes, batch, axis.Size)).Bind([.. operands]), batch)];
            }

            // A start per example: a gather of whole windows, moved so that they fit.
            int rank = SliceSizes.Count;
            int[] all = [.. Enumerable.Range(0, rank)];
            Gather gather = new(new(all, [], all, [], []), SliceSizes, OutOfBounds.Clip, null);
            return gather.Batch(axis, [inputs[0], IndexVector.Stack(axis, inputs[1..])]);
        }
    }

    /// <summary>Scalars side by side as one vector of indices.</summary>
    internal static class IndexVector
    {
        public static Batched Stack(BatchAxis axis, ReadOnlySpan<Batched> scalars)
        {
            var parts = new NDArray[scalars.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                NDArray value = scalars[i].Value;
                if (value.DType != scalars[0].Value.DType) value = Lax.ConvertElementType(value, scalars[0].Value.DType);
                value = scalars[i].Axis is null ? Lax.BroadcastTo(value, [axis.Size]) : value;
                parts[i] = Lax.Reshape(value, axis.Size, 1);
            }

            return new(Lax.Concatenate(parts, 1), 0);
        }
    }
}
