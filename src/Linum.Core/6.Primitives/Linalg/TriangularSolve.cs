using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The x with a·x = b (or x·a = b) for triangular matrices in the last two axes of a; the other triangle of a is not read.</summary>
        /// <param name="a">Square matrices of float32, float64, complex64 or complex128.</param>
        /// <param name="b">Matrices of right-hand sides with the same leading axes and dtype.</param>
        /// <param name="leftSide">Whether a stands on the left; else x·a = b is solved.</param>
        /// <param name="lower">Whether the lower triangle of a is read, else the upper one.</param>
        /// <param name="transposeA">Whether a is transposed.</param>
        /// <param name="conjugateA">Whether a is conjugated.</param>
        /// <param name="unitDiagonal">Whether the diagonal of a counts as ones and is not read.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">The dtypes differ, or are others.</exception>
        public static NDArray TriangularSolve(NDArray a, NDArray b, bool leftSide = true, bool lower = false, bool transposeA = false, bool conjugateA = false, bool unitDiagonal = false)
        {
            Matrices.Check("Lax.TriangularSolve", a, square: true);
            if (a.DType != b.DType) throw ElementwiseErrors.Mixed("Lax.TriangularSolve", a.Type, b.Type);
            if (a.Rank != b.Rank || a.Shape[..^2] != b.Shape[..^2] || b.Shape[leftSide ? ^2 : ^1] != a.Shape[^1])
            {
                throw new ShapeException($"Lax.TriangularSolve was given {a.Type.ToLongString()} and {b.Type.ToLongString()}. "
                    + $"Give right-hand sides with the same leading axes, and with {a.Shape[^1]} {(leftSide ? "rows" : "columns")}.");
            }

            return new TriangularSolve(new(leftSide, lower, transposeA, conjugateA && a.DType.IsComplex, unitDiagonal)).Bind(a, b);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Systems with triangular matrices. Inputs: the matrices, the right-hand sides.</summary>
    public sealed record TriangularSolve(TriangularForm Form) : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters =>
        [
            new("conjugate_a", Form.ConjugateA), new("left_side", Form.LeftSide), new("lower", Form.Lower), new("transpose_a", Form.TransposeA), new("unit_diagonal", Form.UnitDiagonal),
        ];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[1] with { IsWeak = inputs[0].IsWeak && inputs[1].IsWeak }];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.TriangularSolve(Form);

        /// <summary>a·dx = db - da·x, where only the triangle of da counts.</summary>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray x = Bind(primals[0], primals[1]);
            NDArray? change = tangents[1];
            if (tangents[0] is NDArray da)
            {
                da = Form.Lower ? Matrices.Lower(da, Form.UnitDiagonal ? -1 : 0) : Form.UnitDiagonal ? Lax.Sub(da, Matrices.Lower(da)) : Matrices.Upper(da);
                if (Form.TransposeA) da = Matrices.Transposed(da);
                if (Form.ConjugateA) da = Lax.Conj(da);
                NDArray moved = Lax.Neg(Form.LeftSide ? Matrices.Product(da, x) : Matrices.Product(x, da));
                change = change is null ? moved : Lax.Add(change, moved);
            }

            return new([x], [Bind(primals[0], change!)]);
        }

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) =>
            [null, new TriangularSolve(Form with { TransposeA = !Form.TransposeA }).Bind(inputs[0].Constant(this), cotangents[0]!)];

        /// <summary>One matrix for all examples takes their right-hand sides side by side.</summary>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray b = BatchAxes.ToFront(inputs[1], axis);
            if (inputs[0].Axis is not null) return [new(Bind(BatchAxes.ToFront(inputs[0], axis), b), 0)];
            (NDArray x, int at) = Matrices.Part(Bind(inputs[0].Value, Matrices.Join(b, Form.LeftSide)), Form.LeftSide, axis.Size);
            return [new(x, at)];
        }
    }
}
