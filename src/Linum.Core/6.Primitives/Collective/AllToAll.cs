using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Member k receives the k-th part of every member's array: parts are cut along one own axis and put together along another.</summary>
        /// <param name="x">The array.</param>
        /// <param name="axisName">The named axis.</param>
        /// <param name="splitAxis">The own axis that is cut; untiled it has the size of the named axis and disappears.</param>
        /// <param name="concatAxis">Where the received parts go: a new axis, or (tiled) joined along an existing one.</param>
        /// <param name="tiled">Whether parts are blocks.</param>
        /// <param name="groups">Positions that exchange among themselves. Only over devices.</param>
        /// <exception cref="ShapeException">The axis cannot be cut evenly.</exception>
        public static NDArray AllToAll(NDArray x, string axisName, int splitAxis, int concatAxis, bool tiled = false, int[][]? groups = null)
        {
            Collectives.Check("Lax.AllToAll", axisName, groups);
            Collectives.CheckEqualGroups("Lax.AllToAll", groups);
            int size = groups?[0].Length ?? AxisEnvironment.SizeOf(axisName, "Lax.AllToAll");
            int split = ((Axis)splitAxis).Normalize(x.Rank, "Lax.AllToAll"), concat = ((Axis)concatAxis).Normalize(x.Rank, "Lax.AllToAll");
            if (tiled ? x.Shape[split] % size != 0 : x.Shape[split] != size)
            {
                throw new ShapeException($"Lax.AllToAll: axis {split} of {x.Type.ToLongString()} has size {x.Shape[split]}, but \"{axisName}\" has {size} members. "
                    + (tiled ? "With tiled the size must be a multiple of that." : "The two must be equal; with tiled: true a multiple will do."));
            }

            return new AllToAll(split, concat, axisName, size, tiled, Collectives.Groups(groups)).Bind(x);
        }

        /// <summary>Exchanges the named axis with an own axis of the same size.</summary>
        public static NDArray Pswapaxes(NDArray x, string axisName, int axis) => AllToAll(x, axisName, axis, axis);
    }
}

namespace Linum.Extending
{
    /// <summary>Parts exchanged between all members.</summary>
    public sealed record AllToAll(int SplitAxis, int ConcatAxis, string Axis, int AxisSize, bool Tiled, ValueList<ValueList<int>>? Groups) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
            [new("axis_index_groups", Groups), new("axis_name", (ValueList<string>)[Axis]), new("concat_axis", ConcatAxis), new("split_axis", SplitAxis), new("tiled", Tiled)];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            Shape shape = inputs[0].Shape;
            if (!Tiled) return [inputs[0] with { Shape = shape.RemoveAt(SplitAxis).Insert(ConcatAxis, AxisSize) }];
            shape = shape.With(SplitAxis, shape[SplitAxis] / AxisSize);
            return [inputs[0] with { Shape = shape.With(ConcatAxis, shape[ConcatAxis] * AxisSize) }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.AllToAll, [Axis]);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [(this with { SplitAxis = ConcatAxis, ConcatAxis = SplitAxis }).Bind(cotangents[0]!)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray x = BatchAxes.ToFront(inputs[0], axis);
            if (axis.Name != Axis) return [new((this with { SplitAxis = SplitAxis + 1, ConcatAxis = ConcatAxis + 1 }).Bind(x), 0)];
            if (Groups is ValueList<ValueList<int>> groups)
            {
                BatchAxis inner = new(AxisSize, Axis);
                return [Collectives.InGroups(axis, Name, groups, inputs[0], members => BatchAxes.ToFront((this with { Groups = null }).Batch(inner, [new(members, 0)])[0], inner), perMember: true)];
            }


            // x is [member, own axes]. Cut the split axis into (member, part) if tiled; then the cut becomes the batch axis and the old one goes to where parts are put together.
            int n = axis.Size;
            if (Tiled) x = Lax.Reshape(x, [.. x.Shape[..(SplitAxis + 1)], n, x.Shape[SplitAxis + 1] / n, .. x.Shape[(SplitAxis + 2)..]]);
            NDArray cutFirst = Lax.MoveAxis(x, SplitAxis + 1, 0);
            NDArray y = Lax.MoveAxis(cutFirst, 1, ConcatAxis + 1);
            if (Tiled) y = Lax.Reshape(y, [.. y.Shape[..(ConcatAxis + 1)], n * y.Shape[ConcatAxis + 2], .. y.Shape[(ConcatAxis + 3)..]]);
            return [new(y, 0)];
        }
    }
}
