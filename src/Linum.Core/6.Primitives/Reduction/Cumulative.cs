using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Running sums along an axis.</summary>
        /// <param name="x">Numbers.</param>
        /// <param name="axis">A non-negative axis.</param>
        /// <param name="reverse">Whether to run from the end.</param>
        public static NDArray CumSum(NDArray x, int axis = 0, bool reverse = false) => new CumSum(CheckAxis("Lax.CumSum", x, axis), reverse).Bind(x);

        /// <summary>Running products along an axis.</summary>
        public static NDArray CumProd(NDArray x, int axis = 0, bool reverse = false) => new CumProd(CheckAxis("Lax.CumProd", x, axis), reverse).Bind(x);

        /// <summary>The largest so far along an axis.</summary>
        public static NDArray CumMax(NDArray x, int axis = 0, bool reverse = false) => new CumMax(CheckAxis("Lax.CumMax", x, axis), reverse).Bind(x);

        /// <summary>The smallest so far along an axis.</summary>
        public static NDArray CumMin(NDArray x, int axis = 0, bool reverse = false) => new CumMin(CheckAxis("Lax.CumMin", x, axis), reverse).Bind(x);

        private static int CheckAxis(string operation, NDArray x, int axis) =>
            axis >= 0 && axis < x.Rank ? axis : throw AxisException.OutOfRange(operation, axis, x.Rank);
    }
}

namespace Linum.Extending
{
    /// <summary>A running combination along an axis.</summary>
    public abstract record Cumulative(int Axis, bool Reverse) : Primitive
    {
        /// <inheritdoc/>
        public sealed override ValueList<Parameter> Parameters => [new("axis", Axis), new("reverse", Reverse)];

        /// <summary>How elements are combined.</summary>
        protected abstract ReduceKind Kind { get; }

        /// <inheritdoc/>
        public sealed override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        /// <inheritdoc/>
        public sealed override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => inputs[0].Shape[Axis] == 1 ? new Lowered.Routine(RoutineKind.Copy) : new Lowered.Cumulative(Kind, Axis, Reverse);

        /// <inheritdoc/>
        public sealed override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            int batch = inputs[0].Axis!.Value;
            return [new((this with { Axis = BatchAxes.Shift(Axis, batch) }).Bind(inputs[0].Value), batch)];
        }

        /// <summary>One step of the combination and of its change, for <see cref="ScanJvp"/>.</summary>
        protected virtual (NDArray Value, NDArray Change) Combine(NDArray a, NDArray da, NDArray b, NDArray db) => throw PrimitiveErrors.NoJvp(this);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            if (!primals[0].DType.IsInexact) return new([Bind(primals[0])], [null]);
            (NDArray x, NDArray dx) = (primals[0], tangents[0]!);
            if (Reverse) (x, dx) = (Lax.Rev(x, Axis), Lax.Rev(dx, Axis));
            NDArray change = ScanJvp(x, dx).Change;
            return new([Bind(primals[0])], [Reverse ? Lax.Rev(change, Axis) : change]);
        }

        /// <summary>An associative scan over (value, change): pairs of neighbours are combined, the half as long sequence is scanned, and the rest is filled in.</summary>
        private (NDArray Value, NDArray Change) ScanJvp(NDArray x, NDArray dx)
        {
            int n = x.Shape[Axis];
            if (n < 2) return (x, dx);
            NDArray[] even = [Every(x, 0, n), Every(dx, 0, n)], odd = [Every(x, 1, n), Every(dx, 1, n)];
            int pairs = n / 2;
            (NDArray a, NDArray da) = Combine(First(even[0], pairs), First(even[1], pairs), odd[0], odd[1]);
            (NDArray y, NDArray dy) = ScanJvp(a, da);
            int rest = even[0].Shape[Axis] - 1;
            (NDArray e, NDArray de) = Combine(First(y, rest), First(dy, rest), Lax.SliceInDim(even[0], 1, rest + 1, Axis), Lax.SliceInDim(even[1], 1, rest + 1, Axis));
            NDArray evens = Lax.Concatenate([First(even[0], 1), e], Axis), changes = Lax.Concatenate([First(even[1], 1), de], Axis);
            return (Interleave(evens, y, n), Interleave(changes, dy, n));
        }

        private NDArray Every(NDArray x, int start, int n)
        {
            int[] starts = new int[x.Rank], steps = new int[x.Rank], limits = x.Shape.ToArray();
            Array.Fill(steps, 1);
            (starts[Axis], limits[Axis], steps[Axis]) = (start, n, 2);
            return Lax.Slice(x, starts, limits, steps);
        }

        private NDArray First(NDArray x, int count) => Lax.SliceInDim(x, 0, count, Axis);

        private NDArray Interleave(NDArray even, NDArray odd, int n)
        {
            var padding = new (int, int, int)[even.Rank];
            NDArray zero = Lax.ScalarLike(even, 0);
            padding[Axis] = (0, even.Shape[Axis] == odd.Shape[Axis] ? 1 : 0, 1);
            NDArray a = Lax.Pad(even, zero, padding);
            padding[Axis] = (1, even.Shape[Axis] == odd.Shape[Axis] ? 0 : 1, 1);
            return Lax.Add(a, Lax.Pad(odd, zero, padding));
        }
    }

    /// <summary>Running sums.</summary>
    public sealed record CumSum(int Axis, bool Reverse) : Cumulative(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override string Name => "cumsum";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Sum;

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [Bind(tangents[0]!)]);

        /// <inheritdoc/>
        public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => [new CumSum(Axis, !Reverse).Bind(cotangents[0]!)];
    }

    /// <summary>Running products.</summary>
    public sealed record CumProd(int Axis, bool Reverse) : Cumulative(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override string Name => "cumprod";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Product;

        /// <inheritdoc/>
        protected override (NDArray Value, NDArray Change) Combine(NDArray a, NDArray da, NDArray b, NDArray db) =>
            (Lax.Mul(a, b), Lax.Add(Lax.Mul(da, b), Lax.Mul(a, db)));
    }

    /// <summary>The largest so far; ties share the derivative as in Max.</summary>
    public sealed record CumMax(int Axis, bool Reverse) : Cumulative(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override string Name => "cummax";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Max;

        /// <inheritdoc/>
        protected override (NDArray Value, NDArray Change) Combine(NDArray a, NDArray da, NDArray b, NDArray db)
        {
            Dual dual = new Max().Jvp([a, b], [da, db]);
            return (dual.Primals[0], dual.Tangents[0]!);
        }
    }

    /// <summary>The smallest so far; ties share the derivative as in Min.</summary>
    public sealed record CumMin(int Axis, bool Reverse) : Cumulative(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override string Name => "cummin";

        /// <inheritdoc/>
        protected override ReduceKind Kind => ReduceKind.Min;

        /// <inheritdoc/>
        protected override (NDArray Value, NDArray Change) Combine(NDArray a, NDArray da, NDArray b, NDArray db)
        {
            Dual dual = new Min().Jvp([a, b], [da, db]);
            return (dual.Primals[0], dual.Tangents[0]!);
        }
    }
}
