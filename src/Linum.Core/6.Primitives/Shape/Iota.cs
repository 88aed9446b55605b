using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>0, 1, 2, ... as a vector.</summary>
        public static NDArray Iota(DType dtype, int size) => new Iota(dtype, [size], 0).Bind();

        /// <summary>The position along one axis, for every element of a shape.</summary>
        public static NDArray BroadcastedIota(DType dtype, Shape shape, int axis) => new Iota(dtype, shape, ((Axis)axis).Normalize(shape.Rank, "Lax.BroadcastedIota")).Bind();
    }
}

namespace Linum.Extending
{
    /// <summary>Positions along an axis. No inputs.</summary>
    public sealed record Iota(DType DType, Shape Shape, int Dimension) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimension", Dimension), new("dtype", DType.Name), new("shape", Shape), new("sharding", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType, Shape)];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Map(ScalarFunction.Build([], [DType], (builder, _) =>
        {
            Scalar position = builder.Index(Dimension, DType.Int32).ConvertTo(DType.Component);
            return DType.IsComplex ? [position, builder.Constant(0, DType.Component)] : [position];
        }));

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(), null)];
    }
}
