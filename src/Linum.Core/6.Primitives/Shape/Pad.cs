using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Copies of a value before, after and between the elements along each axis. Negative low and high cut elements off.</summary>
        /// <param name="x">The array.</param>
        /// <param name="value">A scalar of the same dtype.</param>
        /// <param name="padding">Per axis how many before, after, and between neighbours.</param>
        /// <exception cref="ShapeException">The value is no scalar, or the paddings do not fit the axes.</exception>
        public static NDArray Pad(NDArray x, NDArray value, params ReadOnlySpan<(int Low, int High, int Interior)> padding)
        {
            if (value.Rank != 0 || padding.Length != x.Rank)
            {
                throw new ShapeException($"Lax.Pad was given {x.Type.ToLongString()}, a value {value.Type.ToLongString()} and {padding.Length} paddings. "
                    + $"The value must be a scalar, and there must be one (low, high, interior) per axis, here {x.Rank}.");
            }

            if (value.DType != x.DType) throw ElementwiseErrors.Mixed("Lax.Pad", x.Type, value.Type);
            int[] low = new int[x.Rank], high = new int[x.Rank], interior = new int[x.Rank];
            for (int i = 0; i < x.Rank; i++)
            {
                (low[i], high[i], interior[i]) = padding[i];
                if (interior[i] < 0 || Extending.Pad.PaddedSize(x.Shape[i], low[i], high[i], interior[i]) < 0)
                    throw new ShapeException($"Lax.Pad: the padding {padding[i]} of axis {i} of {x.Type.ToLongString()} gives a negative size. Cut off less, and put no negative number between elements.");
            }

            return new Pad(low, high, interior).Bind(x, value);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Padding: inputs are the array and a scalar.</summary>
    public sealed record Pad(ValueList<int> Low, ValueList<int> High, ValueList<int> Interior) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("padding_config", Config)];

        private string Config => "(" + string.Join(", ", Enumerable.Range(0, Low.Count).Select(i => $"({Low[i]}, {High[i]}, {Interior[i]})")) + (Low.Count == 1 ? ",)" : ")");

        internal static int PaddedSize(int size, int low, int high, int interior) => low + high + size + Math.Max(size - 1, 0) * interior;

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            var sizes = new int[Low.Count];
            for (int i = 0; i < sizes.Length; i++) sizes[i] = PaddedSize(inputs[0].Shape[i], Low[i], High[i], Interior[i]);
            return [new(inputs[0].DType, sizes, inputs[0].IsWeak && inputs[1].IsWeak)];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Pad(Low, High, Interior);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) =>
            new([Bind(primals)], [Bind(tangents[0] ?? Lax.ZerosLike(primals[0]), tangents[1] ?? Lax.ZerosLike(primals[1]))]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = cotangents[0]!, inside = Unpad(ct, inputs[0].Type.Shape);
            NDArray? value = inputs[1].IsLinear ? Lax.Sub(Lax.ReduceSum(ct, AxisSet.All), Lax.ReduceSum(inside, AxisSet.All)) : null;
            return [inputs[0].IsLinear ? inside : null, value];
        }

        private NDArray Unpad(NDArray ct, Shape shape)
        {
            int rank = Low.Count;
            int[] low = new int[rank], high = new int[rank], none = new int[rank], limits = new int[rank], steps = new int[rank];
            for (int i = 0; i < rank; i++) (low[i], high[i]) = (-Low[i], -High[i]);
            NDArray window = new Pad(low, high, none).Bind(ct, Lax.ScalarLike(ct, 0));
            for (int i = 0; i < rank; i++) (limits[i], steps[i]) = (window.Shape[i], Interior[i] + 1);
            return Lax.Slice(window, none, limits, steps);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            Batched x = inputs[0], value = inputs[1];
            if (value.Axis is null)
            {
                int batch = x.Axis!.Value;
                return [new(Wider(batch).Bind(x.Value, value.Value), batch)];
            }

            // A value per example: pad with zeros, and put the value where a padded mask says that no element is.
            NDArray array = BatchAxes.ToFront(x, axis);
            NDArray padded = Wider(0).Bind(array, Lax.ScalarLike(array, 0));
            NDArray mask = Wider(0).Bind(Lax.Full(array.Shape, 1, DType.Bool), Lax.Full([], 0, DType.Bool));
            return [new(Lax.Select(mask, padded, Lax.BroadcastInDim(value.Value, padded.Shape, [0])), 0)];
        }

        private Pad Wider(int batch) => new(BatchAxes.Insert(Low, batch, 0), BatchAxes.Insert(High, batch, 0), BatchAxes.Insert(Interior, batch, 0));
    }
}
