using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Bitwise and (on bools: whether all hold) along the given axes.</summary>
        public static NDArray ReduceAnd(NDArray x, AxisSet axes) => ReduceBits(new ReduceAnd([]), "Lax.ReduceAnd", x, axes);

        /// <summary>Bitwise or (on bools: whether any holds) along the given axes.</summary>
        public static NDArray ReduceOr(NDArray x, AxisSet axes) => ReduceBits(new ReduceOr([]), "Lax.ReduceOr", x, axes);

        /// <summary>Bitwise exclusive or along the given axes.</summary>
        public static NDArray ReduceXor(NDArray x, AxisSet axes) => ReduceBits(new ReduceXor([]), "Lax.ReduceXor", x, axes);

        private static NDArray ReduceBits(ReduceLogical primitive, string operation, NDArray x, AxisSet axes)
        {
            if (!x.DType.IsInteger && x.DType != DType.Bool) throw ElementwiseErrors.WrongDType(operation, x.DType, "integers and bool");
            ValueList<int> positions = axes.Normalize(x.Rank, operation);
            return positions.Count == 0 ? x : (primitive with { Axes = positions }).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A bitwise or logical combination along axes.</summary>
    public abstract record ReduceLogical(ValueList<int> Axes) : Primitive
    {
        /// <inheritdoc/>
        public sealed override ValueList<Parameter> Parameters => [new("axes", Axes), new("out_sharding", null)];

        /// <summary>Which combination.</summary>
        protected abstract ReduceKind Kind { get; }

        /// <inheritdoc/>
        public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.Without(Axes.Span) }];

        /// <inheritdoc/>
        public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Reduce(Kind, Axes);

        /// <inheritdoc/>
        public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            ValueList<int> shifted = BatchAxes.Shift(Axes, batch);
            return [new((this with { Axes = shifted }).Bind(inputs[0].Value), BatchAxes.After(shifted, batch))];
        }
    }

    /// <summary>And along axes.</summary>
    public sealed record ReduceAnd(ValueList<int> Axes) : ReduceLogical(Axes)
    {
        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.And;
    }

    /// <summary>Or along axes.</summary>
    public sealed record ReduceOr(ValueList<int> Axes) : ReduceLogical(Axes)
    {
        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Or;
    }

    /// <summary>Exclusive or along axes.</summary>
    public sealed record ReduceXor(ValueList<int> Axes) : ReduceLogical(Axes)
    {
        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Xor;
    }
}
