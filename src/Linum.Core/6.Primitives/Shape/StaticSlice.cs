using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>A window with steps: elements start, start + stride, ... below limit, along every axis.</summary>
        /// <param name="x">The array.</param>
        /// <param name="starts">One per axis, from 0.</param>
        /// <param name="limits">One per axis, at most the size.</param>
        /// <param name="strides">One per axis, at least 1; empty means all 1.</param>
        /// <exception cref="ShapeException">A window does not fit.</exception>
        public static NDArray Slice(NDArray x, ReadOnlySpan<int> starts, ReadOnlySpan<int> limits, ReadOnlySpan<int> strides = default)
        {
            bool ok = starts.Length == x.Rank && limits.Length == x.Rank && (strides.IsEmpty || strides.Length == x.Rank), all = strides.IsEmpty, unit = true;
            for (int i = 0; ok && i < x.Rank; i++)
            {
                ok = starts[i] >= 0 && starts[i] <= limits[i] && limits[i] <= x.Shape[i] && (strides.IsEmpty || strides[i] > 0);
                unit &= strides.IsEmpty || strides[i] == 1;
            }

            if (!ok)
            {
                throw new ShapeException($"Lax.Slice: the window from [{string.Join(", ", starts.ToArray())}] to [{string.Join(", ", limits.ToArray())}] does not fit {x.Type.ToLongString()}. "
                    + "Give a start, a limit and a positive stride per axis, with 0 <= start <= limit <= size.");
            }

            for (int i = 0; i < x.Rank; i++) all &= starts[i] == 0 && limits[i] == x.Shape[i];
            if (unit && AllWhole(x.Shape, starts, limits)) return x;
            return new StaticSlice([.. starts], [.. limits], unit ? default : (ValueList<int>)[.. strides]).Bind(x);
        }

        private static bool AllWhole(Shape shape, ReadOnlySpan<int> starts, ReadOnlySpan<int> limits)
        {
            for (int i = 0; i < shape.Rank; i++)
                if (starts[i] != 0 || limits[i] != shape[i]) return false;
            return true;
        }

        /// <summary>A range along one axis.</summary>
        public static NDArray SliceInDim(NDArray x, int start, int limit, int axis)
        {
            axis = ((Axis)axis).Normalize(x.Rank, "Lax.SliceInDim");
            int[] starts = new int[x.Rank], limits = x.Shape.ToArray();
            (starts[axis], limits[axis]) = (start, limit);
            return Slice(x, starts, limits);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A window with steps. No strides means steps of 1.</summary>
    public sealed record StaticSlice(ValueList<int> StartIndices, ValueList<int> LimitIndices, ValueList<int> StepSizes) : Primitive
    {
        /// <inheritdoc/>
        public override string Name => "slice";

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
            [new("limit_indices", LimitIndices), new("start_indices", StartIndices), new("strides", StepSizes.Count == 0 ? null : (object)StepSizes)];

        private int Step(int axis) => StepSizes.Count == 0 ? 1 : StepSizes[axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            var sizes = new int[StartIndices.Count];
            for (int i = 0; i < sizes.Length; i++) sizes[i] = (LimitIndices[i] - StartIndices[i] + Step(i) - 1) / Step(i);
            return [inputs[0] with { Shape = sizes }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
        {
            long[] strides = Strides.Dense(inputs[0].Shape);
            long offset = 0;
            for (int i = 0; i < strides.Length; i++)
            {
                offset += strides[i] * StartIndices[i];
                strides[i] *= Step(i);
            }

            return new Lowered.View(strides, offset);
        }

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            Shape shape = inputs[0].Type.Shape;
            int[] high = new int[shape.Rank], interior = new int[shape.Rank];
            for (int i = 0; i < high.Length; i++)
            {
                int size = cotangents[0]!.Shape[i];
                high[i] = shape[i] - StartIndices[i] - (size == 0 ? 0 : 1 + (size - 1) * Step(i));
                interior[i] = Step(i) - 1;
            }

            NDArray zero = Lax.Full([], 0, cotangents[0]!.DType);
            return [new Pad(StartIndices, high, interior).Bind(cotangents[0]!, zero)];
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            StaticSlice slice = new(BatchAxes.Insert(StartIndices, batch, 0), BatchAxes.Insert(LimitIndices, batch, axis.Size),
                StepSizes.Count == 0 ? StepSizes : BatchAxes.Insert(StepSizes, batch, 1));
            return [new(slice.Bind(inputs[0].Value), batch)];
        }
    }
}
