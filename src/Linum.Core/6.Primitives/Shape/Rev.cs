using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The elements in reverse order along the given axes.</summary>
        public static NDArray Rev(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.Normalize(x.Rank, "Lax.Rev");
            return positions.Count == 0 ? x : new Rev(positions).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Reversal along axes.</summary>
    public sealed record Rev(ValueList<int> Dimensions) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimensions", Dimensions)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
        {
            long[] strides = Strides.Dense(inputs[0].Shape);
            long offset = 0;
            foreach (int axis in Dimensions)
            {
                offset += strides[axis] * Math.Max(inputs[0].Shape[axis] - 1, 0);
                strides[axis] = -strides[axis];
            }

            return new Lowered.View(strides, offset);
        }

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Bind(cotangents[0]!)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            return [new(new Rev(BatchAxes.Shift(Dimensions, batch)).Bind(inputs[0].Value), batch)];
        }
    }

    /// <summary>Positions of axes when a batch axis is there too.</summary>
    internal static class BatchAxes
    {
        /// <summary>Axes at or after the batch axis move up by one.</summary>
        public static ValueList<int> Shift(ValueList<int> axes, int batch)
        {
            int[] shifted = axes.ToArray();
            for (int i = 0; i < shifted.Length; i++)
                if (shifted[i] >= batch) shifted[i]++;
            return shifted;
        }

        /// <summary>An axis at or after the batch axis moves up by one.</summary>
        public static int Shift(int axis, int batch) => axis >= batch ? axis + 1 : axis;

        /// <summary>Where the batch axis is once the given (shifted) axes are gone.</summary>
        public static int After(ValueList<int> removed, int batch)
        {
            int position = batch;
            foreach (int axis in removed)
                if (axis < batch) position--;
            return position;
        }

        /// <summary>A list with one more entry at the batch axis.</summary>
        public static ValueList<T> Insert<T>(ValueList<T> list, int batch, T value) => [.. list.Span[..batch], value, .. list.Span[batch..]];

        /// <summary>The value with its batch axis first; a value without one is repeated.</summary>
        public static NDArray ToFront(Batched input, BatchAxis axis) => input.Axis is int a
            ? Lax.MoveAxis(input.Value, a, 0)
            : Lax.BroadcastInDim(input.Value, input.Value.Shape.Insert(0, axis.Size), [.. Enumerable.Range(1, input.Value.Rank)]);
    }
}
