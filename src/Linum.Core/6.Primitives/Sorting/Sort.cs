using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The elements in ascending order along an axis; -0 and 0 tie, NaNs come last.</summary>
        public static NDArray Sort(NDArray x, int axis = -1) => Sort([x], axis, 1)[0];

        /// <summary>Several arrays permuted together along an axis so that the first <paramref name="keys"/> of them, compared in turn, ascend. Ties keep their order.</summary>
        /// <exception cref="ShapeException">The shapes differ, or there are not that many keys.</exception>
        public static NDArray[] Sort(ReadOnlySpan<NDArray> operands, int axis, int keys)
        {
            if (operands.IsEmpty || keys < 1 || keys > operands.Length)
                throw new ShapeException($"Lax.Sort was given {operands.Length} arrays and {keys} keys. Give at least one array, and between 1 and that many keys.");
            foreach (NDArray operand in operands)
                if (operand.Shape != operands[0].Shape) throw ElementwiseErrors.Shapes("Lax.Sort", operands[0].Type, operand.Type);
            return new Sort(((Axis)axis).Normalize(operands[0].Rank, "Lax.Sort"), keys).BindAll(operands);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A stable sort of several operands by the first keys.</summary>
    public sealed record Sort(int Dimension, int NumKeys) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimension", Dimension), new("is_stable", true), new("num_keys", NumKeys)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [.. inputs];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Sort(Dimension, NumKeys);

        /// <summary>Sorts the positions along, and permutes the tangents by them.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray[] sorted = BindAll([.. primals, Lax.BroadcastedIota(DType.Int32, primals[0].Shape, Dimension)]);
            var changes = new NDArray?[primals.Length];
            for (int i = 0; i < changes.Length; i++)
                if (tangents[i] is NDArray dx) changes[i] = AlongAxis.Take(dx, sorted[^1], Dimension);
            return new(sorted[..^1], changes);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            var operands = new NDArray[inputs.Length];
            for (int i = 0; i < operands.Length; i++) operands[i] = BatchAxes.ToFront(inputs[i], axis);
            NDArray[] sorted = new Sort(Dimension + 1, NumKeys).BindAll(operands);
            var results = new Batched[sorted.Length];
            for (int i = 0; i < results.Length; i++) results[i] = new(sorted[i], 0);
            return results;
        }
    }

    /// <summary>Elements picked along one axis.</summary>
    internal static class AlongAxis
    {
        /// <summary>y[.., i, ..] = x[.., indices[.., i, ..], ..]; all other axes go together. Indices must be in range.</summary>
        public static NDArray Take(NDArray x, NDArray indices, int axis)
        {
            int[] others = [.. Enumerable.Range(0, x.Rank).Where(i => i != axis)];
            var sizes = new int[x.Rank];
            for (int i = 0; i < sizes.Length; i++) sizes[i] = Math.Min(1, x.Shape[i]);
            GatherDimensions dimensions = new([], [axis], [axis], others, others);
            return new Gather(dimensions, sizes, OutOfBounds.PromiseInBounds, null).Bind(x, Lax.ExpandDims(indices, indices.Rank));
        }
    }
}
