using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Repeats an array into a larger shape: axis i of <paramref name="x"/> becomes axis <c>axes[i]</c> of the result; size-1 axes are stretched.</summary>
        /// <param name="x">The array.</param>
        /// <param name="shape">The shape of the result.</param>
        /// <param name="axes">One ascending axis of the result per axis of <paramref name="x"/>.</param>
        /// <exception cref="ShapeException">An axis does not fit.</exception>
        public static NDArray BroadcastInDim(NDArray x, Shape shape, ReadOnlySpan<int> axes)
        {
            bool ok = axes.Length == x.Rank;
            for (int i = 0; ok && i < axes.Length; i++)
                ok = axes[i] >= 0 && axes[i] < shape.Rank && (i == 0 || axes[i] > axes[i - 1]) && (x.Shape[i] == 1 || x.Shape[i] == shape[axes[i]]);
            if (!ok)
            {
                throw new ShapeException($"Lax.BroadcastInDim cannot put {x.Type.ToLongString()} into the shape {shape} at the axes [{string.Join(", ", axes.ToArray())}]. "
                    + "Give one ascending axis of the result per axis of the array, each of the same size (or 1 in the array).");
            }

            return x.Shape == shape ? x : new BroadcastInDim(shape, [.. axes]).Bind(x);
        }

        /// <summary>Repeats an array along leading axes and axes of size 1 until it has the given shape.</summary>
        /// <exception cref="ShapeException">The shapes do not line up from the last axis.</exception>
        public static NDArray BroadcastTo(NDArray x, Shape shape)
        {
            int lead = shape.Rank - x.Rank;
            bool ok = lead >= 0;
            for (int i = 0; ok && i < x.Rank; i++) ok = x.Shape[i] == 1 || x.Shape[i] == shape[lead + i];
            if (!ok)
            {
                throw new ShapeException($"Np.BroadcastTo: {x.Type.ToLongString()} cannot be repeated to the shape {shape}. "
                    + "Shapes are lined up from the last axis; each size must be equal, or 1 in the array.");
            }

            return x.Shape == shape ? x : new BroadcastInDim(shape, [.. Enumerable.Range(lead, x.Rank)]).Bind(x);
        }

        /// <summary>The array with new axes of size 1 at the given positions of the result.</summary>
        public static NDArray ExpandDims(NDArray x, params ReadOnlySpan<int> axes)
        {
            int rank = x.Rank + axes.Length;
            var fresh = new bool[rank];
            foreach (int axis in axes)
            {
                int position = ((Axis)axis).Normalize(rank, "Lax.ExpandDims");
                if (fresh[position]) throw AxisException.Duplicate("Lax.ExpandDims", position);
                fresh[position] = true;
            }

            List<int> shape = [], kept = [];
            for (int i = 0, next = 0; i < rank; i++)
            {
                shape.Add(fresh[i] ? 1 : x.Shape[next++]);
                if (!fresh[i]) kept.Add(i);
            }

            return axes.IsEmpty ? x : new BroadcastInDim([.. shape], [.. kept]).Bind(x);
        }

        /// <summary>A scalar of the dtype of an array, weak if the array is: a constant that changes no types.</summary>
        public static NDArray ScalarLike(NDArray x, double value) => ConcreteArray.Scalar(value, x.DType, x.Type.IsWeak);

        /// <summary>An array of the given shape with one value everywhere.</summary>
        public static NDArray Full(Shape shape, double value, DType dtype) => BroadcastTo(ConcreteArray.Scalar(value, dtype, weak: false), shape);

        /// <summary>Zeros of the type of another array.</summary>
        public static NDArray ZerosLike(NDArray x) => Zeros(x.Type);

        /// <summary>Ones of the type of another array.</summary>
        public static NDArray OnesLike(NDArray x) => BroadcastTo(ConcreteArray.Scalar(1.0, x.DType, x.Type.IsWeak), x.Shape);

        /// <summary>Zeros of a type; float0 and keys are allowed.</summary>
        public static NDArray Zeros(ArrayType type) => BroadcastTo(
            type.DType == DType.Key ? Extending.RandomWrap.Zero : ConcreteArray.Scalar(0.0, type.DType, type.IsWeak), type.Shape);
    }
}

namespace Linum.Extending
{
    /// <summary>Repetition along new axes and along axes of size 1.</summary>
    public sealed record BroadcastInDim(Shape Shape, ValueList<int> BroadcastDimensions) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("broadcast_dimensions", BroadcastDimensions), new("shape", Shape), new("sharding", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = Shape }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
        {
            long[] dense = Strides.Dense(inputs[0].Shape);
            var strides = new long[Shape.Rank];
            for (int i = 0; i < BroadcastDimensions.Count; i++)
                if (inputs[0].Shape[i] != 1) strides[BroadcastDimensions[i]] = dense[i];
            return new Lowered.View(strides);
        }

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            Shape operand = inputs[0].Type.Shape;
            List<int> summed = [];
            for (int i = 0; i < Shape.Rank; i++)
            {
                int source = BroadcastDimensions.Span.IndexOf(i);
                if (source < 0 || (operand[source] == 1 && Shape[i] != 1)) summed.Add(i);
            }

            NDArray ct = summed.Count == 0 ? cotangents[0]! : new ReduceSum([.. summed]).Bind(cotangents[0]!);
            return [Lax.Reshape(ct, operand)];
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray x = Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0);
            return [new(new BroadcastInDim(Shape.Insert(0, axis.Size), [0, .. BroadcastDimensions.ToArray().Select(d => d + 1)]).Bind(x), 0)];
        }
    }

    /// <summary>Strides of dense arrays.</summary>
    internal static class Strides
    {
        /// <summary>How many elements one step along each axis of a dense row-major array is.</summary>
        public static long[] Dense(Shape shape)
        {
            var strides = new long[shape.Rank];
            long step = 1;
            for (int i = shape.Rank - 1; i >= 0; i--)
            {
                strides[i] = step;
                step *= shape[i];
            }

            return strides;
        }
    }
}
