using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Sums over the given axes, which disappear. Half-precision sums are formed in float32; bools must be converted first.</summary>
        /// <exception cref="AxisException">An axis is out of range or given twice.</exception>
        public static NDArray ReduceSum(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.Normalize(x.Rank, "Lax.ReduceSum");
            return positions.Count == 0 ? x : new ReduceSum(positions).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Sum along axes.</summary>
    public sealed record ReduceSum(ValueList<int> Axes) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("axes", Axes), new("out_sharding", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.Without(Axes.Span) }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Reduce(ReduceKind.Sum, Axes);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Reductions.Spread(cotangents[0]!, inputs[0].Type.Shape, Axes)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            ValueList<int> shifted = BatchAxes.Shift(Axes, batch);
            return [new(new ReduceSum(shifted).Bind(inputs[0].Value), BatchAxes.After(shifted, batch))];
        }
    }

    internal static class Reductions
    {
        /// <summary>A reduced array repeated along the axes that were reduced.</summary>
        public static NDArray Spread(NDArray reduced, Shape shape, ValueList<int> axes) =>
            Lax.BroadcastInDim(reduced, shape, [.. Enumerable.Range(0, shape.Rank).Where(i => !axes.Span.Contains(i))]);
    }
}
