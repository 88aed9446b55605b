using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Member <c>destination</c> receives the array of member <c>source</c> for every pair; members that nobody sends to receive zeros.</summary>
        /// <param name="x">The array.</param>
        /// <param name="axisName">The named axis.</param>
        /// <param name="permutation">Pairs (source, destination).</param>
        /// <exception cref="AxisException">A source or destination occurs twice or does not exist.</exception>
        public static NDArray Ppermute(NDArray x, string axisName, (int Source, int Destination)[] permutation)
        {
            int size = AxisEnvironment.SizeOf(axisName, "Lax.Ppermute");
            bool distinct = permutation.Select(p => p.Source).Distinct().Count() == permutation.Length && permutation.Select(p => p.Destination).Distinct().Count() == permutation.Length;
            if (!distinct || permutation.Any(p => p.Source < 0 || p.Source >= size || p.Destination < 0 || p.Destination >= size))
            {
                throw new AxisException($"Lax.Ppermute over \"{axisName}\": the pairs [{string.Join(", ", permutation)}] do not name each source and each destination at most once within 0 to {size - 1}. "
                    + "Give each member at most one source and one destination.");
            }

            return new Ppermute(axisName, size, permutation).Bind(x);
        }

        /// <summary>Member k receives the array of member <c>permutation[k]</c>.</summary>
        /// <exception cref="AxisException">Not every member occurs exactly once.</exception>
        public static NDArray Pshuffle(NDArray x, string axisName, int[] permutation)
        {
            int size = AxisEnvironment.SizeOf(axisName, "Lax.Pshuffle");
            if (!permutation.Order().SequenceEqual(Enumerable.Range(0, size)))
                throw new AxisException($"Lax.Pshuffle over \"{axisName}\": [{string.Join(", ", permutation)}] is no permutation of 0 to {size - 1}. Name every member once.");
            return Ppermute(x, axisName, [.. permutation.Select((source, destination) => (source, destination))]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Values sent from member to member.</summary>
    public sealed record Ppermute(string Axis, int AxisSize, ValueList<(int Source, int Destination)> Permutation) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("axis_name", Axis), new("perm", $"({string.Join(", ", Permutation.ToArray())})")];

        /// <inheritdoc/>
        public override ValueList<string> AxisNames => [Axis];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Collective(CollectiveKind.Permute, [Axis]);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [new Ppermute(Axis, AxisSize, Permutation.ToArray().Select(p => (p.Destination, p.Source)).ToArray()).Bind(cotangents[0]!)];

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            if (axis.Name != Axis) return [new(Bind(inputs[0].Value), inputs[0].Axis)];
            if (inputs[0].Axis is null && Permutation.Count == AxisSize) return [inputs[0]];
            NDArray x = BatchAxes.ToFront(inputs[0], axis);
            int n = axis.Size;
            var parts = new NDArray[n];
            foreach ((int source, int destination) in Permutation) parts[destination] = Lax.SliceInDim(x, source, source + 1, 0);
            for (int i = 0; i < n; i++) parts[i] ??= Lax.Full(x.Shape.With(0, 1), 0, x.DType);
            return [new(Lax.Concatenate(parts, 0), 0)];
        }
    }
}
