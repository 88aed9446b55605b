using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The sum over all examples or devices of a named axis. A C# number gives number times size at once.</summary>
        /// <param name="x">The array; bools are counted as int32.</param>
        /// <param name="axes">Names, and axes of the array itself to sum as well.</param>
        /// <param name="groups">Positions that sum among themselves; together each position once. Only over devices.</param>
        /// <exception cref="UnboundAxisNameException">A name is not bound.</exception>
        public static NDArray Psum(NDArray x, CollectiveAxes axes, int[][]? groups = null)
        {
            Collectives.Check("Lax.Psum", axes, groups);
            if (x.DType == DType.Bool) x = ConvertElementType(x, DType.Int32);
            if (x is ConcreteArray { Literal: not null })
            {
                long size = groups is null ? 1 : groups[0].Length;
                if (groups is null)
                    foreach (string name in axes.Names) size *= AxisEnvironment.SizeOf(name, "Lax.Psum");
                return ((ConcreteArray)x).ScaledBy(size);
            }

            if (axes.Positions.Length > 0) x = ReduceSum(x, axes.Positions);
            return axes.Names.Count == 0 ? x : new Psum(axes.Names, Collectives.Groups(groups)).Bind(x);
        }

        /// <summary>The mean over a named axis; integers give floats.</summary>
        public static NDArray Pmean(NDArray x, CollectiveAxes axes, int[][]? groups = null)
        {
            long size = 1;
            Collectives.Check("Lax.Pmean", axes, groups);
            if (groups is not null) size = groups[0].Length;
            else foreach (string name in axes.Names) size *= AxisEnvironment.SizeOf(name, "Lax.Pmean");
            foreach (int position in axes.Positions) size *= x.Shape[((Axis)position).Normalize(x.Rank, "Lax.Pmean")];
            if (groups is not null && groups.Any(g => g.Length != groups[0].Length))
                return Psum(x, axes, groups) / Psum(OnesLike(x), axes, groups);
            return Psum(x, axes, groups) / (NDArray)size;
        }

        /// <summary>The largest over a named axis. It has no derivative.</summary>
        public static NDArray Pmax(NDArray x, CollectiveAxes axes, int[][]? groups = null)
        {
            Collectives.Check("Lax.Pmax", axes, groups);
            if (axes.Positions.Length > 0) x = ReduceMax(x, axes.Positions);
            return axes.Names.Count == 0 ? x : new Pmax(axes.Names, Collectives.Groups(groups)).Bind(x);
        }

        /// <summary>The smallest over a named axis. It has no derivative.</summary>
        public static NDArray Pmin(NDArray x, CollectiveAxes axes, int[][]? groups = null)
        {
            Collectives.Check("Lax.Pmin", axes, groups);
            if (axes.Positions.Length > 0) x = ReduceMin(x, axes.Positions);
            return axes.Names.Count == 0 ? x : new Pmin(axes.Names, Collectives.Groups(groups)).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A reduction over named axes, whose result all members share.</summary>
    public abstract record AllReduce(ValueList<string> Axes, ValueList<ValueList<int>>? Groups) : Primitive
    {
        /// <inheritdoc/>
        public sealed override ValueList<Parameter> Parameters => [new("axes", Axes), new("axis_index_groups", Groups)];

        /// <inheritdoc/>
        public sealed override ValueList<string> AxisNames => Axes;

        /// <summary>Which exchange.</summary>
        protected abstract CollectiveKind Kind { get; }

        /// <summary>The reduction over an axis that is there.</summary>
        protected abstract NDArray Reduce(NDArray x, int axis);

        /// <summary>The result when all members have the same value.</summary>
        protected virtual NDArray OfEqual(NDArray x, int size) => x;

        /// <inheritdoc/>
        public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(Kind, Axes);

        /// <inheritdoc/>
        public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            if (axis.Name is not string name || !Axes.Span.Contains(name)) return [new(Bind(inputs[0].Value), inputs[0].Axis)];
            if (Groups is ValueList<ValueList<int>> groups) return [Collectives.InGroups(axis, Name, groups, inputs[0], part => Reduce(part, 0))];
            NDArray x = inputs[0].Axis is int a ? Reduce(inputs[0].Value, a) : OfEqual(inputs[0].Value, axis.Size);
            ValueList<string> rest = [.. Axes.ToArray().Where(n => n != name)];
            return [new(rest.Count == 0 ? x : (this with { Axes = rest }).Bind(x), null)];
        }
    }

    /// <summary>The sum over named axes.</summary>
    public sealed record Psum(ValueList<string> Axes, ValueList<ValueList<int>>? Groups) : AllReduce(Axes, Groups)
    {
        /// <inheritdoc/>
        protected override CollectiveKind Kind => CollectiveKind.Sum;

        /// <inheritdoc/>
        protected override NDArray Reduce(NDArray x, int axis) => new ReduceSum([axis]).Bind(x);

        /// <inheritdoc/>
        protected override NDArray OfEqual(NDArray x, int size) => Lax.Mul(x, Lax.ScalarLike(x, size));

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [Bind(cotangents[0]!)];
    }

    /// <summary>The largest over named axes.</summary>
    public sealed record Pmax(ValueList<string> Axes, ValueList<ValueList<int>>? Groups) : AllReduce(Axes, Groups)
    {
        /// <inheritdoc/>
        protected override CollectiveKind Kind => CollectiveKind.Max;

        /// <inheritdoc/>
        protected override NDArray Reduce(NDArray x, int axis) => new ReduceMax([axis]).Bind(x);
    }

    /// <summary>The smallest over named axes.</summary>
    public sealed record Pmin(ValueList<string> Axes, ValueList<ValueList<int>>? Groups) : AllReduce(Axes, Groups)
    {
        /// <inheritdoc/>
        protected override CollectiveKind Kind => CollectiveKind.Min;

        /// <inheritdoc/>
        protected override NDArray Reduce(NDArray x, int axis) => new ReduceMin([axis]).Bind(x);
    }

    internal static class Collectives
    {
        /// <summary>Checks that names are bound, and groups.</summary>
        public static void Check(string operation, CollectiveAxes axes, int[][]? groups)
        {
            int total = 1;
            foreach (string name in axes.Names) total *= AxisEnvironment.SizeOf(name, operation);
            if (groups is null) return;
            if (axes.Positions.Length > 0) throw new AxisException($"{operation}: groups cannot be combined with axes of the array itself. Reduce those axes in a call of their own.");
            int[] all = [.. groups.SelectMany(g => g).Order()];
            if (!all.SequenceEqual(Enumerable.Range(0, total)))
            {
                throw new AxisException($"{operation}: the groups [{string.Join(", ", groups.Select(g => $"[{string.Join(", ", g)}]"))}] do not contain each position 0 to {total - 1} exactly once. "
                    + "Put every position into one group.");
            }
        }

        public static void CheckEqualGroups(string operation, int[][]? groups)
        {
            if (groups is not null && groups.Any(g => g.Length != groups[0].Length))
                throw new AxisException($"{operation}: the groups have different sizes. For this collective give groups of one size.");
        }

        public static ValueList<ValueList<int>>? Groups(int[][]? groups) => groups is null ? null : [.. groups.Select(g => (ValueList<int>)g)];

        /// <summary>A collective among the members of each group, over devices: every group's members are put together, combined, and the results go back to the members.</summary>
        /// <param name="axis">The devices.</param>
        /// <param name="primitive">Which collective, for the message.</param>
        /// <param name="groups">The groups.</param>
        /// <param name="input">The operand.</param>
        /// <param name="combine">From a group's members, side by side along axis 0, to the result that all of them share.</param>
        public static Batched InGroups(BatchAxis axis, string primitive, ValueList<ValueList<int>> groups, Batched input, Func<NDArray, NDArray> combine) =>
            InGroups(axis, primitive, groups, input, members =>
            {
                NDArray shared = combine(members);
                return Lax.BroadcastInDim(shared, shared.Shape.Insert(0, members.Shape[0]), [.. Enumerable.Range(1, shared.Rank)]);
            }, perMember: true);

        /// <summary>The same for collectives that give each member a result of its own, along axis 0.</summary>
        public static Batched InGroups(BatchAxis axis, string primitive, ValueList<ValueList<int>> groups, Batched input, Func<NDArray, NDArray> exchange, bool perMember)
        {
            if (!axis.IsDevices) throw GroupsUnderVmap(primitive);
            NDArray x = BatchAxes.ToFront(input, axis);
            var results = new NDArray[axis.Size];
            foreach (ValueList<int> group in groups)
            {
                NDArray members = Lax.Concatenate([.. group.ToArray().Select(m => Lax.SliceInDim(x, m, m + 1, 0))], 0);
                NDArray exchanged = exchange(members);
                for (int i = 0; i < group.Count; i++) results[group[i]] = Lax.SliceInDim(exchanged, i, i + 1, 0);
            }

            return new(Lax.Concatenate(results, 0), 0);
        }

        public static NotBatchableException GroupsUnderVmap(string primitive) =>
            new($"{primitive}: groups are not supported over an axis that Vmap has named. Use Pmap for that axis, or reshape the axis into two and nest two Vmaps.");
    }
}
