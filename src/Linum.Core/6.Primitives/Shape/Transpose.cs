using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The axes in another order: axis i of the result is axis <c>permutation[i]</c> of <paramref name="x"/>.</summary>
        /// <exception cref="AxisException">Not every axis occurs exactly once.</exception>
        public static NDArray Transpose(NDArray x, params ReadOnlySpan<int> permutation)
        {
            var seen = new bool[x.Rank];
            var order = new int[x.Rank];
            bool ok = permutation.Length == x.Rank, identity = true;
            for (int i = 0; ok && i < order.Length; i++)
            {
                int axis = permutation[i] < 0 ? permutation[i] + x.Rank : permutation[i];
                ok = axis >= 0 && axis < x.Rank && !seen[axis];
                if (ok) (seen[axis], order[i], identity) = (true, axis, identity & axis == i);
            }

            if (!ok)
            {
                throw new AxisException($"Transpose: [{string.Join(", ", permutation.ToArray())}] is no order of the axes of {x.Type.ToLongString()}. "
                    + $"Give each of the {x.Rank} axes once.");
            }

            return identity ? x : new TransposeAxes(order).Bind(x);
        }

        /// <summary>One axis moved to another position; the others keep their order.</summary>
        public static NDArray MoveAxis(NDArray x, int from, int to)
        {
            from = ((Axis)from).Normalize(x.Rank, "MoveAxis");
            to = ((Axis)to).Normalize(x.Rank, "MoveAxis");
            if (from == to) return x;
            List<int> order = [.. Enumerable.Range(0, x.Rank)];
            order.RemoveAt(from);
            order.Insert(to, from);
            return new TransposeAxes([.. order]).Bind(x);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The axes in another order.</summary>
    public sealed record TransposeAxes(ValueList<int> Permutation) : Primitive
    {
        /// <inheritdoc/>
        public override string Name => "transpose";

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("permutation", Permutation)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            var sizes = new int[Permutation.Count];
            for (int i = 0; i < sizes.Length; i++) sizes[i] = inputs[0].Shape[Permutation[i]];
            return [inputs[0] with { Shape = sizes }];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs)
        {
            long[] dense = Strides.Dense(inputs[0].Shape);
            var strides = new long[dense.Length];
            for (int i = 0; i < strides.Length; i++) strides[i] = dense[Permutation[i]];
            return new Lowered.View(strides);
        }

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            var inverse = new int[Permutation.Count];
            for (int i = 0; i < inverse.Length; i++) inverse[Permutation[i]] = i;
            return [new TransposeAxes(inverse).Bind(cotangents[0]!)];
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            return [new(new TransposeAxes([batch, .. Permutation.ToArray().Select(p => p >= batch ? p + 1 : p)]).Bind(inputs[0].Value), 0)];
        }
    }
}
