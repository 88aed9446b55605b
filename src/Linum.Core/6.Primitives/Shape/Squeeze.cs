using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The array without the given axes, which must have size 1.</summary>
        /// <exception cref="ShapeException">An axis has another size.</exception>
        public static NDArray Squeeze(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.IsAll ? [.. Enumerable.Range(0, x.Rank).Where(i => x.Shape[i] == 1)] : axes.Normalize(x.Rank, "Squeeze");
            foreach (int axis in positions)
            {
                if (x.Shape[axis] != 1)
                    throw new ShapeException($"Squeeze: axis {axis} of {x.Type.ToLongString()} has size {x.Shape[axis]}. Only axes of size 1 can be left out.");
            }

            return positions.Count == 0 ? x : new Squeeze(positions).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Axes of size 1 left out.</summary>
    public sealed record Squeeze(ValueList<int> Dimensions) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimensions", Dimensions)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.Without(Dimensions.Span) }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.View(Strides.Dense(inputs[0].Shape.Without(Dimensions.Span)));

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Lax.Reshape(cotangents[0]!, inputs[0].Type.Shape)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray x = Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0);
            return [new(new Squeeze([.. Dimensions.ToArray().Select(d => d + 1)]).Bind(x), 0)];
        }
    }
}
