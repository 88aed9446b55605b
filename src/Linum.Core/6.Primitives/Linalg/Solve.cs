using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The x with a·x = b for square matrices in the last two axes of a.</summary>
        /// <param name="a">Square matrices of float32, float64, complex64 or complex128.</param>
        /// <param name="b">Matrices of right-hand sides of the same dtype. Either a and b have the same leading axes, or one of them has none: then it is the same for all of the other.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">The dtypes differ, or are others.</exception>
        public static NDArray Solve(NDArray a, NDArray b)
        {
            Matrices.Check("Lax.Solve", a, square: true);
            if (a.DType != b.DType) throw ElementwiseErrors.Mixed("Lax.Solve", a.Type, b.Type);
            if (b.Rank < 2 || b.Shape[^2] != a.Shape[^1] || (a.Rank > 2 && b.Rank > 2 && a.Shape[..^2] != b.Shape[..^2]))
            {
                throw new ShapeException($"Lax.Solve was given {a.Type.ToLongString()} and {b.Type.ToLongString()}. "
                    + $"Give right-hand sides with {a.Shape[^1]} rows, and with the leading axes of the matrices or none.");
            }

            if (a.Rank > 2 || b.Rank == 2) return new Solve().Bind(a, b);
            ReadOnlySpan<int> leading = b.Shape.Span[..^2];
            int examples = checked((int)b.Shape[..^2].Count);
            NDArray flat = Lax.Reshape(b, examples, b.Shape[^2], b.Shape[^1]);
            (NDArray x, int at) = Matrices.Part(new Solve().Bind(a, Matrices.Join(flat, leftSide: true)), leftSide: true, examples);
            return Lax.Reshape(Lax.MoveAxis(x, at, 0), [.. leading, b.Shape[^2], b.Shape[^1]]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Systems with square matrices. Inputs: the matrices; the right-hand sides, which have the same leading axes or none.</summary>
    public sealed record Solve : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) =>
            [new(inputs[1].DType, [.. inputs[0].Shape.Span[..^2], .. inputs[1].Shape.Span[^2..]], inputs[0].IsWeak && inputs[1].IsWeak)];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Solve();

        /// <summary>a·dx = db - da·x.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray x = Bind(primals[0], primals[1]);
            NDArray? change = tangents[1];
            if (tangents[0] is NDArray da)
            {
                NDArray moved = Lax.Neg(Matrices.Product(da, x));
                change = change is null ? moved : Lax.Add(Repeated(change, x.Shape), moved);
            }

            return new([x], [Bind(primals[0], change!)]);
        }

        private static NDArray Repeated(NDArray b, Shape shape) => Lax.BroadcastInDim(b, shape, [.. Enumerable.Range(shape.Rank - b.Rank, b.Rank)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
        {
            NDArray ct = Bind(Matrices.Transposed(inputs[0].Constant(this)), cotangents[0]!);
            return [null, inputs[1].Type.Rank == ct.Rank ? ct : Lax.ReduceSum(ct, [.. Enumerable.Range(0, ct.Rank - 2).Select(i => (Axis)i)])];
        }

        /// <summary>One matrix for all examples takes their right-hand sides side by side; right-hand sides without leading axes serve all matrices.</summary>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            (NDArray a, NDArray b) = (inputs[0].Value, inputs[1].Value);
            bool isShared = b.Rank - (inputs[1].Axis is null ? 0 : 1) == 2;
            if (inputs[0].Axis is null)
            {
                b = Lax.MoveAxis(b, inputs[1].Axis!.Value, 0);
                (NDArray x, int at) = Matrices.Part(Bind(a, Matrices.Join(b, leftSide: true)), leftSide: true, axis.Size);
                return [new(x, at)];
            }

            a = Lax.MoveAxis(a, inputs[0].Axis!.Value, 0);
            if (inputs[1].Axis is null && isShared) return [new(Bind(a, b), 0)];
            b = BatchAxes.ToFront(inputs[1], axis);
            // Between the axis of examples and the matrices stand the axes that only a has.
            if (b.Rank < a.Rank) b = Lax.BroadcastInDim(b, [.. a.Shape.Span[..^2], .. b.Shape.Span[^2..]], [0, a.Rank - 2, a.Rank - 1]);
            return [new(Bind(a, b), 0)];
        }
    }
}
