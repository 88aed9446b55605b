using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The sum over a named axis, of which member k keeps the k-th part along an own axis: one index, or (tiled) one block.</summary>
        /// <param name="x">The array.</param>
        /// <param name="axisName">The named axis.</param>
        /// <param name="axis">The own axis that is shared out.</param>
        /// <param name="tiled">Whether to keep blocks; else the axis must have the size of the named one and disappears.</param>
        /// <param name="groups">Positions that sum among themselves. Only over devices.</param>
        /// <exception cref="ShapeException">The axis cannot be shared out evenly.</exception>
        public static NDArray PsumScatter(NDArray x, string axisName, int axis = 0, bool tiled = false, int[][]? groups = null)
        {
            Collectives.Check("Lax.PsumScatter", axisName, groups);
            Collectives.CheckEqualGroups("Lax.PsumScatter", groups);
            int size = groups?[0].Length ?? AxisEnvironment.SizeOf(axisName, "Lax.PsumScatter");
            int position = ((Axis)axis).Normalize(x.Rank, "Lax.PsumScatter");
            if (tiled ? x.Shape[position] % size != 0 : x.Shape[position] != size)
            {
                throw new ShapeException($"Lax.PsumScatter: axis {position} of {x.Type.ToLongString()} has size {x.Shape[position]}, but \"{axisName}\" has {size} members. "
                    + (tiled ? "With tiled the size must be a multiple of that." : "The two must be equal; with tiled: true a multiple will do."));
            }

            return new ReduceScatter(position, axisName, size, tiled, Collectives.Groups(groups)).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A sum shared out.</summary>
    public sealed record ReduceScatter(int Dimension, string Axis, int AxisSize, bool Tiled, ValueList<ValueList<int>>? Groups) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
            [new("axis_index_groups", Groups), new("axis_name", (ValueList<string>)[Axis]), new("axis_size", AxisSize), new("scatter_dimension", Dimension), new("tiled", Tiled)];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            Shape shape = inputs[0].Shape;
            return [inputs[0] with { Shape = Tiled ? shape.With(Dimension, shape[Dimension] / AxisSize) : shape.RemoveAt(Dimension) }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.ReduceScatter, [Axis]);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [new AllGather(Dimension, Axis, AxisSize, Tiled, Groups).Bind(cotangents[0]!)];

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

            NDArray sum = inputs[0].Axis is int a ? new ReduceSum([a]).Bind(x) : Lax.Mul(x, Lax.ScalarLike(x, axis.Size));
            if (Tiled) sum = Lax.Reshape(sum, [.. sum.Shape[..Dimension], axis.Size, sum.Shape[Dimension] / axis.Size, .. sum.Shape[(Dimension + 1)..]]);
            return [new(sum, Dimension)];
        }
    }
}
