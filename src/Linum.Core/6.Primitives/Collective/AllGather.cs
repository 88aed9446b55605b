using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Every member's array, side by side: stacked along a new axis, or (tiled) joined along an existing one.</summary>
        /// <param name="x">The array.</param>
        /// <param name="axisName">The named axis.</param>
        /// <param name="axis">Where the members go.</param>
        /// <param name="tiled">Whether to join along an existing axis.</param>
        /// <param name="groups">Positions that gather among themselves. Only over devices.</param>
        public static NDArray AllGather(NDArray x, string axisName, int axis = 0, bool tiled = false, int[][]? groups = null)
        {
            Collectives.Check("Lax.AllGather", axisName, groups);
            Collectives.CheckEqualGroups("Lax.AllGather", groups);
            int size = groups?[0].Length ?? AxisEnvironment.SizeOf(axisName, "Lax.AllGather");
            int position = ((Axis)axis).Normalize(tiled ? x.Rank : x.Rank + 1, "Lax.AllGather");
            return new AllGather(position, axisName, size, tiled, Collectives.Groups(groups)).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>All members' values.</summary>
    public sealed record AllGather(int Dimension, string Axis, int AxisSize, bool Tiled, ValueList<ValueList<int>>? Groups) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
            [new("all_gather_dimension", Dimension), new("axis_index_groups", Groups), new("axis_name", (ValueList<string>)[Axis]), new("axis_size", AxisSize), new("tiled", Tiled)];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            Shape shape = inputs[0].Shape;
            return [inputs[0] with { Shape = Tiled ? shape.With(Dimension, shape[Dimension] * AxisSize) : shape.Insert(Dimension, AxisSize) }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.AllGather, [Axis]);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [new ReduceScatter(Dimension, Axis, AxisSize, Tiled, Groups).Bind(cotangents[0]!)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray x = inputs[0].Value;
            if (axis.Name != Axis)
            {
                x = Lax.MoveAxis(x, inputs[0].Axis!.Value, 0);
                return [new((this with { Dimension = Dimension + 1 }).Bind(x), 0)];
            }

            if (Groups is ValueList<ValueList<int>> groups)
            {
                BatchAxis inner = new(AxisSize, Axis);
                return [Collectives.InGroups(axis, Name, groups, inputs[0], members => BatchAxes.ToFront((this with { Groups = null }).Batch(inner, [new(members, 0)])[0], inner), perMember: true)];
            }

            x = Lax.MoveAxis(BatchAxes.ToFront(inputs[0], axis), 0, Dimension);
            if (Tiled)
            {
                Shape shape = x.Shape.RemoveAt(Dimension);
                x = Lax.Reshape(x, shape.With(Dimension, shape[Dimension] * axis.Size));
            }

            return [new(x, null)];
        }
    }
}
