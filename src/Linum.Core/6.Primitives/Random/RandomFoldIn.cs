using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>A new key from a key and a number.</summary>
        /// <param name="key">One key.</param>
        /// <param name="data">A uint32 scalar.</param>
        public static NDArray RandomFoldIn(NDArray key, NDArray data)
        {
            KeyOperations.CheckOne("Lax.RandomFoldIn", key);
            if (data.Rank != 0) throw new ShapeException($"Lax.RandomFoldIn takes one number, but was given {data.Type.ToLongString()}. Use Vmap over the numbers.");
            if (!data.DType.IsInteger) throw ElementwiseErrors.WrongDType("Lax.RandomFoldIn: data", data.DType, "integers");
            return new RandomFoldIn().Bind(key, ConvertElementType(data, DType.UInt32));
        }
    }
}

namespace Linum.Extending
{
    /// <summary>Keys from keys and numbers, element by element. Inputs: keys, uint32.</summary>
    public sealed record RandomFoldIn : NaryElementwise
    {
        /// <inheritdoc/>
        protected override DType Result(ReadOnlySpan<ArrayType> inputs) => DType.Key;

        /// <inheritdoc/>
        protected override Scalar Compute(ReadOnlySpan<Scalar> x) => throw new InternalErrorException("random_fold_in works on pairs.");

        /// <inheritdoc/>
        protected override Scalar[] LowerParts(ScalarBuilder builder, ReadOnlySpan<ArrayType> inputs, Scalar[] parts)
        {
            (Scalar a, Scalar b) = Threefry.Block(parts[0], parts[1], parts[0].Constant(0), parts[2]);
            return [a, b];
        }
    }
}
