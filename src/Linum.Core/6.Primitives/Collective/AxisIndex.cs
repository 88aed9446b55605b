using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Which example or device this is along a named axis, as int32. Several names count row-major.</summary>
        public static NDArray AxisIndex(CollectiveAxes axes)
        {
            NDArray? index = null;
            foreach (string name in axes.Names)
            {
                int size = AxisEnvironment.SizeOf(name, "Lax.AxisIndex");
                NDArray mine = new AxisIndex(name).Bind();
                index = index is null ? mine : Add(Mul(index, Full([], size, DType.Int32)), mine);
            }

            return index ?? throw new AxisException("Lax.AxisIndex was given no axis name. Give at least one.");
        }

        /// <summary>How many members a named axis has: an ordinary int, known while tracing.</summary>
        public static int AxisSize(CollectiveAxes axes)
        {
            int size = 1;
            foreach (string name in axes.Names) size *= AxisEnvironment.SizeOf(name, "Lax.AxisSize");
            return size;
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The own position along a named axis. No inputs.</summary>
    public sealed record AxisIndex(string Axis) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("axis_name", Axis)];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType.Int32, [])];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.AxisIndex, [Axis]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) =>
            axis.Name == Axis ? [new(Lax.Iota(DType.Int32, axis.Size), 0)] : [new(Bind(), null)];
    }
}
