using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Multiplies over the given axes, which disappear.</summary>
        public static NDArray ReduceProd(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.Normalize(x.Rank, "Lax.ReduceProd");
            return positions.Count == 0 ? x : new ReduceProd(positions).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Product along axes. The derivative is exact even where elements are zero.</summary>
    public sealed record ReduceProd(ValueList<int> Axes) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("axes", Axes), new("out_sharding", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.Without(Axes.Span) }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Reduce(ReduceKind.Product, Axes);

        /// <summary>Halves the reduced elements again and again, carrying the pair (product, its change): no division, so zeros are harmless.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray x = primals[0], dx = tangents[0]!;
            int[] kept = [.. Enumerable.Range(0, x.Rank).Where(i => !Axes.Span.Contains(i))];
            Shape outer = [.. kept.Select(i => x.Shape[i])];
            int[] order = [.. Axes, .. kept];
            int count = 1;
            foreach (int axis in Axes) count *= x.Shape[axis];
            (x, dx) = (Lax.Reshape(Lax.Transpose(x, order), [count, .. outer]), Lax.Reshape(Lax.Transpose(dx, order), [count, .. outer]));
            if (count == 0) return new([Bind(primals[0])], [Lax.Full(outer, 0, x.DType)]);
            while (count > 1)
            {
                int half = count / 2, rest = count - 2 * half;
                NDArray a = Lax.SliceInDim(x, 0, half, 0), b = Lax.SliceInDim(x, half, 2 * half, 0);
                NDArray da = Lax.SliceInDim(dx, 0, half, 0), db = Lax.SliceInDim(dx, half, 2 * half, 0);
                NDArray product = Lax.Mul(a, b), change = Lax.Add(Lax.Mul(da, b), Lax.Mul(a, db));
                if (rest > 0)
                {
                    product = Lax.Concatenate([product, Lax.SliceInDim(x, count - 1, count, 0)], 0);
                    change = Lax.Concatenate([change, Lax.SliceInDim(dx, count - 1, count, 0)], 0);
                }

                (x, dx, count) = (product, change, half + rest);
            }

            return new([Bind(primals[0])], [Lax.Reshape(dx, outer)]);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            ValueList<int> shifted = BatchAxes.Shift(Axes, batch);
            return [new(new ReduceProd(shifted).Bind(inputs[0].Value), BatchAxes.After(shifted, batch))];
        }
    }
}
