using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Sums of products over contracting axes, side by side over batch axes. The result's axes are the batch axes, the free axes of x, the free axes of y.</summary>
        /// <param name="x">The left operand.</param>
        /// <param name="y">The right operand, of the same dtype.</param>
        /// <param name="dimensions">Which axes are contracted and which are batch axes.</param>
        /// <param name="preferred">The dtype of the result; null is that of the operands.</param>
        /// <exception cref="ShapeException">Paired axes have different sizes.</exception>
        public static NDArray DotGeneral(NDArray x, NDArray y, ContractDimensions dimensions, DType? preferred = null)
        {
            if (x.DType != y.DType) throw ElementwiseErrors.Mixed("Lax.DotGeneral", x.Type, y.Type);
            CheckPairs(x, y, dimensions.LeftContracting, dimensions.RightContracting, "contracting");
            CheckPairs(x, y, dimensions.LeftBatch, dimensions.RightBatch, "batch");
            return new DotGeneral(dimensions, preferred ?? x.DType).Bind(x, y);
        }

        private static void CheckPairs(NDArray x, NDArray y, ValueList<int> left, ValueList<int> right, string kind)
        {
            bool ok = left.Count == right.Count;
            for (int i = 0; ok && i < left.Count; i++)
                ok = left[i] >= 0 && left[i] < x.Rank && right[i] >= 0 && right[i] < y.Rank && x.Shape[left[i]] == y.Shape[right[i]];
            if (!ok)
            {
                throw new ShapeException($"Lax.DotGeneral was given {x.Type.ToLongString()} and {y.Type.ToLongString()} with the {kind} axes [{string.Join(", ", left.ToArray())}] and [{string.Join(", ", right.ToArray())}]. "
                    + "Give as many axes on both sides, each pair of equal size.");
            }
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A general contraction.</summary>
    public sealed record DotGeneral(ContractDimensions Dimensions, DType PreferredElementType) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("dimension_numbers", DimensionText), new("preferred_element_type", PreferredElementType.Name)];

        private string DimensionText =>
            $"(({Dimensions.LeftContracting}, {Dimensions.RightContracting}), ({Dimensions.LeftBatch}, {Dimensions.RightBatch}))";

        private static int[] Free(int rank, ValueList<int> contracting, ValueList<int> batch) =>
            [.. Enumerable.Range(0, rank).Where(i => !contracting.Span.Contains(i) && !batch.Span.Contains(i))];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            List<int> sizes = [];
            foreach (int axis in Dimensions.LeftBatch) sizes.Add(inputs[0].Shape[axis]);
            foreach (int axis in Free(inputs[0].Rank, Dimensions.LeftContracting, Dimensions.LeftBatch)) sizes.Add(inputs[0].Shape[axis]);
            foreach (int axis in Free(inputs[1].Rank, Dimensions.RightContracting, Dimensions.RightBatch)) sizes.Add(inputs[1].Shape[axis]);
            return [new(PreferredElementType, [.. sizes], inputs[0].IsWeak && inputs[1].IsWeak)];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Contract(Dimensions);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray? left = tangents[0] is NDArray dx ? Bind(dx, primals[1]) : null, right = tangents[1] is NDArray dy ? Bind(primals[0], dy) : null;
            return new([Bind(primals)], [left is null ? right : right is null ? left : Lax.Add(left, right)]);
        }

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => inputs[0].IsLinear
            ? [WithRespectTo(true, inputs[0].Type, inputs[1].Constant(this), cotangents[0]!), null]
            : [null, WithRespectTo(false, inputs[1].Type, inputs[0].Constant(this), cotangents[0]!)];

        /// <summary>Contracts the cotangent with the known operand over its free axes, then puts the axes in the operand's order.</summary>
        private NDArray WithRespectTo(bool left, ArrayType type, NDArray known, NDArray ct)
        {
            var (myContracting, myBatch, otherContracting, otherBatch) = left
                ? (Dimensions.LeftContracting, Dimensions.LeftBatch, Dimensions.RightContracting, Dimensions.RightBatch)
                : (Dimensions.RightContracting, Dimensions.RightBatch, Dimensions.LeftContracting, Dimensions.LeftBatch);
            int[] myFree = Free(type.Rank, myContracting, myBatch), otherFree = Free(known.Rank, otherContracting, otherBatch);
            int batch = myBatch.Count;
            int[] ctBatch = [.. Enumerable.Range(0, batch)];
            int[] ctOther = [.. Enumerable.Range(left ? batch + myFree.Length : batch, otherFree.Length)];
            NDArray result = new DotGeneral(new(ctOther, otherFree, ctBatch, otherBatch), type.DType).Bind(Cast(ct, known.DType), known);

            // Axes of the result: batch, my free axes, and the other operand's contracting axes in its own order, each paired with one of mine.
            int[] otherLeft = [.. otherContracting.ToArray().Order()];
            int[] mine = [.. myBatch, .. myFree, .. otherLeft.Select(axis => myContracting[otherContracting.Span.IndexOf(axis)])];
            var permutation = new int[mine.Length];
            for (int i = 0; i < mine.Length; i++) permutation[mine[i]] = i;
            return Lax.Transpose(result, permutation);
        }

        private static NDArray Cast(NDArray ct, DType dtype) => Lax.ConvertElementType(ct, dtype, ct.Type.IsWeak && ct.DType == dtype);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            (NDArray x, int? left) = (inputs[0].Value, inputs[0].Axis);
            (NDArray y, int? right) = (inputs[1].Value, inputs[1].Axis);
            if (left is int bx && right is int by)
            {
                ContractDimensions both = new(BatchAxes.Shift(Dimensions.LeftContracting, bx), BatchAxes.Shift(Dimensions.RightContracting, by),
                    [bx, .. BatchAxes.Shift(Dimensions.LeftBatch, bx)], [by, .. BatchAxes.Shift(Dimensions.RightBatch, by)]);
                return [new(new DotGeneral(both, PreferredElementType).Bind(x, y), 0)];
            }

            // The batch axis is one more free axis of the operand that has it.
            if (left is int l)
            {
                ContractDimensions d = Dimensions with { LeftContracting = BatchAxes.Shift(Dimensions.LeftContracting, l), LeftBatch = BatchAxes.Shift(Dimensions.LeftBatch, l) };
                int at = d.LeftBatch.Count + Array.IndexOf(Free(x.Rank, d.LeftContracting, d.LeftBatch), l);
                return [new(new DotGeneral(d, PreferredElementType).Bind(x, y), at)];
            }
            else
            {
                int r = right!.Value;
                ContractDimensions d = Dimensions with { RightContracting = BatchAxes.Shift(Dimensions.RightContracting, r), RightBatch = BatchAxes.Shift(Dimensions.RightBatch, r) };
                int leftFree = x.Rank - d.LeftContracting.Count - d.LeftBatch.Count;
                int at = d.LeftBatch.Count + leftFree + Array.IndexOf(Free(y.Rank, d.RightContracting, d.RightBatch), r);
                return [new(new DotGeneral(d, PreferredElementType).Bind(x, y), at)];
            }
        }
    }
}
