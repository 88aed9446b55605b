using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Slices of an array at many places: XLA's Gather.</summary>
        /// <param name="x">The array.</param>
        /// <param name="indices">Integers; the last axis is the index vector.</param>
        /// <param name="dimensions">What the axes mean.</param>
        /// <param name="sliceSizes">The sizes of one slice, one per axis of <paramref name="x"/>.</param>
        /// <param name="mode">What happens to slices outside.</param>
        /// <param name="fill">The value for slices outside in mode FillOrDrop; null is NaN, the smallest signed or largest unsigned integer, or true.</param>
        /// <exception cref="ShapeException">The dimensions do not fit.</exception>
        public static NDArray Gather(NDArray x, NDArray indices, GatherDimensions dimensions, ReadOnlySpan<int> sliceSizes, OutOfBounds mode = OutOfBounds.FillOrDrop, double? fill = null)
        {
            if (!indices.DType.IsInteger) throw ElementwiseErrors.WrongDType("Lax.Gather: indices", indices.DType, "integers");
            bool ok = sliceSizes.Length == x.Rank && indices.Rank > 0 && dimensions.StartIndexMap.Count == indices.Shape[^1]
                && dimensions.OffsetDims.Count + dimensions.CollapsedSliceDims.Count + dimensions.OperandBatchingDims.Count == x.Rank;
            for (int i = 0; ok && i < sliceSizes.Length; i++) ok = sliceSizes[i] >= 0 && sliceSizes[i] <= x.Shape[i];
            if (!ok)
            {
                throw new ShapeException($"Lax.Gather: slices of ({string.Join(", ", sliceSizes.ToArray())}) at {indices.Type.ToLongString()} do not fit {x.Type.ToLongString()} with {dimensions}. "
                    + "Every axis of the array is an offset, collapsed or batching axis; the last axis of the indices has one entry per axis in StartIndexMap.");
            }

            return new Gather(dimensions, [.. sliceSizes], mode, fill).Bind(x, indices);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Slices at many places. Inputs: the array, the indices.</summary>
    public sealed record Gather(GatherDimensions Dimensions, ValueList<int> SliceSizes, OutOfBounds Mode, double? FillValue) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
        [
            new("dimension_numbers", $"GatherDimensionNumbers(offset_dims={PythonText.Tuple(Dimensions.OffsetDims)}, collapsed_slice_dims={PythonText.Tuple(Dimensions.CollapsedSliceDims)}, "
                + $"start_index_map={PythonText.Tuple(Dimensions.StartIndexMap)}, operand_batching_dims={PythonText.Tuple(Dimensions.OperandBatchingDims)}, start_indices_batching_dims={PythonText.Tuple(Dimensions.StartIndicesBatchingDims)})"),
            new("fill_value", FillValue), new("indices_are_sorted", false), new("mode", PythonText.Mode(Mode)), new("slice_sizes", SliceSizes), new("unique_indices", false),
        ];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            int[] window = [.. Enumerable.Range(0, SliceSizes.Count).Where(i => !Dimensions.CollapsedSliceDims.Span.Contains(i) && !Dimensions.OperandBatchingDims.Span.Contains(i)).Select(i => SliceSizes[i])];
            Shape batch = inputs[1].Shape[..^1];
            var sizes = new int[window.Length + batch.Rank];
            for (int i = 0, w = 0, b = 0; i < sizes.Length; i++) sizes[i] = Dimensions.OffsetDims.Span.Contains(i) ? window[w++] : batch[b++];
            return [inputs[0] with { Shape = sizes }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Gather(Dimensions, SliceSizes, Mode, FillValue);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) =>
            new([Bind(primals)], [tangents[0] is NDArray dx ? (this with { FillValue = 0 }).Bind(dx, primals[1]) : null]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            ScatterDimensions mirrored = new(Dimensions.OffsetDims, Dimensions.CollapsedSliceDims, Dimensions.StartIndexMap, Dimensions.OperandBatchingDims, Dimensions.StartIndicesBatchingDims);
            NDArray zeros = Lax.Zeros(inputs[0].Type with { DType = cotangents[0]!.DType });
            return [new Scatter(ReduceKind.Sum, mirrored, Mode).Bind(zeros, inputs[1].Constant(this), cotangents[0]!), null];
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            (NDArray x, NDArray indices) = (inputs[0].Value, inputs[1].Value);
            ValueList<int> Up(ValueList<int> axes) => BatchAxes.Shift(axes, 0);
            if (inputs[1].Axis is null)
            {
                // The batch axis is one more window axis, taken whole.
                x = Lax.MoveAxis(x, inputs[0].Axis!.Value, 0);
                GatherDimensions d = new([0, .. Up(Dimensions.OffsetDims)], Up(Dimensions.CollapsedSliceDims), Up(Dimensions.StartIndexMap), Up(Dimensions.OperandBatchingDims), Dimensions.StartIndicesBatchingDims);
                return [new(new Gather(d, [axis.Size, .. SliceSizes], Mode, FillValue).Bind(x, indices), 0)];
            }

            indices = Lax.MoveAxis(indices, inputs[1].Axis!.Value, 0);
            if (inputs[0].Axis is null)
            {
                // One more axis of indices, in front.
                GatherDimensions d = Dimensions with { OffsetDims = Up(Dimensions.OffsetDims), StartIndicesBatchingDims = Up(Dimensions.StartIndicesBatchingDims) };
                return [new((this with { Dimensions = d }).Bind(x, indices), 0)];
            }

            x = Lax.MoveAxis(x, inputs[0].Axis!.Value, 0);
            GatherDimensions both = new(Up(Dimensions.OffsetDims), Up(Dimensions.CollapsedSliceDims), Up(Dimensions.StartIndexMap), [0, .. Up(Dimensions.OperandBatchingDims)], [0, .. Up(Dimensions.StartIndicesBatchingDims)]);
            return [new(new Gather(both, [Math.Min(axis.Size, 1), .. SliceSizes], Mode, FillValue).Bind(x, indices), 0)];
        }
    }

    /// <summary>Values as the reference prints them.</summary>
    internal static class PythonText
    {
        public static string Tuple(ValueList<int> items) => items.Count == 1 ? $"({items[0]},)" : $"({string.Join(", ", items.ToArray())})";

        public static string Mode(OutOfBounds mode) => mode switch
        {
            OutOfBounds.Clip => "GatherScatterMode.CLIP",
            OutOfBounds.FillOrDrop => "GatherScatterMode.FILL_OR_DROP",
            _ => "GatherScatterMode.PROMISE_IN_BOUNDS",
        };
    }
}
