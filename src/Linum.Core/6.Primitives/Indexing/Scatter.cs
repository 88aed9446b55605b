using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The array with slices combined into it at many places: XLA's Scatter.</summary>
        /// <param name="x">The array.</param>
        /// <param name="indices">Integers; the last axis is the index vector.</param>
        /// <param name="updates">The slices, of the array's dtype.</param>
        /// <param name="dimensions">What the axes mean.</param>
        /// <param name="combine">How an update meets what is there; null overwrites (the last one wins).</param>
        /// <param name="mode">What happens to slices outside.</param>
        /// <param name="unique">Whether the caller promises that no element is updated twice.</param>
        /// <exception cref="ShapeException">The dimensions do not fit.</exception>
        public static NDArray Scatter(NDArray x, NDArray indices, NDArray updates, ScatterDimensions dimensions, ReduceKind? combine = null, OutOfBounds mode = OutOfBounds.FillOrDrop, bool unique = false)
        {
            if (!indices.DType.IsInteger) throw ElementwiseErrors.WrongDType("Lax.Scatter: indices", indices.DType, "integers");
            if (x.DType != updates.DType) throw ElementwiseErrors.Mixed("Lax.Scatter", x.Type, updates.Type);
            bool ok = indices.Rank > 0 && dimensions.ScatterDimsToOperandDims.Count == indices.Shape[^1]
                && dimensions.UpdateWindowDims.Count + dimensions.InsertedWindowDims.Count + dimensions.OperandBatchingDims.Count == x.Rank
                && updates.Rank == indices.Rank - 1 + dimensions.UpdateWindowDims.Count;
            if (!ok)
            {
                throw new ShapeException($"Lax.Scatter: updates {updates.Type.ToLongString()} at {indices.Type.ToLongString()} do not fit {x.Type.ToLongString()} with {dimensions}. "
                    + "Every axis of the array is a window, inserted or batching axis; the last axis of the indices has one entry per axis in ScatterDimsToOperandDims.");
            }

            return new Scatter(combine, dimensions, mode, unique).Bind(x, indices, updates);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Slices combined into an array at many places, in the order of the updates. Inputs: the array, the indices, the updates.</summary>
    public sealed record Scatter(ReduceKind? Combine, ScatterDimensions Dimensions, OutOfBounds Mode, bool Unique = false) : Primitive
    {
        /// <inheritdoc/>
        public override string Name => Combine switch
        {
            null => "scatter",
            ReduceKind.Sum => "scatter-add",
            ReduceKind.Product => "scatter-mul",
            ReduceKind.Max => "scatter-max",
            ReduceKind.Min => "scatter-min",
            _ => $"scatter-{Combine.ToString()!.ToLowerInvariant()}",
        };

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
        [
            new("dimension_numbers", $"ScatterDimensionNumbers(update_window_dims={PythonText.Tuple(Dimensions.UpdateWindowDims)}, inserted_window_dims={PythonText.Tuple(Dimensions.InsertedWindowDims)}, "
                + $"scatter_dims_to_operand_dims={PythonText.Tuple(Dimensions.ScatterDimsToOperandDims)}, operand_batching_dims={PythonText.Tuple(Dimensions.OperandBatchingDims)}, scatter_indices_batching_dims={PythonText.Tuple(Dimensions.ScatterIndicesBatchingDims)})"),
            new("indices_are_sorted", false), new("mode", PythonText.Mode(Mode)), new("unique_indices", Unique), new("update_consts", "()"), new("update_jaxpr", null),
        ];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Scatter(Dimensions, Combine, Mode);

        /// <summary>Reads what this writes.</summary>
        private Gather Mirror(ArrayType x, ArrayType updates)
        {
            var sizes = new int[x.Rank];
            for (int i = 0, window = 0; i < sizes.Length; i++)
            {
                bool whole = Dimensions.InsertedWindowDims.Span.Contains(i) || Dimensions.OperandBatchingDims.Span.Contains(i);
                sizes[i] = whole ? Math.Min(1, x.Shape[i]) : updates.Shape[Dimensions.UpdateWindowDims[window++]];
            }

            GatherDimensions mirrored = new(Dimensions.UpdateWindowDims, Dimensions.InsertedWindowDims, Dimensions.ScatterDimsToOperandDims, Dimensions.OperandBatchingDims, Dimensions.ScatterIndicesBatchingDims);
            return new(mirrored, sizes, Mode == OutOfBounds.Clip ? Mode : OutOfBounds.FillOrDrop, 0);
        }

        private Scatter Adding => this with { Combine = ReduceKind.Sum };

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray x = primals[0], indices = primals[1], updates = primals[2], y = Bind(primals);
            if (!x.DType.IsInexact || (tangents[0] is null && tangents[2] is null)) return new([y], [null]);
            NDArray dx = tangents[0] ?? Lax.ZerosLike(x), du = tangents[2] ?? Lax.ZerosLike(updates);
            switch (Combine)
            {
                // Overwriting happens in the order of the updates, so the same update wins for the change as for the value.
                case null or ReduceKind.Sum:
                    return new([y], [Bind(dx, indices, du)]);
                case ReduceKind.Product:
                    NDArray? change = tangents[0] is null ? null : Bind(dx, indices, updates);
                    if (tangents[2] is null) return new([y], [change]);
                    if (!Unique) throw PrimitiveErrors.NoJvp(this);
                    NDArray part = Adding.Bind(Lax.ZerosLike(x), indices, Lax.Mul(Mirror(x.Type, updates.Type).Bind(x, indices), du));
                    return new([y], [change is null ? part : Lax.Add(change, part)]);
                default:
                    NDArray kept = Lax.ConvertElementType(Lax.Eq(x, y), x.DType);
                    NDArray won = Lax.ConvertElementType(Lax.Eq(updates, Mirror(x.Type, updates.Type).Bind(y, indices)), x.DType);
                    NDArray count = Adding.Bind(kept, indices, won);
                    return new([y], [Lax.Div(Adding.Bind(Lax.Mul(dx, kept), indices, Lax.Mul(du, won)), count)]);
            }
        }

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!, indices = inputs[1].Constant(this);
            ArrayType updates = inputs[2].Type;
            switch (Combine)
            {
                case ReduceKind.Sum:
                    return [inputs[0].IsLinear ? ct : null, null, inputs[2].IsLinear ? Mirror(inputs[0].Type, updates).Bind(ct, indices) : null];
                case ReduceKind.Product when inputs[0].IsLinear && !inputs[2].IsLinear:
                    return [Bind(ct, indices, inputs[2].Constant(this)), null, null];
                case null:
                    NDArray? ctX = inputs[0].IsLinear ? Bind(ct, indices, Lax.Full(updates.Shape, 0, ct.DType)) : null;
                    if (!inputs[2].IsLinear) return [ctX, null, null];
                    Gather mirror = Mirror(inputs[0].Type, updates);
                    NDArray ctU = mirror.Bind(ct, indices);
                    if (!Unique)
                    {
                        // Only the update that won gets a cotangent: write each update's number, and see which number is found where.
                        NDArray numbers = Lax.Reshape(Lax.Add(Lax.Iota(DType.Int32, checked((int)updates.Shape.Count)), Lax.Full([], 1, DType.Int32)), updates.Shape);
                        NDArray winners = mirror.Bind(Bind(Lax.Full(inputs[0].Type.Shape, 0, DType.Int32), indices, numbers), indices);
                        ctU = Lax.Select(Lax.Eq(winners, numbers), ctU, Lax.ZerosLike(ctU));
                    }

                    return [ctX, null, ctU];
                default:
                    throw PrimitiveErrors.NoTranspose(this);
            }
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            ValueList<int> Up(ValueList<int> axes) => BatchAxes.Shift(axes, 0);
            NDArray x = BatchAxes.ToFront(inputs[0], axis), updates = BatchAxes.ToFront(inputs[2], axis), indices = inputs[1].Value;
            if (inputs[1].Axis is not int at)
            {
                ScatterDimensions window = new([0, .. Up(Dimensions.UpdateWindowDims)], Up(Dimensions.InsertedWindowDims), Up(Dimensions.ScatterDimsToOperandDims), Up(Dimensions.OperandBatchingDims), Dimensions.ScatterIndicesBatchingDims);
                return [new((this with { Dimensions = window }).Bind(x, indices, updates), 0)];
            }

            indices = Lax.MoveAxis(indices, at, 0);
            ScatterDimensions pair = new(Up(Dimensions.UpdateWindowDims), Up(Dimensions.InsertedWindowDims), Up(Dimensions.ScatterDimsToOperandDims), [0, .. Up(Dimensions.OperandBatchingDims)], [0, .. Up(Dimensions.ScatterIndicesBatchingDims)]);
            return [new((this with { Dimensions = pair }).Bind(x, indices, updates), 0)];
        }
    }
}
