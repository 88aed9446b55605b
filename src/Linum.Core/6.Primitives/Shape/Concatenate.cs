using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Arrays one after the other along an axis.</summary>
        /// <exception cref="ShapeException">There is no array, or sizes of other axes differ.</exception>
        public static NDArray Concatenate(ReadOnlySpan<NDArray> arrays, int axis)
        {
            if (arrays.IsEmpty) throw new ShapeException("Lax.Concatenate was given no arrays. Give at least one.");
            int position = ((Axis)axis).Normalize(arrays[0].Rank, "Lax.Concatenate");
            foreach (NDArray array in arrays)
            {
                if (array.DType != arrays[0].DType) throw ElementwiseErrors.Mixed("Lax.Concatenate", arrays[0].Type, array.Type);
                if (array.Rank != arrays[0].Rank || array.Shape.RemoveAt(position) != arrays[0].Shape.RemoveAt(position))
                {
                    throw new ShapeException($"Lax.Concatenate along axis {position} was given {arrays[0].Type.ToLongString()} and {array.Type.ToLongString()}. "
                        + "All axes but that one must have the same sizes.");
                }
            }

            return arrays.Length == 1 ? arrays[0] : new Concatenate(position).Bind(arrays);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Arrays one after the other.</summary>
    public sealed record Concatenate(int Dimension) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimension", Dimension)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            int size = 0;
            bool weak = true;
            foreach (ArrayType input in inputs) (size, weak) = (size + input.Shape[Dimension], weak && input.IsWeak);
            return [new(inputs[0].DType, inputs[0].Shape.With(Dimension, size), weak)];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Concatenate(Dimension);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            var parts = new NDArray[primals.Length];
            for (int i = 0; i < parts.Length; i++) parts[i] = tangents[i] ?? Lax.ZerosLike(primals[i]);
            return new([Bind(primals)], [Bind(parts)]);
        }

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            var results = new NDArray?[inputs.Length];
            for (int i = 0, start = 0; i < results.Length; i++)
            {
                int size = inputs[i].Type.Shape[Dimension];
                if (inputs[i].IsLinear) results[i] = Lax.SliceInDim(cotangents[0]!, start, start + size, Dimension);
                start += size;
            }

            return results;
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            var parts = new NDArray[inputs.Length];
            for (int i = 0; i < parts.Length; i++) parts[i] = BatchAxes.ToFront(inputs[i], axis);
            return [new(new Concatenate(Dimension + 1).Bind(parts), 0)];
        }
    }
}
