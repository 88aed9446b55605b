using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The largest element along the given axes, which disappear; NaN if there is one.</summary>
        public static NDArray ReduceMax(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.Normalize(x.Rank, "Lax.ReduceMax");
            return positions.Count == 0 ? x : new ReduceMax(positions).Bind(x);
        }

        /// <summary>The smallest element along the given axes, which disappear; NaN if there is one.</summary>
        public static NDArray ReduceMin(NDArray x, AxisSet axes)
        {
            ValueList<int> positions = axes.Normalize(x.Rank, "Lax.ReduceMin");
            return positions.Count == 0 ? x : new ReduceMin(positions).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The extremum along axes; tied elements share the derivative equally.</summary>
    public abstract record ReduceExtremum(ValueList<int> Axes) : Primitive
    {
        /// <inheritdoc/>
        public sealed override ValueList<Parameter> Parameters => [new("axes", Axes), new("out_sharding", null)];

        /// <summary>Which extremum.</summary>
        protected abstract ReduceKind Kind { get; }

        /// <inheritdoc/>
        public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.Without(Axes.Span) }];

        /// <inheritdoc/>
        public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Reduce(Kind, Axes);

        /// <inheritdoc/>
        public sealed override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray x = primals[0], y = Bind(x);
            if (!y.DType.IsInexact) return new([y], [null]);
            NDArray winners = Lax.ConvertElementType(Lax.Eq(x, Reductions.Spread(y, x.Shape, Axes)), x.DType);
            NDArray sum = new ReduceSum(Axes).Bind(Lax.Mul(tangents[0]!, winners));
            return new([y], [Lax.Div(sum, new ReduceSum(Axes).Bind(winners))]);
        }

        /// <inheritdoc/>
        public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            ValueList<int> shifted = BatchAxes.Shift(Axes, batch);
            return [new((this with { Axes = shifted }).Bind(inputs[0].Value), BatchAxes.After(shifted, batch))];
        }
    }

    /// <summary>The largest along axes.</summary>
    public sealed record ReduceMax(ValueList<int> Axes) : ReduceExtremum(Axes)
    {
        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Max;
    }

    /// <summary>The smallest along axes.</summary>
    public sealed record ReduceMin(ValueList<int> Axes) : ReduceExtremum(Axes)
    {
        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Min;
    }
}
