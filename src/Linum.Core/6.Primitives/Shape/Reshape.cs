using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The same elements in row-major order under another shape. One size may be -1: it is worked out.</summary>
        /// <exception cref="ShapeException">The element counts differ.</exception>
        public static NDArray Reshape(NDArray x, params ReadOnlySpan<int> shape)
        {
            Shape target = Resolve(x, shape);
            return x.Shape == target ? x : new Reshape(target).Bind(x);
        }

        private static Shape Resolve(NDArray x, ReadOnlySpan<int> shape)
        {
            int unknown = -1;
            long known = 1;
            bool ok = true;
            for (int i = 0; i < shape.Length; i++)
            {
                if (shape[i] >= 0) known *= shape[i];
                else if (shape[i] == -1 && unknown < 0) unknown = i;
                else ok = false;
            }

            int[] sizes = shape.ToArray();
            if (ok && unknown >= 0)
            {
                ok = known > 0 && x.Count % known == 0;
                if (ok) sizes[unknown] = (int)(x.Count / known);
            }
            else
            {
                ok &= known == x.Count;
            }

            return ok ? sizes : throw new ShapeException(
                $"Reshape: {x.Type.ToLongString()} has {x.Count} elements and cannot take the shape ({string.Join(", ", sizes)}). "
                + "The sizes must multiply to the number of elements; at most one may be -1, which is then worked out.");
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Another shape for the same elements.</summary>
    public sealed record Reshape(Shape NewSizes) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimensions", null), new("new_sizes", NewSizes), new("sharding", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = NewSizes }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.View(Strides.Dense(NewSizes));

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Lax.Reshape(cotangents[0]!, inputs[0].Type.Shape)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray x = Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0);
            return [new(new Reshape(NewSizes.Insert(0, axis.Size)).Bind(x), 0)];
        }
    }
}
