using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Whether each pair of elements is equal.</summary>
        public static NDArray Eq(NDArray x, NDArray y) => Compare(new Eq(), "Lax.Eq", x, y);

        /// <summary>Whether each pair of elements differs.</summary>
        public static NDArray Ne(NDArray x, NDArray y) => Compare(new Ne(), "Lax.Ne", x, y);

        /// <summary>Whether each element is less than its partner.</summary>
        public static NDArray Lt(NDArray x, NDArray y) => Compare(new Lt(), "Lax.Lt", x, y);

        /// <summary>Whether each element is less than or equal to its partner.</summary>
        public static NDArray Le(NDArray x, NDArray y) => Compare(new Le(), "Lax.Le", x, y);

        /// <summary>Whether each element is greater than its partner.</summary>
        public static NDArray Gt(NDArray x, NDArray y) => Compare(new Gt(), "Lax.Gt", x, y);

        /// <summary>Whether each element is greater than or equal to its partner.</summary>
        public static NDArray Ge(NDArray x, NDArray y) => Compare(new Ge(), "Lax.Ge", x, y);

        private static NDArray Compare(Comparison comparison, string operation, NDArray x, NDArray y)
        {
            NaryElementwise.Check(operation, [x, y]);
            return comparison.Bind(x, y);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>A comparison of two arrays, with a bool result and no derivative. Complex numbers and keys can be compared for equality only.</summary>
    public abstract record Comparison : NaryElementwise
    {
        /// <inheritdoc/>
        protected sealed override DType Result(ReadOnlySpan<ArrayType> inputs) => DType.Bool;

        /// <inheritdoc/>
        protected sealed override NDArray? Tangent(int operand, ReadOnlySpan<NDArray> x, NDArray y, NDArray dx) => null;

        /// <inheritdoc/>
        protected sealed override Scalar Compute(ReadOnlySpan<Scalar> x) => Compare(x[0], x[1]);

        /// <summary>The comparison of two real elements.</summary>
        protected abstract Scalar Compare(Scalar x, Scalar y);

        /// <summary>The comparison of two pairs.</summary>
        protected virtual Scalar ComparePairs(Scalar[] parts) => throw ElementwiseErrors.NoComplex(this);

        /// <inheritdoc/>
        protected sealed override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts) =>
            [parts.Length == 2 ? Compare(parts[0], parts[1]) : ComparePairs(parts)];
    }

    /// <summary>x == y.</summary>
    public sealed record Eq : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x.EqualTo(y);

        /// <inheritdoc/>
        protected override Scalar ComparePairs(Scalar[] parts) => parts[0].EqualTo(parts[2]) & parts[1].EqualTo(parts[3]);
    }

    /// <summary>x != y.</summary>
    public sealed record Ne : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x.NotEqualTo(y);

        /// <inheritdoc/>
        protected override Scalar ComparePairs(Scalar[] parts) => parts[0].NotEqualTo(parts[2]) | parts[1].NotEqualTo(parts[3]);
    }

    /// <summary>x &lt; y.</summary>
    public sealed record Lt : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x < y;
    }

    /// <summary>x &lt;= y.</summary>
    public sealed record Le : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x <= y;
    }

    /// <summary>x &gt; y.</summary>
    public sealed record Gt : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x > y;
    }

    /// <summary>x &gt;= y.</summary>
    public sealed record Ge : Comparison
    {
        /// <inheritdoc/>
        protected override Scalar Compare(Scalar x, Scalar y) => x >= y;
    }
}
