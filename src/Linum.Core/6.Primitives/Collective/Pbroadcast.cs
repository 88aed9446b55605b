using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The array of one member, for all.</summary>
        /// <param name="x">The array.</param>
        /// <param name="axisName">The named axis.</param>
        /// <param name="source">The member whose array all receive.</param>
        /// <exception cref="AxisException">There is no such member.</exception>
        public static NDArray Pbroadcast(NDArray x, string axisName, int source)
        {
            int size = AxisEnvironment.SizeOf(axisName, "Lax.Pbroadcast");
            if (source < 0 || source >= size) throw new AxisException($"Lax.Pbroadcast over \"{axisName}\": there is no member {source}. Give a source from 0 to {size - 1}.");
            return new Pbroadcast(axisName, source).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>One member's value for all.</summary>
    public sealed record Pbroadcast(string Axis, int Source) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("axes", (ValueList<string>)[Axis]), new("axis_index_groups", null), new("source", Source)];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.Permute, [Axis]);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <summary>The source receives the sum, the others nothing.</summary>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray sum = new Psum([Axis], null).Bind(cotangents[0]!);
            NDArray isSource = Lax.Eq(new AxisIndex(Axis).Bind(), Lax.Full([], Source, DType.Int32));
            return [Lax.Select(isSource, sum, Lax.ZerosLike(sum))];
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            if (axis.Name != Axis) return [new(Bind(inputs[0].Value), inputs[0].Axis)];
            if (inputs[0].Axis is not int a) return [inputs[0]];
            NDArray one = Lax.SliceInDim(Lax.MoveAxis(inputs[0].Value, a, 0), Source, Source + 1, 0);
            return [new(Lax.BroadcastTo(one, one.Shape.With(0, axis.Size)), 0)];
        }
    }
}
